import Quantities

/// The entries of one measurement, each in or out of the list of triggered cells, and the times that decide on it.
///
/// An entry is out until its entering condition has held for the time to trigger, and in until its leaving condition
/// has (TS 38.331 5.5.4.1). A condition that ends just as the time to trigger does has held for all of it. Times are
/// nanoseconds since 1970.
struct TriggerBank: Sendable {
  /// A condition that begins or ceases to hold.
  struct Change: Sendable {
    let time: Int64
    let index: Int
    let truth: EventMargins.Truth
  }

  /// What comes in or goes out at an instant.
  struct Batch {
    let time: Int64
    let entered, left: [Int]
  }

  private struct Entry {
    let timeToTrigger: Int64
    var isTriggered = false
    /// Since when the conditions have held; `never` where they do not.
    var enteringSince = TriggerBank.never
    var leavingSince = TriggerBank.never

    /// When the entry changes sides, unless a condition changes before.
    var deadline: Int64 {
      let since = isTriggered ? leavingSince : enteringSince
      return since == TriggerBank.never ? TriggerBank.never : since.addingHeld(timeToTrigger)
    }
  }

  private static let never = Int64.max
  private var entries: [Entry]
  private var earliest = TriggerBank.never

  /// Creates entries that are all out.
  init(timesToTrigger: [Int64]) {
    entries = timesToTrigger.map { Entry(timeToTrigger: $0) }
  }

  /// The entries that are in.
  var triggered: [Int] { entries.indices.filter { entries[$0].isTriggered } }

  func isTriggered(_ index: Int) -> Bool { entries[index].isTriggered }

  /// Whether nothing can happen up to a time unless a condition changes.
  func isQuiet(until end: Int64) -> Bool { earliest > end }

  /// Goes on to a time through changes in order of their times, and tells of every batch on the way.
  mutating func advance(to end: Int64, through changes: [Change], _ tell: (Batch, TriggerBank) -> Void) {
    var rest = changes[...]
    while true {
      let next = rest.first?.time ?? TriggerBank.never
      if earliest <= min(next, end) {
        let batch = fire(at: earliest)
        tell(batch, self)
      } else if next <= end {
        while let change = rest.first, change.time == next {
          apply(change)
          rest.removeFirst()
        }
        findEarliest()
      } else {
        return
      }
    }
  }

  /// Takes an entry out, as if it had never come in.
  mutating func forget(_ index: Int) {
    entries[index] = Entry(timeToTrigger: entries[index].timeToTrigger)
    findEarliest()
  }

  private mutating func apply(_ change: Change) {
    func since(_ holds: Bool, _ before: Int64) -> Int64 {
      holds ? min(before, change.time) : TriggerBank.never
    }
    let entry = entries[change.index]
    entries[change.index].enteringSince = since(change.truth.entering, entry.enteringSince)
    entries[change.index].leavingSince = since(change.truth.leaving, entry.leavingSince)
  }

  private mutating func fire(at time: Int64) -> Batch {
    let due = entries.indices.filter { entries[$0].deadline == time }
    let left = due.filter { entries[$0].isTriggered }
    let entered = due.filter { !entries[$0].isTriggered }
    for index in due { entries[index].isTriggered.toggle() }
    findEarliest()
    return Batch(time: time, entered: entered, left: left)
  }

  private mutating func findEarliest() {
    earliest = TriggerBank.never
    for entry in entries { earliest = min(earliest, entry.deadline) }
  }
}
