import Catalog
import HTTPServer
import JSON
import Orbits
import Quantities
import SharedState
import TestSupport
import Testing

@testable import Facade

/// The digital twin's endpoints over fifty real satellites, beside what Skyfield says of them.
@Suite(.enabled(if: SharedData.has("handover/golden_handover_2026-05-04.json"), "\(SharedData.absence)"))
struct GoldenTwinTests {
  /// Our frames leave out what Skyfield's have beyond IAU-82. Unit: degrees.
  static let elevationTolerance = 0.002
  /// The same, at the satellite. Unit: metres.
  static let positionTolerance = 1.0

  private let sets: [ElementSet]
  private let golden: JSONValue

  init() throws {
    sets = ElementFile(Array(try SharedData.text("handover/starlink50_20260503.tle").utf8)).sets
    golden = try JSONValue.parse(SharedData.text("handover/golden_handover_2026-05-04.json"))
  }

  private func facade(_ sets: [ElementSet]) throws -> Facade {
    // What Skyfield's own table has for the day.
    let run = RunDescription(
      name: "twin", start: Fixture.start, stop: Fixture.start + .hours(2),
      orientation: try EarthOrientation(ut1MinusUTCSeconds: 0.033))
    let satellites = sets.enumerated().map {
      ElementsInUse.Satellite(id: $0, name: $1.name ?? "", elements: $1)
    }
    let history = RunHistory(of: run, flying: ElementsInUse(satellites))
    let moment = FacadeMoment(
      snapshot: Snapshot(time: Fixture.start, mode: "EXECUTING"), history: history, wall: Fixture.start)
    return Fixture.facade(run: run, moment: moment)
  }

  @Test func `All 49 handovers are Skyfield's, at the same ticks`() throws {
    let facade = try facade(sets)
    var count = 0
    for json in try #require(golden["handover"]?.array) {
      let place = try #require(json["ue"]?.array)
      let start = try ScenarioTime(try #require(json["start"]?.string))
      let body: JSONValue = [
        "ue_lat_deg": place[0], "ue_lon_deg": place[1], "ue_alt_m": place[2], "start_iso": json["start"] ?? .null,
        "horizon_min": json["horizon_min"] ?? .null, "step_sec": json["step_sec"] ?? .null,
        "min_elevation_deg": json["min_elevation_deg"] ?? .null,
      ]
      let answer = facade.post("/predict/handover", body.compact).json
      let (events, expected) = (try #require(answer["events"]?.array), try #require(json["events"]?.array))
      #expect(answer["n_handovers"] == json["n_handovers"])
      #expect(events.count == expected.count)
      for (event, golden) in zip(events, expected) {
        let time = try ScenarioTime(try #require(event["time_iso"]?.string))
        #expect((time - start).seconds == golden["t"]?.double)
        #expect(event["sat_in_norad"] == golden["sat_in"])
        #expect(event["sat_out_norad"] == golden["sat_out"])
        try expect(event["elevation_in_deg"], golden["el_in"])
        try expect(event["elevation_out_deg"], golden["el_out"])
      }
      count += events.count
    }
    #expect(count == 49)
  }

  private func expect(_ elevation: JSONValue?, _ golden: JSONValue?) throws {
    guard let expected = golden?.double else {
      #expect(elevation == .null)
      return
    }
    #expect(abs(try #require(elevation?.double) - expected) < Self.elevationTolerance)
  }

  @Test func `Every satellite stands within a metre of where Skyfield has it`() throws {
    let state = try facade(sets).get("/constellation/state?at=2026-05-04T00:00:00").json
    let answers = try #require(state["satellites"]?.array)
    #expect(state["epoch_iso"] == "2026-05-04T00:00:00+00:00")
    #expect(state["count"] == 50)
    for expected in try #require(golden["state"]?["satellites"]?.array) {
      let answer = try #require(answers.first { $0["sat_norad"] == expected["norad"] })
      let place = Geodetic(
        latitudeDegrees: try #require(answer["lat_deg"]?.double),
        longitudeDegrees: try #require(answer["lon_deg"]?.double),
        heightMetres: try #require(answer["alt_km"]?.double) * 1_000)
      let metres = try #require(expected["itrs_m"]?.array).compactMap(\.double)
      let error = place.positionEarthFixed * 1_000 - SIMD3(metres[0], metres[1], metres[2])
      #expect((error * error).sum().squareRoot() < Self.positionTolerance)
    }
  }

  @Test func `One satellite that SGP4 fails for leaves the rest served, and is named`() throws {
    var sets = sets
    // A semimajor axis below the Earth's surface.
    sets[7].meanMotionRevolutionsPerDay = 17.5
    let facade = try facade(sets)
    let state = facade.get("/constellation/state?at=2026-05-04T01:00:00").json
    #expect(state["count"] == 49)
    #expect(state["failed"]?.array?.map { $0["sat_norad"] } == [.integer(Int64(sets[7].catalogNumber))])
    let reason = state["failed"]?.array?.first?["reason"]
    #expect(reason?.string?.hasPrefix("SGP4 error") == true)
    let one = facade.get("/satellites/\(sets[7].catalogNumber)?at=2026-05-04T01:00:00").json["satellite"]
    #expect(one?["latitude_deg"] == .null && one?["failure"] == reason)
    let all = try #require(facade.get("/satellites?at=2026-05-04T01:00:00&limit=50").json["satellites"]?.array)
    #expect(all.filter { $0["failure"] != .null } == all.filter { $0["norad"] == one?["norad"] })
    #expect(all.filter { $0["failure"] == reason }.count == 1)
    let answer = facade.post(
      "/predict/handover",
      #"{"ue_lat_deg": 33.68, "ue_lon_deg": 73.05, "start_iso": "2026-05-04T00:00:00Z", "horizon_min": 120}"#)
    #expect(answer.status == 200)
    #expect(answer.json["events"]?.array?.isEmpty == false)
  }

  @Test func `The newest version's defaults list no acquisition and let nobody take over for less than the margin`()
    throws
  {
    let facade = try facade(sets)
    func events(_ more: String) throws -> [JSONValue] {
      let body =
        #"{"ue_lat_deg":33.68,"ue_lon_deg":73.05,"horizon_min":120,"start_iso":"2026-05-04T00:00:00Z"\#(more)}"#
      let answer = facade.post("/predict/handover", body)
      #expect(answer.status == 200)
      return try #require(answer.json["events"]?.array)
    }
    let highest = try events("")
    let guarded = try events(#","profile":"a3""#)
    #expect(highest.first?["sat_out_norad"] == .null)
    #expect(guarded.allSatisfy { $0["sat_out_norad"] != .null })
    func leftInView(_ offset: Int) throws -> Int {
      try events(#","profile":"a3","a3_offset_db":\#(offset)"#).count { $0["elevation_out_deg"]?.double ?? 0 > 10.01 }
    }
    #expect(try leftInView(0) > 0)
    #expect(try leftInView(40) == 0)
    // Who still is in view is left for another only at the margin, to the rounding of a search for a root.
    for event in guarded {
      let (into, out) = (event["snr_in_db"]?.double, event["snr_out_db"]?.double)
      if try #require(event["elevation_out_deg"]?.double) > 10.01 {
        #expect(try #require(into) - #require(out) > 2.9999)
      }
    }
  }
}
