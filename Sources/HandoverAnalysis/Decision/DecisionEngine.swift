import Quantities

/// Decides by weighted factors whether a terminal is handed over, and to which neighbour.
public struct DecisionEngine: Hashable, Sendable {
  /// The weights, and what the scores are measured against.
  public let rule: DecisionRule

  /// Creates an engine.
  public init(_ rule: DecisionRule = .usual) { self.rule = rule }

  /// Returns the factors of a candidate.
  ///
  /// signal = (RSRP - required) / full margin, mobility = stay / full stay, resources = 1 - the greater load; each
  /// held between 0 and 1, and 0 for what is not a number.
  public func factors(of candidate: HandoverCandidate) -> DecisionFactors {
    let load = max(candidate.beamLoad, candidate.stationLoad)
    let margin = candidate.rsrpDBm - rule.requiredRSRPDBm
    return DecisionFactors(
      signal: factor(margin / rule.fullMarginDB, rule.signalWeight),
      mobility: factor(candidate.stay.seconds / rule.fullStay.seconds, rule.mobilityWeight),
      resources: factor(1 - load, rule.resourceWeight))
  }

  private func factor(_ part: Double, _ weight: Double) -> DecisionFactor {
    DecisionFactor(score: part >= 0 ? min(1, part) : 0, weight: weight)
  }

  /// Decides among neighbours.
  ///
  /// Those whose events ask for a handover are ranked by priority, then by RSRP, then by place; the first in rank that
  /// is approved takes over. One pass over the neighbours, without allocation.
  /// - Parameter serving: who serves; without one every neighbour that is measured may, whatever its priority.
  public func decide(serving: HandoverCandidate?, neighbours: [HandoverCandidate]) -> HandoverDecision {
    let servingTotal = serving.map { factors(of: $0).total }
    var foremost = Ranked.nobody
    var target = Ranked.nobody
    for (place, neighbour) in neighbours.enumerated() {
      guard serving == nil || neighbour.priority > HandoverPriority.none, neighbour.satellite != serving?.satellite
      else { continue }
      let ranked = Ranked(place: place, neighbour)
      if ranked.isBefore(foremost) { foremost = ranked }
      guard ranked.isBefore(target) else { continue }
      if reason(neighbour, factors(of: neighbour).total, servingTotal) == .approved { target = ranked }
    }
    if target.isSomebody {
      return decision(for: neighbours[target.place], at: target.place, .approved, leaving: serving)
    }
    guard foremost.isSomebody else {
      return HandoverDecision(reason: .noEvent, target: nil, priority: HandoverPriority.none, factors: nil)
    }
    let neighbour = neighbours[foremost.place]
    let reason = reason(neighbour, factors(of: neighbour).total, servingTotal)
    return decision(for: neighbour, at: nil, reason, leaving: nil)
  }

  private func decision(
    for neighbour: HandoverCandidate, at place: Int?, _ reason: HandoverDecision.Reason,
    leaving serving: HandoverCandidate?
  ) -> HandoverDecision {
    HandoverDecision(
      reason: reason, target: place, priority: neighbour.priority, factors: factors(of: neighbour),
      gainDB: serving.map { neighbour.rsrpDBm - $0.rsrpDBm },
      distanceReductionKilometres: serving.map { $0.rangeKilometres - neighbour.rangeKilometres })
  }

  private func reason(
    _ candidate: HandoverCandidate, _ total: Double, _ servingTotal: Double?
  ) -> HandoverDecision.Reason {
    let (beam, station) = (candidate.beamLoad, candidate.stationLoad)
    guard candidate.rsrpDBm.isFinite, beam >= 0, station >= 0 else { return .notMeasured }
    guard beam < 1, station < 1 else { return .noResources }
    guard candidate.stay >= rule.minimumStay else { return .shortStay }
    guard total > rule.threshold else { return .lowScore }
    if let servingTotal, total <= servingTotal { return .servingIsBetter }
    return .approved
  }
}

/// A neighbour's place and what ranks it.
private struct Ranked {
  let place: Int
  private let priority: HandoverPriority
  private let level: Double

  /// Comes after everybody.
  static let nobody = Ranked(place: -1, priority: HandoverPriority.none, level: -.infinity)

  private init(place: Int, priority: HandoverPriority, level: Double) {
    (self.place, self.priority, self.level) = (place, priority, level)
  }

  init(place: Int, _ neighbour: HandoverCandidate) {
    let level = neighbour.rsrpDBm
    self.init(place: place, priority: neighbour.priority, level: level.isNaN ? -.infinity : level)
  }

  var isSomebody: Bool { place >= 0 }

  /// Whether it comes before another, which has a lower place.
  func isBefore(_ other: Ranked) -> Bool {
    guard other.isSomebody else { return true }
    return priority != other.priority ? priority > other.priority : level > other.level
  }
}
