public import Quantities

/// How a satellite pays: the three cost modes of NOS-T.
public enum CostMode: String, CaseIterable, Sendable {
  /// For each downlink.
  case discrete
  /// By a fixed contract that runs all the time; downlinks cost nothing more.
  case continuous
  /// For each downlink and by a fixed contract.
  case both

  /// Whether downlinks are charged.
  public var chargesDownlinks: Bool { self != .continuous }
  /// Whether the fixed contract is charged.
  public var chargesContract: Bool { self != .discrete }
}

/// What a station asks for a downlink.
public struct Tariff: Equatable, Sendable {
  /// The price of a second of downlink.
  public var rate: CostRate
  /// Whether the station charges each downlink; one on a continuous contract charges none.
  public var chargesDownlinks: Bool

  /// Creates a tariff.
  public init(rate: CostRate, chargesDownlinks: Bool) {
    self.rate = rate
    self.chargesDownlinks = chargesDownlinks
  }

  /// Returns the price of a downlink: only the seconds in which data flowed at the full rate are charged.
  ///
  /// cost = min(duration, volume / rate) x price a second.
  public func cost(of volume: DataVolume, at rate: DataRate, during duration: TimeSpan) -> Money {
    guard chargesDownlinks, rate.gigabitsPerSecond > 0 else { return .zero }
    return self.rate * min(duration.seconds, volume.gigabits / rate.gigabitsPerSecond)
  }
}

/// What one satellite has cost, as a function of scenario time: its charges and its fixed contract.
///
/// Law: the total at an instant is the sum of the entries up to it.
public struct CostAccount: Equatable, Sendable {
  /// One charge for a link.
  public struct Charge: Equatable, Sendable {
    /// The link's number.
    public let link: Int
    /// The end of the link, when it is charged.
    public let time: ScenarioTime
    /// The price.
    public let amount: Money
  }

  /// How the satellite pays.
  public let mode: CostMode
  /// The price of the fixed contract.
  public let contractRate: CostRate
  /// When the contract begins.
  public let start: ScenarioTime
  /// The charges, in order of time and link.
  public private(set) var charges: [Charge] = []

  /// The sums of the charges up to each of them, from the first on.
  private var sums: [Money] = []
  /// The largest number of a link that is charged; a larger one is new.
  private var largestLink: Int?

  /// Opens an account at the start of a run.
  public init(mode: CostMode, contractRate: CostRate, at start: ScenarioTime) {
    self.mode = mode
    self.contractRate = contractRate
    self.start = start
  }

  /// Enters a charge, in the place of an earlier one for the same link; nothing where downlinks are free.
  public mutating func charge(link: Int, amount: Money, at time: ScenarioTime) {
    removeCharge(link: link)
    guard mode.chargesDownlinks else { return }
    let isLast = charges.last.map { ($0.time, $0.link) < (time, link) } ?? true
    let index = isLast ? charges.count : charges.partitioningIndex { ($0.time, $0.link) > (time, link) }
    charges.insert(sparingly: Charge(link: link, time: time, amount: amount), at: index)
    sums.insert(sparingly: .zero, at: index)
    sum(from: index)
    largestLink = max(largestLink ?? link, link)
  }

  /// Takes a link's charge out of the account.
  public mutating func removeCharge(link: Int) {
    guard let largest = largestLink, link <= largest else { return }
    guard let index = charges.lastIndex(where: { $0.link == link }) else { return }
    charges.remove(at: index)
    sums.remove(at: index)
    sum(from: index)
    if link == largest { largestLink = charges.lazy.map(\.link).max() }
  }

  /// Adds up the charges from a place on.
  private mutating func sum(from index: Int) {
    var sum = index > 0 ? sums[index - 1] : .zero
    for index in index..<charges.count {
      sum += charges[index].amount
      sums[index] = sum
    }
  }

  /// Returns what the fixed contract has cost at an instant.
  public func contract(at time: ScenarioTime) -> Money {
    mode.chargesContract && time > start ? contractRate * (time - start).seconds : .zero
  }

  /// Returns what the links have cost at an instant.
  public func downlinks(at time: ScenarioTime) -> Money {
    if let last = charges.last, last.time <= time { return sums[sums.count - 1] }
    let count = charges.partitioningIndex { $0.time > time }
    return count > 0 ? sums[count - 1] : .zero
  }

  /// Returns what everything has cost at an instant.
  public func total(at time: ScenarioTime) -> Money { downlinks(at: time) + contract(at: time) }
}
