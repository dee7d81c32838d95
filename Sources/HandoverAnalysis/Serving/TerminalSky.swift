import Glibc
import Orbits
public import Quantities

/// A satellite as a terminal sees it at an instant of a pass.
public struct TerminalSight: Hashable, Sendable {
  /// The satellite's place in the propagator.
  public var satellite: Int
  /// Its elevation.
  public var elevation: Angle
  /// Its distance, km.
  public var rangeKilometres: Double
  /// The distance from the terminal to the moving reference location of its cell, metres in a straight line; infinite
  /// where its beam misses the Earth.
  public var referenceDistanceMetres: Double
  /// When the pass began and when it ends: the crossings of the mask, to half an hour back and an hour ahead at least.
  public var rise: ScenarioTime, set: ScenarioTime
}

/// What a terminal sees of satellites at any instant, in any order of instants that does not go back.
///
/// Passes are found by their roots, for some hours at a time, so that an instant costs only those in view.
public struct TerminalSky: Sendable {
  /// Whose sky it is.
  public let terminal: UserTerminal
  /// Where the cells' reference locations move.
  public let beam: Boresight
  private var predictor: HandoverPredictor
  private let threads: Int?
  private var passes: [Pass] = []
  /// The passes that have begun and not ended, and the next one, by place.
  private var current: [Int] = []
  private var next = 0
  private var window: Range<ScenarioTime>?

  private struct Pass {
    let satellite: Int
    let rise, set: ScenarioTime
  }

  /// How far back and ahead of the instants for which they are used passes are found, and for how long they are used.
  private static let back = TimeSpan.minutes(30), ahead = TimeSpan.hours(1), use = TimeSpan.hours(1)

  /// Watches the satellites of a predictor.
  /// - Parameter threads: on how many cores passes are sought; nil for all. What is seen is the same.
  public init(
    over terminal: UserTerminal, of predictor: HandoverPredictor, beam: Boresight = .nadir, threads: Int? = nil
  ) {
    (self.terminal, self.beam, self.predictor, self.threads) = (terminal, beam, predictor, threads)
  }

  /// How many satellites are in view at once at most, of the passes that are known.
  public var crowd: Int {
    var (count, most) = (0, 0)
    let ends = passes.map { ($0.rise, 1) } + passes.map { ($0.set, -1) }
    for (_, change) in ends.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      count += change
      most = max(most, count)
    }
    return most
  }

  /// Watches other satellites, or the same on other orbits, from the next instant on.
  public mutating func change(to predictor: HandoverPredictor) {
    self.predictor = predictor
    window = nil
  }

  /// Returns the satellites at or above the mask, by their place in the propagator.
  public mutating func look(at time: ScenarioTime) -> [TerminalSight] {
    if window?.contains(time) != true { findPasses(from: time) }
    while next < passes.count, passes[next].rise <= time {
      current.append(next)
      next += 1
    }
    current.removeAll { passes[$0].set <= time }
    return current.compactMap { sight(of: passes[$0], at: time) }.sorted { $0.satellite < $1.satellite }
  }

  /// Returns a satellite as it stands at a time; nil where it has no state then.
  public func sight(of satellite: Int, at time: ScenarioTime) -> TerminalSight? {
    sight(of: Pass(satellite: satellite, rise: time, set: time), at: time)
  }

  private mutating func findPasses(from time: ScenarioTime) {
    let begin = time.adding(-Self.back) ?? .earliest
    let end = time.adding(Self.use + Self.ahead) ?? .latest
    let sky = PassingSky(predictor, over: terminal, from: begin, to: end, measure: .elevation, threads: threads)
    passes = sky.sightings.filter { ScenarioTime(microseconds: $0.end) > time }.map {
      Pass(
        satellite: $0.satellite, rise: ScenarioTime(microseconds: $0.start), set: ScenarioTime(microseconds: $0.end))
    }.sorted { ($0.rise, $0.satellite) < ($1.rise, $1.satellite) }
    (current, next) = ([], 0)
    window = time..<max(time + .microsecond, time.adding(Self.use) ?? .latest)
  }

  private func sight(of pass: Pass, at time: ScenarioTime) -> TerminalSight? {
    guard case .success(let sgp4) = predictor.propagator.orbits[pass.satellite],
      let state = try? Orbit(sgp4, orientation: predictor.orientation).earthFixed(at: time)
    else { return nil }
    let site = terminal.site(at: time)
    let angles = site.lookAngles(to: state)
    let reference = beam.referenceLocation(from: state)
    return TerminalSight(
      satellite: pass.satellite, elevation: angles.elevation, rangeKilometres: angles.rangeKilometres,
      referenceDistanceMetres: reference.map { 1_000 * length($0 - site.positionEarthFixed) } ?? .infinity,
      rise: pass.rise, set: pass.set)
  }
}
