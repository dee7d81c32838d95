import Orbits
import Quantities

/// Where satellites are at one instant, and above whose masks they stand.
struct SatelliteSight: Sendable {
  /// When.
  let time: ScenarioTime
  /// Over the ground; nil where the orbit cannot be propagated.
  private(set) var positions: [Geodetic?] = []
  /// Why satellites have no place.
  private(set) var failures: [Int: PropagationError] = [:]
  /// The rows of the station table above whose masks each satellite stands, first rows first.
  private(set) var rows: [[Int]] = []

  /// Looks from stations at satellites: no refraction, no light time.
  init(at time: ScenarioTime, _ orbits: [FlownOrbits], over stations: [SeeingStation]) {
    self.time = time
    positions.reserveCapacity(orbits.count)
    rows.reserveCapacity(orbits.count)
    for (index, orbit) in orbits.enumerated() {
      do throws(PropagationError) {
        let state = try orbit.orbit(at: time).earthFixed(at: time)
        positions.append(Geodetic(positionEarthFixed: state.positionEarthFixed))
        rows.append(stations.indices.filter { stations[$0].sees(state) })
      } catch {
        failures[index] = error
        positions.append(nil)
        rows.append([])
      }
    }
  }
}

/// A station as far as it sees satellites.
struct SeeingStation: Sendable {
  private let site: GroundSite
  private let minimumElevation: Angle

  init(_ station: SatelliteStorageModel.Station) {
    (site, minimumElevation) = (GroundSite(station.position), station.minimumElevation)
  }

  func sees(_ state: EarthFixedState) -> Bool { site.lookAngles(to: state).elevation >= minimumElevation }
}

/// The orbits of one satellite, each from its own time on.
struct FlownOrbits: Sendable {
  private let first: Orbit
  private var later: [(time: ScenarioTime, orbit: Orbit)] = []

  init(_ orbit: Orbit) { first = orbit }

  /// Has the satellite fly by other elements from an instant on; what is said last of one instant holds.
  mutating func fly(by orbit: Orbit, from time: ScenarioTime) {
    later.removeAll { $0.time == time }
    later.append((time, orbit))
    later.sort { $0.time < $1.time }
  }

  func orbit(at time: ScenarioTime) -> Orbit { later.last { $0.time <= time }?.orbit ?? first }
}
