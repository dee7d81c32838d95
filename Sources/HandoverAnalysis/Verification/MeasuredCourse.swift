import Glibc
import Orbits
import Quantities

/// Range, elevation and reference location of a satellite through a pass, as knots with cubics between.
///
/// Knots every two seconds keep levels within 1e-5 dB of those of SGP4.
struct MeasuredCourse {
  /// Range (km), sine of the elevation, distance of the reference location (km).
  private typealias Knot = SIMD3<Double>
  private static let spacing = 10
  private let knots: [Knot]
  private let inView: Range<Int>

  /// Follows a satellite through the samples of a pass during which it is in view; nil where it has no state, or is
  /// never in view.
  init?(
    of orbit: Orbit, over site: GroundSite, _ window: AccessWindow, within start: ScenarioTime, _ sampleCount: Int
  ) {
    let period = VerificationSetup.period.nanoseconds
    let first = max(0, ((window.start - start).nanoseconds + period - 1) / period)
    let last = min(Int64(sampleCount), ((window.end - start).nanoseconds + period - 1) / period)
    guard first < last else { return nil }
    inView = Int(first)..<Int(last)
    let count = (inView.count - 1) / MeasuredCourse.spacing + 4
    var knots: [Knot] = []
    for index in 0..<count {
      let time = start + (first + Int64((index - 1) * MeasuredCourse.spacing)) * VerificationSetup.period
      guard let state = try? orbit.earthFixed(at: time), let point = Boresight.nadir.referenceLocation(from: state)
      else { return nil }
      knots.append(
        Knot(
          length(state.positionEarthFixed - site.positionEarthFixed), site.sineOfElevation(of: state).value,
          length(point - site.positionEarthFixed)))
    }
    self.knots = knots
  }

  /// Returns what is measured of the satellite; its shadowing and its loads come from a noise of its own.
  func member(
    _ contact: Contact, _ budget: LinkBudget, _ setup: VerificationSetup, _ noise: CountedNoise,
    from start: ScenarioTime
  ) -> VerificationPass.Member {
    let nanoseconds = VerificationSetup.decorrelationMetres / setup.speedMetresPerSecond * 1e9
    guard
      var shadowing = try? Shadowing(
        seed: noise.bits(0), decorrelationTime: TimeSpan(nanoseconds: Int64(nanoseconds)), from: start)
    else { preconditionFailure("speeds of a set-up decorrelate in 16 ns at least") }
    let frequency = budget.profile.frequencyGigahertz
    var (clear, received, references, ranges) = ([Double](), [Double](), [Double](), [Double]())
    for sample in 0..<inView.count {
      let knot = value(at: sample)
      let elevation = Angle.radians(asin(max(-1, min(1, knot.y))))
      let time = start + Int64(inView.lowerBound + sample) * VerificationSetup.period
      var losses = LinkLosses.outdoors(
        elevation: elevation, frequencyGigahertz: frequency, surroundings: VerificationSetup.surroundings,
        sight: .clear, shadowing: shadowing.deviations(at: time))
      received.append(budget.rsrpDBm(rangeKilometres: knot.x, lossesDB: losses.totalDB))
      losses.shadowingDB = 0
      clear.append(budget.rsrpDBm(rangeKilometres: knot.x, lossesDB: losses.totalDB))
      references.append(knot.z * 1_000)
      ranges.append(knot.x)
    }
    return VerificationPass.Member(
      satellite: contact.satellite, inView: inView, end: contact.window.end, clearDBm: clear, receivedDBm: received,
      referenceMetres: references, rangeKilometres: ranges, beamLoad: noise.uniform(16), stationLoad: noise.uniform(17))
  }

  private func value(at sample: Int) -> Knot {
    let (index, rest) = sample.quotientAndRemainder(dividingBy: MeasuredCourse.spacing)
    let u = Double(rest) / Double(MeasuredCourse.spacing)
    let v = 1 - u
    // Hermite's cubic, with the slopes of the neighbours' differences.
    let (a, b, c, d) = (knots[index], knots[index + 1], knots[index + 2], knots[index + 3])
    let left = (1 + 2 * u) * b + (u / 2) * (c - a)
    let right = (3 - 2 * u) * c - (v / 2) * (d - b)
    return v * v * left + u * u * right
  }
}
