import Quantities
import Simulation
import TestSupport
import Testing

@Suite struct ClockMapTests {
  /// A scale above 1 and back loses at most the rounding of one nanosecond of scenario time.
  static let roundTrip = TimeSpan(nanoseconds: 1)

  static func map(_ scale: Double = 60) -> ClockMap { ClockMap(scenario: origin, wall: wallOrigin, scale: scale) }

  static func wall(_ seconds: Double) -> WallTime { wallOrigin + TimeSpan(nanoseconds: Int64(seconds * 1e9)) }

  /// A map with changes of scale and a pause, in which 90 s of scenario time are 3 s of wallclock and one of pause.
  static var changed: ClockMap {
    var map = map()
    map.setScale(120, at: at(60))
    map.freeze(at: at(120))
    map.resume(from: at(120), at: wall(2.5))
    map.setScale(10, at: at(180))
    return map
  }

  @Test func wallclockFollowsTheScale() {
    let map = Self.map()
    #expect(map.wall(at: origin) == wallOrigin)
    #expect(map.wall(at: at(60)) == Self.wall(1))
    #expect(map.scenario(at: Self.wall(2)) == at(120))
    #expect(map.scenario(at: Self.wall(-5)) == origin)
    #expect(map.start == origin)
    #expect(map.wallStart == wallOrigin)
  }

  @Test func everySegmentBeginsWhereItsAnchorSays() {
    let map = Self.changed
    // 60 s at 60, 60 s at 120, pause from 1.5 to 2.5 s, 60 s at 120, then 10.
    #expect(map.wall(at: at(60)) == Self.wall(1))
    #expect(map.wall(at: at(119)) == Self.wall(1) + TimeSpan(nanoseconds: 491_666_667))
    #expect(map.wall(at: at(120)) == Self.wall(2.5))
    #expect(map.wall(at: at(180)) == Self.wall(3))
    #expect(map.wall(at: at(190)) == Self.wall(4))
    #expect([0, 60, 120, 180].map { map.scale(at: at($0)) } == [60, 120, 120, 10])
    #expect(map.scale(at: at(60) - TimeSpan(nanoseconds: 1)) == 60)
    #expect(map.scenario(at: Self.wall(2)) == at(120))
    #expect(map.scenario(at: Self.wall(2.25)) == at(120))
  }

  @Test func wallOfScenarioOfAWallclockTimeIsThatTimeOutsidePauses() throws {
    var random = RandomSource(seed: 60)
    let maps = [Self.map(1), Self.map(60), Self.map(3.7), Self.changed]
    for round in 0..<20_000 {
      let map = maps[round % maps.count]
      let wall = Self.wall(Double.random(in: 0...7_200, using: &random))
      guard map != Self.changed || wall < Self.wall(1.5) || wall >= Self.wall(2.5) else { continue }
      let back = try #require(map.wall(at: map.scenario(at: wall)))
      #expect(max(back - wall, wall - back) <= Self.roundTrip)
    }
  }

  @Test func scenarioTimeNeverRunsBack() {
    let map = Self.changed
    var last = map.scenario(at: Self.wall(-1))
    for step in 0..<10_000 {
      let next = map.scenario(at: Self.wall(Double(step) / 1_000))
      #expect(next >= last)
      last = next
    }
  }

  @Test func theOrderInWhichChangesBecomeKnownIsIrrelevant() {
    let changes: [(inout ClockMap) -> Void] = [
      { $0.setScale(120, at: at(60)) }, { $0.setScale(10, at: at(200)) }, { $0.setScale(1, at: at(250)) },
      { $0.resume(from: at(100), at: Self.wall(10)) }, { $0.resume(from: at(220), at: Self.wall(20)) },
      { $0.setScale(30, at: at(100)) },
    ]
    var random = RandomSource(seed: 61)
    var reference = Self.map()
    for change in changes { change(&reference) }
    for _ in 0..<50 {
      var map = Self.map()
      for change in changes.shuffled(using: &random) { change(&map) }
      #expect(map == reference)
    }
  }

  @Test func aRetroactiveChangeIsAnchoredExactlyAtItsTime() {
    var map = Self.map()
    // Heard when 300 s have passed; it holds from 90 s on: 1.5 s, then 210 s at 120.
    map.setScale(120, at: at(90))
    #expect(map.wall(at: at(300)) == Self.wall(1.5 + 1.75))
    map.setScale(30, at: at(90))
    #expect(map.wall(at: at(300)) == Self.wall(1.5 + 7))
    map.setScale(10, at: at(-50))
    #expect(map.wall(at: at(90)) == Self.wall(9))
  }

  @Test func aChangeBeforeAResumptionHoldsPastItAndMovesNoAnchor() {
    var map = Self.map()
    map.resume(from: at(120), at: Self.wall(10))
    map.setScale(30, at: at(60))
    #expect(map.scale(at: at(120)) == 30)
    #expect(map.wall(at: at(120)) == Self.wall(10))
    #expect(map.wall(at: at(150)) == Self.wall(11))
  }

  @Test func aFrozenClockStandsUntilItIsResumed() {
    var map = Self.map()
    map.freeze(at: at(120))
    #expect(map.frozenAt == at(120))
    #expect(map.wall(at: at(120)) == Self.wall(2))
    #expect(map.wall(at: at(120) + TimeSpan(nanoseconds: 1)) == nil)
    #expect(map.scenario(at: Self.wall(1_000)) == at(120))
    map.resume(from: at(120), at: Self.wall(7))
    #expect(map.frozenAt == nil)
    #expect(map.wall(at: at(180)) == Self.wall(8))
    map.freeze(at: at(120))
    map.resume(from: at(120), at: Self.wall(9))
    #expect(map.wall(at: at(180)) == Self.wall(10))
    map.freeze(at: at(-10))
    #expect(map.frozenAt == origin)
  }

  @Test func aClockFrozenAtItsStartKeepsItsWallclockStart() {
    var map = Self.map()
    map.freeze(at: origin)
    map.resume(from: origin, at: Self.wall(5))
    #expect(map.wallStart == wallOrigin)
    #expect(map.wall(at: at(60)) == Self.wall(6))
    #expect(map.scenario(at: Self.wall(3)) == origin)
    #expect(map.running(at: at(60)) == .seconds(1))
  }

  @Test func runningWallclockLeavesPausesOut() {
    let map = Self.changed
    #expect(map.running(at: at(120)) == TimeSpan(nanoseconds: 1_500_000_000))
    #expect(map.running(at: at(180)) == .seconds(2))
    #expect(map.running(at: at(190)) == .seconds(3))
    for second in 0...300 {
      #expect(map.scenario(afterRunning: map.running(at: at(second))) == at(second))
    }
  }

  @Test(arguments: [(1.0, 1.0), (60, 1), (60, 0.1), (7.3, 0.25), (0.5, 3)])
  func theStampOfAnIntervalIsExactOnTheMicrosecondGrid(_ scale: Double, _ interval: Double) {
    let map = Self.map(scale)
    let span = TimeSpan(nanoseconds: Int64(interval * 1e9))
    // interval x scale is a whole number of microseconds in each case.
    let stride = Int64((interval * scale * 1e6).rounded()) * 1_000
    for count: Int64 in [0, 1, 2, 3, 999, 86_400, 31_536_000] {
      #expect(map.scenario(afterRunning: count * span) == origin + TimeSpan(nanoseconds: count * stride))
    }
  }

  @Test func timeOutOfRangeIsTheLatest() {
    #expect(Self.map(1e9).scenario(afterRunning: .seconds(1_000_000_000)) == .latest)
  }

  @Test func aScaleIsAboveZero() async {
    await #expect(processExitsWith: .failure) { _ = Self.map(0) }
    await #expect(processExitsWith: .failure) { _ = Self.map(.nan) }
  }
}
