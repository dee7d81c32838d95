public import HandoverAnalysis

/// When a terminal is handed over, and to whom.
public struct HandoverPolicy: Hashable, Sendable {
  /// What makes a handover.
  public enum Trigger: Hashable, Sendable {
    /// Another satellite is higher, at a tick of the clock.
    case elevation(ServingPolicy)
    /// A terminal reports one of these measurements, and the decision engine approves.
    case measurements([ReportConfiguration])
  }

  /// What the policy is called.
  public let name: String
  /// What makes a handover.
  public let trigger: Trigger

  /// Creates a policy.
  public init(name: String, trigger: Trigger) {
    (self.name, self.trigger) = (name, trigger)
  }
}

extension MeasurementEvent {
  /// The event as TS 38.331 names it.
  public var name: String {
    switch self {
    case .a3: "A3"
    case .a4: "A4"
    case .a5: "A5"
    case .d1: "D1"
    case .d2: "D2"
    case .t1: "T1"
    }
  }

  /// How pressing it makes a handover: as the handbook has it, and as A4 for the events that it does not rank.
  var pressure: HandoverPriority {
    let priority = HandoverPriority(of: self)
    return priority == .none ? .medium : priority
  }
}
