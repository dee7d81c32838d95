/// A plane angle, held in degrees, so that what a file or a message says in degrees is kept to the last bit.
public struct Angle: Hashable, Sendable {
  /// The angle in degrees.
  public var degrees: Double

  /// The angle in radians.
  public var radians: Double { degrees * (Double.pi / 180) }

  /// Returns an angle of degrees.
  public static func degrees(_ value: Double) -> Angle { Angle(degrees: value) }

  /// Returns an angle of radians.
  public static func radians(_ value: Double) -> Angle { Angle(degrees: value * (180 / Double.pi)) }

  /// The angle of nothing.
  public static let zero = Angle(degrees: 0)
}

extension Angle: Comparable {
  /// Orders the smaller before the larger.
  public static func < (left: Angle, right: Angle) -> Bool { left.degrees < right.degrees }
}
