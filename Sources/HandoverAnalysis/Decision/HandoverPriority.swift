/// How pressing a handover to a neighbour is, by the events that hold for it.
public enum HandoverPriority: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// No event that asks for a handover.
  case none
  /// D2: the serving cell's reference location is far and the neighbour's near.
  case low
  /// A4: the neighbour is good.
  case medium
  /// A5: the serving cell is bad and the neighbour good.
  case high

  /// Orders the less pressing before the more pressing.
  public static func < (left: HandoverPriority, right: HandoverPriority) -> Bool { left.rawValue < right.rawValue }

  /// The priority of one event; A3, D1 and T1 have none in the handbook.
  public init(of event: MeasurementEvent) {
    self =
      switch event {
      case .a5: .high
      case .a4: .medium
      case .d2: .low
      case .a3, .d1, .t1: .none
      }
  }

  /// The priority of all events that hold: that of the most pressing.
  public init(of events: some Sequence<MeasurementEvent>) {
    self = events.lazy.map { HandoverPriority(of: $0) }.max() ?? .none
  }

  /// The word that the handbook has for it.
  public var word: String {
    switch self {
    case .none: "NONE"
    case .low: "LOW"
    case .medium: "MEDIUM"
    case .high: "HIGH"
    }
  }
}
