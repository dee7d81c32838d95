/// Where the Earth really points: what UTC and the pole of date leave out.
///
/// The values belong to a day or a run; the IERS publishes them daily (finals2000A). Left at zero, a sub-point
/// moves by at most 0.9 s of the Earth's turning (418 m at the equator) and 15 m of polar motion.
public struct EarthOrientation: Hashable, Sendable {
  /// UT1 minus UTC, in seconds, -0.9...0.9.
  public let ut1MinusUTCSeconds: Double
  /// Pole coordinate x, towards Greenwich, in arcseconds.
  public let polarMotionXArcseconds: Double
  /// Pole coordinate y, towards 90 degrees west, in arcseconds.
  public let polarMotionYArcseconds: Double

  /// UT1 taken as UTC, and no polar motion.
  public static let utc = EarthOrientation()

  /// The greatest difference between UT1 and UTC that the definition of UTC allows, in seconds.
  public static let greatestUT1Difference = 0.9
  /// The greatest pole coordinate accepted, in arcseconds: twice what has been observed.
  public static let greatestPolarMotion = 1.0

  private init() {
    (ut1MinusUTCSeconds, polarMotionXArcseconds, polarMotionYArcseconds) = (0, 0, 0)
  }

  /// Creates an orientation from the values of the IERS.
  /// - Throws: ``EarthOrientationError`` for UT1-UTC beyond ±0.9 s or a pole coordinate beyond ±1 arcsecond.
  public init(
    ut1MinusUTCSeconds: Double, polarMotionXArcseconds: Double = 0, polarMotionYArcseconds: Double = 0
  ) throws(EarthOrientationError) {
    try EarthOrientation.check(
      ut1MinusUTCSeconds, of: "ut1MinusUTCSeconds", bound: EarthOrientation.greatestUT1Difference)
    try EarthOrientation.check(
      polarMotionXArcseconds, of: "polarMotionXArcseconds", bound: EarthOrientation.greatestPolarMotion)
    try EarthOrientation.check(
      polarMotionYArcseconds, of: "polarMotionYArcseconds", bound: EarthOrientation.greatestPolarMotion)
    self.ut1MinusUTCSeconds = ut1MinusUTCSeconds
    self.polarMotionXArcseconds = polarMotionXArcseconds
    self.polarMotionYArcseconds = polarMotionYArcseconds
  }

  private static func check(_ value: Double, of name: String, bound: Double) throws(EarthOrientationError) {
    guard abs(value) <= bound else { throw EarthOrientationError(name: name, value: value, bound: bound) }
  }
}

/// A value of the Earth's orientation out of its bounds.
public struct EarthOrientationError: Error, Equatable, CustomStringConvertible {
  /// The property's name.
  public let name: String
  /// The value as given.
  public let value: Double
  /// The greatest magnitude allowed.
  public let bound: Double

  /// The name, the value and its bounds.
  public var description: String { "\(name) is \(value); allowed: -\(bound)...\(bound)" }
}
