/// An information element whose integer code counts steps of a physical unit.
public protocol ElementGrid: Sendable {
  /// Its name in TS 38.331.
  static var element: String { get }
  /// The physical unit.
  static var unit: String { get }
  /// The codes that it has.
  static var codes: ClosedRange<Int> { get }
  /// What code 0 stands for.
  static var origin: Double { get }
  /// What one code more stands for.
  static var step: Double { get }
  /// Whether the last code stands for infinity.
  static var endsInInfinity: Bool { get }
}

extension ElementGrid {
  /// No infinity.
  public static var endsInInfinity: Bool { false }

  fileprivate static func value(of code: Int) -> Double {
    endsInInfinity && code == codes.upperBound ? .infinity : origin + step * Double(code)
  }

  /// The last code that stands for a number.
  fileprivate static var lastFinite: Int { endsInInfinity ? codes.upperBound - 1 : codes.upperBound }

  fileprivate static func text(_ code: Int) -> String { "\(plain(value(of: code))) \(unit)" }

  fileprivate static var allowed: String {
    "\(plain(value(of: codes.lowerBound)))...\(plain(value(of: lastFinite))) \(unit) in steps of \(plain(step)) \(unit)"
      + (endsInInfinity ? ", or infinity" : "")
  }
}

/// A value on the grid of an information element.
public struct GridValue<Grid: ElementGrid>: Hashable, Sendable {
  /// The code on the wire.
  public let code: Int

  private init(trusted code: Int) { self.code = code }

  /// Creates the value of a physical quantity.
  /// - Throws: ``GridError`` with the nearest values where the element cannot carry it.
  public init(_ value: Double) throws(GridError) {
    let steps = (value - Grid.origin) / Grid.step
    let found = GridValue.nearest(to: value)
    guard found.value == value else {
      let last = Double(Grid.lastFinite)
      let (below, above) = (steps.rounded(.down), steps.rounded(.up))
      let around = steps.isNaN ? [] : [below, above].map { Int(max(Double(Grid.codes.lowerBound), min(last, $0))) }
      let texts = around.map(Grid.text)
      throw GridError(
        element: Grid.element, value: "\(plain(value)) \(Grid.unit)", allowed: Grid.allowed,
        nearest: texts.first == texts.last ? Array(texts.prefix(1)) : texts)
    }
    self = found
  }

  /// Creates the value of a code.
  /// - Throws: ``GridError`` where there is no such code.
  public init(code: Int) throws(GridError) {
    guard Grid.codes.contains(code) else {
      let (first, last) = (Grid.codes.lowerBound, Grid.codes.upperBound)
      throw GridError(
        element: Grid.element, value: "code \(code)", allowed: "codes \(first)...\(last)",
        nearest: ["code \(code < first ? first : last)"])
    }
    self.code = code
  }

  /// Returns the value nearest to a physical quantity, within the grid; the lowest for what is not a number.
  public static func nearest(to value: Double) -> GridValue {
    if value == .infinity { return GridValue(trusted: Grid.codes.upperBound) }
    let steps = ((value - Grid.origin) / Grid.step).rounded()
    let (first, last) = (Double(Grid.codes.lowerBound), Double(Grid.lastFinite))
    return GridValue(trusted: steps > first ? Int(min(last, steps)) : Grid.codes.lowerBound)
  }

  /// The physical quantity.
  public var value: Double { Grid.value(of: code) }
}

/// `Hysteresis`: 0...15 dB by 0.5 dB.
public enum HysteresisGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("Hysteresis", "dB", 0...30, 0.0, 0.5)
}
/// `a3-Offset`: -15...15 dB by 0.5 dB.
public enum EventOffsetGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("a3-Offset", "dB", -30...30, 0.0, 0.5)
}
/// `RSRP-Range`: -156...-30 dBm by 1 dB, and infinity.
public enum RSRPGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("RSRP-Range", "dBm", 0...127, -156.0, 1.0)
  public static let endsInInfinity = true
}
/// `RSRQ-Range`: -43.5...20 dB by 0.5 dB (TS 38.133 10.1.11.1 for the report).
public enum RSRQGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("RSRQ-Range", "dB", 0...127, -43.5, 0.5)
}
/// `SINR-Range`: -23...40.5 dB by 0.5 dB (TS 38.133 10.1.16.1 for the report).
public enum SINRGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("SINR-Range", "dB", 0...127, -23.0, 0.5)
}
/// `distanceThreshFromReference`: 0...3,276,250 m by 50 m; whether D2 of Release 18 takes 0 is unconfirmed.
public enum DistanceGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("distanceThreshFromReference", "m", 0...65_525, 0.0, 50.0)
}
/// `hysteresisLocation`: 0...327,680 m by 10 m.
public enum LocationHysteresisGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("hysteresisLocation", "m", 0...32_768, 0.0, 10.0)
}
/// `maxReportCells`: 1...8.
public enum ReportCellsGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("maxReportCells", "cells", 1...8, 0.0, 1.0)
}
/// `duration` of T1: 100...600,000 ms by 100 ms; the unit is unconfirmed.
public enum ConditionDurationGrid: ElementGrid {
  public static let (element, unit, codes, origin, step) = ("duration", "ms", 1...6_000, 0.0, 100.0)
}

/// A hysteresis of levels, dB.
public typealias Hysteresis = GridValue<HysteresisGrid>
/// An offset of event A3, dB.
public typealias EventOffset = GridValue<EventOffsetGrid>
/// A threshold of RSRP, dBm.
public typealias RSRPThreshold = GridValue<RSRPGrid>
/// A threshold of RSRQ, dB.
public typealias RSRQThreshold = GridValue<RSRQGrid>
/// A threshold of SINR, dB.
public typealias SINRThreshold = GridValue<SINRGrid>
/// A threshold of the distance from a reference location, metres.
public typealias DistanceThreshold = GridValue<DistanceGrid>
/// A hysteresis of distances, metres.
public typealias LocationHysteresis = GridValue<LocationHysteresisGrid>
/// How many cells a report may hold.
public typealias ReportCells = GridValue<ReportCellsGrid>
/// How long the condition of a time stays open, ms.
public typealias ConditionDuration = GridValue<ConditionDurationGrid>
