import Federation
import Quantities
import Simulation
import Testing

@Suite struct ClockEstimateTests {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  static let wall = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)

  /// A pair so many seconds of scenario and of wallclock after the beginning.
  static func pair(_ scenario: Double, _ seconds: Double) -> ClockEstimate.Pair {
    .init(
      scenario: start + TimeSpan(nanoseconds: Int64(scenario * 1e9)),
      wall: wall + TimeSpan(nanoseconds: Int64(seconds * 1e9)))
  }

  @Test("The first pair and the promised scale make a clock")
  func firstPair() {
    var estimate = ClockEstimate(scale: 60)
    #expect(estimate.wall(of: Self.start) == nil)
    #expect(estimate.hear(Self.pair(600, 10)) == true)
    #expect(estimate.wall(of: Self.start) == Self.wall)
    #expect(estimate.support == 1)
  }

  @Test("Of pairs on one line the earliest is the truest: lateness is never before the time")
  func earliest() {
    var estimate = ClockEstimate(scale: 60)
    _ = estimate.hear(Self.pair(600, 10.08))
    #expect(estimate.hear(Self.pair(660, 11.002)) == true)
    #expect(estimate.hear(Self.pair(720, 12.05)) == false)
    #expect(estimate.wall(of: Self.start) == Self.wall + TimeSpan(nanoseconds: 2_000_000))
    #expect(estimate.support == 3)
  }

  @Test(
    "Another scale than the promised one shows at the second pair, and is taken for the round one that it is near",
    arguments: [(120.0, 120.0), (120.3, 120), (30, 30), (1, 1), (0.5, 0.5), (600, 600), (37.4, 37.4)])
  func otherScale(real: Double, found: Double) {
    var estimate = ClockEstimate(scale: 60)
    _ = estimate.hear(Self.pair(600, 10))
    #expect(estimate.hear(Self.pair(600 + 10 * real, 20)) == true)
    #expect(abs(estimate.scale - found) <= 1e-9 * found)
    #expect(
      estimate.wall(of: Self.start + .seconds(600) + TimeSpan(nanoseconds: Int64(10e9 * real))) == Self.pair(0, 20).wall
    )
  }

  @Test("A freeze between two pairs is forgotten at the third")
  func freeze() {
    var estimate = ClockEstimate(scale: 60)
    _ = estimate.hear(Self.pair(600, 10))
    _ = estimate.hear(Self.pair(660, 16))
    _ = estimate.hear(Self.pair(720, 17))
    #expect(estimate.scale == 60)
    #expect(estimate.wall(of: Self.start + .seconds(780)) == Self.pair(0, 18).wall)
  }

  @Test("Pairs that go back, stand, or lie too near to tell a scale change nothing")
  func nothingNew() {
    var estimate = ClockEstimate(scale: 60)
    _ = estimate.hear(Self.pair(600, 10))
    let before = estimate
    let pairs = [Self.pair(600, 10), Self.pair(540, 11), Self.pair(660, 9), Self.pair(960, 10.1)]
    for pair in pairs {
      let changes = estimate.hear(pair)
      #expect(!changes)
    }
    #expect(estimate == before)
  }
}
