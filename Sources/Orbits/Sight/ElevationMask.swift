public import Quantities

/// The lowest elevation at which a station speaks to a satellite: the same all round, or by azimuth.
public struct ElevationMask: Hashable, Sendable {
  /// A point of the horizon.
  public struct Point: Hashable, Sendable {
    /// From north through east, 0..<360 degrees.
    public var azimuth: Angle
    /// The lowest elevation there.
    public var elevation: Angle

    /// Creates a point of the horizon.
    public init(azimuth: Angle, elevation: Angle) {
      self.azimuth = azimuth
      self.elevation = elevation
    }
  }

  /// The points of the horizon by azimuth; one stands for all of it.
  public let points: [Point]

  /// Creates a mask that is the same all round.
  public init(_ elevation: Angle) {
    points = [Point(azimuth: .zero, elevation: elevation)]
  }

  /// Creates a mask from points of the horizon, between which it is linear, across north as well.
  /// - Throws: ``ElevationMaskError`` for no points, two at one azimuth, or angles out of range.
  public init(_ points: [Point]) throws(ElevationMaskError) {
    guard !points.isEmpty else { throw ElevationMaskError(reason: "a horizon needs one point at least") }
    let sorted = points.sorted { $0.azimuth < $1.azimuth }
    for point in sorted {
      guard (0..<360).contains(point.azimuth.degrees) else {
        throw ElevationMaskError(reason: "azimuth \(point.azimuth.degrees); allowed: 0 to below 360 degrees")
      }
      guard (-90...90).contains(point.elevation.degrees) else {
        throw ElevationMaskError(reason: "elevation \(point.elevation.degrees); allowed: -90 to 90 degrees")
      }
    }
    for (point, next) in zip(sorted, sorted.dropFirst()) where point.azimuth == next.azimuth {
      throw ElevationMaskError(reason: "two points at azimuth \(point.azimuth.degrees)")
    }
    self.points = sorted
  }

  /// The lowest point of the horizon.
  public var lowest: Angle { points.map(\.elevation).min() ?? .zero }

  /// Whether the mask is the same all round.
  public var isConstant: Bool { points.allSatisfy { $0.elevation == points[0].elevation } }

  /// Returns the lowest elevation at an azimuth.
  public func elevation(at azimuth: Angle) -> Angle {
    guard points.count > 1, let first = points.first, let last = points.last else { return lowest }
    let degrees = azimuth.degrees
    let index = points.firstIndex { $0.azimuth.degrees > degrees }
    let after = index.map { points[$0] } ?? first
    let before = index.map { $0 == 0 ? last : points[$0 - 1] } ?? last
    func distance(_ from: Double, _ to: Double) -> Double { to >= from ? to - from : to - from + 360 }
    let width = distance(before.azimuth.degrees, after.azimuth.degrees)
    let share = distance(before.azimuth.degrees, degrees) / width
    return .degrees(before.elevation.degrees + share * (after.elevation.degrees - before.elevation.degrees))
  }
}

/// Why points do not make a horizon.
public struct ElevationMaskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, with what is allowed.
  public let reason: String

  /// What is wrong.
  public var description: String { reason }
}
