internal import COrbitKernels
import Glibc
package import Quantities

/// How high and how far satellites stand over a site at the instants of a series: one satellite after the other, in
/// vector lanes.
///
/// Geometric: no refraction, no light time. Agrees with ``GroundSite/lookAngles(to:)`` to 1e-8 degrees and 1e-6 km.
/// Not for two threads at once.
package final class SightSeries {
  private let station: ScanStation
  private let memory: AlignedDoubles
  /// Days and minutes of the instants; sine and cosine of the sidereal time; states; and what is seen: sine and slope.
  private let times, sidereal, states, sight: Rows

  /// How many instants there are.
  package let count: Int

  /// Prepares a series of instants, in any order.
  package init(_ instants: [ScenarioTime], over site: GroundSite, orientation: EarthOrientation = .utc) {
    station = ScanStation(site, minimumElevation: .zero, orientation: orientation)
    count = instants.count
    // A whole register more, as lanes are filled up from any instant on.
    let stride = (count + 31) / 16 * 16
    memory = AlignedDoubles(count: 12 * stride)
    times = Rows(memory, from: 0, stride: stride)
    sidereal = Rows(memory, from: 2, stride: stride)
    states = Rows(memory, from: 4, stride: stride)
    sight = Rows(memory, from: 10, stride: stride)
    for place in 0..<(instants.isEmpty ? 0 : stride) {
      let instant = instants[min(place, count - 1)]
      (times[0][place], times[1][place]) = Instants.parts(of: instant)
      guard place < count else { continue }
      let angle = SiderealTime.radians(at: instant, ut1MinusUTCSeconds: orientation.ut1MinusUTCSeconds)
      (sidereal[0][place], sidereal[1][place]) = (sin(angle), cos(angle))
    }
  }

  deinit { memory.deallocate() }

  /// Looks at a satellite at some of the instants, and hands over the number of each, the elevation in degrees and the
  /// range in km; those at which the satellite has no state are left out.
  package func look(
    at satellite: Int, of propagator: Propagator, during range: Range<Int>,
    _ body: (_ instant: Int, _ elevationDegrees: Double, _ rangeKilometres: Double) -> Void
  ) {
    precondition(range.isEmpty || range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) instants")
    guard !range.isEmpty else { return }
    let (first, set) = (range.lowerBound, InstructionSet.best)
    var output = orbit_output()
    output.planes = (states[0], states[1], states[2], states[3], states[4], states[5])
    output.timeStride = 1
    propagator.tables.propagate(
      satellite, set,
      orbit_times(days: times[0] + first, minutes: times[1] + first, count: (range.count + 15) / 16 * 16), into: output)
    let (r, u) = (station.position, station.up)
    withNumbers((r.x, r.y, r.z, u.x, u.y, u.z)) { site in
      orbit_elevations(
        set.number, states.base, states.stride, range.count, sidereal.base + first,
        EarthOrientation.rotationRadiansPerSecond, site, 1, sight[0], sight[1])
    }
    for place in 0..<range.count where !sight[0][place].isNaN {
      body(first + place, asin(max(-1, min(1, sight[0][place]))) * (180 / .pi), length(line(place, first + place)))
    }
  }

  /// The line from the site to a state, in the frame of the turning Earth without polar motion.
  private func line(_ place: Int, _ instant: Int) -> SIMD3<Double> {
    let (s, c) = (sidereal[0][instant], sidereal[1][instant])
    let (x, y) = (states[0][place], states[1][place])
    return SIMD3(c * x + s * y, c * y - s * x, states[2][place]) - station.position
  }
}
