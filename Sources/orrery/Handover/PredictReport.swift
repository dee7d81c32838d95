import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// Predictions as a table, CSV and JSON.
struct PredictReport {
  let plan: PredictPlan
  let forecasts: [HandoverForecast]

  // MARK: Table

  func text(colour: Bool) -> String {
    zip(plan.terminals, forecasts).map { terminal, forecast in
      let head = "\(terminal.name), \(plan.from) to \(plan.to), from \(terminal.minimumElevation.degrees) deg up\n\n"
      return (plan.terminals.count > 1 ? head : "") + table(forecast).text(colour: colour) + "\n\n"
        + summary(forecast)
    }.joined(separator: "\n\n")
  }

  private func table(_ forecast: HandoverForecast) -> Table {
    var table = Table(columns: [
      .text("Time (UTC)"), .text("Event"), .text("From"), .number("Elevation", "deg"), .text("To"),
      .number("Elevation", "deg"), .number("Range", "km"), .number("Serves for", "s"), .number("Deviation", "s"),
      .number("Confidence"),
    ])
    let ends = forecast.events.dropFirst().map(\.time) + [forecast.span.upperBound]
    table.rows = zip(forecast.events, ends).map { event, end in
      [
        "\(event.time)", event.kind.rawValue, event.from.map { plan.name($0.satellite) } ?? "-",
        event.from?.elevation.degrees.fixed(2) ?? "-", event.to.map { plan.name($0.satellite) } ?? "-",
        event.to?.elevation.degrees.fixed(2) ?? "-", event.to?.rangeKilometres.fixed(1) ?? "-",
        event.to == nil ? "-" : (end - event.time).seconds.fixed(1),
        deviation(event)?.fixed(3) ?? "-", event.confidence(within: plan.tolerance)?.fixed(3) ?? "-",
      ]
    }
    return table
  }

  /// The deviation of an event's time, s, where there is one that a number can tell.
  private func deviation(_ event: HandoverForecast.Event) -> Double? {
    event.timeDeviationSeconds.flatMap { $0.isFinite ? $0 : nil }
  }

  private func summary(_ forecast: HandoverForecast) -> String {
    let handovers = forecast.events.count { $0.kind == .handover }
    let gaps = forecast.gaps
    let longest = gaps.map { ($0.upperBound - $0.lowerBound).seconds }.max()
    let words = [
      "\(handovers) handover\(handovers == 1 ? "" : "s")",
      "served \((forecast.coverage * 100).fixed(2)) % of the time",
      gaps.isEmpty
        ? "no gap" : "\(gaps.count) gap\(gaps.count == 1 ? "" : "s"), the longest \((longest ?? 0).fixed(1)) s",
    ]
    let failed = forecast.failures.count
    return words.joined(separator: ", ")
      + (failed == 0 ? "" : "; \(failed) satellite\(failed == 1 ? " has" : "s have") no state in a part of the span")
  }

  // MARK: CSV

  var csv: String {
    let head =
      "terminal,time,event,fromNumber,from,fromElevationDegrees,toNumber,to,toElevationDegrees,toRangeKilometres,"
      + "timeDeviationSeconds,confidence"
    let rows = zip(plan.terminals, forecasts).flatMap { terminal, forecast in
      forecast.events.map { row($0, terminal) }
    }
    return ([head] + rows).joined(separator: "\n")
  }

  private func row(_ event: HandoverForecast.Event, _ terminal: UserTerminal) -> String {
    let range = event.to.map { "\($0.rangeKilometres)" } ?? ""
    let fields: [String] = [terminal.name.csvField, event.time.iso8601, event.kind.rawValue]
    let sure = [deviation(event), event.confidence(within: plan.tolerance)].map { $0.map { "\($0)" } ?? "" }
    return (fields + cells(event.from) + cells(event.to) + [range] + sure).joined(separator: ",")
  }

  private func cells(_ sight: HandoverForecast.Sight?) -> [String] {
    guard let sight else { return ["", "", ""] }
    return [
      "\(plan.sets[sight.satellite].catalogNumber)", plan.name(sight.satellite).csvField, "\(sight.elevation.degrees)",
    ]
  }

  // MARK: JSON

  var json: JSONValue {
    [
      "from": .string(plan.from.iso8601), "to": .string(plan.to.iso8601),
      "toleranceSeconds": .number(plan.tolerance.seconds),
      "terminals": .array(zip(plan.terminals, forecasts).map(json)),
    ]
  }

  private func json(_ terminal: UserTerminal, _ forecast: HandoverForecast) -> JSONValue {
    let place = terminal.site(at: plan.from).geodetic
    return [
      "terminal": .string(terminal.name), "latitudeDegrees": .number(place.latitudeDegrees),
      "longitudeDegrees": .number(place.longitudeDegrees), "heightMetres": .number(place.heightMetres),
      "minimumElevationDegrees": .number(terminal.minimumElevation.degrees),
      "handovers": .integer(Int64(forecast.events.count { $0.kind == .handover })),
      "coverage": .number(forecast.coverage), "servedSeconds": .number(forecast.served.seconds),
      "gaps": .array(
        forecast.gaps.map { ["from": .string($0.lowerBound.iso8601), "to": .string($0.upperBound.iso8601)] }),
      "events": .array(forecast.events.map { json($0, terminal) }),
      "failures": .array(
        forecast.failures.sorted { $0.key < $1.key }.map { satellite, failure in
          ["satellite": .string(plan.name(satellite)), "reason": .string("\(failure)")]
        }),
    ]
  }

  private func json(_ event: HandoverForecast.Event, _ terminal: UserTerminal) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    var object: JSONObject = [
      "time": .string(event.time.iso8601), "event": .string(event.kind.rawValue),
      "timeDeviationSeconds": number(deviation(event)),
      "confidence": number(event.confidence(within: plan.tolerance)), "from": json(event.from), "to": json(event.to),
    ]
    if terminal.track != nil {
      let place = terminal.site(at: event.time).geodetic
      object["latitudeDegrees"] = .number(place.latitudeDegrees)
      object["longitudeDegrees"] = .number(place.longitudeDegrees)
      object["heightMetres"] = .number(place.heightMetres)
    }
    return .object(object)
  }

  private func json(_ sight: HandoverForecast.Sight?) -> JSONValue {
    guard let sight else { return .null }
    return [
      "number": .integer(Int64(plan.sets[sight.satellite].catalogNumber)),
      "name": .string(plan.name(sight.satellite)), "elevationDegrees": .number(sight.elevation.degrees),
      "rangeKilometres": .number(sight.rangeKilometres),
    ]
  }
}
