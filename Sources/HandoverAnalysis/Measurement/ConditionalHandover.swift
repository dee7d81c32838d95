public import Quantities

/// One condition of a conditional handover: an event, how long it must hold, and what it is measured on.
public struct HandoverCondition: Hashable, Sendable {
  /// The event.
  public let event: MeasurementEvent
  /// How long it must hold; T1 has none.
  public let timeToTrigger: TimeToTrigger
  /// The number of the measurement object.
  public let measurementObject: Int
  /// The offsets of the serving cell and of the candidate.
  public let offsets: CellOffsets

  /// Creates a condition.
  public init(
    _ event: MeasurementEvent, timeToTrigger: TimeToTrigger = .least, measurementObject: Int = 1,
    offsets: CellOffsets = .none
  ) {
    self.event = event
    self.timeToTrigger = timeToTrigger
    self.measurementObject = measurementObject
    self.offsets = offsets
  }

  /// Whether it looks at a place or a time, of which a candidate may have one.
  var isOfPlaceOrTime: Bool { !event.comparesLevels }
}

/// Why a conditional handover cannot be configured so (TS 38.331 5.3.5.13 and 5.5.4).
public enum ConditionalHandoverError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not 1 to 8 candidates.
  case candidates(Int)
  /// A candidate, counted from 0, that does not have 1 or 2 conditions.
  case conditions(candidate: Int, count: Int)
  /// A candidate whose conditions are on different measurement objects.
  case measurementObjects(candidate: Int, objects: [Int])
  /// A candidate with two of D1, D2 and T1.
  case placesAndTimes(candidate: Int)
  /// A T1 with a time to trigger.
  case timeToTrigger(candidate: Int, TimeToTrigger)

  /// Which candidate, what is wrong, and what is allowed.
  public var description: String {
    switch self {
    case .candidates(let count): "there are \(count) candidates; allowed: 1 to 8"
    case .conditions(let candidate, let count):
      "candidates[\(candidate)] has \(count) conditions; allowed: 1 or 2"
    case .measurementObjects(let candidate, let objects):
      "candidates[\(candidate)] has conditions on the measurement objects "
        + "\(objects.map(String.init).joined(separator: " and ")); allowed: one for both"
    case .placesAndTimes(let candidate):
      "candidates[\(candidate)] has two conditions of D1, D2 and T1; allowed: one of them"
    case .timeToTrigger(let candidate, let time):
      "candidates[\(candidate)] has a T1 with a time to trigger of \(plain(time.value)) ms; allowed: 0 ms"
    }
  }
}

/// A handover that the terminal executes by itself, as soon as all conditions of a candidate hold.
///
/// Each condition is fulfilled once its entering condition has held for its time to trigger, until its leaving
/// condition has. Between samples everything is straight, as in ``MeasurementMachine``. Where two candidates are
/// ready in the same instant the first one is taken, which TS 38.331 leaves to the terminal.
public struct ConditionalHandover: Sendable {
  /// What was executed.
  public struct Execution: Hashable, Sendable {
    /// Which candidate, from 0.
    public let candidate: Int
    /// When all its conditions held.
    public let time: ScenarioTime
  }

  /// The candidates, each with its conditions.
  public let candidates: [[HandoverCondition]]
  /// What was executed; after that nothing is heard any more.
  public private(set) var execution: Execution?

  private var conditions: SampledConditions
  private var bank: TriggerBank
  /// For every condition of the bank, whose it is.
  private let places: [(candidate: Int, condition: Int)]
  /// For every candidate, its conditions in the bank.
  private let conditionsOf: [[Int]]

  /// Creates a conditional handover.
  /// - Throws: ``ConditionalHandoverError`` for the first rule that is broken.
  public init(_ candidates: [[HandoverCondition]]) throws(ConditionalHandoverError) {
    guard (1...8).contains(candidates.count) else { throw .candidates(candidates.count) }
    for (index, conditions) in candidates.enumerated() { try Self.check(conditions, of: index) }
    self.candidates = candidates
    places = candidates.enumerated().flatMap { candidate, conditions in
      conditions.indices.map { (candidate, $0) }
    }
    let owners = places.map(\.candidate)
    conditionsOf = candidates.indices.map { candidate in owners.indices.filter { owners[$0] == candidate } }
    let all = candidates.flatMap { $0 }
    conditions = SampledConditions(all.map { EventMargins($0.event, offsets: $0.offsets) })
    bank = TriggerBank(timesToTrigger: all.map { $0.timeToTrigger.span.nanoseconds })
  }

  private static func check(
    _ conditions: [HandoverCondition], of candidate: Int
  ) throws(ConditionalHandoverError) {
    guard (1...2).contains(conditions.count) else {
      throw .conditions(candidate: candidate, count: conditions.count)
    }
    let objects = conditions.map(\.measurementObject)
    guard Set(objects).count == 1 else { throw .measurementObjects(candidate: candidate, objects: objects) }
    guard conditions.count(where: \.isOfPlaceOrTime) < 2 else { throw .placesAndTimes(candidate: candidate) }
    for condition in conditions {
      if case .t1 = condition.event, condition.timeToTrigger != .least {
        throw .timeToTrigger(candidate: candidate, condition.timeToTrigger)
      }
    }
  }

  /// Takes what is measured at an instant, and returns what was executed since the one before.
  ///
  /// - Parameter samples: For each candidate what each of its conditions measures, in its event's unit; what stands
  ///   for a T1 is not looked at.
  public mutating func hear(_ samples: [[MeasuredPair]], at time: ScenarioTime) -> Execution? {
    precondition(
      samples.map(\.count) == candidates.map(\.count), "a sample has a value of every condition")
    let now = time.nanosecondsSince1970
    guard execution == nil, let before = conditions.begin(at: now) else { return nil }
    for (index, place) in places.enumerated() {
      var pair = samples[place.candidate][place.condition]
      if case .t1(let window) = candidates[place.candidate][place.condition].event {
        pair.serving = window.seconds(at: time)
      }
      conditions.sample(index, pair, from: before, to: now)
    }
    conditions.end()
    execute(to: now)
    return execution
  }

  private mutating func execute(to now: Int64) {
    var first: Execution?
    let conditionsOf = conditionsOf
    bank.advance(to: now, through: conditions.changes) { batch, bank in
      guard first == nil,
        let ready = conditionsOf.firstIndex(where: { $0.allSatisfy(bank.isTriggered) })
      else { return }
      first = Execution(candidate: ready, time: ScenarioTime(nanosecondsSince1970: batch.time))
    }
    execution = first
  }
}
