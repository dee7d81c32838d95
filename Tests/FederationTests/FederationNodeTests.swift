import Federation
import Messages
import Quantities
import SharedState
import Simulation
import Testing
import Transport

@Suite struct FederationNodeTests {
  static let life = ["INITIALIZING", "INITIALIZED", "EXECUTING", "TERMINATING", "TERMINATED"]

  static func after(_ seconds: Double) -> ScenarioTime {
    Bench.start + TimeSpan(nanoseconds: Int64(seconds * 1e9))
  }

  @Test("The modes of the wire are the simulator's")
  func modesAgree() {
    #expect(ModeStatus.modes == SimulationMode.allCases.map(\.rawValue))
  }

  @Test("One process with everybody: calls, answers, starts, tells every mode for every application, in order")
  func wholeLife() {
    let bench = Bench([Probe("a"), Probe("b")], pacing: .maximum, manager: Bench.plan(apps: ["a", "b"]))
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(bench.modes == Self.life.flatMap { mode in ["manager", "a", "b"].map { "\($0) \(mode)" } })
    #expect(Array(bench.topics.prefix(4)) == ["manager/init", "a/status/ready", "b/status/ready", "manager/start"])
    #expect(bench.topics.count { $0 == "manager/stop" } == 1)
    #expect(bench.log == [])
    #expect(bench.node.board.snapshot.mode == "TERMINATED")
    #expect(bench.node.board.snapshot.time == Self.after(300))
    #expect(bench.node.board.snapshot.satellites.map(\.name) == ["a", "b"])
  }

  @Test("Every init from outside is answered by every application of the process, before, in and after the start")
  func readyPerInit() {
    let bench = Bench([Probe("a"), Probe("b")])
    for second in [0, 1, 4] { bench.publish(InitCommand.example, under: "manager/init", after: second) }
    bench.start(after: 2)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(bench.topics.count { $0 == "a/status/ready" } == 3)
    #expect(bench.topics.count { $0 == "b/status/ready" } == 3)
    #expect(
      bench.log == ["warning init changes nothing: a run is already started; one process does one run"])
  }

  @Test("By the wallclock a step's end comes when its time has come, a late start catches up")
  func pacing() {
    let bench = Bench([Probe("a")])
    bench.publish(
      StartCommand(
        startTime: (Bench.wall - .seconds(3)).calendar, simStartTime: Bench.start, simStopTime: Self.after(300),
        timeScalingFactor: 60), under: "manager/start", after: 0)
    var walls: [Double] = []
    let board = Tocks { walls.append((bench.clock.now - Bench.wall).seconds) }
    bench.node.simulator.add(board)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    // Step ends at -2, -1, 0, 1 and 2 s.
    #expect(walls == [0, 0, 0, 1, 2])
    // Every step is counted by how late it came: 2 s, 1 s, and three in time.
    let lags = bench.node.board.lags
    #expect(lags.counts == [3] + Array(repeating: 0, count: StepTimes.bounds.count - 2) + [1, 1])
    #expect(lags.sum == .seconds(3))
    #expect(bench.node.board.durations.counts.reduce(0, +) == 5)
  }

  @Test("A freeze stands at its exact time, cuts no step short, and a resume anchors both times")
  func freezeAndResume() {
    let probe = Probe("a")
    let bench = Bench([probe])
    bench.start(after: 0, minutes: 3)
    bench.publish(FreezeCommand(simFreezeTime: Self.after(90)), under: "manager/freeze", after: 2)
    bench.publish(
      ResumeCommand(resumeTime: (Bench.wall + .seconds(10)).calendar, simResumeTime: Self.after(90)),
      under: "manager/resume", after: 10)
    #expect(bench.node.run() == .completed(at: Self.after(180)))
    #expect(
      bench.modes.map { String($0.dropFirst(2)) } == [
        "INITIALIZING", "INITIALIZED", "EXECUTING", "PAUSING", "PAUSED", "RESUMING", "EXECUTING", "TERMINATING",
        "TERMINATED",
      ])
    let paused = bench.messages.first { String(decoding: $0.payload, as: UTF8.self).contains("PAUSED") }
    #expect(paused?.time == Self.after(90))
    // 90 s of the scenario were left at 60, from 10 s on.
    #expect(bench.clock.now == Bench.wall + TimeSpan(nanoseconds: 11_500_000_000))
    #expect(
      probe.diary == ["begin 0.0"] + Array(repeating: ["tick 60.0", "tock"], count: 3).flatMap { $0 } + [
        "finish 180.0"
      ])
  }

  @Test("A person's wishes go through the manager's commands, so that every process follows them")
  func wishes() {
    let bench = Bench([Probe("a")], manager: Bench.plan(apps: ["a"]))
    // The start is at 1 s of the wallclock; scenario time runs at 60 from there.
    bench.ask(after: 2) { $0.pause() }
    bench.ask(after: 5) { $0.resume() }
    bench.ask(after: 6) { $0.setSpeed(120) }
    bench.ask(after: 6.25) { $0.setSpeed(0) }
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    let commands = bench.messages.filter { $0.topic.contains("manager/") && !$0.topic.contains("status") }
    let stamp = #","run":"2027-01-15T08:00:01Z","seq":0"#
    #expect(
      commands.map { String(decoding: $0.payload, as: UTF8.self) }.suffix(4) == [
        #"{"taskingParameters":{"simFreezeTime":"2018-01-21T00:01:00Z","freezeDuration":null}\#(stamp)}"#,
        #"{"taskingParameters":{"resumeTime":"2027-01-15T08:00:05Z","simResumeTime":"2018-01-21T00:01:00Z"}\#(stamp)}"#,
        #"{"taskingParameters":{"timeScalingFactor":120.0,"simUpdateTime":"2018-01-21T00:02:00Z"}\#(stamp)}"#,
        #"{"taskingParameters":{"simStopTime":"2018-01-21T00:05:00Z"}\#(stamp)}"#,
      ])
    #expect(bench.log == ["warning a speed of 0.0 is not within 0.001 to 1000000.0"])
    // 60 s in a second, 3 s of standing, 60 s in a second, and 180 s in one and a half.
    #expect(bench.clock.now == Bench.wall + TimeSpan(nanoseconds: 7_500_000_000))
  }

  @Test("A process without the manager grants wishes for itself alone")
  func wishesOfOne() {
    let bench = Bench([Probe("a")])
    bench.start(after: 0)
    bench.ask(after: 2) { $0.pause() }
    bench.ask(after: 5) { $0.resume() }
    bench.ask(after: 6) { $0.setSpeed(180) }
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(bench.clock.now == Bench.wall + .seconds(7))
    #expect(!bench.topics.contains { $0.hasPrefix("manager/f") || $0.hasPrefix("manager/r") })
  }

  @Test("Step by step it does one step for each wish, with all its events, and none without")
  func singleStep() {
    let probe = Probe("a")
    let bench = Bench([probe], pacing: .singleStep, manager: Bench.plan(apps: ["a"]))
    for second in 1...3 { bench.ask(after: Double(second)) { $0.step() } }
    bench.ask(after: 4) { $0.stop() }
    #expect(bench.node.run() == .interrupted(at: Self.after(180)))
    #expect(bench.node.simulator.steps == 3)
    #expect(probe.diary.last == "finish 180.0")
  }

  @Test("A stop ends a run that is paused, whatever steps were wished for meanwhile")
  func stopOfPausedSteps() {
    let bench = Bench([Probe("a")], pacing: .singleStep, manager: Bench.plan(apps: ["a"]))
    bench.ask(after: 1) { $0.step() }
    bench.ask(after: 2) { $0.pause() }
    bench.ask(after: 3) { $0.step() }
    bench.ask(after: 4) { $0.stop() }
    #expect(bench.node.run() == .interrupted(at: Self.after(60)))
    #expect(bench.node.simulator.steps == 1)
  }

  @Test("An interruption ends the run where it stands, between steps too, with the accounts settled for that time")
  func interruption() {
    let probe = Probe("a")
    let bench = Bench([probe], manager: Bench.plan(apps: ["a"]))
    bench.ask(after: 2.5) { $0.stop() }
    #expect(bench.node.run() == .interrupted(at: Self.after(90)))
    #expect(probe.diary.last == "finish 90.0")
    #expect(bench.modes.suffix(2) == ["manager TERMINATED", "a TERMINATED"])
  }

  @Test("An interruption before the start, and one of a run that stands, end it too")
  func interruptionElsewhere() {
    let waiting = Bench([Probe("a")])
    waiting.ask(after: 1) { $0.stop() }
    #expect(waiting.node.run() == .interrupted(at: nil))
    let paused = Bench([Probe("a")])
    paused.start(after: 0)
    paused.ask(after: 2) { $0.pause() }
    paused.ask(after: 9) { $0.stop() }
    #expect(paused.node.run() == .interrupted(at: Self.after(60)))
    #expect(paused.modes.suffix(3) == ["a PAUSED", "a TERMINATING", "a TERMINATED"])
  }

  @Test("A stop in the past ends the run at once, and settles it for the time it names")
  func stopInThePast() {
    let probe = Probe("a")
    let bench = Bench([probe])
    bench.start(after: 0)
    bench.publish(StopCommand(simStopTime: Self.after(45)), under: "manager/stop", after: 3)
    #expect(bench.node.run() == .completed(at: Self.after(45)))
    #expect(probe.diary.last == "finish 45.0")
    #expect(bench.clock.now == Bench.wall + .seconds(3))
  }

  @Test(
    "Who has not been started leaves when the manager's run is over, and not when another's is",
    arguments: ["stop", "TERMINATING", "TERMINATED"])
  func missedRun(word: String) {
    let bench = Bench([Probe("a")])
    bench.publish(ModeStatus(name: "far", mode: "TERMINATED"), under: "far/status/mode", after: 1)
    for second in [2, 3] {
      bench.publish(ModeStatus(name: "manager", mode: "EXECUTING"), under: "manager/status/mode", after: second)
    }
    if word == "stop" {
      bench.publish(StopCommand(simStopTime: Self.after(45)), under: "manager/stop", after: 4)
    } else {
      bench.publish(ModeStatus(name: "manager", mode: word), under: "manager/status/mode", after: 4)
    }
    #expect(bench.node.run() == .missed)
    #expect(bench.clock.now == Bench.wall + .seconds(4))
    #expect(bench.modes.filter { $0.hasPrefix("a ") } == [])
    #expect(
      bench.log == [
        "warning a run has begun without this process, which joins it when it hears what time it is there"
      ])
  }

  @Test("Commands and statuses that the broker has kept are of another time, and are ignored; data is heard")
  func retainedCommands() throws {
    let bench = Bench([Probe("a", hears: [Interest(app: "b", leaf: "location"): GroundLocation.self])])
    let start = StartCommand(
      startTime: nil, simStartTime: Bench.start, simStopTime: Self.after(60), timeScalingFactor: 60)
    let stop = ModeStatus(name: "manager", mode: "TERMINATED")
    try bench.keep(start, under: "manager/start")
    try bench.keep(stop, under: "manager/status/mode")
    try bench.keep(GroundLocation.example, under: "b/location")
    bench.start(after: 2)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(bench.topics.count { $0 == "manager/start" } == 1)
    #expect(bench.topics.contains("b/location"))
    #expect(
      bench.log.sorted()
        == ["manager/start", "manager/status/mode"].map {
          "warning test/\($0): ignored what the broker has kept (a retained message is of another time)"
        })
  }

  @Test("What the broker has kept of a time that is still to come is ignored, and told of")
  func retainedFuture() throws {
    let bench = Bench([Probe("a", hears: [Interest(app: "b", leaf: "location"): SatelliteState.self])])
    var state = SatelliteState.example
    state.time = Self.after(299)
    try bench.keep(state, under: "b/location")
    bench.start(after: 2)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      bench.log == [
        "warning test/b/location ignored: the broker has kept it of \(Self.after(299)), which is still to come"
      ])
  }

  @Test("A required application that does not answer is called and named, and the run does not start")
  func missingApplication() {
    let bench = Bench([Probe("a")], manager: Bench.plan(apps: ["a", "ghost"]))
    #expect(bench.node.run() == .missing(["ghost"]))
    #expect(bench.topics.count { $0 == "manager/init" } == 3)
    #expect(
      bench.log == [
        "info manager: waiting for ghost (call 1 of 3)", "info manager: waiting for ghost (call 2 of 3)",
      ])
    #expect(bench.clock.now == Bench.wall + .seconds(15))
  }

  @Test("At the end it waits for the last words of those it needs, but not for ever")
  func lastWords() {
    let ends = [(true, 4.0, [String]()), (false, 10, ["warning ended without the last words of far"])]
    for (speaks, seconds, log) in ends {
      // The scenario of two minutes that starts at 3 s ends at 5 s; the wait for others is 5 s.
      let bench = Bench([Probe("a", settlesAfter: ["far", "scripted"])], peers: ["far", "further"])
      bench.start(after: 2, minutes: 2)
      if speaks {
        bench.publish(ModeStatus(name: "far", mode: "TERMINATING"), under: "far/status/mode", after: 4)
      }
      #expect(bench.node.run() == .completed(at: Self.after(120)))
      #expect(bench.clock.now == Bench.wall + .seconds(Int(max(5, seconds))))
      #expect(bench.log == log)
    }
  }

  @Test("Who hears everything waits longer for the manager than the manager waits for one that is lost")
  func farewell() {
    // A run of two minutes that starts at 3 s ends at 5 s; the manager has its last word 9 s later.
    for (late, log) in [(14, ["far"]), (17, ["far, manager"])] {
      let bench = Bench([Probe("a")], hearsEverything: true, peers: ["far"])
      bench.start(after: 2, minutes: 2)
      bench.publish(ModeStatus(name: "manager", mode: "TERMINATED"), under: "manager/status/mode", after: late)
      #expect(bench.node.run() == .completed(at: Self.after(120)))
      #expect(bench.clock.now == Bench.wall + .seconds(16))
      #expect(bench.log == log.map { "warning ended without the last words of \($0)" })
    }
  }

  @Test("What a process said comes back from the broker and is let go; so are other prefixes and short topics")
  func echoes() {
    let probe = Probe("a", hears: [Interest(app: "b", leaf: "location"): GroundLocation.self])
    let bench = Bench([probe, Probe("b")], hearsEverything: true, scriptedTopics: ["test/c/said"])
    bench.publish(GroundLocation.example, under: "b/location", after: 0)
    bench.publish(GroundLocation.example, under: "c/said", after: 0)
    bench.publish([1], under: "short", after: 0)
    bench.publish([1], under: "elsewhere/word", after: 0)
    bench.start(after: 1)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    // The scripted topic was used by another: nothing that this process said came back on it.
    #expect(
      bench.messages.filter { !$0.isOwn }.map(\.topic)
        == ["test/c/said", "test/elsewhere/word", "test/manager/start"])
    #expect(!probe.diary.contains("b/location"))
    #expect(bench.node.ingress.badTotal == 0)
  }

  @Test("What one application says reaches the others of the process at once, in order, and not itself")
  func localDelivery() {
    let interest = Interest(app: "a", leaf: "location")
    let (speaker, listener) = (
      Probe("a", hears: [interest: GroundLocation.self]), Probe("b", hears: [interest: GroundLocation.self])
    )
    let bench = Bench([speaker, listener], pacing: .maximum, manager: Bench.plan(apps: []))
    bench.node.simulator.add(
      ScenarioTimeIntervalPublisher(name: "a", every: .seconds(60)) { _ in
        speaker.outbox.publish(GroundLocation.example, under: "location")
      })
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(listener.diary.count { $0 == "a/location" } == 6)
    #expect(!speaker.diary.contains("a/location"))
    // What is heard between a tick and its tock is computed with before the tock.
    #expect(zip(listener.diary, listener.diary.dropFirst()).allSatisfy { $0 != ("a/location", "tock") })
  }
}

/// Says when a step is committed.
private final class Tocks: SimulationObserver {
  private let tell: () -> Void

  init(_ tell: @escaping () -> Void) {
    self.tell = tell
  }

  func simulation(_ simulator: Simulator, changed change: PropertyChange) {
    if case .time = change { tell() }
  }
}
