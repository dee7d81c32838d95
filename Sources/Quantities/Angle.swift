/// A plane angle, held in radians.
public struct Angle: Hashable, Sendable {
  /// The angle in radians.
  public var radians: Double

  /// The angle in degrees.
  public var degrees: Double { radians * (180 / Double.pi) }

  /// Returns an angle of radians.
  public static func radians(_ value: Double) -> Angle { Angle(radians: value) }

  /// Returns an angle of degrees.
  public static func degrees(_ value: Double) -> Angle { Angle(radians: value * (Double.pi / 180)) }

  /// The angle of nothing.
  public static let zero = Angle(radians: 0)
}

extension Angle: Comparable {
  public static func < (left: Angle, right: Angle) -> Bool { left.radians < right.radians }
}
