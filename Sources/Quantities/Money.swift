/// An amount of money, in US dollars, as NOS-T counts costs.
public struct Money: Hashable, Sendable {
  /// The amount in dollars.
  public var dollars: Double

  /// Returns an amount of dollars.
  public static func dollars(_ value: Double) -> Money { Money(dollars: value) }

  /// Nothing.
  public static let zero = Money(dollars: 0)
}

/// A price of time, in dollars a second.
public struct CostRate: Hashable, Sendable {
  /// The price in dollars a second.
  public var dollarsPerSecond: Double

  /// Returns a price in dollars a second.
  public static func dollarsPerSecond(_ value: Double) -> CostRate { CostRate(dollarsPerSecond: value) }

  /// Free of charge.
  public static let zero = CostRate(dollarsPerSecond: 0)

  /// Returns what a number of seconds costs.
  public static func * (rate: CostRate, seconds: Double) -> Money { .dollars(rate.dollarsPerSecond * seconds) }
}

extension Money: Comparable {
  /// Orders the smaller before the larger.
  public static func < (left: Money, right: Money) -> Bool { left.dollars < right.dollars }

  /// Adds two amounts.
  public static func + (left: Money, right: Money) -> Money { .dollars(left.dollars + right.dollars) }

  /// Adds to an amount.
  public static func += (left: inout Money, right: Money) { left = left + right }
}
