public import Quantities

/// Something whose state moves with scenario time.
///
/// The laws that an implementer must pass:
/// - `tick` reads committed state and computes the next one; `tock` commits it. Ticking twice and tocking once
///   is the same as ticking once.
/// - What happens between steps is announced by ``nextEvent`` and done by ``execute(_:)``, each event once,
///   at its exact time. Executing an event moves ``nextEvent`` past it.
/// - Nothing depends on the wallclock.
///
/// All calls come on the simulation's own executor, never at the same time.
public protocol Entity: AnyObject {
  /// The federate's name: the third key of the total order of events.
  var name: String { get }

  /// Takes on the state at the initial time of a run.
  func initialize(at time: ScenarioTime)

  /// Computes the state one step after the committed one.
  func tick(by step: TimeSpan)

  /// Commits what the last tick computed.
  func tock()

  /// The next thing to be done between steps; nil for none that is known.
  var nextEvent: ScenarioEvent? { get }

  /// Does what ``nextEvent`` announced.
  func execute(_ event: ScenarioEvent)

  /// Settles the accounts at the end of the run, which a stop may have put before the last committed step, and as
  /// early as the start: then no step has been ticked, and nothing announced may have been done.
  func finish(at time: ScenarioTime)
}

extension Entity {
  /// No events between steps.
  public var nextEvent: ScenarioEvent? { nil }

  /// Nothing to do between steps.
  public func execute(_ event: ScenarioEvent) {}

  /// Nothing to settle.
  public func finish(at time: ScenarioTime) {}
}

/// A thing that happens at an exact scenario time between two steps.
public struct ScenarioEvent: Hashable, Sendable {
  /// When it happens.
  public var time: ScenarioTime
  /// What goes first at the same time.
  public var priority: EventPriority

  /// Creates an event.
  public init(at time: ScenarioTime, priority: EventPriority) {
    self.time = time
    self.priority = priority
  }
}

/// What goes first among events of one instant; a step that ends then is committed before ``publication``.
public enum EventPriority: Int, Comparable, Sendable {
  /// The stations of the run are told.
  case announcement
  /// The world changes: outages begin and end, scripted messages are sent.
  case world
  /// Models follow: satellites come into range, links open and close.
  case model
  /// The state is told on an interval.
  case publication
  /// The clock is told.
  case status

  /// Orders what goes first before what follows.
  public static func < (left: EventPriority, right: EventPriority) -> Bool { left.rawValue < right.rawValue }
}

/// The total order of events: time, priority, federate, sequence.
struct EventKey: Comparable {
  let event: ScenarioEvent
  let federate: String
  /// The place among the entities of a simulator, which is the order in which they were added.
  let sequence: Int

  /// Whether a step that ends at a time is committed before the event: what is published then tells its state.
  func follows(tockAt time: ScenarioTime) -> Bool {
    (event.time, event.priority) >= (time, .publication)
  }

  static func < (left: EventKey, right: EventKey) -> Bool {
    (left.event.time, left.event.priority, left.federate, left.sequence)
      < (right.event.time, right.event.priority, right.federate, right.sequence)
  }
}
