import Quantities
import Simulation
import Testing

@Suite struct SimulatorTests {
  @Test func tickingTwiceAndTockingOnceDoublesNothing() {
    let (once, again) = (CountingEntity("once"), CountingEntity("again"))
    let simple = Simulator.executing([once], until: 600)
    let doubled = Simulator.executing([again], until: 600)
    simple.advance()
    while doubled.nextInstant() != nil {
      doubled.inputsChanged()
      _ = doubled.nextInstant()
      doubled.advance()
    }
    simple.advance(until: .latest)
    #expect(once.seconds == 600)
    #expect(again.seconds == once.seconds)
    #expect(again.ticks == 2 * once.ticks)
  }

  @Test func theLastStepIsShorter() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 150)
    #expect(simulator.advance(until: .latest) == [60, 120, 150])
    #expect(entity.seconds == 150)
    #expect(simulator.steps == 3)
    #expect(simulator.isFinished)
    #expect(simulator.nextInstant() == nil)
    #expect(entity.finishes == [at(150)])
  }

  @Test func eventsAreDoneInTotalOrderAndAStepIsCommittedBeforeWhatIsPublishedAtItsEnd() {
    let journal = Journal()
    func events(_ list: [(Int, EventPriority)]) -> [ScenarioEvent] {
      list.map { ScenarioEvent(at: at($0.0), priority: $0.1) }
    }
    let entities = [
      CountingEntity("b", journal: journal, agenda: events([(60, .model), (30, .status), (60, .announcement)])),
      CountingEntity("a", journal: journal, agenda: events([(60, .model), (60, .publication), (30, .world)])),
      CountingEntity("a", journal: journal, agenda: events([(60, .model), (61, .model), (0, .status)])),
    ]
    let simulator = Simulator.executing(entities, until: 120)
    journal.lines = []
    simulator.advance(until: at(61))
    #expect(
      journal.lines == [
        "a status 0", "a world 30", "b status 30", "b announcement 60", "a model 60", "a model 60", "b model 60",
        "b tock 60", "a tock 60", "a tock 60", "a publication 60", "a model 61",
      ])
    #expect(simulator.events == 9)
    #expect(simulator.time == at(61))
    #expect(simulator.committedTime == at(60))
  }

  @Test func entitiesOfOneNameGoInTheOrderInWhichTheyWereAdded() {
    let event = ScenarioEvent(at: at(10), priority: .model)
    let entities = (0..<3).map { _ in CountingEntity("same", agenda: [event]) }
    let simulator = Simulator.executing(entities, until: 60)
    for done in 1...3 {
      simulator.advance()
      #expect(entities.map(\.agenda.isEmpty) == [0, 1, 2].map { $0 < done })
    }
  }

  @Test func anEventThatComesTooLateIsDoneAtOnceAndTimeDoesNotRunBack() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 120)
    simulator.advance()
    entity.agenda = [ScenarioEvent(at: at(10), priority: .world)]
    #expect(simulator.nextInstant() == at(60))
    simulator.advance()
    #expect(entity.agenda.isEmpty)
    #expect(simulator.time == at(60))
  }

  @Test func aChangeOfStepHoldsFromTheNextStepOn() {
    let entity = CountingEntity("a")
    let journal = Journal()
    let simulator = Simulator.executing([entity], until: 200, observers: [WritingObserver(journal: journal)])
    simulator.advance()
    simulator.setTimeStep(.seconds(25))
    #expect(simulator.advance(until: .latest) == [120, 145, 170, 195, 200])
    #expect(journal.lines.filter { $0.contains("step") } == ["observer step PT1M PT25S"])
  }

  @Test func observersAreToldInOrderAndOnlyOfChanges() {
    let journal = Journal()
    let observers = ["first", "second"].map { WritingObserver($0, journal: journal) }
    let simulator = Simulator.executing([CountingEntity("a", journal: journal)], until: 120, observers: observers)
    simulator.setTimeStep(.seconds(60))
    simulator.setEndTime(at(120))
    simulator.setTimeScale(60, at: at(0))
    simulator.setTimeScale(120, at: at(60))
    simulator.advance(until: .latest)
    simulator.terminate()
    let both = { (line: String) in ["first \(line)", "second \(line)"] }
    let expected =
      both("INITIALIZING") + ["a initialize"] + both("INITIALIZED") + both("EXECUTING") + ["a tock 60"]
      + both("time 60") + both("scale 60.0 120.0") + ["a tock 120"] + both("time 120") + ["a finish 120"]
      + both("TERMINATING") + both("TERMINATED")
    #expect(journal.lines == expected)
  }

  @Test func aRunMayBeDoneAgainFromItsStart() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 120)
    simulator.advance(until: .latest)
    simulator.terminate()
    simulator.initialize(
      clock: ClockMap(scenario: origin, wall: wallOrigin, scale: 1), end: at(90), step: .seconds(30))
    #expect(simulator.steps == 0)
    #expect(!simulator.isFinished)
    simulator.execute()
    #expect(simulator.advance(until: .latest) == [30, 60, 90])
    #expect(entity.seconds == 90)
  }

  @Test func addingAndRemovingEntitiesMakesAStandingSimulationUndefined() {
    let simulator = Simulator()
    let entity = CountingEntity("a")
    simulator.add(entity)
    #expect(simulator.mode == .undefined)
    let clock = ClockMap(scenario: origin, wall: wallOrigin, scale: 1)
    simulator.initialize(clock: clock, end: at(60), step: .seconds(60))
    simulator.add(CountingEntity("b"))
    #expect(simulator.mode == .undefined)
    simulator.initialize(clock: clock, end: at(60), step: .seconds(60))
    simulator.remove(entity)
    #expect(simulator.mode == .undefined)
    simulator.initialize(clock: clock, end: at(60), step: .seconds(60))
    simulator.execute()
    simulator.advance(until: .latest)
    simulator.terminate()
    #expect(entity.finishes.isEmpty)
    simulator.add(entity)
    #expect(simulator.mode == .undefined)
  }

  @Test func entitiesDoNotComeOrGoInAPause() async {
    await #expect(processExitsWith: .failure) {
      let simulator = Simulator.executing([], until: 60)
      simulator.pause(at: origin)
      simulator.advance()
      simulator.add(CountingEntity("late"))
    }
  }
}

/// The end of a run.
extension SimulatorTests {
  @Test func aRunThatEndsAtItsStartIsFinishedAtOnce() {
    let journal = Journal()
    let entity = CountingEntity("a", journal: journal, agenda: [ScenarioEvent(at: at(0), priority: .announcement)])
    let simulator = Simulator.executing([entity], until: 0)
    #expect(simulator.advance(until: .latest) == [0])
    #expect(simulator.isFinished)
    #expect(journal.lines == ["a initialize", "a announcement 0", "a finish 0"])
    #expect(simulator.steps == 0)
  }

  @Test(arguments: [
    // The stop comes at 90 s of 600, between steps of 60: stop at, instants from then on, seconds committed.
    (30, [], 60), (60, [], 60), (90, [], 60), (100, [100], 100), (120, [120], 120), (121, [120, 121], 121),
    (-100, [], 60),
  ])
  func aStopEndsTheRunAtItsTime(_ stop: Int, _ instants: [Int], _ committed: Double) {
    let entity = CountingEntity("a", agenda: [ScenarioEvent(at: at(90), priority: .world)])
    let simulator = Simulator.executing([entity], until: 600)
    #expect(simulator.advance(until: at(90)) == [60, 90])
    simulator.setEndTime(at(stop))
    #expect(simulator.advance(until: .latest) == instants)
    #expect(simulator.isFinished)
    #expect(entity.seconds == committed)
    #expect(entity.finishes == [at(max(0, stop))])
    simulator.terminate()
    #expect(entity.finishes.count == 1)
    #expect(simulator.endTime == at(max(0, stop)))
  }

  @Test func aLaterStopProlongsTheRunWhileItRuns() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 90)
    simulator.advance()
    _ = simulator.nextInstant()
    simulator.setEndTime(at(180))
    #expect(simulator.advance(until: .latest) == [120, 180])
    #expect(entity.seconds == 180)
  }

  @Test func aFinishedRunIsNotProlongedButMayBeCutShorter() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 90)
    simulator.advance(until: .latest)
    simulator.setEndTime(at(180))
    #expect(simulator.endTime == at(90))
    #expect(simulator.nextInstant() == nil)
    simulator.setEndTime(at(70))
    #expect(entity.finishes == [at(90), at(70)])
  }

  @Test(arguments: [-100, 0])
  func anEndBeforeTheStartIsAnEndAtTheStart(seconds: Int) {
    let entity = CountingEntity("a", agenda: [ScenarioEvent(at: at(0), priority: .announcement)])
    let simulator = Simulator()
    simulator.add(entity)
    simulator.setEndTime(at(seconds))
    let map = ClockMap(scenario: at(0), wall: wallOrigin, scale: 60)
    simulator.initialize(clock: map, end: at(600), step: .seconds(60))
    #expect(simulator.endTime == at(600))
    simulator.setEndTime(at(seconds))
    #expect(simulator.endTime == at(0))
    simulator.execute()
    simulator.advance(until: .latest)
    #expect(simulator.isFinished && simulator.steps == 0)
    #expect(entity.finishes == [at(0)])
    simulator.terminate()
    simulator.setEndTime(at(60))
    #expect(simulator.endTime == at(0))
  }

  @Test func anEndBeforeTheStartFinishesARunThatHasJustBegun() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 600)
    simulator.setEndTime(at(-1))
    #expect(simulator.isFinished && entity.finishes == [at(0)] && entity.ticks == 0)
  }

  @Test func aRunThatIsTerminatedEarlyEndsWhereItStands() {
    let journal = Journal()
    let entity = CountingEntity("a", journal: journal)
    let simulator = Simulator.executing([entity], until: 600, observers: [WritingObserver(journal: journal)])
    simulator.advance()
    journal.lines = []
    simulator.terminate()
    #expect(
      journal.lines == ["observer end 600 60", "a finish 60", "observer TERMINATING", "observer TERMINATED"])
    simulator.terminate()
    #expect(journal.lines.count == 4)
  }
}

/// Pauses.
extension SimulatorTests {
  @Test func aPauseCutsNoStepShortAndShortensNone() {
    let (paused, plain) = (CountingEntity("paused"), CountingEntity("plain"))
    let simulator = Simulator.executing([paused], until: 180)
    simulator.pause(at: at(90))
    #expect(simulator.advance(until: .latest) == [60, 90])
    #expect(simulator.mode == .paused)
    #expect(simulator.time == at(90))
    #expect(simulator.committedTime == at(60))
    #expect(paused.seconds == 60)
    #expect(simulator.nextInstant() == nil)
    simulator.resume(at: wallOrigin + .seconds(100))
    #expect(simulator.mode == .executing)
    #expect(simulator.advance(until: .latest) == [120, 180])
    Simulator.executing([plain], until: 180).advance(until: .latest)
    #expect(paused.ticks == plain.ticks)
    #expect(paused.seconds == 180)
    // 90 s at 60 from where it was resumed.
    let end = wallOrigin + TimeSpan(nanoseconds: 101_500_000_000)
    #expect(simulator.clock.wall(at: at(180)) == end)
  }

  @Test func aPauseAtTheEndOfAStepComesAfterItAndAfterTheEventsThere() {
    let journal = Journal()
    let entity = CountingEntity("a", journal: journal, agenda: [ScenarioEvent(at: at(60), priority: .model)])
    let simulator = Simulator.executing([entity], until: 180, observers: [WritingObserver(journal: journal)])
    journal.lines = []
    simulator.pause(at: at(60))
    simulator.advance(until: .latest)
    #expect(
      journal.lines == ["a model 60", "a tock 60", "observer time 60", "observer PAUSING", "observer PAUSED"])
  }

  @Test func aPauseInThePastHoldsWhereTimeStands() {
    let simulator = Simulator.executing([CountingEntity("a")], until: 180)
    simulator.advance()
    simulator.pause(at: at(10))
    #expect(simulator.clock.frozenAt == at(60))
    #expect(simulator.advance(until: .latest) == [60])
    #expect(simulator.mode == .paused)
  }

  @Test func aResumptionBeforeThePauseWasReachedTakesItBack() {
    let simulator = Simulator.executing([CountingEntity("a")], until: 120)
    simulator.pause(at: at(90))
    simulator.resume(at: wallOrigin + .seconds(50))
    #expect(simulator.advance(until: .latest) == [60, 120])
    #expect(simulator.clock.frozenAt == nil)
  }

  @Test func aStopReachesAPausedRunToo() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 600)
    simulator.pause(at: at(90))
    simulator.advance(until: .latest)
    simulator.setEndTime(at(80))
    #expect(simulator.isFinished)
    #expect(entity.finishes == [at(80)])
    simulator.terminate()
    #expect(simulator.mode == .terminated)
  }

  @Test func aRunMayEndAfterAPause() {
    let entity = CountingEntity("a")
    let simulator = Simulator.executing([entity], until: 600)
    simulator.pause(at: at(90))
    simulator.advance(until: .latest)
    simulator.setEndTime(at(100))
    #expect(!simulator.isFinished)
    simulator.resume(at: wallOrigin + .seconds(50))
    #expect(simulator.advance(until: .latest) == [100])
    #expect(entity.seconds == 100)
  }
}
