/// The mean elements of an instant, on their way through the theory: radians, minutes, Earth radii.
struct MeanElements {
  var motion: Double
  var eccentricity: Double
  var inclination: Double
  var node: Double
  var perigee: Double
  var anomaly: Double
}

/// Rates of the mean elements, a minute.
struct SecularRates {
  var eccentricity = 0.0
  var inclination = 0.0
  var node = 0.0
  var perigee = 0.0
  var anomaly = 0.0

  static func + (left: SecularRates, right: SecularRates) -> SecularRates {
    SecularRates(
      eccentricity: left.eccentricity + right.eccentricity, inclination: left.inclination + right.inclination,
      node: left.node + right.node, perigee: left.perigee + right.perigee, anomaly: left.anomaly + right.anomaly)
  }
}
