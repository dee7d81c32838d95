public import Quantities

/// The mean elements of one satellite at one epoch, as SGP4 takes them.
///
/// Angles and motions stand as published: degrees, revolutions a day, in the true equator, mean equinox
/// (TEME) frame of the epoch. The value does not know which format it was read from.
public struct ElementSet: Hashable, Sendable {
  /// The satellite's name, where the source gives one.
  public var name: String?
  /// The catalogue number; 0 when absent.
  public var catalogNumber: Int
  /// `U` unclassified, `C` classified, `S` secret.
  public var classification: Character
  /// The COSPAR designator, such as `1998-067A`; empty when absent.
  public var internationalDesignator: String
  /// The instant at which the elements hold, UTC.
  public var epoch: ScenarioTime
  /// Kozai mean motion, in revolutions a day.
  public var meanMotionRevolutionsPerDay: Double
  /// Eccentricity, 0..<1.
  public var eccentricity: Double
  /// Inclination, 0...180 degrees.
  public var inclinationDegrees: Double
  /// Right ascension of the ascending node, 0..<360 degrees.
  public var rightAscensionDegrees: Double
  /// Argument of perigee, 0..<360 degrees.
  public var argumentOfPerigeeDegrees: Double
  /// Mean anomaly, 0..<360 degrees.
  public var meanAnomalyDegrees: Double
  /// SGP4's drag coefficient, per Earth radius.
  public var bstar: Double
  /// Half the first derivative of the mean motion, in revolutions a day squared; SGP4 does not use it.
  public var meanMotionDot: Double
  /// A sixth of the second derivative of the mean motion, in revolutions a day cubed; SGP4 does not use it.
  public var meanMotionDoubleDot: Double
  /// The running number of this set among those of the satellite.
  public var elementSetNumber: Int
  /// The revolution of the satellite at the epoch.
  public var revolutionNumber: Int

  /// Creates a set from its values; ranges are not checked here: readers and ``SGP4`` check them.
  public init(
    name: String? = nil, catalogNumber: Int = 0, classification: Character = "U",
    internationalDesignator: String = "", epoch: ScenarioTime, meanMotionRevolutionsPerDay: Double,
    eccentricity: Double, inclinationDegrees: Double, rightAscensionDegrees: Double,
    argumentOfPerigeeDegrees: Double, meanAnomalyDegrees: Double, bstar: Double = 0, meanMotionDot: Double = 0,
    meanMotionDoubleDot: Double = 0, elementSetNumber: Int = 0, revolutionNumber: Int = 0
  ) {
    self.name = name
    self.catalogNumber = catalogNumber
    self.classification = classification
    self.internationalDesignator = internationalDesignator
    self.epoch = epoch
    self.meanMotionRevolutionsPerDay = meanMotionRevolutionsPerDay
    self.eccentricity = eccentricity
    self.inclinationDegrees = inclinationDegrees
    self.rightAscensionDegrees = rightAscensionDegrees
    self.argumentOfPerigeeDegrees = argumentOfPerigeeDegrees
    self.meanAnomalyDegrees = meanAnomalyDegrees
    self.bstar = bstar
    self.meanMotionDot = meanMotionDot
    self.meanMotionDoubleDot = meanMotionDoubleDot
    self.elementSetNumber = elementSetNumber
    self.revolutionNumber = revolutionNumber
  }
}
