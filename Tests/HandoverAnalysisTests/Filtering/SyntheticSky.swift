import Orbits
import Quantities

/// Constellations made for tests, and the observers they are looked at from.
enum SyntheticSky {
  static let start = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)

  static let observers = [(24.9441667, 121.3713889), (47.37, 8.54), (-33.9, 151.2), (0.0, -60.0)].map {
    GroundSite(Geodetic(latitudeDegrees: $0.0, longitudeDegrees: $0.1, heightMetres: 50))
  }

  static func shell(
    _ prefix: String, _ count: Int, planes: Int, inclination: Double, altitude: Double,
    pattern: WalkerConstellation.Pattern = .delta
  ) throws -> [ElementSet] {
    try WalkerConstellation(
      pattern, satelliteCount: count, planeCount: planes, phasing: 1, inclinationDegrees: inclination,
      altitudeKilometres: altitude, epoch: start
    ).elementSets(prefix: prefix)
  }

  /// A dense and a sparse constellation, and satellites of none.
  static func catalogue() throws -> [ElementSet] {
    try shell("STARLINK", 1_584, planes: 72, inclination: 53, altitude: 550)
      + shell("ONEWEB", 288, planes: 12, inclination: 87.9, altitude: 1_200, pattern: .star)
      + shell("WEATHER", 66, planes: 6, inclination: 98.5, altitude: 820)
  }

  /// Sets whose motion is that of no orbit, and sets that fall within the hour.
  static func decayed() throws -> [ElementSet] {
    try shell("STARLINK", 24, planes: 4, inclination: 53, altitude: 150).enumerated().map { number, set in
      var set = set
      set.bstar = 0.5
      if number % 2 == 0 { set.meanMotionRevolutionsPerDay = number % 4 == 0 ? 0 : 19 }
      return set
    }
  }
}
