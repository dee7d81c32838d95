import Catalog
import HandoverAnalysis
import JSON
import Orbits
import Quantities
import TestSupport
import Testing

/// Fifty real satellites over four terminals for two hours, beside what Skyfield says of them.
@Suite(.enabled(if: SharedData.has("handover/golden_handover_2026-05-04.json"), "\(SharedData.absence)"))
struct GoldenHandoverTests {
  /// Our frames leave out what Skyfield's have beyond IAU-82. Unit: degrees.
  static let elevationTolerance = 0.002
  /// The same, at the satellite. Unit: metres.
  static let positionTolerance = 1.0

  private let sets: [ElementSet]
  private let predictor: HandoverPredictor
  private let golden: JSONValue

  init() throws {
    sets = ElementFile(Array(try SharedData.text("handover/starlink50_20260503.tle").utf8)).sets
    // What Skyfield's own table has for the day.
    let orientation = try EarthOrientation(ut1MinusUTCSeconds: 0.033)
    predictor = HandoverPredictor(of: Propagator(sets), orientation: orientation)
    golden = try JSONValue.parse(SharedData.text("handover/golden_handover_2026-05-04.json"))
  }

  /// One terminal's case: who, from when, for how long, at which ticks, and the handovers.
  private func cases() throws -> [(
    terminal: UserTerminal, start: ScenarioTime, end: ScenarioTime, step: Int, JSONValue
  )] {
    try (try #require(golden["handover"]?.array)).map { json in
      let place = try numbers(json["ue"])
      let start = try ScenarioTime(try #require(json["start"]?.string))
      let terminal = UserTerminal(
        name: "UT", at: Geodetic(latitudeDegrees: place[0], longitudeDegrees: place[1], heightMetres: place[2]),
        minimumElevation: .degrees(try #require(json["min_elevation_deg"]?.double)))
      let end = start + .minutes(try #require(json["horizon_min"]?.int))
      return (terminal, start, end, try #require(json["step_sec"]?.int), json)
    }
  }

  @Test func `All handovers of all terminals are Skyfield's, at the same ticks`() throws {
    var count = 0
    for (terminal, start, end, step, json) in try cases() {
      let forecast = predictor.sampledForecast(
        for: terminal, from: start, to: end, every: .seconds(step), gaps: .bridged)
      let events = try #require(json["events"]?.array)
      #expect(forecast.events.count == events.count)
      for (event, expected) in zip(forecast.events, events) {
        #expect((event.time - start).seconds == expected["t"]?.double)
        try expect(event.to, expected["sat_in"], expected["el_in"])
        try expect(event.from, expected["sat_out"], expected["el_out"])
      }
      // The last tick stands for itself alone.
      let covered = Double(try #require(json["covered_ticks"]?.int))
      #expect(abs(forecast.served.seconds / Double(step) - covered) <= 1)
      count += events.count
    }
    #expect(count == 49)
  }

  private func numbers(_ value: JSONValue?) throws -> [Double] {
    let array = try #require(value?.array)
    return array.compactMap(\.double)
  }

  private func expect(_ sight: HandoverForecast.Sight?, _ number: JSONValue?, _ elevation: JSONValue?) throws {
    guard let sight else {
      #expect(number == .null)
      return
    }
    #expect(sets[sight.satellite].catalogNumber == number?.int)
    #expect(abs(sight.elevation.degrees - (try #require(elevation?.double))) < Self.elevationTolerance)
  }

  @Test func `An exact forecast has the same changes, each within the step before its tick`() throws {
    for (terminal, start, end, step, json) in try cases() {
      let forecast = predictor.forecast(for: terminal, from: start, to: end, gaps: .bridged)
      let events = try #require(json["events"]?.array)
      #expect(forecast.events.count == events.count)
      for (event, expected) in zip(forecast.events, events) {
        let late = try #require(expected["t"]?.double) - (event.time - start).seconds
        #expect(late >= 0 && late <= Double(step))
        #expect(event.to.map { sets[$0.satellite].catalogNumber } == expected["sat_in"]?.int)
      }
    }
  }

  @Test func `The satellites stand where Skyfield has them`() throws {
    let state = try #require(golden["state"])
    let time = try ScenarioTime(try #require(state["at"]?.string))
    let states = predictor.propagator.earthFixed(at: time, orientation: predictor.orientation)
    let expected = try #require(state["satellites"]?.array)
    #expect(expected.count == sets.count)
    for satellite in expected {
      let number = try #require(satellite["norad"]?.int)
      let index = try #require(sets.firstIndex { $0.catalogNumber == number })
      let position = (try #require(states[index])).positionEarthFixed * 1_000
      let golden = try numbers(satellite["itrs_m"])
      let error = position - SIMD3(golden[0], golden[1], golden[2])
      #expect((error * error).sum().squareRoot() < Self.positionTolerance)
    }
  }
}
