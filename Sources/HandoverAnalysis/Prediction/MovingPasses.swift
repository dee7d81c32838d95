import Glibc
import Orbits
import Quantities

/// Finds the passes of satellites over a terminal that moves.
///
/// A scan over a place near the way, with a horizon so much lower that none is missed, tells where to look; there rises
/// and sets are roots of the elevation from where the terminal is. Times are microseconds since 1970.
struct MovingPasses {
  /// A stay at or above the mask, half-open.
  struct Pass {
    let satellite: Int
    let orbit: Orbit
    let window: Range<Int64>
  }

  private let track: TerminalTrack
  private let corners: [Int64]
  private let mask, sineOfMask: Double

  /// How long a scan's part of the way may be.
  private static let wayKilometres = 100.0
  /// Up to where satellites may come down.
  private static let lowestKilometres = 100.0
  /// How far apart the elevation is looked at first: no satellite turns half about the Earth in so short a time.
  private static let step: Int64 = 120_000_000

  init(along track: TerminalTrack, minimumElevation: Angle) {
    (self.track, corners) = (track, track.corners)
    mask = minimumElevation.radians
    sineOfMask = sin(mask)
  }

  /// Returns all passes of a span by satellite and time, and who has no state from some time on.
  func search(
    _ predictor: HandoverPredictor, over span: Range<Int64>, threads: Int?
  ) -> (passes: [Pass], failures: [Int: PropagationFailure]) {
    var stretches: [Int: [Range<Int64>]] = [:]
    var failures: [Int: PropagationFailure] = [:]
    var options = AccessScan.Options()
    options.orientation = predictor.orientation
    for part in parts(of: span) {
      let from = ScenarioTime(microseconds: part.lowerBound), to = ScenarioTime(microseconds: part.upperBound)
      AccessScan(of: predictor.propagator, over: [station(from: from, to: to)], options: options).forEach(
        from: from, to: to, threads: threads
      ) { finding in
        guard failures[finding.satellite] == nil else { return }
        failures[finding.satellite] = finding.failure
        for contact in finding.contacts {
          let next = contact.window.start.microsecondsRoundedUp..<contact.window.end.microsecondsRoundedUp
          stretches[finding.satellite, default: []].join(next)
        }
      }
    }
    var passes: [Pass] = []
    for satellite in stretches.keys.sorted() {
      guard case .success(let sgp4) = predictor.propagator.orbits[satellite] else { continue }
      let orbit = Orbit(sgp4, orientation: predictor.orientation)
      for stretch in stretches[satellite] ?? [] {
        do throws(PropagationFailure) {
          passes += try windows(of: orbit, in: stretch).map { Pass(satellite: satellite, orbit: orbit, window: $0) }
        } catch {
          failures[satellite] = failures[satellite] ?? error
        }
      }
    }
    return (passes, failures)
  }

  /// The span in parts of which each covers little of the way.
  private func parts(of span: Range<Int64>) -> [Range<Int64>] {
    let way = track.wayKilometres(
      from: ScenarioTime(microseconds: span.lowerBound), to: ScenarioTime(microseconds: span.upperBound))
    guard way > Self.wayKilometres, span.count > 1_000_000 else { return [span] }
    let middle = span.lowerBound + Int64(span.count / 2)
    return parts(of: span.lowerBound..<middle) + parts(of: middle..<span.upperBound)
  }

  /// A place in the middle of a part, from which everything is above the horizon that the terminal has above its own.
  ///
  /// From the place at which a satellite comes below the mask on to the middle of the way its range is no less than at
  /// the mask. On the way the vertical turns by way / M, the line of sight by no more than way / range.
  private func station(from: ScenarioTime, to: ScenarioTime) -> AccessScan.Station {
    let middle = from + TimeSpan(nanoseconds: (to - from).nanoseconds / 2)
    let way = max(track.wayKilometres(from: from, to: middle), track.wayKilometres(from: middle, to: to))
    let radius = WGS84.polarRadius
    let gap = Self.lowestKilometres - track.highestKilometres
    // d = sqrt(R² sin² ε + h² + 2 h R) - R sin ε
    let range =
      (radius * radius * sineOfMask * sineOfMask + gap * gap + 2 * gap * radius).squareRoot()
      - radius * sineOfMask
    // The least radius of curvature is b²/a; a fifth more and a hundredth of a degree for what a sphere leaves out.
    let flattest = WGS84.polarRadius * WGS84.polarRadius / WGS84.equatorialRadius
    let lower = 1.2 * way * (1 / flattest + 1 / range) + 0.01 * (.pi / 180)
    return AccessScan.Station(
      site: GroundSite(track.place(at: middle)), minimumElevation: .radians(max(-.pi / 2, mask - lower)))
  }

  /// Returns the stays at or above the mask in a stretch.
  func windows(of orbit: Orbit, in stretch: Range<Int64>) throws(PropagationFailure) -> [Range<Int64>] {
    let curve: Curve = { time throws(PropagationFailure) in
      let instant = ScenarioTime(microseconds: time)
      do throws(PropagationError) {
        let sine = track.motion(at: instant).sineOfElevation(of: try orbit.earthFixed(at: instant))
        return Node(time: time, value: sine.value - sineOfMask, slope: sine.perSecond)
      } catch {
        throw PropagationFailure(time: instant, error: error)
      }
    }
    var nodes = [try curve(stretch.lowerBound)]
    // A stretch that a failure ends has no state there.
    let last = (try? curve(stretch.upperBound)) == nil ? stretch.upperBound - 1 : stretch.upperBound
    while let node = nodes.last, node.time < last {
      let corner = corners.partitioningIndex { $0 > node.time }
      let next = min(last, node.time + Self.step, corner < corners.count ? corners[corner] : last)
      try appendMonotoneNodes(from: node, to: try curve(next), of: curve, to: &nodes)
    }
    var edges = try crossings(of: nodes, on: curve)
    if nodes[0].isReached { edges.insert(stretch.lowerBound, at: 0) }
    if edges.count % 2 == 1 { edges.append(stretch.upperBound) }
    return stride(from: 0, to: edges.count, by: 2).map { edges[$0]..<edges[$0 + 1] }.filter { !$0.isEmpty }
  }
}

extension [Range<Int64>] {
  /// Appends a range, joined to the last one where the two touch.
  fileprivate mutating func join(_ next: Range<Int64>) {
    if let last, last.upperBound >= next.lowerBound {
      self[count - 1] = last.lowerBound..<Swift.max(last.upperBound, next.upperBound)
    } else {
      append(next)
    }
  }
}
