public import Quantities

/// A satellite that serves or might, as it is measured at an instant.
public struct HandoverCandidate: Hashable, Sendable {
  /// Its number.
  public var satellite: Int
  /// The RSRP of a resource element, dBm; not a number where it was not measured.
  public var rsrpDBm: Double
  /// Its distance, km.
  public var rangeKilometres: Double
  /// How long it stays at or above the terminal's mask from here on.
  public var stay: TimeSpan
  /// The part of its beam's resources that is taken, 0...1.
  public var beamLoad: Double
  /// The part of its ground station's capacity that is taken, 0...1.
  public var stationLoad: Double
  /// How pressing the events that hold for it make a handover to it.
  public var priority: HandoverPriority

  /// Creates a candidate.
  public init(
    satellite: Int, rsrpDBm: Double, rangeKilometres: Double, stay: TimeSpan, beamLoad: Double = 0,
    stationLoad: Double = 0, priority: HandoverPriority = .none
  ) {
    (self.satellite, self.rsrpDBm, self.rangeKilometres) = (satellite, rsrpDBm, rangeKilometres)
    (self.stay, self.beamLoad, self.stationLoad) = (stay, beamLoad, stationLoad)
    self.priority = priority
  }
}

/// One factor of a decision.
public struct DecisionFactor: Hashable, Sendable {
  /// How good, 0...1.
  public var score: Double
  /// How much it weighs, 0...1.
  public var weight: Double

  /// What it adds to the total.
  public var contribution: Double { score * weight }
}

/// The three factors of a decision.
public struct DecisionFactors: Hashable, Sendable {
  /// The RSRP's margin over the required level, against the full margin.
  public var signal: DecisionFactor
  /// The time in view ahead, against the full stay.
  public var mobility: DecisionFactor
  /// The free part of beam or ground station, whichever is fuller.
  public var resources: DecisionFactor

  /// The sum of the contributions, 0...1.
  public var total: Double { signal.contribution + mobility.contribution + resources.contribution }
}

/// Whether a terminal is handed over, to whom, and why.
public struct HandoverDecision: Hashable, Sendable {
  /// Why.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The total is above the threshold.
    case approved
    /// No neighbour has an event that asks for a handover.
    case noEvent = "no_event"
    /// The total is not above the threshold.
    case lowScore = "low_score"
    /// The total is not above that of the satellite that serves.
    case servingIsBetter = "serving_is_better"
    /// The neighbour will be out of view too soon.
    case shortStay = "short_stay"
    /// Beam or ground station has nothing left.
    case noResources = "no_resources"
    /// The neighbour was not measured, or what is said of it cannot be.
    case notMeasured = "not_measured"
  }

  /// Why: of the target, or of the neighbour first in rank where none is approved.
  public var reason: Reason
  /// The place of the satellite that takes over among the neighbours; nil for none.
  public var target: Int?
  /// The priority of that neighbour.
  public var priority: HandoverPriority
  /// Its factors; nil where no neighbour has an event.
  public var factors: DecisionFactors?
  /// By how much its RSRP is above the serving satellite's, dB, and by how much it is nearer, km; nil without a target,
  /// and without one that serves.
  public var gainDB, distanceReductionKilometres: Double?

  /// Whether to hand over.
  public var isApproved: Bool { target != nil }
}
