import Federation
import Messages
import Quantities
import Simulation
import Testing

@Suite struct ManagerPlanTests {
  static let now = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_123)
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

  static func parameters(
    apps: [String] = ["satelliteStorage", "ground"], attempts: Int = 3, startsWithoutMissing: Bool = false,
    lead: TimeSpan = .seconds(1)
  ) -> ManagerPlan.Parameters {
    .init(
      start: start, stop: start + .hours(2), scale: 60, commandLead: lead, requiredApps: apps,
      retryDelay: .seconds(5), attempts: attempts, startsWithoutMissing: startsWithoutMissing)
  }

  static let call = ManagerAction.publishInit(
    InitCommand(simStartTime: start, simStopTime: start + .hours(2), requiredApps: ["satelliteStorage", "ground"]))

  /// The start so long after a time, on the whole microsecond that the wire carries.
  static func start(at wall: WallTime) -> ManagerAction {
    .publishStart(
      StartCommand(
        startTime: wall.calendar.wholeMicrosecond, simStartTime: start, simStopTime: start + .hours(2),
        timeScalingFactor: 60))
  }

  @Test("It calls once, and starts a command lead after the last required answer")
  func startsWhenAllAreReady() {
    var plan = ManagerPlan(Self.parameters())
    #expect(plan.deadline == nil)
    #expect(plan.begin(at: Self.now) == [Self.call])
    #expect(plan.deadline == Self.now + .seconds(5))
    #expect(plan.hear(app: "ground", isReady: true, at: Self.now) == [])
    #expect(plan.hear(app: "stranger", isReady: true, at: Self.now) == [])
    let later = Self.now + .seconds(2)
    #expect(plan.hear(app: "satelliteStorage", isReady: true, at: later) == [Self.start(at: later + .seconds(1))])
    #expect(plan.deadline == nil)
  }

  @Test("Who has nothing to do is waited for in the first call, and never called again for his own sake")
  func optionalApplications() {
    var parameters = Self.parameters(apps: ["ground"])
    parameters.optionalApps = ["outage"]
    var prompt = ManagerPlan(parameters)
    _ = prompt.begin(at: Self.now)
    #expect(prompt.hear(app: "ground", isReady: true, at: Self.now) == [])
    #expect(
      prompt.hear(app: "outage", isReady: true, at: Self.now) == [Self.start(at: Self.now + .seconds(1))])
    var absent = ManagerPlan(parameters)
    _ = absent.begin(at: Self.now)
    _ = absent.hear(app: "ground", isReady: true, at: Self.now)
    let later = Self.now + .seconds(5)
    #expect(absent.timer(at: later) == [Self.start(at: later + .seconds(1))])
    var slow = ManagerPlan(parameters)
    _ = slow.begin(at: Self.now)
    _ = slow.timer(at: later)
    #expect(slow.hear(app: "ground", isReady: true, at: later) == [Self.start(at: later + .seconds(1))])
    parameters.requiredApps = []
    var alone = ManagerPlan(parameters)
    _ = alone.begin(at: Self.now)
    #expect(alone.deadline == later)
  }

  @Test("It begins once and starts once, whatever comes later")
  func startsOnce() {
    var plan = ManagerPlan(Self.parameters(apps: ["ground"]))
    _ = plan.begin(at: Self.now)
    _ = plan.hear(app: "ground", isReady: true, at: Self.now)
    #expect(plan.begin(at: Self.now) == [])
    #expect(plan.hear(app: "ground", isReady: false, at: Self.now) == [])
    #expect(plan.hear(app: "ground", isReady: true, at: Self.now) == [])
    #expect(plan.timer(at: Self.now + .hours(1)) == [])
  }

  @Test("It calls again after each delay, naming who is missing, and gives up after the last call")
  func retriesAndFails() {
    var plan = ManagerPlan(Self.parameters(attempts: 3))
    _ = plan.begin(at: Self.now)
    _ = plan.hear(app: "ground", isReady: true, at: Self.now)
    #expect(plan.timer(at: Self.now + .seconds(4)) == [])
    #expect(
      plan.timer(at: Self.now + .seconds(5)) == [.log("waiting for satelliteStorage (call 1 of 3)"), Self.call])
    #expect(plan.deadline == Self.now + .seconds(10))
    #expect(
      plan.timer(at: Self.now + .seconds(11)) == [.log("waiting for satelliteStorage (call 2 of 3)"), Self.call])
    #expect(plan.timer(at: Self.now + .seconds(16)) == [.fail(missing: ["satelliteStorage"])])
    #expect(plan.deadline == nil)
    // An answer that comes after it gave up starts nothing.
    #expect(plan.hear(app: "satelliteStorage", isReady: true, at: Self.now + .seconds(17)) == [])
  }

  @Test("Where the scenario says so it starts without those that do not answer")
  func startsWithoutMissing() {
    var plan = ManagerPlan(Self.parameters(attempts: 1, startsWithoutMissing: true))
    _ = plan.begin(at: Self.now)
    let late = Self.now + .seconds(5)
    #expect(
      plan.timer(at: late) == [
        .log("starting without satelliteStorage, ground, which did not answer"), Self.start(at: late + .seconds(1)),
      ])
  }

  @Test("An application that says it is not ready is waited for again")
  func unready() {
    var plan = ManagerPlan(Self.parameters())
    _ = plan.begin(at: Self.now)
    _ = plan.hear(app: "ground", isReady: true, at: Self.now)
    _ = plan.hear(app: "ground", isReady: false, at: Self.now)
    #expect(plan.hear(app: "satelliteStorage", isReady: true, at: Self.now) == [])
    #expect(plan.hear(app: "ground", isReady: true, at: Self.now) == [Self.start(at: Self.now + .seconds(1))])
  }

  @Test("An answer before the call counts")
  func earlyAnswer() {
    var plan = ManagerPlan(Self.parameters(apps: ["ground"]))
    #expect(plan.hear(app: "ground", isReady: true, at: Self.now) == [])
    #expect(plan.begin(at: Self.now).count == 1)
    #expect(plan.timer(at: Self.now) == [Self.start(at: Self.now + .seconds(1))])
  }

  @Test("Where nobody is required it starts at once, with no lead where there is none")
  func nobodyRequired() {
    var plan = ManagerPlan(Self.parameters(apps: [], lead: .zero))
    #expect(plan.begin(at: Self.now).count == 1)
    #expect(plan.deadline == Self.now)
    #expect(plan.timer(at: Self.now) == [Self.start(at: Self.now)])
  }
}
