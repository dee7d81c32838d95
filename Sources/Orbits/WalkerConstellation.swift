import Glibc
public import Quantities

/// A Walker constellation: T satellites evenly over P planes, phased by F, on equal circular orbits.
///
/// Source: Walker 1984, Satellite constellations, JBIS 37. A delta spreads its planes over 360 degrees of node,
/// a star over 180. Satellite s of plane p (both from 0) stands at node p·360/P (or p·180/P) and at anomaly
/// s·360·P/T + p·F·360/T.
public struct WalkerConstellation: Hashable, Sendable {
  /// How the planes are spread.
  public enum Pattern: String, Hashable, Sendable {
    /// Nodes over 360 degrees.
    case delta
    /// Nodes over 180 degrees.
    case star
  }

  /// How the planes are spread.
  public let pattern: Pattern
  /// T, the number of satellites.
  public let satelliteCount: Int
  /// P, the number of planes; it divides T.
  public let planeCount: Int
  /// F, the phasing, 0..<P, in units of 360/T degrees from plane to plane.
  public let phasing: Int
  /// Inclination, 0...180 degrees.
  public let inclinationDegrees: Double
  /// Semimajor axis less the equatorial radius of WGS 72, km, 100...100,000.
  public let altitudeKilometres: Double
  /// Node of the first plane, 0..<360 degrees.
  public let firstRightAscensionDegrees: Double
  /// The instant at which the pattern holds.
  public let epoch: ScenarioTime

  /// Creates a constellation T/P/F.
  /// - Throws: ``WalkerError`` for the first value that cannot be.
  public init(
    _ pattern: Pattern, satelliteCount: Int, planeCount: Int, phasing: Int, inclinationDegrees: Double,
    altitudeKilometres: Double, epoch: ScenarioTime, firstRightAscensionDegrees: Double = 0
  ) throws(WalkerError) {
    func require(_ holds: Bool, _ parameter: String, _ value: some Any, _ allowed: String) throws(WalkerError) {
      if !holds { throw WalkerError(parameter: parameter, value: "\(value)", allowed: allowed) }
    }
    try require((1...99_999).contains(satelliteCount), "satelliteCount (T)", satelliteCount, "1...99999")
    try require(
      planeCount > 0 && satelliteCount % max(1, planeCount) == 0, "planeCount (P)", planeCount,
      "a divisor of T = \(satelliteCount)")
    try require((0..<planeCount).contains(phasing), "phasing (F)", phasing, "0..<\(planeCount)")
    try require((0...180).contains(inclinationDegrees), "inclinationDegrees", inclinationDegrees, "0...180")
    try require((100...100_000).contains(altitudeKilometres), "altitudeKilometres", altitudeKilometres, "100...100000")
    try require(
      (0..<360).contains(firstRightAscensionDegrees), "firstRightAscensionDegrees", firstRightAscensionDegrees,
      "0..<360")
    self.pattern = pattern
    self.satelliteCount = satelliteCount
    self.planeCount = planeCount
    self.phasing = phasing
    self.inclinationDegrees = inclinationDegrees
    self.altitudeKilometres = altitudeKilometres
    self.epoch = epoch
    self.firstRightAscensionDegrees = firstRightAscensionDegrees
  }

  /// The published (Kozai) mean motion of the altitude, in revolutions a day.
  ///
  /// The axis a = R + h gives the Brouwer mean motion ke / a^1.5 of WGS 72, and that the Kozai motion from which
  /// SGP4 recovers it: SGP4's mean semimajor axis is then exactly R + h.
  public var meanMotionRevolutionsPerDay: Double {
    let axis = 1 + altitudeKilometres / WGS72.earthRadiusKilometres
    let conversion = MeanMotion(eccentricity: 0, inclination: inclinationDegrees * (.pi / 180))
    return conversion.kozai(fromBrouwer: WGS72.ke / pow(axis, 1.5)) * (1_440 / (2 * .pi))
  }

  /// Returns the element sets, plane by plane, named `PREFIX-0101` by plane and slot from 1; without drag.
  public func elementSets(prefix: String) -> [ElementSet] {
    let slotCount = satelliteCount / planeCount
    let motion = meanMotionRevolutionsPerDay
    let digits = max(2, String(max(planeCount, slotCount)).count)
    return (0..<satelliteCount).map { index in
      let (plane, slot) = index.quotientAndRemainder(dividingBy: slotCount)
      return ElementSet(
        name: "\(prefix)-\(padded(plane + 1, to: digits))\(padded(slot + 1, to: digits))", epoch: epoch,
        meanMotionRevolutionsPerDay: motion, eccentricity: 0, inclinationDegrees: inclinationDegrees,
        rightAscensionDegrees: rightAscensionDegrees(plane: plane), argumentOfPerigeeDegrees: 0,
        meanAnomalyDegrees: anomalyDegrees(plane: plane, slot: slot))
    }
  }

  private func rightAscensionDegrees(plane: Int) -> Double {
    let spread = pattern == .delta ? 360.0 : 180.0
    let node = firstRightAscensionDegrees + Double(plane) * spread / Double(planeCount)
    return node < 360 ? node : node - 360
  }

  private func anomalyDegrees(plane: Int, slot: Int) -> Double {
    // In whole units of 360/T, so that a full turn is left out exactly.
    let units = (slot * planeCount + plane * phasing) % satelliteCount
    return Double(units) * 360 / Double(satelliteCount)
  }
}

/// A parameter of a constellation that cannot be.
public struct WalkerError: Error, Equatable, CustomStringConvertible {
  /// The parameter's name.
  public let parameter: String
  /// The value as given.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// The parameter, its value and what is allowed.
  public var description: String { "\(parameter) is \(value); allowed: \(allowed)" }
}

private func padded(_ number: Int, to digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
