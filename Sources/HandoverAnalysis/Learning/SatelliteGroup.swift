public import Orbits

/// Kinds of satellites whose element sets age alike.
public enum SatelliteGroup: String, Hashable, Sendable, CaseIterable {
  /// Weather, science and resource satellites in low orbits, and whatever else is there.
  case earthObservation = "leo_eo"
  /// Starlink.
  case starlink
  /// OneWeb.
  case oneWeb = "oneweb"
  /// Iridium.
  case iridium
  /// The International Space Station, Tiangong, and what is docked there.
  case station
  /// Periods of 128 minutes and more.
  case high

  /// The kind of an element set: by its name, or by its orbit.
  public init(_ elements: ElementSet) {
    let name = elements.name?.uppercased() ?? ""
    let motion = elements.meanMotionRevolutionsPerDay
    if name.hasPrefix("STARLINK") {
      self = .starlink
    } else if name.hasPrefix("ONEWEB") {
      self = .oneWeb
    } else if name.hasPrefix("IRIDIUM") {
      self = .iridium
    } else if motion < 11.25 {
      self = .high
    } else {
      // 380 to 430 km at the inclination of one of the two.
      let isThere = [51.63, 41.47].contains { abs(elements.inclinationDegrees - $0) < 0.05 }
      self = isThere && (15.4...15.7).contains(motion) ? .station : .earthObservation
    }
  }
}
