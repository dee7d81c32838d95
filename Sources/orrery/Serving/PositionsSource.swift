import HandoverAnalysis
import Orbits
import Quantities

/// Satellites whose places over the ground can be told.
protocol PositionsSource {
  var satelliteCount: Int { get }

  /// Tells number, latitude and longitude in degrees, and height in metres of every satellite so long after the start,
  /// and once of each that has no place from then on its name and why.
  func forEachPlace(
    after elapsed: TimeSpan, _ take: (Int, Double, Double, Double) -> Void,
    failed: (String, PropagationFailure) -> Void)
}

/// A constellation over the sphere.
struct SphericalPositions: PositionsSource {
  let constellation: SphericalConstellation
  var satelliteCount: Int { constellation.constellation.satelliteCount }

  func forEachPlace(
    after elapsed: TimeSpan, _ take: (Int, Double, Double, Double) -> Void,
    failed: (String, PropagationFailure) -> Void
  ) {
    let seconds = elapsed.seconds
    for number in 0..<satelliteCount {
      let place = constellation.place(of: number, afterSeconds: seconds)
      take(number, place.latitudeDegrees, place.longitudeDegrees, place.heightMetres)
    }
  }
}

/// Element sets, propagated by SGP4, over the WGS84 ellipsoid.
final class PropagatedPositions: PositionsSource {
  private let names: [String]
  private let numbers: [Int]
  private let start: ScenarioTime
  private let propagator: Propagator
  private let ephemeris: Ephemeris
  private let track: GroundTrack
  private var hasFailed: [Bool]

  var satelliteCount: Int { numbers.count }

  init(_ sets: [ElementSet], numbers: [Int], start: ScenarioTime) {
    names = sets.map { $0.name ?? String($0.catalogNumber) }
    (self.numbers, self.start) = (numbers, start)
    propagator = Propagator(sets)
    ephemeris = Ephemeris(satellites: sets.count, velocities: false)
    track = GroundTrack(satellites: sets.count)
    hasFailed = Array(repeating: false, count: sets.count)
  }

  func forEachPlace(
    after elapsed: TimeSpan, _ take: (Int, Double, Double, Double) -> Void,
    failed: (String, PropagationFailure) -> Void
  ) {
    let time = start + elapsed
    propagator.propagate(to: time, into: ephemeris)
    track.update(from: ephemeris, at: time)
    for index in numbers.indices {
      if let place = track[index] {
        take(numbers[index], place.latitudeDegrees, place.longitudeDegrees, place.heightMetres)
      } else if !hasFailed[index] {
        hasFailed[index] = true
        if let failure = failure(of: index, at: time) { failed(names[index], failure) }
      }
    }
  }

  private func failure(of index: Int, at time: ScenarioTime) -> PropagationFailure? {
    do {
      _ = try propagator.orbits[index].get().state(at: time)
      return nil
    } catch {
      return PropagationFailure(time: time, error: error)
    }
  }
}

extension [UInt8] {
  /// Adds a number with so many decimals.
  mutating func append(_ value: Double, decimals: Int) {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else {
      self += value.description.utf8
      return
    }
    var rest = Int64(scaled)
    if value < 0, rest > 0 { append(UInt8(ascii: "-")) }
    let first = count
    var written = 0
    repeat {
      if written == decimals, written > 0 { append(UInt8(ascii: ".")) }
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
      written += 1
    } while rest > 0 || written <= decimals
    self[first...].reverse()
  }
}
