import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// The satellites above a terminal's mask at an instant, the highest first.
struct VisibleSatellites {
  /// One of them.
  struct Sight {
    let place: Int
    let look: LookAngles
    /// How long it stays above the mask, an hour at most.
    let stay: TimeSpan
    let rsrpDBm: Double
  }

  static let budget = LinkBudget(.standard(.km600, .s))
  /// How far ahead a set is sought.
  static let outlook = TimeSpan.hours(1)

  let elements: ElementsInUse
  let sights: [Sight]

  init(_ elements: ElementsInUse, over terminal: UserTerminal, at time: ScenarioTime, _ orientation: EarthOrientation) {
    self.elements = elements
    let predictor = HandoverPredictor(of: elements.propagator, orientation: orientation)
    let end = time.adding(Self.outlook) ?? .latest
    let passes = predictor.passes(over: terminal, from: time, to: end, threads: 1).filter {
      $0.span.lowerBound == time.roundedUp
    }
    sights = passes.compactMap { pass in
      guard case .success(let theory) = elements.propagator.orbits[pass.satellite],
        let look = try? Orbit(theory, orientation: orientation).lookAngles(from: terminal.site, at: time)
      else { return nil }
      return Sight(
        place: pass.satellite, look: look, stay: pass.span.upperBound - time,
        rsrpDBm: Self.budget.rsrpDBm(rangeKilometres: look.rangeKilometres))
    }.sorted { $0.look.elevation > $1.look.elevation }
  }

  static let schema = Schema.object([
    "id": .integer, "name": .text, "norad": .integer, "azimuth_deg": .number, "elevation_deg": .number,
    "range_km": .number, "range_rate_km_s": .number, "rsrp_dbm": .number.describing("Over free space, S band."),
    "remaining_s": .number.describing("For how long it stays above the mask, an hour at most."),
  ])

  func json(_ sight: Sight) -> JSONValue {
    let satellite = elements.satellites[sight.place]
    return [
      "id": .whole(satellite.id), "name": .string(satellite.name), "norad": .whole(satellite.elements.catalogNumber),
      "azimuth_deg": .number(sight.look.azimuth.degrees), "elevation_deg": .number(sight.look.elevation.degrees),
      "range_km": .number(sight.look.rangeKilometres),
      "range_rate_km_s": .number(sight.look.rangeRateKilometresPerSecond), "rsrp_dbm": .number(sight.rsrpDBm),
      "remaining_s": .number(sight.stay.seconds),
    ]
  }
}

extension ScenarioTime {
  /// The next whole microsecond, or this one: where a search begins.
  fileprivate var roundedUp: ScenarioTime { wholeMicrosecond == self ? self : wholeMicrosecond + .microsecond }
}
