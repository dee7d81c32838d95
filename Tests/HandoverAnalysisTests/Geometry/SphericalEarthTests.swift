import Foundation
import HandoverAnalysis
import Orbits
import Quantities
import Testing

@Suite struct SphericalEarthTests {
  static func constellation(
    _ total: Int, _ planes: Int, _ phasing: Int, inclination: Double = 53, altitude: Double = 600
  ) throws -> SphericalConstellation {
    SphericalConstellation(
      try WalkerConstellation(
        .delta, satelliteCount: total, planeCount: planes, phasing: phasing, inclinationDegrees: inclination,
        altitudeKilometres: altitude, epoch: ScenarioTime(nanosecondsSince1970: 0)))
  }

  /// How far an angle may be off: a few roundings of pi.
  static let angleToleranceDegrees = 1e-12

  @Test func `Satellites ahead in their plane have the higher numbers, from above Greenwich on`() throws {
    let places = try Self.constellation(66, 1, 0).places(afterSeconds: 0)
    #expect(places.count == 66)
    #expect(places[0].latitudeDegrees == 0 && places[0].longitudeDegrees == 0)
    #expect(places[1].latitudeDegrees > 0 && places[65].latitudeDegrees < 0)
    for place in places { #expect(abs(place.heightMetres - 600_000) < 1e-6) }
  }

  @Test func `Planes are spread by node and phased by F`() throws {
    let places = try Self.constellation(12, 3, 1).places(afterSeconds: 0)
    for plane in 0..<3 {
      let first = places[plane * 4]
      // The anomaly of the first of a plane is F · plane · 360 / T: 0, 30 and 60 degrees.
      let sine = sinDegrees(53) * sinDegrees(Double(plane) * 30)
      #expect(abs(sinDegrees(first.latitudeDegrees) - sine) < Self.angleToleranceDegrees)
    }
    let aligned = try Self.constellation(12, 3, 0).places(afterSeconds: 0)
    for (plane, longitude) in [0.0, 120, -120].enumerated() {
      #expect(abs(aligned[plane * 4].longitudeDegrees - longitude) < Self.angleToleranceDegrees)
    }
  }

  @Test func `After a revolution only the Earth has turned`() throws {
    let constellation = try Self.constellation(5, 5, 2, inclination: 80, altitude: 1_200)
    let radius = SphericalEarth.radiusMetres + 1_200_000
    let period = 2 * Double.pi * (radius * radius * radius / SphericalEarth.gravitationalParameter).squareRoot()
    let turned = SphericalEarth.rotationRadiansPerSecond * period * 180 / .pi
    for satellite in 0..<5 {
      let (before, after) = (
        constellation.place(of: satellite, afterSeconds: 0), constellation.place(of: satellite, afterSeconds: period)
      )
      #expect(abs(before.latitudeDegrees - after.latitudeDegrees) < 1e-9)
      let change = (before.longitudeDegrees - after.longitudeDegrees + 720).truncatingRemainder(dividingBy: 360)
      #expect(abs(change - turned) < 1e-9)
    }
  }

  @Test func `A satellite overhead is in the zenith, and one at the horizon's distance on the horizon`() {
    let site = SphericalEarth.Site(.init(latitudeDegrees: 25, longitudeDegrees: 121))
    let overhead = site.sight(of: .init(latitudeDegrees: 25, longitudeDegrees: 121, heightMetres: 600_000))
    #expect(overhead.elevation.degrees > 90 - 1e-6)
    #expect(abs(overhead.rangeKilometres - 600) < 1e-9)
    // On the horizon cos γ = R / (R + h) and d² = (R + h)² - R².
    let equator = SphericalEarth.Site(.init(latitudeDegrees: 0, longitudeDegrees: 10))
    let height = SphericalEarth.radiusMetres
    let rising = equator.sight(of: .init(latitudeDegrees: 0, longitudeDegrees: 70, heightMetres: height))
    #expect(abs(rising.elevation.degrees) < 1e-9)
    #expect(abs(rising.azimuth.degrees - 90) < 1e-9)
    #expect(abs(rising.rangeKilometres - 3.0.squareRoot() * height / 1_000) < 1e-6)
    let setting = equator.sight(of: .init(latitudeDegrees: 0, longitudeDegrees: -50, heightMetres: height))
    #expect(abs(setting.azimuth.degrees - 270) < 1e-9)
  }

  private func sinDegrees(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
}
