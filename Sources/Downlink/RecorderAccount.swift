public import Quantities

/// What one solid-state recorder holds, as a function of scenario time.
///
/// - Source: NOS-T downlink example; linear fill and drain (Wertz and Larson, *SMAD*, ch. 5).
/// - Units: Gigabits, Gigabits a second, seconds.
/// - Assumes: instruments collect at a constant rate; a link drains at a constant rate while there is data.
/// - Omits: protocol overhead, retransmission, priorities of data.
///
/// The account is a list of drains with their own times. What is known late is put in at its own time and the
/// account is computed again from there, so that the order in which things become known changes nothing, and
/// the value at an instant does not depend on how the time before it was cut into steps. What comes in order of time
/// is computed from the last instant on alone, to the same bits.
///
/// Law: at every instant collected = stored + downlinked + lost, and 0 <= stored <= capacity.
public struct RecorderAccount: Equatable, Sendable {
  /// The four sums of the account at an instant.
  public struct Balance: Equatable, Sendable {
    /// Everything that has come into the recorder, what it held at the start included.
    public var collected: DataVolume
    /// What is on board.
    public var stored: DataVolume
    /// What has been sent to the ground.
    public var downlinked: DataVolume
    /// What was collected while the recorder was full.
    public var lost: DataVolume
  }

  /// One link's drain.
  private struct Drain: Equatable, Sendable {
    var link: Int
    var start: ScenarioTime
    /// The end as it was said, which a start that is moved may pass.
    var saidEnd: ScenarioTime?
    var rate: DataRate
    /// The amount that the ground says it received, which the account adopts.
    var declared: DataVolume?
    /// What adopting it has moved from the recorder to the ground; derived.
    var moved = DataVolume.zero

    var end: ScenarioTime? { saidEnd.map { max($0, start) } }

    func runs(at time: ScenarioTime) -> Bool { start <= time && time < end ?? .latest }
  }

  /// The account at an instant at which a drain begins or ends; between checkpoints everything is linear.
  private struct Checkpoint: Equatable, Sendable {
    var time: ScenarioTime
    var balance: Balance
    /// The sum of the rates of the drains that run from here on.
    var drain = DataRate.zero
  }

  /// Differences below this are rounding and are not adopted from a declaration. Unit: Gigabits.
  public static let declarationTolerance = DataVolume.gigabits(1e-9)

  /// The most that the recorder holds.
  public let capacity: DataVolume
  /// What the instruments add.
  public let collectionRate: DataRate

  /// In order of the links, so that the order in which they became known does not even show in the rounding.
  private var drains: [Drain] = []
  /// The places in ``drains`` of those of which no end is known, in order.
  private var endless: [Int] = []
  private var checkpoints: [Checkpoint]
  /// The last of them, at hand: most questions are of the time after it.
  private var latest: Checkpoint

  /// Opens an account at the start of a run; what the recorder cannot hold then is lost.
  public init(capacity: DataVolume, collectionRate: DataRate, holding initial: DataVolume, at start: ScenarioTime) {
    self.capacity = capacity
    self.collectionRate = collectionRate
    let stored = min(initial, capacity)
    let balance = Balance(collected: initial, stored: stored, downlinked: .zero, lost: initial - stored)
    latest = Checkpoint(time: start, balance: balance)
    checkpoints = [latest]
  }

  /// Opens a drain, or moves the one of the same link.
  public mutating func open(link: Int, at start: ScenarioTime, rate: DataRate) {
    defer { latest = checkpoints[checkpoints.count - 1] }
    change(link: link, from: start) { drain in
      drain.start = start
      drain.rate = rate
    }
  }

  /// Closes a link's drain at an instant, adopting the amount that the ground declares if it says one.
  public mutating func close(link: Int, at end: ScenarioTime, declaring amount: DataVolume? = nil) {
    defer { latest = checkpoints[checkpoints.count - 1] }
    change(link: link, from: end) { drain in
      drain.saidEnd = end
      drain.declared = amount.map { max($0, .zero) }
    }
  }

  /// Takes a link's drain out of the account, as if it had never been.
  public mutating func remove(link: Int) {
    let index = place(of: link)
    guard index < drains.count, drains[index].link == link else { return }
    defer { latest = checkpoints[checkpoints.count - 1] }
    let start = drains.remove(at: index).start
    endless.removeAll { $0 == index }
    for place in endless.indices where endless[place] > index { endless[place] -= 1 }
    rebuild(from: start)
  }

  /// Returns the account at an instant; before the start it is the account at the start.
  public func balance(at time: ScenarioTime) -> Balance {
    advanced(time >= latest.time ? latest : checkpoints[lastCheckpoint(at: time)], to: time)
  }

  /// Returns what a link has drained up to an instant.
  public func delivered(by link: Int, at time: ScenarioTime) -> DataVolume {
    let index = place(of: link)
    guard index < drains.count, drains[index].link == link else { return .zero }
    let drain = drains[index]
    guard let end = drain.end, end <= time else { return integrated(drain, to: time) }
    return integrated(drain, to: end) + drain.moved
  }

  /// Changes a link's drain, or makes it, and computes the account again from where that makes a difference.
  private mutating func change(link: Int, from time: ScenarioTime, _ edit: (inout Drain) -> Void) {
    let index = place(of: link)
    let before = index < drains.count && drains[index].link == link ? drains[index] : nil
    var drain = before ?? Drain(link: link, start: time, rate: .zero)
    edit(&drain)
    guard drain != before else { return }
    drain.moved = .zero
    enter(drain, at: index, inPlaceOf: before)
    guard !goesOn(with: drain, at: index, inPlaceOf: before) else { return }
    if let before, before.start == drain.start, before.rate == drain.rate, let end = drain.end {
      rebuild(from: min(before.end ?? end, end))
    } else {
      rebuild(from: min(before?.start ?? drain.start, drain.start))
    }
  }

  /// Puts a drain into its place among the others.
  private mutating func enter(_ drain: Drain, at index: Int, inPlaceOf before: Drain?) {
    if before == nil {
      for place in endless.indices.reversed() {
        guard endless[place] >= index else { break }
        endless[place] += 1
      }
      drains.insert(sparingly: drain, at: index)
    } else {
      drains[index] = drain
    }
    if before == nil, drain.saidEnd == nil {
      endless.insert(index, at: endless.partitioningIndex { $0 > index })
    } else if before != nil, before?.saidEnd == nil, drain.saidEnd != nil {
      endless.removeAll { $0 == index }
    }
  }

  /// Carries the account on with a drain that begins or ends at or after everything that is known.
  /// - Returns: whether it was such a one; what is late changes nothing here.
  private mutating func goesOn(with drain: Drain, at index: Int, inPlaceOf before: Drain?) -> Bool {
    let last = checkpoints[checkpoints.count - 1]
    if before == nil, drain.saidEnd == nil, drain.start >= last.time || checkpoints.count == 1 {
      if drain.start > last.time { append(at: drain.start, advanced(last, to: drain.start)) }
    } else if let before, before.saidEnd == nil, before.start == drain.start, before.rate == drain.rate,
      let end = drain.end, end > last.time
    {
      var balance = advanced(last, to: end)
      adoptDeclarations(of: [index], into: &balance)
      append(at: end, balance)
    } else {
      return false
    }
    // After the last instant at which anything is known to change only drains without an end run.
    checkpoints[checkpoints.count - 1].drain = rate(of: endless, at: checkpoints[checkpoints.count - 1].time)
    return true
  }

  /// Drops the checkpoints from an instant on and makes them again from the drains.
  private mutating func rebuild(from time: ScenarioTime) {
    checkpoints.removeSubrange(max(1, checkpoints.partitioningIndex { $0.time >= time })...)
    let from = checkpoints[checkpoints.count - 1].time
    var running = drains.indices.filter { drains[$0].runs(at: from) }
    checkpoints[checkpoints.count - 1].drain = rate(of: running, at: from)
    var edges: [(time: ScenarioTime, index: Int)] = []
    for index in drains.indices {
      if drains[index].start > from { edges.append((drains[index].start, index)) }
      if let end = drains[index].end, end > from { edges.append((end, index)) }
    }
    edges.sort { ($0.time, $0.index) < ($1.time, $1.index) }
    var next = 0
    var (starting, ending): ([Int], [Int]) = ([], [])
    while next < edges.count {
      let edge = edges[next].time
      starting.removeAll(keepingCapacity: true)
      ending.removeAll(keepingCapacity: true)
      while next < edges.count, edges[next].time == edge {
        let index = edges[next].index
        if drains[index].end == edge, ending.last != index { ending.append(index) }
        if drains[index].runs(at: edge) { starting.append(index) }
        next += 1
      }
      var balance = advanced(checkpoints[checkpoints.count - 1], to: edge)
      adoptDeclarations(of: ending, into: &balance)
      append(at: edge, balance)
      running.removeAll { !drains[$0].runs(at: edge) }
      for index in starting { running.insert(index, at: running.partitioningIndex { $0 > index }) }
      checkpoints[checkpoints.count - 1].drain = rate(of: running, at: edge)
    }
  }

  private mutating func append(at time: ScenarioTime, _ balance: Balance) {
    checkpoints.insert(sparingly: Checkpoint(time: time, balance: balance), at: checkpoints.count)
  }

  /// The sum of the rates of those among some drains that run at an instant.
  private func rate(of indices: [Int], at time: ScenarioTime) -> DataRate {
    .gigabitsPerSecond(
      indices.reduce(0) { drains[$1].runs(at: time) ? $0 + drains[$1].rate.gigabitsPerSecond : $0 })
  }

  /// Moves what was declared more or less than drained between recorder and ground, for drains that end together.
  private mutating func adoptDeclarations(of indices: [Int], into balance: inout Balance) {
    guard indices.contains(where: { drains[$0].declared != nil }) || balance.stored > capacity else { return }
    let ending = indices.map { (index: $0, wanted: undeclared(drains[$0])) }
    // What goes back to the recorder goes first, so that the drains that end together need no order.
    for (index, wanted) in ending.sorted(by: { $0.wanted < $1.wanted }) {
      // Never below zero: more than is on board cannot have come down.
      let moved = min(wanted, balance.stored)
      drains[index].moved = moved
      balance.downlinked += moved
      balance.stored -= moved
    }
    if balance.stored > capacity {
      balance.lost += balance.stored - capacity
      balance.stored = capacity
    }
  }

  /// What the ground says that it received beyond what was drained; zero where it says nothing, or nearly the same.
  private func undeclared(_ drain: Drain) -> DataVolume {
    guard let declared = drain.declared, let end = drain.end else { return .zero }
    let difference = declared - integrated(drain, to: end)
    return abs(difference.gigabits) > Self.declarationTolerance.gigabits ? difference : .zero
  }

  /// A link's share of what was drained from its start to an instant: by rate, where links overlap.
  private func integrated(_ drain: Drain, to time: ScenarioTime) -> DataVolume {
    var sum = DataVolume.zero
    for index in lastCheckpoint(at: drain.start)..<checkpoints.count {
      let checkpoint = checkpoints[index]
      guard checkpoint.time < time else { break }
      guard drain.runs(at: checkpoint.time) else { continue }
      let end = index + 1 < checkpoints.count ? min(time, checkpoints[index + 1].time) : time
      let flow = advanced(checkpoint, to: end).downlinked - checkpoint.balance.downlinked
      let total = checkpoint.drain.gigabitsPerSecond
      sum += total > 0 ? .gigabits(flow.gigabits * (drain.rate.gigabitsPerSecond / total)) : .zero
    }
    return sum
  }

  private func lastCheckpoint(at time: ScenarioTime) -> Int {
    if let last = checkpoints.last, last.time <= time { return checkpoints.count - 1 }
    return max(0, checkpoints.partitioningIndex { $0.time > time } - 1)
  }

  /// The place of a link's drain, or where it would stand.
  private func place(of link: Int) -> Int {
    if let last = drains.last, last.link < link { return drains.count }
    return drains.partitioningIndex { $0.link >= link }
  }

  /// The balance at an instant after a checkpoint, before the next one.
  private func advanced(_ checkpoint: Checkpoint, to time: ScenarioTime) -> Balance {
    let seconds = (time - checkpoint.time).seconds
    guard seconds > 0 else { return checkpoint.balance }
    let drain = checkpoint.drain
    let net = collectionRate.gigabitsPerSecond - drain.gigabitsPerSecond
    var balance = checkpoint.balance
    balance.collected += collectionRate * seconds
    if net < 0 {
      // Empty after stored / (drain - fill); from then on what is collected goes straight down.
      let untilEmpty = min(seconds, balance.stored.gigabits / -net)
      balance.downlinked += drain * untilEmpty + collectionRate * (seconds - untilEmpty)
      balance.stored = untilEmpty < seconds ? .zero : .gigabits(max(0, balance.stored.gigabits + net * seconds))
    } else {
      // Full after (capacity - stored) / (fill - drain); from then on the excess is lost.
      let room = max(0, capacity.gigabits - balance.stored.gigabits)
      let untilFull = net > 0 ? min(seconds, room / net) : seconds
      balance.downlinked += drain * seconds
      balance.lost += .gigabits(net * (seconds - untilFull))
      let filled = min(capacity.gigabits, balance.stored.gigabits + net * seconds)
      balance.stored = untilFull < seconds ? capacity : .gigabits(filled)
    }
    return balance
  }
}
