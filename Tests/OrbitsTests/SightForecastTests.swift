import Quantities
import Testing

@testable import Orbits

/// Who sees a fleet, against the timelines that are worked out one satellite after the other.
@Suite struct SightForecastTests {
  static let origin = VisibilityTimelineTests.epoch
  static let stations = VisibilityTimelineTests.stations

  /// What a forecast says of one satellite, hour after hour.
  static func course(_ forecast: SightForecast, _ satellite: Int, hours: Int) -> [(time: ScenarioTime, ranking: [Int])]
  {
    var course: [(time: ScenarioTime, ranking: [Int])] = []
    for hour in 0..<hours {
      let rankings = forecast.rankings(ofHour: hour)
      let own = rankings.changes.filter { $0.satellite == satellite }
      if own.first?.time != rankings.span.lowerBound, !(course.last?.ranking ?? []).isEmpty {
        course.append((rankings.span.lowerBound, []))
      }
      for change in own {
        let ranking = rankings.stations(from: change).map { Int($0) }
        if ranking != course.last?.ranking ?? [] { course.append((change.time, ranking)) }
      }
    }
    return course
  }

  static func timeline(_ orbit: Orbit, hours: Int) -> [VisibilityTimeline.Interval] {
    var timeline = VisibilityTimeline(of: orbit, over: stations, from: origin)
    timeline.cover(until: origin + .hours(hours))
    let intervals = timeline.intervals(from: origin, to: origin + .hours(hours))
    return intervals.first?.ranking.isEmpty == true ? Array(intervals.dropFirst()) : intervals
  }

  /// Neighbours among the sites and orbits of every kind: low, eccentric, half a day and a day long.
  static func orbits() throws -> [Orbit] {
    try VisibilityTimelineTests.fleet(count: 16, altitude: 350)
      + VisibilityTimelineTests.fleet(count: 8, altitude: 1_200)
      + VisibilityTimelineTests.fleet(count: 4, altitude: 20_200)
      + VisibilityTimelineTests.fleet(count: 3, altitude: 35_786)
  }

  @Test("The changes are those of the timeline of each satellite, within two microseconds")
  func asTimelines() throws {
    let orbits = try Self.orbits()
    let forecast = Fleet(orbits).forecast(over: Self.stations, from: Self.origin, ranks: true)
    var swaps = 0
    for (satellite, orbit) in orbits.enumerated() {
      let (found, expected) = (Self.course(forecast, satellite, hours: 12), Self.timeline(orbit, hours: 12))
      #expect(found.map(\.ranking) == expected.map(\.ranking), "satellite \(satellite)")
      for (found, expected) in zip(found, expected) {
        // Slow orbits cross a mask at a rate at which a millimetre takes longer.
        #expect(abs((found.time - expected.start).nanoseconds) <= (satellite < 24 ? 2_000 : 50_000))
      }
      for (left, right) in zip(expected, expected.dropFirst()) where left.ranking.sorted() == right.ranking.sorted() {
        swaps += 1
      }
    }
    #expect(swaps > 100)
  }

  @Test("Without an order the stations are told by number, and swaps are not told")
  func withoutOrder() throws {
    let orbits = try VisibilityTimelineTests.fleet(count: 6)
    let forecast = Fleet(orbits).forecast(over: Self.stations, from: Self.origin, ranks: false)
    for (satellite, orbit) in orbits.enumerated() {
      var expected: [[Int]] = []
      for interval in Self.timeline(orbit, hours: 6) where interval.ranking.sorted() != expected.last ?? [] {
        expected.append(interval.ranking.sorted())
      }
      #expect(Self.course(forecast, satellite, hours: 6).map(\.ranking) == expected)
    }
  }

  @Test("An hour is the same whoever asks for it, after whatever, and for how many satellites beside")
  func pure() throws {
    let orbits = try VisibilityTimelineTests.fleet(count: 40)
    let whole = Fleet(orbits).forecast(over: Self.stations, from: Self.origin, ranks: true)
    let some = Fleet(Array(orbits[5..<9])).forecast(over: Self.stations, from: Self.origin, ranks: true)
    for hour in [5, 2, 3] {
      let (all, few) = (whole.rankings(ofHour: hour), some.rankings(ofHour: hour))
      for satellite in 0..<4 {
        let left = all.changes.filter { $0.satellite == satellite + 5 }
        let right = few.changes.filter { $0.satellite == satellite }
        #expect(left.map(\.time) == right.map(\.time))
        #expect(left.map { Array(all.stations(from: $0)) } == right.map { Array(few.stations(from: $0)) })
      }
    }
  }

  @Test("Nobody sees a satellite from its failure on, and the failure is told")
  func failure() throws {
    let orbit = try AccessSearchTests.satellite(28872)
    let forecast = Fleet([orbit]).forecast(over: Self.stations, from: orbit.sgp4.epoch, ranks: true)
    var timeline = VisibilityTimeline(of: orbit, over: Self.stations, from: orbit.sgp4.epoch)
    timeline.cover(until: orbit.sgp4.epoch + .hours(1))
    let rankings = forecast.rankings(ofHour: 0)
    #expect(rankings.failures[0]?.error.code == 6)
    #expect(rankings.failures == timeline.failure.map { [0: $0] })
    if let last = rankings.changes.last { #expect(rankings.stations(from: last).isEmpty) }
    let empty = Fleet([orbit]).forecast(over: [], from: orbit.sgp4.epoch, ranks: true)
    #expect(empty.rankings(ofHour: 0).failures == rankings.failures)
  }

  @Test("A satellite's own place is the one that it has among all, and that of its orbit")
  func places() throws {
    let orbits = try Self.orbits()
    let fleet = Fleet(orbits)
    let places = FleetPlaces(of: fleet)
    for minute in [0, 1, 0, 700, 1_440] {
      let time = Self.origin + .minutes(minute) + TimeSpan(nanoseconds: 123_456_000)
      places.propagate(to: time)
      for (satellite, orbit) in orbits.enumerated() {
        let place = places.withPlaces(at: time) { $0[satellite] }
        #expect(place == fleet.geodetic(ofSatellite: satellite, at: time))
        let (one, other) = (try #require(place), try orbit.geodetic(at: time))
        // 1e-7 km.
        #expect(length(one.positionEarthFixed - other.positionEarthFixed) < 1e-7)
      }
    }
  }

  @Test("A large fleet's places, which are worked out ahead, are those of each satellite, however the steps go")
  func placesAhead() throws {
    let fleet = Fleet(try VisibilityTimelineTests.fleet(count: 2_100, altitude: 550))
    let places = FleetPlaces(of: fleet)
    var time = Self.origin
    // Even for more than one run ahead, then longer, shorter, even again; back, and to the end of time.
    let steps =
      Array(repeating: 1, count: 40) + [7, 7, 7, 3, 1] + Array(repeating: 60, count: 35) + [-500, 11, 11, 11]
    for step in steps {
      places.propagate(to: time)
      for moment in [time, time + TimeSpan(nanoseconds: 400_000_000), time] {
        for satellite in [0, 977, 2_099] {
          let place = places.withPlaces(at: moment) { $0[satellite] }
          #expect(place != nil && place == fleet.geodetic(ofSatellite: satellite, at: moment))
        }
      }
      time = time + .seconds(step)
    }
    for second in -3...0 { places.propagate(to: .latest + .seconds(second)) }
  }
}
