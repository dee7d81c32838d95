public import Orbits
public import Quantities

/// A constellation that terminals of a verification see, and over what they hear it.
public struct VerificationFleet: Sendable {
  /// What it is called.
  public let name: String
  /// The altitude of its satellites, km.
  public let altitudeKilometres: Double
  let propagator: Propagator
  let budget: LinkBudget
  /// What events are told: a serving cell is bad at 20 degrees, so that the level less a hysteresis is within a pass.
  let thresholds: DefaultThresholds
  /// What decisions score: the usual elevations, 15 and 27 degrees.
  let decisionThresholds: DefaultThresholds
  /// The day of the passes begins here.
  let start: ScenarioTime

  /// Creates a constellation, heard over the S band of TR 38.821 for its altitude.
  /// - Throws: ``ParameterError`` for an altitude that cannot be.
  public init(
    _ name: String, of sets: [ElementSet], altitudeKilometres: Double, from start: ScenarioTime
  ) throws(ParameterError) {
    (self.name, self.altitudeKilometres, self.start) = (name, altitudeKilometres, start)
    propagator = Propagator(sets)
    let budget = LinkBudget(.standard(altitudeKilometres > 900 ? .km1200 : .km600, .s))
    self.budget = budget
    let frequency = budget.profile.frequencyGigahertz
    let losses = { (elevation: Angle) in
      LinkLosses.outdoors(
        elevation: elevation, frequencyGigahertz: frequency, surroundings: VerificationSetup.surroundings,
        sight: .clear
      ).totalDB
    }
    thresholds = try DefaultThresholds(
      budget, altitudeKilometres: altitudeKilometres, leaveElevation: .degrees(20), lossesDB: losses)
    decisionThresholds = try DefaultThresholds(budget, altitudeKilometres: altitudeKilometres, lossesDB: losses)
  }

  /// The events that are verified, by name: A3 to A5 and D2 with the thresholds of the link budget.
  func events(_ setup: VerificationSetup) -> [(name: String, event: MeasurementEvent)] {
    let hysteresis = setup.hysteresis
    let neighbour = LevelThreshold.rsrp(thresholds.neighbour)
    var events: [(String, MeasurementEvent)] = [
      ("A3", .a3(offset: VerificationSetup.offset, hysteresis: .nearest(to: 1.5 * hysteresis.value))),
      ("A4", .a4(threshold: neighbour, hysteresis: hysteresis)),
      ("A5", .a5(serving: .rsrp(thresholds.serving), neighbour: neighbour, hysteresis: hysteresis)),
    ]
    if let far = thresholds.servingDistance, let near = thresholds.targetDistance {
      events.append(("D2", .d2(serving: far, target: near, hysteresis: VerificationSetup.locationHysteresis)))
    }
    return events
  }

  /// The decision rule whose signal scores between the two thresholds.
  var rule: DecisionRule {
    get throws(ParameterError) {
      try DecisionRule(
        requiredRSRPDBm: decisionThresholds.leaveRSRPDBm,
        fullMarginDB: decisionThresholds.enterRSRPDBm - decisionThresholds.leaveRSRPDBm,
        minimumStay: VerificationSetup.minimumDwell)
    }
  }
}
