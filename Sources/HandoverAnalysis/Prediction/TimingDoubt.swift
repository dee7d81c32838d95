import Glibc
public import Orbits
public import Quantities

/// How old the element sets of satellites are, and how far along their orbits the satellites may be from them.
public struct CatalogueAging: Sendable {
  private let satellites: [(epoch: ScenarioTime, group: SatelliteGroup)]

  /// Takes the epochs and kinds of sets, in the order of the satellites.
  public init(_ sets: [ElementSet]) {
    satellites = sets.map { ($0.epoch, SatelliteGroup($0)) }
  }

  /// Returns how far a satellite may be along its orbit from where its set puts it, km: a standard deviation.
  ///
  /// That of its kind at the age of the set (``ElementSetAging/measured(_:)``); before the epoch as long after it. Up to
  /// a day it is that of a day; beyond a week it grows with the square of the age.
  public func alongTrackKilometres(of satellite: Int, at time: ScenarioTime) -> Double {
    let (epoch, group) = satellites[satellite]
    return ElementSetAging.measured(group).sigmaKilometres(atDays: abs((time - epoch).seconds) / 86_400)
  }
}

extension HandoverForecast.Event {
  /// Returns the probability that the event happens within a tolerance before or after its time; nil without a deviation.
  ///
  /// That of a normal distribution about the time: erf(tolerance / (σ √2)), 0.68 for a tolerance of a deviation.
  public func confidence(within tolerance: TimeSpan = .seconds(5)) -> Double? {
    timeDeviationSeconds.map { $0 == 0 ? 1 : erf(tolerance.seconds / ($0 * 2.0.squareRoot())) }
  }
}

/// Why a change happens when it happens: what its time depends on.
enum ChangeCause {
  /// The span begins.
  case start
  /// A sighting begins.
  case rise(Int)
  /// A sighting ends.
  case set(Int)
  /// One sighting comes to lead another at a time, microseconds since 1970.
  case lead(Int, over: Int, at: Int64)
  /// The change before it happened, so much earlier.
  case before
}

/// The standard deviations of the times of changes, from those of satellites along their orbits.
///
/// A satellite that is δ km late along its orbit is where it was foretold τ = δ / v later, while the Earth and the
/// terminal have moved on. An event is a zero of g, a satellite's measure less the mask or two satellites' less each
/// other; with g' the slope of g and m' the part of a measure's slope that is the satellite's own motion, to first order
/// σ_t = sqrt(Σ (m' δ / v)²) / |g'|. Two satellites' errors are taken as independent.
struct TimingDoubt {
  let aging: CatalogueAging
  let sightings: [Sighting]
  let measure: HandoverRule.Measure

  /// Returns the deviations of changes in the order of time, s; nil where a satellite has no state.
  func deviations(of causes: [(time: Int64, cause: ChangeCause)]) -> [Double?] {
    var last: Double? = 0
    return causes.map { change in
      last =
        switch change.cause {
        case .start: 0
        case .rise(let sighting): deviation(of: sighting, crossingAt: sightings[sighting].start)
        case .set(let sighting): deviation(of: sighting, crossingAt: sightings[sighting].end)
        case .lead(let one, let other, let time): deviation(of: one, over: other, at: time)
        case .before: last
        }
      return last
    }
  }

  private func deviation(of sighting: Int, crossingAt time: Int64) -> Double? {
    guard let slopes = sightings[sighting].slopes(of: .elevation, at: time),
      let doubt = doubt(of: sighting, at: time)
    else { return nil }
    return abs(slopes.orbital * doubt / slopes.whole)
  }

  private func deviation(of one: Int, over other: Int, at time: Int64) -> Double? {
    guard let ours = sightings[one].slopes(of: measure, at: time), let ourDoubt = doubt(of: one, at: time),
      let theirs = sightings[other].slopes(of: measure, at: time), let theirDoubt = doubt(of: other, at: time)
    else { return nil }
    return hypot(ours.orbital * ourDoubt, theirs.orbital * theirDoubt) / abs(ours.whole - theirs.whole)
  }

  /// By how many seconds a satellite may be late on its orbit.
  private func doubt(of sighting: Int, at time: Int64) -> Double? {
    let sighting = sightings[sighting]
    return sighting.speed(at: time).map {
      aging.alongTrackKilometres(of: sighting.satellite, at: ScenarioTime(microseconds: time)) / $0
    }
  }
}
