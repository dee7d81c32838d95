import Federation
import Messages
import Quantities
import SharedState
import Simulation
import Testing

/// What applications ask of the manager, and what the manager commands by plan.
@Suite struct RequestTests {
  /// The commands that the manager said after the start, with their scenario times, and the last instant before.
  static func commands(_ bench: Bench) -> [String] {
    bench.messages.compactMap { message in
      guard message.address.app == "manager", let time = message.time else { return nil }
      let now = "at \(Bench.seconds(time))"
      switch message.address.leaf {
      case "freeze":
        return (try? FreezeCommand.decode(message.payload)).map {
          "freeze \(Bench.seconds($0.simFreezeTime)) for \($0.freezeDuration?.seconds ?? -1) \(now)"
        }
      case "resume":
        return (try? ResumeCommand.decode(message.payload)).map {
          "resume \(Bench.seconds($0.simResumeTime)) \(now)"
        }
      case "update":
        return (try? UpdateCommand.decode(message.payload)).map {
          "update \($0.timeScalingFactor) \(Bench.seconds($0.simUpdateTime)) \(now)"
        }
      case "stop": return "stop \(now)"
      default: return nil
      }
    }
  }

  /// A run of five minutes at 60 that begins a second of wallclock after the beginning.
  static func bench(freezes: [FreezeCommand] = []) -> Bench {
    var plan = Bench.plan(apps: ["a"])
    plan.freezes = freezes
    return Bench([Probe("a")], manager: plan)
  }

  static func after(_ seconds: Int) -> ScenarioTime { Bench.start + .seconds(seconds) }

  static func freezing(at scenario: Int, for duration: Int?) -> FreezeRequest {
    FreezeRequest(
      simFreezeTime: after(scenario), freezeTime: Bench.wall.calendar, freezeDuration: duration.map { .seconds($0) },
      resumeTime: duration.map { (Bench.wall + .seconds(9 + $0)).calendar }, requestingApp: "py")
  }

  @Test("A freeze by plan stands at its time for its length, and is commanded a lead ahead")
  func plannedFreeze() {
    let bench = Self.bench(freezes: [FreezeCommand(simFreezeTime: Self.after(90), freezeDuration: .seconds(5))])
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      Self.commands(bench) == ["freeze 90.0 for 5.0 at 30.0", "resume 90.0 at 90.0", "stop at 240.0"])
    // Five minutes at 60, and five seconds of standing, from the first second on.
    #expect(bench.clock.now == Bench.wall + .seconds(11))
  }

  @Test("Freezes closer to each other than the command lead stand one after the other, and one at the start stands too")
  func closeFreezes() {
    let bench = Self.bench(
      freezes: [0, 90, 120].map { FreezeCommand(simFreezeTime: Self.after($0), freezeDuration: .seconds(2)) })
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(bench.modes.count { $0 == "a PAUSED" } == 3)
    #expect(bench.clock.now == Bench.wall + .seconds(12))
  }

  @Test("A freeze without length, or with a negative one, is no freeze of that length")
  func negativeLength() {
    let bench = Self.bench()
    bench.publish(Self.freezing(at: 60, for: -5), under: "py/request/freeze", after: 2)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(Self.commands(bench) == ["stop at 240.0"])
    #expect(bench.log.count == 1 && bench.log[0].contains("freezeDuration -PT5S; allowed: more than PT0S"))
  }

  @Test("An application that still takes part in another run is not ready for this one")
  func busyApplication() {
    let bench = Bench([Probe("a")], manager: Bench.plan(apps: ["a", "far"], attempts: 1))
    let run = RunName("2026-01-01T00:00:00Z")
    let stamp = Stamp(run: run, sequence: 3)
    bench.publish(ReadyStatus(name: "far").payload(stamped: stamp), under: "far/status/ready", after: 1)
    #expect(bench.node.run() == .missing(["far"], engaged: ["far": run]))
    #expect(bench.log.contains { $0.contains("far still takes part in the run 2026-01-01T00:00:00Z") })
  }

  @Test("A freeze that is asked for ahead of time is planned; for a time that has passed it holds at once")
  func freezeRequests() {
    let bench = Self.bench()
    bench.publish(Self.freezing(at: 150, for: 2), under: "py/request/freeze", after: 2)
    bench.publish(Self.freezing(at: 0, for: 3), under: "py/request/freeze", after: 7)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      Self.commands(bench) == [
        "freeze 150.0 for 2.0 at 90.0", "resume 150.0 at 150.0", "freeze 240.0 for 3.0 at 180.0",
        "stop at 240.0", "resume 240.0 at 240.0",
      ])
    #expect(bench.clock.now == Bench.wall + .seconds(11))
  }

  @Test("A freeze without end is ended by a request, within its tolerance only")
  func resumeRequests() {
    let bench = Self.bench()
    bench.publish(Self.freezing(at: 60, for: nil), under: "py/request/freeze", after: 2)
    let far = ResumeRequest(requestingApp: "py", simResumeTime: Self.after(120), tolerance: .seconds(30))
    bench.publish(far, under: "py/request/resume", after: 4)
    let near = ResumeRequest(requestingApp: "py", simResumeTime: Self.after(80), tolerance: .seconds(30))
    bench.publish(near, under: "py/request/resume", after: 6)
    bench.publish(ResumeRequest(requestingApp: "py"), under: "py/request/resume", after: 7)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      Self.commands(bench) == ["freeze 60.0 for -1.0 at 0.0", "resume 60.0 at 60.0", "stop at 240.0"])
    #expect(bench.clock.now == Bench.wall + .seconds(10))
    #expect(
      bench.log == [
        "info freeze asked for by py is granted", "info resume asked for by py is granted",
        "warning resume asked for by py is not granted: it is 2018-01-21T00:01:00Z, further than PT30S from "
          + "2018-01-21T00:02:00Z",
        "info resume asked for by py is granted",
        "warning resume asked for by py is not granted: the run is EXECUTING",
      ])
  }

  @Test("A change of scale that is asked for holds from its time, or from now on; an impossible one never")
  func updateRequests() {
    let bench = Self.bench()
    func update(_ scale: Double, at time: Int?) -> UpdateRequest {
      UpdateRequest(timeScalingFactor: scale, simUpdateTime: time.map(Self.after), requestingApp: "py")
    }
    bench.publish(update(120, at: 180), under: "py/request/update", after: 2)
    bench.publish(update(1e9, at: nil), under: "py/request/update", after: 3)
    bench.publish(update(30, at: nil).payload, under: "py/request/update", at: 2.5)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      Self.commands(bench) == ["update 30.0 90.0 at 60.0", "update 120.0 180.0 at 150.0", "stop at 180.0"])
    // A minute and a half at 60, as long at 30, two minutes at 120.
    #expect(bench.clock.now == Bench.wall + TimeSpan(nanoseconds: 6_500_000_000))
  }

  @Test("Before the start and without a manager nobody grants anything")
  func nobodyThere() {
    let bench = Bench([Probe("a")])
    bench.publish(Self.freezing(at: 60, for: 1), under: "py/request/freeze", after: 3)
    bench.start(after: 2)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(Self.commands(bench) == [])
  }

  @Test("A process whose manager is elsewhere asks it for what a person wishes, and does nothing by itself")
  func asking() throws {
    let bench = Bench([Probe("a")], peers: ["manager"])
    bench.start(after: 1)
    bench.ask(after: 3) { $0.pause() }
    bench.ask(after: 4) { $0.resume() }
    bench.ask(after: 5) { $0.setSpeed(30) }
    bench.publish(ModeStatus(name: "manager", mode: "TERMINATED"), under: "manager/status/mode", after: 7)
    #expect(bench.node.run() == .completed(at: Self.after(300)))
    #expect(
      bench.topics.filter { $0.contains("request/") } == ["a/request/freeze", "a/request/resume", "a/request/update"])
    let request = try #require(bench.messages.first { $0.topic.hasSuffix("request/freeze") })
    let freeze = try FreezeRequest.decode(request.payload)
    #expect(freeze.simFreezeTime == Self.after(60) && freeze.requestingApp == "a")
    #expect(bench.clock.now == Bench.wall + .seconds(7))
  }
}
