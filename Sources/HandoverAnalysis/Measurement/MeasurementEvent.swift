public import Quantities

/// A threshold of one of the three quantities that cells are measured by.
public enum LevelThreshold: Hashable, Sendable {
  /// Reference signal received power, dBm.
  case rsrp(RSRPThreshold)
  /// Reference signal received quality, dB.
  case rsrq(RSRQThreshold)
  /// Signal over noise and interference, dB.
  case sinr(SINRThreshold)

  /// The level, dBm or dB.
  public var value: Double {
    switch self {
    case .rsrp(let threshold): threshold.value
    case .rsrq(let threshold): threshold.value
    case .sinr(let threshold): threshold.value
    }
  }
}

/// What is measured of the serving cell and of a neighbour at an instant, in the event's unit.
///
/// Levels in dBm or dB for A events, distances from the two reference locations in metres for D events. Not a number
/// stands for what was not measured.
public struct MeasuredPair: Hashable, Sendable {
  /// Mp, or Ml1.
  public var serving: Double
  /// Mn, or Ml2.
  public var neighbour: Double

  /// Creates a pair.
  public init(serving: Double, neighbour: Double) {
    self.serving = serving
    self.neighbour = neighbour
  }
}

/// The offsets of the serving cell (Ofp + Ocp) and of a neighbour (Ofn + Ocn), dB; D events have none.
public struct CellOffsets: Hashable, Sendable {
  /// Ofp + Ocp.
  public let servingDB: Double
  /// Ofn + Ocn.
  public let neighbourDB: Double

  /// No offsets.
  public static let none = CellOffsets()

  private init() { (servingDB, neighbourDB) = (0, 0) }

  /// Creates the sums of the offsets of measurement objects and of cells.
  public init(
    servingObject: CellOffset, servingCell: CellOffset, neighbourObject: CellOffset, neighbourCell: CellOffset
  ) {
    servingDB = servingObject.value + servingCell.value
    neighbourDB = neighbourObject.value + neighbourCell.value
  }
}

/// From when and how long the condition T1 holds.
public struct ConditionWindow: Hashable, Sendable {
  /// `t1-Threshold`, which counts 10 ms from 1900-01-01T00:00:00Z; the unit is unconfirmed.
  public let start: ScenarioTime
  /// `duration`.
  public let duration: ConditionDuration

  /// Creates a window.
  /// - Throws: ``GridError`` for a start that is not on a whole 10 ms, or before 1900.
  public init(start: ScenarioTime, duration: ConditionDuration) throws(GridError) {
    let unit: Int64 = 10_000_000
    let rest = start.nanosecondsSince1970 % unit
    guard rest == 0, start >= .earliest else {
      let below = max(.earliest, start - TimeSpan(nanoseconds: rest < 0 ? rest + unit : rest))
      throw GridError(
        element: "t1-Threshold", value: "\(start)", allowed: "10 ms steps from \(ScenarioTime.earliest) on",
        nearest: ["\(below)"])
    }
    self.start = start
    self.duration = duration
  }

  /// Returns how long the window has been open, s; negative before it.
  func seconds(at time: ScenarioTime) -> Double { (time - start).seconds }
}

/// An event of TS 38.331 5.5.4 with its thresholds: what must hold to enter it and what to leave it.
///
/// All inequalities are strict. Between entering and leaving lies twice the hysteresis, in which an event stays what
/// it was.
public enum MeasurementEvent: Hashable, Sendable {
  /// 5.5.4.4: the neighbour is better than the serving cell by an offset.
  case a3(offset: EventOffset, hysteresis: Hysteresis)
  /// 5.5.4.5: the neighbour is better than a threshold.
  case a4(threshold: LevelThreshold, hysteresis: Hysteresis)
  /// 5.5.4.6: the serving cell is worse than one threshold and the neighbour better than another.
  case a5(serving: LevelThreshold, neighbour: LevelThreshold, hysteresis: Hysteresis)
  /// 5.5.4.15: far from the first fixed reference location and near the second.
  case d1(serving: DistanceThreshold, target: DistanceThreshold, hysteresis: LocationHysteresis)
  /// 5.5.4.15a: far from the moving reference location of the serving cell and near that of the target.
  case d2(serving: DistanceThreshold, target: DistanceThreshold, hysteresis: LocationHysteresis)
  /// 5.5.4.16: a time has come and is not yet over; a condition of handovers, never a report.
  case t1(ConditionWindow)

  /// Whether it compares levels: only those are filtered and have offsets, and the highest is the best.
  public var comparesLevels: Bool {
    switch self {
    case .a3, .a4, .a5: true
    case .d1, .d2, .t1: false
    }
  }

  /// Whether the entering condition holds.
  ///
  /// For T1 the pair holds seconds since the window's start as serving.
  public func isEntering(_ pair: MeasuredPair, offsets: CellOffsets = .none) -> Bool {
    EventMargins(self, offsets: offsets).truth(of: pair).entering
  }

  /// Whether the leaving condition holds.
  public func isLeaving(_ pair: MeasuredPair, offsets: CellOffsets = .none) -> Bool {
    EventMargins(self, offsets: offsets).truth(of: pair).leaving
  }
}
