import Orbits
import Quantities
import Testing

@Suite struct VisibilityTimelineTests {
  static let epoch = ScenarioTime(nanosecondsSince1970: 1_700_000_000_000_000_000)

  /// Thirteen sites over the world, some of them neighbours, with masks of 5 to 25 degrees.
  static let stations = [
    (40.16, -83.21, 5.0), (43.80, -120.55, 10), (19.90, -155.58, 5), (-33.87, 151.21, 15), (37.57, 126.98, 5),
    (26.07, 50.56, 20), (-33.92, 18.42, 5), (59.33, 18.07, 5), (53.14, -7.69, 10), (-53.16, -70.92, 5),
    (1.28, 103.85, 25), (78.23, 15.41, 5), (59.35, 18.10, 5),
  ].map {
    VisibilityTimeline.Station(
      site: GroundSite(Geodetic(latitudeDegrees: $0.0, longitudeDegrees: $0.1)), minimumElevation: .degrees($0.2))
  }

  static func fleet(count: Int = 24, altitude: Double = 600) throws -> [Orbit] {
    let sets = try WalkerConstellation(
      .delta, satelliteCount: count, planeCount: count, phasing: count / 2, inclinationDegrees: 70,
      altitudeKilometres: altitude, epoch: epoch
    ).elementSets(prefix: "TEST")
    return try sets.map { try Orbit($0) }
  }

  func ranking(_ orbit: Orbit, _ time: ScenarioTime) throws -> [Int] {
    let state = try orbit.earthFixed(at: time)
    return Self.stations.indices
      .map { ($0, Self.stations[$0].site.lookAngles(to: state).elevation) }
      .filter { $0.1 >= Self.stations[$0.0].minimumElevation }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      .map(\.0)
  }

  @Test func aFleetOverManySitesTakesADayInSeconds() throws {
    let fleet = try Self.fleet()
    var swaps = 0
    for orbit in fleet {
      var timeline = VisibilityTimeline(of: orbit, over: Self.stations, from: Self.epoch)
      timeline.cover(until: Self.epoch + .hours(24))
      let intervals = timeline.intervals(from: Self.epoch, to: Self.epoch + .hours(24))
      #expect(timeline.failure == nil)
      #expect(intervals.first?.start == Self.epoch)
      #expect(intervals.last?.end == Self.epoch + .hours(24))
      for (left, right) in zip(intervals, intervals.dropFirst()) {
        #expect(left.end == right.start && left.start < left.end)
        #expect(left.ranking != right.ranking)
        if left.ranking.count > 1, left.ranking.sorted() == right.ranking.sorted() { swaps += 1 }
      }
    }
    #expect(swaps > 100)
  }

  @Test(arguments: [600.0, 1_500, 20_200])
  func rankingsAreThoseOfTheElevations(altitude: Double) throws {
    for orbit in try Self.fleet(count: 2, altitude: altitude) {
      var timeline = VisibilityTimeline(of: orbit, over: Self.stations, from: Self.epoch)
      timeline.cover(until: Self.epoch + .hours(12))
      for second in stride(from: 0, to: 43_200, by: 15) {
        let time = Self.epoch + .seconds(second)
        #expect(timeline.interval(containing: time).ranking == (try ranking(orbit, time)))
      }
      // Just within each change the rankings are those on either side.
      let intervals = timeline.intervals(from: Self.epoch, to: Self.epoch + .hours(12))
      for interval in intervals where interval.end - interval.start > .seconds(1) {
        let margin = TimeSpan(nanoseconds: 1_000_000)
        #expect(try ranking(orbit, interval.start + margin) == interval.ranking)
        #expect(try ranking(orbit, interval.end - margin) == interval.ranking)
      }
    }
  }

  @Test func changesDoNotDependOnHowTheTimelineIsCovered() throws {
    let orbit = try Self.fleet(count: 1)[0]
    let end = Self.epoch + .hours(24)
    var whole = VisibilityTimeline(of: orbit, over: Self.stations, from: Self.epoch)
    whole.cover(until: end)
    var pieces = VisibilityTimeline(of: orbit, over: Self.stations, from: Self.epoch)
    for second in stride(from: 0, through: 86_400, by: 37) { pieces.cover(until: Self.epoch + .seconds(second)) }
    #expect(whole.intervals(from: Self.epoch, to: end) == pieces.intervals(from: Self.epoch, to: end))
    // A timeline that begins later has the same changes from there on.
    let later = Self.epoch + .seconds(30_000) + TimeSpan(nanoseconds: 7_000)
    var tail = VisibilityTimeline(of: orbit, over: Self.stations, from: later)
    tail.cover(until: end)
    #expect(whole.intervals(from: later, to: end) == tail.intervals(from: later, to: end))
  }

  @Test func aSingleStationSeesItsAccessWindows() throws {
    for orbit in try Self.fleet(count: 3) {
      for station in Self.stations {
        var timeline = VisibilityTimeline(of: orbit, over: [station], from: Self.epoch)
        let end = Self.epoch + .hours(24)
        timeline.cover(until: end)
        let report = AccessSearch.windows(
          of: orbit, over: station.site, minimumElevation: station.minimumElevation, from: Self.epoch, to: end)
        let seen = timeline.intervals(from: Self.epoch, to: end).filter { $0.ranking == [0] }
        #expect(seen.map(\.start) == report.windows.map(\.start))
        #expect(seen.map(\.end) == report.windows.map(\.end))
      }
    }
  }

  @Test func equalSitesRankByIndex() throws {
    let twins = [Self.stations[7], Self.stations[7], Self.stations[7]]
    var timeline = VisibilityTimeline(of: try Self.fleet(count: 1)[0], over: twins, from: Self.epoch)
    timeline.cover(until: Self.epoch + .hours(24))
    let rankings = Set(timeline.intervals(from: Self.epoch, to: Self.epoch + .hours(24)).map(\.ranking))
    #expect(rankings == [[], [0, 1, 2]])
  }

  @Test func nobodySeesAFailedSatellite() throws {
    let orbit = try AccessSearchTests.satellite(28872)
    let origin = orbit.sgp4.epoch
    var timeline = VisibilityTimeline(of: orbit, over: Self.stations, from: origin)
    timeline.cover(until: origin + .hours(24))
    let failure = try #require(timeline.failure)
    #expect(failure.error.code == 6)
    #expect(timeline.interval(containing: failure.time).ranking == [])
    #expect(timeline.interval(containing: origin + .hours(23)).end == timeline.coveredUntil)
    var late = VisibilityTimeline(of: orbit, over: Self.stations, from: failure.time + .minutes(1))
    late.cover(until: origin + .hours(3))
    #expect(late.failure?.time == failure.time + .minutes(1))
    #expect(late.interval(containing: origin + .hours(2)).ranking == [])
  }
}
