import Messages
import Quantities
import Testing

@Suite struct RunNameTests {
  private static let start = ScenarioTime(nanosecondsSince1970: 1_800_000_000_000_000_000)

  @Test("Who joins later names the same run, and says how much later; another start is another run")
  func joined() {
    let run = RunName(startTime: Self.start)
    let joined = run.joined(after: TimeSpan(nanoseconds: 4_750_000_000))
    #expect(joined.description == "2027-01-15T08:00:00Z+4.750")
    #expect(joined.isJoined && !run.isJoined && joined.isSameRun(as: run))
    #expect(!RunName(startTime: Self.start + .seconds(1)).isSameRun(as: joined))
  }

  @Test("A start that was worked out says so, and tells no run from another")
  func estimated() {
    let estimated = RunName(estimatedStart: Self.start).joined(after: .seconds(3))
    #expect(estimated.description == "~2027-01-15T08:00:00Z+3.000")
    #expect(estimated.isEstimated && estimated.isJoined)
    #expect(estimated.isSameRun(as: RunName(startTime: Self.start + .seconds(7))))
    #expect(RunName(startTime: Self.start).isSameRun(as: estimated))
  }
}
