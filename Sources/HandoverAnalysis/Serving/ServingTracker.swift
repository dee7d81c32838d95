public import Quantities

/// What a tracker says of one tick.
public struct ServingTick: Hashable, Sendable {
  /// When.
  public var time: ScenarioTime
  /// The serving satellite; nil for no service.
  public var serving: Int?
  /// Where it stands, also where it is held below the mask; nil for no service, and where it was not among the seen.
  public var servingSight: ServingCandidate?
  /// How many satellites are at or above the mask.
  public var candidateCount: Int
  /// The highest satellite, at or above the mask or not; nil for an empty sky.
  public var highest: ServingCandidate?
  /// The change that this tick brought.
  public var change: HandoverChange?
}

/// Which satellite serves one terminal, tick by tick: fed live, or from a series.
///
/// A value: a copy goes its own way, and several terminals are several trackers. The first tick sets the state without
/// a change. The service that it begins with is not protected by the dwell, which counts from changes.
public struct ServingTracker: Hashable, Sendable {
  /// The elevation from which on a satellite is a candidate, inclusive.
  public let minimumElevation: Angle
  /// When a satellite is left.
  public let policy: ServingPolicy
  /// The serving satellite; nil for no service.
  public private(set) var serving: Int?
  private var lastTime: ScenarioTime?
  private var lastChange: ScenarioTime?
  private var heldTicks = 0

  /// Creates a tracker that has seen nothing yet.
  public init(minimumElevation: Angle = .degrees(10), policy: ServingPolicy = .highest) {
    (self.minimumElevation, self.policy) = (minimumElevation, policy)
  }

  /// Takes the satellites in view at a time, in any order, those below the mask as well or not.
  ///
  /// Times ascend. An elevation that is no number is not seen.
  public mutating func advance(to time: ScenarioTime, seeing satellites: [ServingCandidate]) -> ServingTick {
    precondition(lastTime.map { $0 < time } ?? true, "a tracker is fed in the order of time")
    var (candidateCount, highest, best) = (0, Highest(), Highest())
    var sight: ServingCandidate?
    for index in satellites.indices {
      let degrees = satellites[index].elevation.degrees
      highest.meet(index, at: degrees, among: satellites)
      if satellites[index].satellite == serving, !degrees.isNaN { sight = satellites[index] }
      guard degrees >= minimumElevation.degrees else { continue }
      candidateCount += 1
      if policy.admits(satellites[index]) { best.meet(index, at: degrees, among: satellites) }
    }
    let decision = decide(at: time, best: best.index.map { satellites[$0] }, servingSight: sight)
    var change: HandoverChange?
    if let decision, lastTime != nil {
      change = HandoverChange(time: time, old: serving, new: decision.taken?.satellite, reason: decision.reason)
      lastChange = time
    }
    if let decision { (serving, sight) = (decision.taken?.satellite, decision.taken) }
    lastTime = time
    return ServingTick(
      time: time, serving: serving, servingSight: sight, candidateCount: candidateCount,
      highest: highest.index.map { satellites[$0] }, change: change)
  }

  /// Takes over who serves, as another tracker has it, without a change.
  public mutating func adopt(_ satellite: Int?) { (serving, heldTicks) = (satellite, 0) }

  /// The highest of the satellites met so far, of equals the lower number; found by place, so that none is copied.
  private struct Highest {
    private(set) var index: Int?
    private var degrees = -Double.infinity

    mutating func meet(_ next: Int, at nextDegrees: Double, among satellites: [ServingCandidate]) {
      guard nextDegrees >= degrees else { return }
      let isEqual = nextDegrees == degrees
      if let index, isEqual, satellites[index].satellite < satellites[next].satellite { return }
      (index, degrees) = (next, nextDegrees)
    }
  }

  /// Returns which satellite takes over, nil inside for none; nil where all stays as it is.
  private mutating func decide(
    at time: ScenarioTime, best: ServingCandidate?, servingSight: ServingCandidate?
  ) -> (taken: ServingCandidate?, reason: HandoverChange.Reason)? {
    if let servingSight, servingSight.elevation >= minimumElevation {
      heldTicks = 0
      guard let best, isBetter(best, than: servingSight, at: time) else { return nil }
      return (best, .maximumElevationChanged)
    }
    guard serving != nil else { return best.map { ($0, .coverageAcquired) } }
    if best == nil, heldTicks < policy.holdTicks {
      heldTicks += 1
      return nil
    }
    heldTicks = 0
    return (best, best == nil ? .coverageLost : .servingBelowMask)
  }

  private func isBetter(
    _ candidate: ServingCandidate, than serving: ServingCandidate, at time: ScenarioTime
  ) -> Bool {
    // e_b > e_s, e_b >= e_s + hysteresis, t - t_change >= dwell
    candidate.elevation > serving.elevation
      && candidate.elevation.degrees >= serving.elevation.degrees + policy.hysteresisDegrees
      && lastChange.map { time - $0 >= policy.minimumDwell } ?? true
  }
}
