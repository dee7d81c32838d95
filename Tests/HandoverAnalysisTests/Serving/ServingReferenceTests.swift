import HandoverAnalysis
import Quantities
import TestSupport
import Testing

/// The precheck's tables, row by row.
@Suite(.enabled(if: SharedData.has("serving/handover_events.csv"), "\(SharedData.absence)"))
struct ServingReferenceTests {
  @Test func `The highest satellite of all 720 instants is the author's to the last bit`() throws {
    let ticks = ServingRun(try Precheck.series(), minimumElevation: Precheck.mask).ticks
    let rows = try Precheck.rows("max_elevation_per_time.csv")
    try #require(rows.count == 720 && ticks.count == 720)
    for (tick, row) in zip(ticks, rows) {
      let highest = try #require(tick.highest)
      let mine = [
        "\(tick.time.seconds)", "\(highest.satellite)", "\(highest.elevation.degrees)", "\(highest.rangeKilometres)",
      ]
      #expect(mine == row)
    }
  }

  /// The author's stored copy of this table has been through a program that keeps 15 digits.
  static let storedDigits = 1e-14

  @Test func `The serving satellite and the number of candidates of all 720 instants are the author's`() throws {
    let ticks = ServingRun(try Precheck.series(), minimumElevation: Precheck.mask).ticks
    let rows = try Precheck.rows("served_sat_timeseries.csv")
    try #require(rows.count == 720)
    for (tick, row) in zip(ticks, rows) {
      #expect(Double(row[0]) == tick.time.seconds)
      #expect(Int(row[2]) == tick.serving ?? -1)
      #expect(Int(row[5]) == tick.candidateCount)
      guard let sight = tick.servingSight else {
        #expect(row[3] == "nan" && row[4] == "nan")
        continue
      }
      let (elevation, range) = (try #require(Double(row[3])), try #require(Double(row[4])))
      #expect(abs(sight.elevation.degrees / elevation - 1) < Self.storedDigits)
      #expect(abs(sight.rangeKilometres / range - 1) < Self.storedDigits)
    }
  }

  @Test func `All 50 events are the author's`() throws {
    let run = ServingRun(try Precheck.series(), minimumElevation: Precheck.mask)
    let mine = run.changes.map { "\($0.time.seconds),0,\($0.old ?? -1),\($0.new ?? -1)" }
    let rows = try Precheck.rows("handover_events.csv").map { $0.prefix(4).joined(separator: ",") }
    #expect(rows.count == 50)
    #expect(mine == rows)
    #expect(
      run.changes.filter { $0.reason != .maximumElevationChanged }.map(\.reason) == [
        .coverageAcquired, .coverageLost, .coverageAcquired,
      ])
  }
}

/// What the precheck's case comes to, under its rule and under others.
@Suite struct ServingAnchorTests {
  @Test(arguments: [6, nil])
  func `The precheck's summary, with positions rounded to six decimals and without`(decimals: Int?) throws {
    let summary = ServingRun(try Precheck.series(roundedTo: decimals), minimumElevation: Precheck.mask).summary
    #expect(summary.tickCount == 720)
    #expect(summary.coveredTickCount == 438)
    #expect(summary.overlapTickCount == 416)
    #expect(summary.emptyTickCount == 282)
    #expect(summary.handoverCount == 50)
    #expect(summary.satelliteHandoverCount == 47)
    #expect(summary.uniqueServedCount == 49)
    #expect(summary.pingPongCount == 0)
    #expect((summary.coverageRatio * 1e6).rounded() == 608_333)
    #expect((summary.overlapRatio * 1e6).rounded() == 577_778)
  }

  @Test(arguments: [
    (0.0, 0, 0, 50, 47, 438), (2, 0, 0, 49, 46, 438), (5, 0, 0, 42, 39, 438), (0, 30, 0, 50, 47, 438),
    (0, 120, 0, 40, 37, 438), (0, 0, 2, 49, 48, 440), (2, 30, 2, 48, 47, 440),
  ])
  func `Every policy has its number of handovers and of covered instants`(
    hysteresis: Double, dwell: Int, hold: Int, total: Int, betweenSatellites: Int, covered: Int
  ) throws {
    let policy = try ServingPolicy(
      hysteresisDegrees: hysteresis, minimumDwell: .seconds(dwell), holdTicks: hold)
    let summary = ServingRun(try Precheck.series(), minimumElevation: Precheck.mask, policy: policy).summary
    #expect(summary.handoverCount == total)
    #expect(summary.satelliteHandoverCount == betweenSatellites)
    #expect(summary.coveredTickCount == covered)
  }
}

extension ScenarioTime {
  /// Seconds since 1970.
  fileprivate var seconds: Double { (self - ScenarioTime(nanosecondsSince1970: 0)).seconds }
}
