public import Quantities

/// An information element that has certain values only.
public protocol ElementList: Sendable {
  /// Its name in TS 38.331.
  static var element: String { get }
  /// The unit of its values.
  static var unit: String { get }
  /// The values, ascending.
  static var values: [Double] { get }
}

/// One of the values of an information element.
public struct ListedValue<List: ElementList>: Hashable, Sendable {
  /// The value, in the element's unit.
  public let value: Double

  private init(trusted value: Double) { self.value = value }

  /// Creates a value.
  /// - Throws: ``GridError`` with the nearest values where the element does not have it.
  public init(_ value: Double) throws(GridError) {
    guard List.values.contains(value) else {
      let around = [List.values.last { $0 < value }, List.values.first { $0 > value }].compactMap { $0 }
      throw GridError(
        element: List.element, value: Self.text(value), allowed: List.values.map(plain).joined(separator: ", "),
        nearest: around.map(Self.text))
    }
    self.value = value
  }

  /// Returns the value nearest to a quantity, of two as near the lower; the least for what is not a number.
  public static func nearest(to value: Double) -> ListedValue {
    ListedValue(trusted: List.values.min { abs($0 - value) < abs($1 - value) } ?? List.values[0])
  }

  /// The least value.
  public static var least: ListedValue { ListedValue(trusted: List.values[0]) }

  /// The greatest value.
  public static var greatest: ListedValue { ListedValue(trusted: List.values[List.values.count - 1]) }

  private static func text(_ value: Double) -> String {
    List.unit.isEmpty ? plain(value) : "\(plain(value)) \(List.unit)"
  }
}

/// An element whose values are milliseconds.
public protocol MillisecondList: ElementList {}

extension MillisecondList {
  /// Milliseconds.
  public static var unit: String { "ms" }
}

extension ListedValue where List: MillisecondList {
  /// The value as a span.
  public var span: TimeSpan { TimeSpan(nanoseconds: Int64(value) * 1_000_000) }
}

/// `TimeToTrigger`.
public enum TimeToTriggerList: MillisecondList {
  public static let element = "TimeToTrigger"
  public static let values: [Double] = [
    0, 40, 64, 80, 100, 128, 160, 256, 320, 480, 512, 640, 1_024, 1_280, 2_560, 5_120,
  ]
}
/// `ReportInterval`.
public enum ReportIntervalList: MillisecondList {
  public static let element = "ReportInterval"
  public static let values: [Double] = [
    120, 240, 480, 640, 1_024, 2_048, 5_120, 10_240, 20_480, 40_960, 60_000, 360_000, 720_000, 1_800_000,
  ]
}
/// `reportAmount`.
public enum ReportAmountList: ElementList {
  public static let (element, unit) = ("reportAmount", "")
  public static let values: [Double] = [1, 2, 4, 8, 16, 32, 64, .infinity]
}
/// `Q-OffsetRange`: 1 dB steps from -6 to 6 and 2 dB beyond, unconfirmed.
public enum CellOffsetList: ElementList {
  public static let (element, unit) = ("Q-OffsetRange", "dB")
  public static let values: [Double] = [
    -24, -22, -20, -18, -16, -14, -12, -10, -8, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18,
    20, 22, 24,
  ]
}
/// `FilterCoefficient`: k of the layer-3 filter.
public enum FilterCoefficientList: ElementList {
  public static let (element, unit) = ("FilterCoefficient", "")
  public static let values: [Double] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19]
}
/// `t310` of RLF-TimersAndConstants.
public enum T310List: MillisecondList {
  public static let element = "t310"
  public static let values: [Double] = [0, 50, 100, 200, 500, 1_000, 2_000, 4_000, 6_000]
}
/// `t311`; the list is unconfirmed.
public enum T311List: MillisecondList {
  public static let element = "t311"
  public static let values: [Double] = [1_000, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000]
}
/// `t304`; the list is unconfirmed.
public enum T304List: MillisecondList {
  public static let element = "t304"
  public static let values: [Double] = [50, 100, 150, 200, 500, 1_000, 2_000, 10_000]
}
/// `n310`.
public enum N310List: ElementList {
  public static let (element, unit) = ("n310", "")
  public static let values: [Double] = [1, 2, 3, 4, 6, 8, 10, 20]
}
/// `n311`.
public enum N311List: ElementList {
  public static let (element, unit) = ("n311", "")
  public static let values: [Double] = [1, 2, 3, 4, 5, 6, 8, 10]
}
/// `ntn-UlSyncValidityDuration`, which sets T430; the list is unconfirmed.
public enum SyncValidityList: MillisecondList {
  public static let element = "ntn-UlSyncValidityDuration"
  public static let values: [Double] = [
    5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 120, 180, 240, 900,
  ].map { $0 * 1_000 }
}

/// How long a condition must hold.
public typealias TimeToTrigger = ListedValue<TimeToTriggerList>
/// How long from one report to the next.
public typealias ReportInterval = ListedValue<ReportIntervalList>
/// How many reports are sent; may be infinite.
public typealias ReportAmount = ListedValue<ReportAmountList>
/// An offset of a measurement object or of a cell, dB.
public typealias CellOffset = ListedValue<CellOffsetList>
/// The coefficient k of the layer-3 filter.
public typealias FilterCoefficient = ListedValue<FilterCoefficientList>
/// How long a radio link may stay lost.
public typealias T310 = ListedValue<T310List>
/// How long a terminal looks for a cell to re-establish its connection.
public typealias T311 = ListedValue<T311List>
/// How long a handover may take.
public typealias T304 = ListedValue<T304List>
/// Out-of-sync indications in a row that start T310.
public typealias N310 = ListedValue<N310List>
/// In-sync indications in a row that stop it.
public typealias N311 = ListedValue<N311List>
/// How long an ephemeris is valid from its epoch: T430.
public typealias SyncValidity = ListedValue<SyncValidityList>
