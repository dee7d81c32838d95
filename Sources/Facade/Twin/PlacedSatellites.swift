import HTTPServer
import JSON
import Orbits
import Quantities

/// Where satellites are at an instant.
struct PlacedSatellites {
  /// One satellite's state in both frames.
  struct Place {
    let teme: TEMEState
    let earthFixed: EarthFixedState

    var geodetic: Geodetic { Geodetic(positionEarthFixed: earthFixed.positionEarthFixed) }
  }

  let elements: ElementsInUse
  /// In the order of the satellites; nil for one without a state.
  let places: [Place?]
  private let time: ScenarioTime

  init(_ elements: ElementsInUse, at time: ScenarioTime, _ orientation: EarthOrientation) {
    let propagator = elements.propagator
    let ephemeris = Ephemeris(satellites: propagator.count)
    propagator.propagate(to: time, into: ephemeris)
    (self.elements, self.time) = (elements, time)
    places = (0..<propagator.count).map { satellite in
      ephemeris[satellite: satellite, time: 0].map {
        Place(teme: $0, earthFixed: orientation.earthFixed($0, at: time))
      }
    }
  }

  /// The satellites without a state, and why they have none.
  var failures: [JSONValue] {
    places.indices.compactMap { place in
      guard let reason = failure(place) else { return nil }
      let satellite = elements.satellites[place]
      return [
        "sat_norad": .integer(Int64(satellite.elements.catalogNumber)), "name": .string(satellite.name),
        "reason": .string(reason),
      ]
    }
  }

  static let failureSchema = Schema.object(["sat_norad": .integer, "name": .text, "reason": .text])

  /// Why the satellite at that index has no state; nil for one that has.
  func failure(_ index: Int) -> String? {
    guard places[index] == nil else { return nil }
    switch elements.propagator.orbits[index] {
    case .failure(let error): return "\(error)"
    case .success(let theory):
      do {
        _ = try theory.state(at: time)
        return "no state"
      } catch {
        return "\(error)"
      }
    }
  }
}

extension SIMD3<Double> {
  /// The three numbers as a list.
  var json: JSONValue { [.number(x), .number(y), .number(z)] }
}
