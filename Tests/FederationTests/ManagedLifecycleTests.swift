import Federation
import Messages
import Quantities
import Simulation
import Testing

@Suite struct ManagedLifecycleTests {
  static let now = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  static let stop = start + .hours(2)
  static let call = Command.initialize(InitCommand(simStartTime: start, simStopTime: stop))

  /// A start with both scenario times, or without them, so long after now by the wallclock.
  static func command(
    after delay: TimeSpan? = .seconds(1), from start: ScenarioTime? = start, to stop: ScenarioTime? = stop,
    scale: Double = 60
  ) -> Command {
    .start(
      StartCommand(
        startTime: delay.map { (now + $0).calendar }, simStartTime: start, simStopTime: stop, timeScalingFactor: scale))
  }

  /// The name of the run that such a start begins.
  static func run(after delay: TimeSpan?) -> RunName {
    RunName(startTime: delay.map { (now + $0).calendar })
  }

  static func update(_ scale: Double) -> Command {
    .update(UpdateCommand(timeScalingFactor: scale, simUpdateTime: start + .minutes(40)))
  }

  static let stopping = Command.stop(StopCommand(simStopTime: start + .hours(1)))
  static let freezing = Command.freeze(FreezeCommand(simFreezeTime: start + .minutes(30)))
  static let resuming = Command.resume(ResumeCommand(resumeTime: (now + .seconds(9)).calendar, simResumeTime: start))

  static func running() -> ManagedLifecycle {
    var lifecycle = ManagedLifecycle()
    _ = lifecycle.hear(command(), at: now)
    return lifecycle
  }

  @Test("Every init is answered, in every phase; later ones change nothing")
  func everyInitIsAnswered() {
    var lifecycle = ManagedLifecycle()
    #expect(lifecycle.hear(Self.call, at: Self.now) == [.answerReady])
    #expect(lifecycle.hear(Self.call, at: Self.now) == [.answerReady])
    _ = lifecycle.hear(Self.command(), at: Self.now)
    #expect(
      lifecycle.hear(Self.call, at: Self.now) == [
        .answerReady, .ignore("init changes nothing: a run is already started; one process does one run"),
      ])
    lifecycle.end()
    #expect(
      lifecycle.hear(Self.call, at: Self.now) == [
        .answerReady, .ignore("init changes nothing: the run is over; one process does one run"),
      ])
  }

  @Test("A start begins a run at its own times, or at those of the last init")
  func startBegins() {
    let wall = Self.now + .seconds(1)
    let begin = LifecycleAction.begin(
      start: Self.start, stop: Self.stop, wall: wall, scale: 60, run: Self.run(after: .seconds(1)))
    var lifecycle = ManagedLifecycle()
    #expect(lifecycle.hear(Self.command(), at: Self.now) == [begin])
    #expect(lifecycle.phase == .running)

    var called = ManagedLifecycle()
    _ = called.hear(
      .initialize(InitCommand(simStartTime: Self.start - .hours(1), simStopTime: Self.start)), at: Self.now)
    _ = called.hear(Self.call, at: Self.now)
    #expect(called.hear(Self.command(from: nil, to: nil), at: Self.now) == [begin])

    var half = ManagedLifecycle()
    _ = half.hear(Self.call, at: Self.now)
    #expect(
      half.hear(Self.command(to: Self.stop + .hours(1)), at: Self.now) == [
        .begin(start: Self.start, stop: Self.stop + .hours(1), wall: wall, scale: 60, run: Self.run(after: .seconds(1)))
      ])
  }

  @Test("A start without a wallclock time begins now; one in the past begins then and catches up")
  func startNowOrBefore() {
    var lifecycle = ManagedLifecycle()
    #expect(
      lifecycle.hear(Self.command(after: nil), at: Self.now) == [
        .begin(start: Self.start, stop: Self.stop, wall: Self.now, scale: 60, run: Self.run(after: nil))
      ])
    var late = ManagedLifecycle()
    #expect(
      late.hear(Self.command(after: .seconds(-100)), at: Self.now) == [
        .begin(
          start: Self.start, stop: Self.stop, wall: Self.now - .seconds(100), scale: 60,
          run: Self.run(after: .seconds(-100)))
      ])
  }

  /// Two hours at 60 take 120 s: a start 121 s ago is stale.
  @Test(
    "A start that cannot be is ignored, with its reason",
    arguments: [
      (command(from: nil, to: nil), "start ignored: it names no times, and no init came before it"),
      (command(from: nil), "start ignored: it names no times, and no init came before it"),
      (
        command(to: start),
        "start ignored: the run would stop at 2018-01-21T00:00:00Z, not after its start at 2018-01-21T00:00:00Z"
      ),
      (
        command(after: .seconds(-122)),
        "start ignored: its run would have ended before now, at wallclock start 2027-01-15T07:57:58Z"
      ),
      (
        command(from: .earliest, to: .latest, scale: 1e6),
        "start ignored: the run would last more than 100 years, from 1900-01-01T00:00:00Z to 2200-01-01T00:00:00Z"
      ),
      (command(scale: .leastNonzeroMagnitude), "start ignored: a scale of 5e-324 is not within 0.001 to 1000000.0"),
      (command(scale: 1e300), "start ignored: a scale of 1e+300 is not within 0.001 to 1000000.0"),
      (
        command(to: start + .hours(24 * 365), scale: 0.001),
        "start ignored: the run would go on past the year 2200 by the wallclock"
      ),
    ])
  func startIsIgnored(command: Command, reason: String) {
    var lifecycle = ManagedLifecycle()
    #expect(lifecycle.hear(command, at: Self.now) == [.ignore(reason)])
    #expect(lifecycle.phase == .idle)
    // What was ignored stands in nobody's way.
    #expect(lifecycle.hear(Self.command(), at: Self.now).count == 1)
    #expect(lifecycle.phase == .running)
  }

  @Test("A second start is ignored, while the run goes on and after it")
  func secondStart() {
    var lifecycle = Self.running()
    #expect(
      lifecycle.hear(Self.command(), at: Self.now) == [
        .ignore("start ignored: a run is already started; one process does one run")
      ])
    lifecycle.end()
    #expect(
      lifecycle.hear(Self.command(), at: Self.now) == [
        .ignore("start ignored: the run is over; one process does one run")
      ])
  }

  @Test(
    "Before the start and after the end there is nothing to update, freeze or resume, and after it nothing to stop",
    arguments: [(update(120), "update"), (freezing, "freeze"), (resuming, "resume"), (stopping, "stop")])
  func outsideTheRun(command: Command, name: String) {
    var lifecycle = ManagedLifecycle()
    if name != "stop" {
      #expect(lifecycle.hear(command, at: Self.now) == [.ignore("\(name) ignored: no run has been started")])
    }
    lifecycle = Self.running()
    lifecycle.end()
    #expect(
      lifecycle.hear(command, at: Self.now) == [
        .ignore("\(name) ignored: the run is over; one process does one run")
      ])
  }

  @Test("Who has not been started leaves when the run that goes on ends; who has been follows no modes")
  func leaving() {
    var stopped = ManagedLifecycle()
    #expect(stopped.see(nil).count == 1 && stopped.see(nil) == [])
    #expect(stopped.hear(Self.stopping, at: Self.now) == [.leave])
    #expect(stopped.phase == .ended)
    for mode in [SimulationMode.terminating, .terminated] {
      var late = ManagedLifecycle()
      #expect(late.hear(managersMode: .initialized) == [] && late.hear(managersMode: .paused) == [])
      #expect(late.hear(managersMode: .executing).count == 1 && late.hear(managersMode: .executing) == [])
      #expect(late.hear(managersMode: mode) == [.leave])
      #expect(late.hear(managersMode: mode) == [])
    }
    var running = Self.running()
    #expect(running.hear(managersMode: .terminated) == [] && running.phase == .running)
  }

  @Test("The end of a run that was not seen, or of another than the one that was, ends nothing")
  func endsOfOthers() {
    var waiting = ManagedLifecycle()
    #expect(waiting.hear(Self.stopping, at: Self.now) == [.ignore("stop ignored: no run has been started")])
    #expect(
      waiting.hear(managersMode: .terminated) == [
        .ignore("the manager's TERMINATED ignored: no run has been started")
      ])
    let (own, other) = (RunName("2026-11-20T10:00:00Z"), RunName("2026-11-20T09:00:00Z"))
    #expect(waiting.see(own).count == 1)
    #expect(
      waiting.hear(Self.stopping, in: other, at: Self.now) == [
        .ignore("stop ignored: it is of another run (2026-11-20T09:00:00Z)")
      ])
    #expect(waiting.hear(managersMode: .terminated, in: other).count == 1 && waiting.phase == .idle)
    #expect(waiting.hear(managersMode: .terminated, in: own) == [.leave])
  }

  @Test("Commands before a start are kept for a run that goes on already, and told of")
  func commandsBeforeTheStart() {
    var waiting = ManagedLifecycle(
      prospect: .init(start: Self.start, stop: Self.start + .hours(2), scale: 60))
    let text = "before a start: it holds only if a run goes on already that this process joins"
    #expect(waiting.hear(Self.update(120), at: Self.now) == [.ignore("update \(text)")])
    #expect(waiting.hear(Self.freezing, at: Self.now) == [.ignore("freeze \(text)")])
    #expect(waiting.hear(Self.resuming, at: Self.now) == [.ignore("resume ignored: no run has been started")])
    #expect(waiting.see(nil).count == 1)
    #expect(waiting.hear(Self.update(60), at: Self.now) == [])
  }

  @Test("While a run goes on its end, its scale and its standing still are the manager's")
  func duringTheRun() {
    var lifecycle = Self.running()
    #expect(lifecycle.hear(Self.stopping, at: Self.now) == [.setEnd(Self.start + .hours(1))])
    #expect(lifecycle.hear(Self.update(120), at: Self.now) == [.setScale(120, at: Self.start + .minutes(40))])
    #expect(lifecycle.hear(Self.freezing, at: Self.now) == [.pause(at: Self.start + .minutes(30))])
    #expect(
      lifecycle.hear(Self.resuming, at: Self.now) == [.resume(from: Self.start, at: Self.now + .seconds(9))])
  }

  @Test(
    "A command that would lead out of what can be counted is ignored, and the run stays as it is",
    arguments: [
      (update(1e-9), "update ignored: a scale of 1e-09 is not within 0.001 to 1000000.0"),
      (
        Command.stop(StopCommand(simStopTime: .latest)),
        "stop ignored: the run would last more than 100 years, from 2018-01-21T00:00:00Z to 2200-01-01T00:00:00Z"
      ),
      (
        Command.resume(ResumeCommand(resumeTime: .latest, simResumeTime: start)),
        "resume ignored: the run would go on past the year 2200 by the wallclock"
      ),
    ])
  func commandsOutOfReach(command: Command, reason: String) {
    var lifecycle = Self.running()
    #expect(lifecycle.hear(command, at: Self.now) == [.ignore(reason)])
    #expect(lifecycle.hear(Self.update(120), at: Self.now) == [.setScale(120, at: Self.start + .minutes(40))])
  }
}
