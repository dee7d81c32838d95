import Foundation
import HandoverAnalysis
import Orbits
import Quantities
import TestSupport

/// The precheck's case, worked out here, and its author's own tables.
enum Precheck {
  static let site = SphericalEarth.Site(.init(latitudeDegrees: 25.0330, longitudeDegrees: 121.5654))
  static let mask = Angle.degrees(10)

  /// 66 satellites in one plane at 600 km and 53 degrees, every 10 s of two hours.
  ///
  /// - Parameter decimals: how many decimals a position is rounded to; nil for none.
  static func series(roundedTo decimals: Int? = 6) throws -> [ServingRun.Instant] {
    let constellation = SphericalConstellation(
      try WalkerConstellation(
        .delta, satelliteCount: 66, planeCount: 1, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 600,
        epoch: ScenarioTime(nanosecondsSince1970: 0)))
    let scale = decimals.map { pow(10, Double($0)) }
    func rounded(_ value: Double) -> Double { scale.map { (value * $0).rounded() / $0 } ?? value }
    return (0..<720).map { tick in
      let places = constellation.places(afterSeconds: Double(tick * 10))
      return ServingRun.Instant(
        time: ScenarioTime(nanosecondsSince1970: 0) + .seconds(tick * 10),
        satellites: places.enumerated().map { number, place in
          let sight = site.sight(
            of: .init(
              latitudeDegrees: rounded(place.latitudeDegrees), longitudeDegrees: rounded(place.longitudeDegrees),
              heightMetres: rounded(place.heightMetres)))
          return ServingCandidate(
            satellite: number, elevation: sight.elevation, rangeKilometres: sight.rangeKilometres)
        })
    }
  }

  /// The rows of a table, without its head.
  static func rows(_ name: String) throws -> [[String]] {
    try SharedData.text("serving/\(name)").split(whereSeparator: \.isNewline).dropFirst().map { row in
      row.split(separator: ",").map(String.init)
    }
  }
}
