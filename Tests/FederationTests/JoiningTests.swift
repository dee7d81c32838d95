import Federation
import JSON
import Messages
import Quantities
import Simulation
import Synchronization
import Testing
import Transport

/// Joining a run that goes on: the clock, what is said of the time before, what is remembered.
@Suite struct JoiningTests {
  static let prospect = ManagedLifecycle.Prospect(start: Bench.start, stop: Bench.start + .minutes(10), scale: 60)
  /// The wallclock time at which a run at 60 that began after a second ends.
  static let end = Bench.wall + .seconds(11)

  /// A process that says its state and one link at every step.
  static func talker() -> Probe {
    let probe = Probe("a")
    probe.chatter = { [unowned probe] in
      probe.outbox.publish(SatelliteState.example, under: "location")
      probe.outbox.publish(LinkStart.example, under: "linkStart")
    }
    return probe
  }

  static func joining(
    _ probe: Probe = Probe("a"), prospect: ManagedLifecycle.Prospect = prospect,
    recall: @escaping () -> Recollection = { .nothing }
  ) -> Bench {
    Bench([probe], prospect: prospect, recall: recall)
  }

  @Test("The manager's time is enough to join: the run ends when it ends there")
  func manager() throws {
    let probe = Probe("a")
    let bench = Self.joining(probe)
    bench.tell("manager", after: 5.5)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.clock.now == Self.end)
    #expect(
      probe.diary == ["begin 0.0"] + Array(repeating: ["tick 60.0", "tock"], count: 10).flatMap { $0 } + [
        "finish 600.0"
      ])
    #expect(
      bench.log == [
        "warning joined 4.8 s after the start, with its initial state; it is 2018-01-21T00:04:45Z there"
      ])
    let mode = try #require(
      bench.messages.compactMap { try? ModeStatus.decode($0.payload) }.first { $0.mode == "INITIALIZED" })
    #expect(mode.text == "joined 4.8 s after the start, with its initial state")
  }

  @Test("Of another application two times must agree; its scale is measured")
  func otherApplication() {
    let bench = Self.joining(prospect: .init(start: Bench.start, stop: Bench.start + .minutes(10), scale: 30))
    bench.tell("far", after: 3)
    bench.tell("far", after: 5)
    bench.tell("far", after: 6)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.clock.now == Self.end)
  }

  @Test("Where the scenario promises another scale than the run has, it takes two times", arguments: [10.0, 600])
  func otherScale(promised: Double) {
    let bench = Self.joining(prospect: .init(start: Bench.start, stop: Bench.start + .minutes(10), scale: promised))
    bench.tell("manager", after: 2)
    bench.tell("manager", after: 4)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.clock.now == Self.end)
    #expect(bench.log.contains { $0.contains("joined 3.3 s after the start") }, "\(bench.log)")
  }

  @Test("A manager that names no run is believed at its second time")
  func namelessManager() {
    let bench = Self.joining()
    for seconds in [3.0, 5] { bench.tell("manager", after: seconds, isNamed: false) }
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.clock.now == Self.end)
    #expect(bench.log.contains { $0.contains("joined about 4.3 s after the start") }, "\(bench.log)")
  }

  @Test("What was commanded before it joined, for a time to come, holds for it too")
  func commandsBefore() {
    let bench = Self.joining()
    bench.publish(
      FreezeCommand(simFreezeTime: Bench.start + .seconds(300), freezeDuration: .seconds(3)), under: "manager/freeze",
      after: 3)
    bench.publish(
      UpdateCommand(timeScalingFactor: 120, simUpdateTime: Bench.start + .seconds(360)), under: "manager/update",
      after: 3)
    bench.tell("manager", after: 4)
    // It stands at 5 min from 6 s on.
    bench.publish(
      ResumeCommand(resumeTime: (Bench.wall + .seconds(9)).calendar, simResumeTime: Bench.start + .seconds(300)),
      under: "manager/resume", after: 9)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    // A minute more at 60, four at 120.
    #expect(bench.clock.now == Bench.wall + .seconds(12))
    #expect(bench.modes.contains("a PAUSED"))
  }

  @Test("A freeze of which only the end is heard sets the clock right all the same")
  func unheardFreeze() {
    let bench = Self.joining()
    bench.tell("manager", after: 4)
    bench.publish(
      ResumeCommand(resumeTime: (Bench.wall + .seconds(9)).calendar, simResumeTime: Bench.start + .seconds(300)),
      under: "manager/resume", after: 9)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.clock.now == Bench.wall + .seconds(14))
  }

  @Test("Times that no run can have join nothing and end nothing")
  func hostileTimes() {
    let bench = Self.joining()
    func tell(_ scenario: Int, _ wall: Int, after seconds: Int) {
      let status = TimeStatus(
        name: "manager", simTime: ScenarioTime(CalendarDate(year: scenario, month: 1, day: 1)),
        time: ScenarioTime(CalendarDate(year: wall, month: 1, day: 1)))
      bench.publish(status, under: "manager/status/time", after: seconds)
    }
    tell(1900, 1900, after: 1)
    tell(1950, 2199, after: 2)
    tell(2199, 2199, after: 3)
    bench.publish(
      StopCommand(simStopTime: ScenarioTime(CalendarDate(year: 2011, month: 1, day: 1))), under: "manager/stop",
      after: 4)
    bench.start(after: 5)
    #expect(bench.node.run() == .completed(at: Bench.start + .minutes(5)))
  }

  @Test("A start that is carried more slowly than the times of the run begins it all the same")
  func slowStart() {
    let bench = Self.joining()
    bench.tell("manager", after: 1.1)
    bench.ask(after: 1.2) { _ in }
    bench.publish(
      StartCommand(
        startTime: (Bench.wall + .seconds(1)).calendar, simStartTime: Bench.start,
        simStopTime: Self.prospect.stop, timeScalingFactor: 60
      ).payload, under: "manager/start", at: 1.2)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.log == [])
    #expect(bench.clock.now == Self.end)
  }

  @Test("Times outside of the scenario are not of its run")
  func foreignTimes() {
    let bench = Self.joining()
    bench.tell("manager", after: 2, scenario: -60)
    bench.tell("manager", after: 3, scenario: 600)
    bench.publish(StopCommand(simStopTime: Bench.start), under: "manager/stop", after: 9)
    bench.start(after: 10)
    #expect(bench.node.run() == .completed(at: Bench.start + .minutes(5)))
    #expect(bench.log == ["warning stop ignored: no run has been started"])
  }

  @Test("A change of scale that was commanded before it came, and is still to come, it hears from the manager's time")
  func unheardUpdate() {
    let bench = Self.joining()
    let update = UpdateCommand(timeScalingFactor: 120, simUpdateTime: Bench.start + .seconds(360))
    bench.tell("manager", after: 4, nextUpdate: update)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    // Six minutes at 60 from 1 s on, four at 120.
    #expect(bench.clock.now == Bench.wall + .seconds(9))
  }

  @Test("A change of scale that was lost on its way is heard from the manager's time, and only once")
  func lostUpdate() {
    let bench = Bench([Probe("a")])
    bench.start(after: 0)
    let update = UpdateCommand(timeScalingFactor: 120, simUpdateTime: Bench.start + .seconds(180))
    bench.tell("manager", after: 2, nextUpdate: update)
    bench.tell("manager", after: 3, nextUpdate: update)
    #expect(bench.node.run() == .completed(at: Bench.start + .minutes(5)))
    #expect(bench.clock.now == Bench.wall + .seconds(5))
    #expect(bench.node.commandsAhead.update == nil)
  }

  @Test("Of the time before it joined a process tells what happened, and no states")
  func quietPast() throws {
    let bench = Self.joining(Self.talker())
    bench.tell("manager", after: 5.5)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(bench.topics.count { $0 == "a/linkStart" } == 10)
    // It was 00:04:45 there.
    #expect(bench.topics.count { $0 == "a/location" } == 6)
    let stamps = bench.messages.filter { $0.topic.hasSuffix("linkStart") }.compactMap(\.content.stamp)
    #expect(stamps.map(\.sequence) == Array(0..<10))
    #expect(Set(stamps.map(\.run.description)) == ["2027-01-15T08:00:01Z+4.750"])
  }

  @Test("What its record remembers is heard again in its place, and what it had said is not said twice")
  func recollection() throws {
    let probe = Probe("a", hears: [Interest(app: "b", leaf: "location"): GroundLocation.self])
    probe.chatter = { [unowned probe] in probe.outbox.publish(LinkStart.example, under: "linkStart") }
    func passed(_ minute: Int, _ app: String, _ leaf: String, _ message: some Message, isOwn: Bool) -> PassingMessage {
      let address = Address(prefix: Bench.prefix, app: app, leaf: leaf)
      let stamp = Stamp(run: RunName("2027-01-15T08:00:01Z"), sequence: minute)
      return PassingMessage(
        time: Bench.start + .minutes(minute), wall: Bench.wall, isOwn: isOwn, topic: address.topic, address: address,
        content: Content(payload: message.payload(stamped: stamp)))
    }
    let recollection = Recollection(
      source: "its record",
      messages: [
        passed(1, "a", "linkStart", LinkStart.example, isOwn: true),
        passed(2, "a", "linkStart", LinkStart.example, isOwn: true),
        passed(2, "b", "location", GroundLocation.example, isOwn: false),
        passed(2, "manager", "update", UpdateCommand.example, isOwn: false),
      ])
    let bench = Self.joining(probe) { recollection }
    let wire = Mutex<[Stamp?]>([])
    let ear = bench.bus.client(named: "ear")
    ear.start { event in
      guard case .message(let message) = event else { return }
      wire.withLock { $0.append(Content(payload: message.payload).stamp) }
    }
    ear.subscribe(to: try TopicFilter("\(Bench.prefix)/a/linkStart"), quality: .atLeastOnce)
    bench.tell("manager", after: 5.5)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    // Its last words may not have left the machine: they are said once more, under their own numbers, and by no other.
    let stamps = wire.withLock { $0 }
    let before = [1, 2].map { Stamp(run: RunName("2027-01-15T08:00:01Z"), sequence: $0) }
    #expect(Array(stamps.prefix(2)) == before && stamps.count == 10 && stamps.last??.run.isJoined == true)
    let steps = Array(repeating: ["tick 60.0", "tock"], count: 10).flatMap { $0 }
    // Heard at 2 min, in the step after it, which is computed again.
    let heard = ["begin 0.0"] + steps.prefix(5) + ["b/location"] + steps.dropFirst(4) + ["finish 600.0"]
    #expect(probe.diary == heard)
    #expect(bench.topics.count { $0 == "a/linkStart" } == 8)
    #expect(bench.clock.now == Self.end)
    // What the process before it has said in all, nobody else can tell.
    let totals = bench.messages.first { $0.topic.hasSuffix("a/status/sent") }
    #expect(totals?.content.stamp == Stamp(run: RunName("2027-01-15T08:00:01Z"), sequence: 0))
    #expect(try totals?.content.read(as: SentStatus.self).counts == ["linkStart": 3])
  }

  static func listener() -> Probe { Probe("a", hears: [Interest(app: "b", leaf: "location"): GroundLocation.self]) }

  @Test("What is said before it joins is heard when it has come to the present, and not without a state")
  func earlyWords() {
    let probe = Self.listener()
    let bench = Self.joining(probe)
    bench.publish(GroundLocation.example, under: "b/location", after: 5)
    bench.tell("manager", after: 5.5)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    // It was 00:04:45 there.
    let steps = Array(repeating: ["tick 60.0", "tock"], count: 10).flatMap { $0 }
    let diary = ["begin 0.0"] + steps.prefix(9) + ["b/location"] + steps.dropFirst(8) + ["finish 600.0"]
    #expect(probe.diary == diary)
  }

  @Test("What the record remembers and the broker brings again is heard once")
  func redelivery() {
    let address = Address(prefix: Bench.prefix, app: "b", leaf: "location")
    let stamp = Stamp(run: RunName("2027-01-15T08:00:01Z"), sequence: 4)
    let payload = GroundLocation.example.payload(stamped: stamp)
    let heard = PassingMessage(
      time: Bench.start + .minutes(2), wall: Bench.wall, isOwn: false, topic: address.topic, address: address,
      content: Content(payload: payload))
    let probe = Self.listener()
    let bench = Self.joining(probe) { Recollection(source: "its record", messages: [heard]) }
    bench.publish(payload, under: "b/location", after: 5)
    bench.tell("manager", after: 5.5)
    #expect(bench.node.run() == .completed(at: Self.prospect.stop))
    #expect(probe.diary.count { $0 == "b/location" } == 1)
  }

  @Test("An answer to the start that comes before it is heard, but no word of an earlier run")
  func hastyAnswer() {
    func location(of run: String) -> [UInt8] {
      GroundLocation.example.payload(stamped: Stamp(run: RunName(run), sequence: 0))
    }
    let probe = Self.listener()
    let bench = Bench([probe])
    bench.publish(GroundLocation.example, under: "b/location", after: 1)
    bench.publish(location(of: "2027-01-15T07:00:00Z"), under: "b/location", after: 2)
    bench.publish(location(of: "2027-01-15T08:00:04Z"), under: "b/location", after: 2)
    bench.publish(GroundLocation.example.payload, under: "b/location", at: 2.9)
    bench.start(after: 3)
    #expect(bench.node.run() == .completed(at: Bench.start + .minutes(5)))
    #expect(probe.diary.prefix(4) == ["begin 0.0", "b/location", "b/location", "tick 60.0"])
    #expect(probe.diary.count { $0 == "b/location" } == 2)
  }

  @Test("One who cannot join waits for the next start, as before")
  func noProspect() {
    let bench = Bench([Probe("a")])
    bench.tell("manager", after: 2)
    bench.start(after: 5)
    #expect(bench.node.run() == .completed(at: Bench.start + .minutes(5)))
  }
}
