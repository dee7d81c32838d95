import Orbits
import Quantities

/// Where and when tests look at the sky.
enum TestSite {
  static let epoch = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)
  static let site = GroundSite(Geodetic(latitudeDegrees: 25.033, longitudeDegrees: 121.5654))
}
