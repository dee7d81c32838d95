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
/// the value at an instant does not depend on how the time before it was cut into steps.
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
    var end: ScenarioTime?
    var rate: DataRate
    /// The amount that the ground says it received, which the account adopts.
    var declared: DataVolume?
  }

  /// The account at an instant at which a drain begins or ends; between checkpoints everything is linear.
  private struct Checkpoint: Equatable, Sendable {
    var time: ScenarioTime
    var balance: Balance
    /// The links that drain from here on, and the sum of their rates.
    var links: [Int]
    var drain: DataRate
  }

  /// Differences below this are rounding and are not adopted from a declaration. Unit: Gigabits.
  public static let declarationTolerance = DataVolume.gigabits(1e-9)

  /// The most that the recorder holds.
  public let capacity: DataVolume
  /// What the instruments add.
  public let collectionRate: DataRate

  private var drains: [Drain] = []
  private var checkpoints: [Checkpoint]

  /// Opens an account at the start of a run.
  public init(capacity: DataVolume, collectionRate: DataRate, holding initial: DataVolume, at start: ScenarioTime) {
    self.capacity = capacity
    self.collectionRate = collectionRate
    let balance = Balance(collected: initial, stored: initial, downlinked: .zero, lost: .zero)
    checkpoints = [Checkpoint(time: start, balance: balance, links: [], drain: .zero)]
  }

  /// Opens a drain, or moves the one of the same link.
  public mutating func open(link: Int, at start: ScenarioTime, rate: DataRate) {
    change(link: link, from: start) { drain in
      drain.start = start
      drain.rate = rate
    }
  }

  /// Closes a link's drain at an instant, adopting the amount that the ground declares if it says one.
  public mutating func close(link: Int, at end: ScenarioTime, declaring amount: DataVolume? = nil) {
    change(link: link, from: end) { drain in
      drain.end = max(end, drain.start)
      drain.declared = amount
    }
  }

  /// Takes a link's drain out of the account, as if it had never been.
  public mutating func remove(link: Int) {
    guard let index = drains.firstIndex(where: { $0.link == link }) else { return }
    let start = drains.remove(at: index).start
    rebuild(from: start)
  }

  /// Returns the account at an instant; before the start it is the account at the start.
  public func balance(at time: ScenarioTime) -> Balance {
    let checkpoint = checkpoints[lastCheckpoint(at: time)]
    return advanced(checkpoint, to: time)
  }

  /// Returns what a link has drained up to an instant.
  public func delivered(by link: Int, at time: ScenarioTime) -> DataVolume {
    guard let drain = drains.first(where: { $0.link == link }) else { return .zero }
    if let end = drain.end, end <= time, let declared = adopted(drain) { return declared }
    return integrated(drain, to: min(time, drain.end ?? time))
  }

  /// Changes a link's drain, or makes it, and computes the account again from the earlier of its starts.
  private mutating func change(link: Int, from time: ScenarioTime, _ edit: (inout Drain) -> Void) {
    let index: Int
    if let known = drains.firstIndex(where: { $0.link == link }) {
      index = known
    } else {
      index = drains.count
      drains.append(Drain(link: link, start: time, end: nil, rate: .zero, declared: nil))
    }
    let before = drains[index]
    edit(&drains[index])
    guard drains[index] != before else { return }
    rebuild(from: min(before.start, drains[index].start))
  }

  /// Drops the checkpoints from an instant on and makes them again from the drains.
  private mutating func rebuild(from time: ScenarioTime) {
    while checkpoints.count > 1, let last = checkpoints.last, last.time >= time { checkpoints.removeLast() }
    let from = checkpoints[checkpoints.count - 1].time
    if checkpoints.count == 1 { checkpoints[0] = checkpoint(at: from, checkpoints[0].balance) }
    let edges = Set(drains.flatMap { [$0.start, $0.end] }.compactMap { $0 }.filter { $0 > from }).sorted()
    for edge in edges {
      var balance = advanced(checkpoints[checkpoints.count - 1], to: edge)
      for drain in drains where drain.end == edge { adopt(drain, into: &balance) }
      checkpoints.append(checkpoint(at: edge, balance))
    }
  }

  private func checkpoint(at time: ScenarioTime, _ balance: Balance) -> Checkpoint {
    let active = drains.filter { $0.start <= time && time < $0.end ?? .latest }
    let sum = active.reduce(0) { $0 + $1.rate.gigabitsPerSecond }
    return Checkpoint(time: time, balance: balance, links: active.map(\.link), drain: .gigabitsPerSecond(sum))
  }

  /// Moves the difference between what was declared and what was drained between ground and recorder.
  private func adopt(_ drain: Drain, into balance: inout Balance) {
    guard let declared = adopted(drain), let end = drain.end else { return }
    // Never below zero: more than is on board cannot have come down.
    let wanted = declared - integrated(drain, to: end)
    let moved = min(wanted, balance.stored)
    balance.downlinked += moved
    balance.stored -= moved
    if balance.stored > capacity {
      balance.lost += balance.stored - capacity
      balance.stored = capacity
    }
  }

  private func adopted(_ drain: Drain) -> DataVolume? {
    guard let declared = drain.declared, let end = drain.end else { return nil }
    let difference = (declared - integrated(drain, to: end)).gigabits
    return abs(difference) > Self.declarationTolerance.gigabits ? declared : nil
  }

  /// A link's share of what was drained from its start to an instant: by rate, where links overlap.
  private func integrated(_ drain: Drain, to time: ScenarioTime) -> DataVolume {
    var sum = DataVolume.zero
    for index in lastCheckpoint(at: drain.start)..<checkpoints.count {
      let checkpoint = checkpoints[index]
      guard checkpoint.time < time else { break }
      guard checkpoint.links.contains(drain.link) else { continue }
      let end = index + 1 < checkpoints.count ? min(time, checkpoints[index + 1].time) : time
      let flow = advanced(checkpoint, to: end).downlinked - checkpoint.balance.downlinked
      let total = checkpoint.drain.gigabitsPerSecond
      sum += total > 0 ? .gigabits(flow.gigabits * (drain.rate.gigabitsPerSecond / total)) : .zero
    }
    return sum
  }

  private func lastCheckpoint(at time: ScenarioTime) -> Int {
    checkpoints.lastIndex { $0.time <= time } ?? 0
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
