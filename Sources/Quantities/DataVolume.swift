/// An amount of data, in Gigabits (10^9 bits). Recorders count in bits; bytes appear nowhere.
public struct DataVolume: Hashable, Sendable {
  /// The amount in Gigabits.
  public var gigabits: Double

  /// Returns an amount of Gigabits.
  public static func gigabits(_ value: Double) -> DataVolume { DataVolume(gigabits: value) }

  /// No data.
  public static let zero = DataVolume(gigabits: 0)
}

/// A flow of data, in Gigabits a second.
public struct DataRate: Hashable, Sendable {
  /// The flow in Gigabits a second.
  public var gigabitsPerSecond: Double

  /// Returns a flow of Gigabits a second.
  public static func gigabitsPerSecond(_ value: Double) -> DataRate { DataRate(gigabitsPerSecond: value) }

  /// No flow.
  public static let zero = DataRate(gigabitsPerSecond: 0)
}

extension DataVolume: Comparable {
  /// Orders the smaller before the larger.
  public static func < (left: DataVolume, right: DataVolume) -> Bool { left.gigabits < right.gigabits }

  /// Adds two amounts.
  public static func + (left: DataVolume, right: DataVolume) -> DataVolume { .gigabits(left.gigabits + right.gigabits) }

  /// Subtracts one amount from another.
  public static func - (left: DataVolume, right: DataVolume) -> DataVolume { .gigabits(left.gigabits - right.gigabits) }

  /// Adds to an amount.
  public static func += (left: inout DataVolume, right: DataVolume) { left = left + right }

  /// Takes from an amount.
  public static func -= (left: inout DataVolume, right: DataVolume) { left = left - right }
}

extension DataRate: Comparable {
  /// Orders the smaller before the larger.
  public static func < (left: DataRate, right: DataRate) -> Bool { left.gigabitsPerSecond < right.gigabitsPerSecond }

  /// Returns what flows in a number of seconds.
  public static func * (rate: DataRate, seconds: Double) -> DataVolume { .gigabits(rate.gigabitsPerSecond * seconds) }
}
