import Foundation
public import Orbits
public import Quantities

/// What is different between two catalogues: satellites added, removed and modified, by catalogue number.
///
/// Of several sets of a satellite in one of them the newest counts. A satellite without a number goes by its name.
public struct ElementDiff: Sendable {
  /// From where on a satellite counts as modified.
  public struct Thresholds: Hashable, Sendable {
    /// Difference of the epochs: a tenth of a day.
    public var epoch: TimeSpan
    /// Difference of the inclinations, degrees.
    public var inclinationDegrees: Double
    /// Difference of the mean motions, revolutions a day.
    public var meanMotionRevolutionsPerDay: Double
    /// Difference of the eccentricities.
    public var eccentricity: Double
    /// Distance of the two positions at the newer epoch, km; where it is given, it alone decides.
    public var distanceKilometres: Double?

    /// Creates thresholds; without arguments the handbook's.
    public init(
      epoch: TimeSpan = .minutes(144), inclinationDegrees: Double = 0.001,
      meanMotionRevolutionsPerDay: Double = 0.0001, eccentricity: Double = 0.00001, distanceKilometres: Double? = nil
    ) {
      (self.epoch, self.inclinationDegrees, self.eccentricity) = (epoch, inclinationDegrees, eccentricity)
      self.meanMotionRevolutionsPerDay = meanMotionRevolutionsPerDay
      self.distanceKilometres = distanceKilometres
    }

    /// The handbook's: 0.1 days, 0.001 degrees, 0.0001 revolutions a day, 0.00001.
    public static let handbook = Thresholds()
  }

  /// What a satellite can differ in.
  public enum Quantity: String, CaseIterable, Sendable {
    /// Instant of the set.
    case epoch
    /// Tilt of the orbit.
    case inclination
    /// Revolutions a day.
    case meanMotion
    /// Shape of the orbit.
    case eccentricity
    /// Distance of the positions.
    case distance
  }

  /// A satellite that both catalogues have.
  public struct Change: Hashable, Sendable {
    /// The set of the old catalogue.
    public let old: ElementSet
    /// The set of the new one.
    public let new: ElementSet
    /// What is at least as different as the thresholds say.
    public let quantities: [Quantity]
    /// How far apart the two put the satellite at the newer epoch, km; nil where one of them has no state there.
    public let distanceKilometres: Double?
  }

  /// Satellites that only the new catalogue has, by number.
  public let added: [ElementSet]
  /// Satellites that only the old one has, by number.
  public let removed: [ElementSet]
  /// Satellites whose sets differ by a threshold at least, by number.
  public let modified: [Change]
  /// How many satellites differ by less, or not at all.
  public let unchangedCount: Int
  /// What was odd in the two catalogues: satellites with several sets.
  public let warnings: [ElementProblem]

  /// Compares two catalogues; each satellite that both have costs four calls of SGP4.
  public init(from old: [ElementSet], to new: [ElementSet], thresholds: Thresholds = .handbook) {
    let (before, after) = (NewestElements(of: old), NewestElements(of: new))
    let known = ElementDiff.byIdentity(before.sets)
    let present = ElementDiff.byIdentity(after.sets)
    var modified: [(SatelliteIdentity, Change)] = []
    var unchanged = 0
    for (identity, set) in present {
      guard let former = known[identity] else { continue }
      let change = Change(from: former, to: set, thresholds)
      if change.quantities.isEmpty { unchanged += 1 } else { modified.append((identity, change)) }
    }
    self.modified = modified.sorted { $0.0 < $1.0 }.map(\.1)
    added = present.filter { known[$0.key] == nil }.sorted { $0.key < $1.key }.map(\.value)
    removed = known.filter { present[$0.key] == nil }.sorted { $0.key < $1.key }.map(\.value)
    unchangedCount = unchanged
    warnings = before.warnings + after.warnings
  }

  private static func byIdentity(_ sets: [ElementSet]) -> [SatelliteIdentity: ElementSet] {
    Dictionary(uniqueKeysWithValues: sets.map { (SatelliteIdentity($0), $0) })
  }
}

extension ElementDiff.Change {
  fileprivate init(from old: ElementSet, to new: ElementSet, _ thresholds: ElementDiff.Thresholds) {
    let distance = ElementDiff.distanceKilometres(old, new)
    let differences: [(ElementDiff.Quantity, Bool)] = [
      (.epoch, (new.epoch - old.epoch).nanoseconds.magnitude >= thresholds.epoch.nanoseconds.magnitude),
      (.inclination, abs(new.inclinationDegrees - old.inclinationDegrees) >= thresholds.inclinationDegrees),
      (
        .meanMotion,
        abs(new.meanMotionRevolutionsPerDay - old.meanMotionRevolutionsPerDay)
          >= thresholds.meanMotionRevolutionsPerDay
      ),
      (.eccentricity, abs(new.eccentricity - old.eccentricity) >= thresholds.eccentricity),
    ]
    (self.old, self.new, distanceKilometres) = (old, new, distance)
    if let limit = thresholds.distanceKilometres {
      // Where one of the two cannot be propagated, nobody knows: that is a difference.
      quantities = distance.map { $0 >= limit } ?? (old != new) ? [.distance] : []
    } else {
      quantities = differences.filter(\.1).map(\.0)
    }
  }
}

extension ElementDiff {
  /// Returns how far apart two sets put a satellite at the newer of their epochs, in km; nil where one cannot.
  public static func distanceKilometres(_ old: ElementSet, _ new: ElementSet) -> Double? {
    let time = max(old.epoch, new.epoch)
    guard let from = try? SGP4(old).state(at: time), let to = try? SGP4(new).state(at: time) else { return nil }
    let difference = to.positionTEME - from.positionTEME
    return (difference * difference).sum().squareRoot()
  }
}
