public import Quantities

/// Steps entities through scenario time: tick all, do what falls between, tock all.
///
/// A simulator never waits. It says which instant comes next (``nextInstant()``) and does it when told
/// (``advance()``); who paces it by a wallclock, or does not, decides nothing about what happens. Instants are
/// done in the total order (time, priority, federate, sequence); a step is committed after the world's and the
/// models' events at its end, and before what is published of that time.
///
/// Not `Sendable`: one executor owns it.
public final class Simulator {
  /// Where the simulation stands in its life.
  public private(set) var mode = SimulationMode.undefined
  /// The instant that was done last: a step's end or an event between steps.
  public private(set) var time = ScenarioTime(nanosecondsSince1970: 0)
  /// The end of the last step that was committed.
  public private(set) var committedTime = ScenarioTime(nanosecondsSince1970: 0)
  /// The scenario time at which the run ends.
  public private(set) var endTime = ScenarioTime(nanosecondsSince1970: 0)
  /// The length of a step; the last one of a run may be shorter.
  public private(set) var timeStep = TimeSpan.seconds(1)
  /// Scenario time against the wallclock.
  public private(set) var clock: ClockMap
  /// Whether the end has been reached and every entity has settled its accounts.
  public private(set) var isFinished = false
  /// How many steps and events have been done in this run.
  public private(set) var steps = 0, events = 0

  private var entities: [any Entity] = []
  private var observers: [any SimulationObserver] = []
  private var isTicked = false
  private var pendingStep: TimeSpan?
  /// The instants at which scenario time is to stand still, in order.
  private var pauseTimes: [ScenarioTime] = []
  private var pauseTime: ScenarioTime? { pauseTimes.first }
  private var scale: Double

  /// Creates a simulator without entities.
  public init() {
    clock = ClockMap(
      scenario: ScenarioTime(nanosecondsSince1970: 0), wall: WallTime(nanosecondsSince1970: 0), scale: 1)
    scale = 1
  }

  /// Adds an entity, last in the order; a simulation that was initialised is undefined again.
  public func add(_ entity: any Entity) {
    entitiesChange()
    entities.append(entity)
  }

  /// Removes an entity; a simulation that was initialised is undefined again.
  public func remove(_ entity: any Entity) {
    entitiesChange()
    entities.removeAll { $0 === entity }
  }

  /// Adds an observer, last in the order.
  public func add(_ observer: any SimulationObserver) {
    observers.append(observer)
  }

  /// Initialises every entity at the start of a run.
  /// - Parameters:
  ///   - clock: scenario time against the wallclock; it starts at the run's initial time.
  ///   - end: the scenario time at which the run ends, not before the start.
  ///   - step: the length of a step, above zero.
  public func initialize(clock: ClockMap, end: ScenarioTime, step: TimeSpan) {
    precondition(step > .zero && end >= clock.start, "a run has a step above zero and ends after it starts")
    enter(.initializing)
    self.clock = clock
    scale = clock.scale(at: clock.start)
    (time, committedTime, endTime, timeStep) = (clock.start, clock.start, end, step)
    (isTicked, isFinished, pendingStep, pauseTimes, steps, events) = (false, false, nil, [], 0, 0)
    for entity in entities { entity.initialize(at: time) }
    enter(.initialized)
  }

  /// Begins to run.
  public func execute() {
    enter(.executing)
  }

  /// Returns the instant that ``advance()`` does next: an event, a step's end or a pause; nil when idle.
  ///
  /// The step is computed before it is asked for, so that a wait for the wallclock comes after the work.
  public func nextInstant() -> ScenarioTime? {
    guard mode == .executing, !isFinished else { return nil }
    tickIfNeeded()
    var instant = min(committedTime + timeStep, endTime)
    if let key = earliestEvent() { instant = min(instant, key.event.time) }
    if let pauseTime { instant = min(instant, pauseTime) }
    return max(instant, time)
  }

  /// Does the next instant: an event, the end of the step, or else the pause that stands there.
  public func advance() {
    guard let instant = nextInstant() else { return }
    let stepEnd = min(committedTime + timeStep, endTime)
    if let key = earliestEvent(), key.event.time <= instant, !(stepEnd > committedTime && key.follows(tockAt: stepEnd))
    {
      time = max(time, key.event.time)
      events += 1
      entities[key.sequence].execute(key.event)
    } else if stepEnd <= instant {
      if stepEnd > committedTime { commitStep(to: stepEnd) }
    } else {
      pauseNow(at: instant)
    }
    noticeScale()
    if mode == .executing, !isFinished, endTime <= committedTime, !hasEvents(upTo: endTime) { finish() }
  }

  /// Says that entities have heard something since the last tick, so that it is computed again before the tock.
  public func inputsChanged() {
    isTicked = false
  }

  /// Ends the life of a run; one that is not finished ends where it stands, and its accounts are settled there.
  ///
  /// `TERMINATING` is said when the accounts are settled, so that who hears it has heard everything.
  public func terminate() {
    guard mode == .executing || mode == .paused else { return }
    setEndTime(min(time, endTime))
    if !isFinished { finish() }
    enter(.terminating)
    enter(.terminated)
  }

  /// Moves the end of the run; one that has passed ends it at once, and the accounts are settled for that time.
  ///
  /// An end before the start is an end at the start: such a run has its start and its end, and nothing between. A run
  /// that is finished may still be cut shorter, but no longer be prolonged. Between runs there is no end to move.
  public func setEndTime(_ end: ScenarioTime) {
    guard mode != .undefined, mode != .terminated else { return }
    let end = max(end, clock.start)
    guard end != endTime, !isFinished || end < endTime else { return }
    let old = endTime
    endTime = end
    isTicked = false
    notify(.endTime(from: old, to: end))
    if end <= time, mode == .executing || mode == .paused { finish() }
  }

  /// Changes the step from the next one on.
  public func setTimeStep(_ step: TimeSpan) {
    precondition(step > .zero, "a step is above zero")
    pendingStep = step
  }

  /// Changes the scale exactly at a scenario time, also at one that has passed.
  public func setTimeScale(_ newScale: Double, at time: ScenarioTime) {
    clock.setScale(newScale, at: time)
    noticeScale()
  }

  /// Corrects the clock: from a scenario time on, which is at a wallclock time, it runs at a scale.
  ///
  /// What has been done stays done: a clock that was ahead stands until its time has come, and one that was behind does
  /// at once what has been missed.
  public func align(_ scenario: ScenarioTime, at wall: WallTime, scale newScale: Double) {
    guard mode == .initialized || mode == .executing, clock.frozenAt == nil else { return }
    let anchor = min(scenario, time)
    clock.setScale(newScale, at: anchor)
    clock.resume(from: anchor, at: wall - TimeSpan(nearest: Double((scenario - anchor).nanoseconds) / newScale))
    noticeScale()
  }

  /// Stops scenario time at an instant, or where it stands if that has passed; the step in hand is finished later.
  /// - Returns: whether it will: a run that has not been initialised, stands already or is over does not.
  @discardableResult
  public func pause(at instant: ScenarioTime) -> Bool {
    let isStanding = mode == .paused && instant <= time
    guard mode == .initialized || mode == .executing || mode == .paused, !isStanding, !isFinished else { return false }
    let instant = max(instant, time)
    pauseTimes.insert(instant, at: pauseTimes.firstIndex { $0 > instant } ?? pauseTimes.count)
    clock.freeze(at: pauseTimes[0])
    return true
  }

  /// Runs on from a scenario time at a wallclock time; nil continues where it paused. A later pause stays planned.
  /// - Returns: whether it stood, or was to stand.
  @discardableResult
  public func resume(from scenario: ScenarioTime? = nil, at wall: WallTime) -> Bool {
    guard mode == .paused || !pauseTimes.isEmpty else { return false }
    if !pauseTimes.isEmpty { pauseTimes.removeFirst() }
    clock.resume(from: scenario ?? clock.frozenAt ?? time, at: wall)
    if let next = pauseTimes.first { clock.freeze(at: max(next, time)) }
    if mode == .paused {
      enter(.resuming)
      enter(.executing)
    }
    return true
  }

  private func tickIfNeeded() {
    guard !isTicked else { return }
    isTicked = true
    let step = min(committedTime + timeStep, endTime) - committedTime
    guard step > .zero else { return }
    for entity in entities { entity.tick(by: step) }
  }

  private func commitStep(to end: ScenarioTime) {
    let old = committedTime
    // What is said in a tock is said at the step's end.
    time = end
    for entity in entities { entity.tock() }
    committedTime = end
    steps += 1
    isTicked = false
    if let step = pendingStep, step != timeStep {
      let oldStep = timeStep
      timeStep = step
      notify(.timeStep(from: oldStep, to: step))
    }
    pendingStep = nil
    notify(.time(from: old, to: end))
  }

  private func pauseNow(at instant: ScenarioTime) {
    time = max(time, instant)
    enter(.pausing)
    enter(.paused)
  }

  private func entitiesChange() {
    precondition(mode == .undefined || mode.mayBecome(.undefined), "entities come and go between runs, not in one")
    if mode != .undefined { enter(.undefined) }
  }

  private func finish() {
    pauseTimes = []
    isFinished = true
    for entity in entities { entity.finish(at: endTime) }
  }

  private func earliestEvent() -> EventKey? {
    var earliest: EventKey?
    for (index, entity) in entities.enumerated() {
      guard let event = entity.nextEvent else { continue }
      let key = EventKey(event: event, federate: entity.name, sequence: index)
      if earliest.map({ key < $0 }) ?? true { earliest = key }
    }
    return earliest
  }

  private func hasEvents(upTo time: ScenarioTime) -> Bool {
    earliestEvent().map { $0.event.time <= time } ?? false
  }

  private func noticeScale() {
    let now = clock.scale(at: time)
    guard now != scale else { return }
    let old = scale
    scale = now
    notify(.timeScale(from: old, to: now))
  }

  private func enter(_ next: SimulationMode) {
    precondition(mode.mayBecome(next), "a simulation cannot pass from \(mode.rawValue) to \(next.rawValue)")
    let old = mode
    mode = next
    notify(.mode(from: old, to: next))
  }

  private func notify(_ change: PropertyChange) {
    for observer in observers { observer.simulation(self, changed: change) }
  }
}
