import HTTPServer
import HandoverAnalysis
import JSON
import Orbits
import Quantities

extension Call {
  /// Answers who will serve a terminal.
  func predictHandover() throws(Refusal) -> Response {
    let clock = ContinuousClock()
    let begin = clock.now
    let request = try HandoverRequest(body)
    let start = (request.start ?? time).wholeMicrosecond
    guard let horizon = TimeSpan(roundingSeconds: request.horizonMinutes * 60), let end = start.adding(horizon) else {
      throw Refusal(parameter: "$.start_iso", value: .time(start), allowed: "a time whose horizon ends before 2200")
    }
    let elements = moment.elements(at: start)
    let predictor = HandoverPredictor(of: elements.propagator, orientation: facade.run.orientation)
    let forecast =
      if let rule = request.rule {
        predictor.forecast(for: request.terminal, from: start, to: end, by: rule, gaps: .bridged, threads: 1)
      } else {
        predictor.sampledForecast(
          for: request.terminal, from: start, to: end, every: request.step, gaps: .bridged, threads: 1)
      }
    // The newest version does not list what serves at the start.
    let changes = forecast.events.filter { !request.isA3 || $0.from != nil }
    let events = changes.compactMap { event in
      event.to.map { event.json(to: $0, elements, request.link) }
    }
    let elapsed = clock.now - begin
    return .json([
      "requested_at_iso": .string(start.isoformat), "horizon_min": .number(request.horizonMinutes),
      "n_handovers": .integer(Int64(events.count)), "profile": request.isA3 ? "a3" : "v0.1.0",
      "times": request.rule == nil ? "sampled" : "exact", "margin_quantity": .string(request.quantity),
      "effective_margin": .number(request.margin), "events": .array(events),
      "elapsed_ms": .number(elapsed / .milliseconds(1)),
    ])
  }
}

extension HandoverForecast.Event {
  fileprivate func json(
    to next: HandoverForecast.Sight, _ elements: ElementsInUse, _ link: SignalToNoise
  ) -> JSONValue {
    let last = from.map { ($0, elements.satellites[$0.satellite]) }
    let satellite = elements.satellites[next.satellite]
    return [
      "time_iso": .string(time.isoformat), "sat_in_norad": .integer(Int64(satellite.elements.catalogNumber)),
      "sat_in_name": .string(satellite.name),
      "sat_out_norad": last.map { .integer(Int64($0.1.elements.catalogNumber)) } ?? .null,
      "sat_out_name": last.map { .string($0.1.name) } ?? .null, "elevation_in_deg": .number(next.elevation.degrees),
      "elevation_out_deg": last.map { .number($0.0.elevation.degrees) } ?? .null,
      "snr_in_db": .number(link.decibels(atKilometres: next.rangeKilometres)),
      "snr_out_db": last.map { .number(link.decibels(atKilometres: $0.0.rangeKilometres)) } ?? .null,
    ]
  }
}
