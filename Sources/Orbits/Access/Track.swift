import Quantities

/// A satellite followed from cell to cell of a fixed grid of time, in whole microseconds since 1970.
///
/// A cell is a thirtieth of a turn at the speed of the perigee, 2 to 20 minutes. Why that is short enough: the
/// sine of the elevation rises and falls with the cosine of the angle between satellite and site, which has
/// its extrema half a turn apart, 15 cells and more at perigee and farther elsewhere. Only where satellite and
/// Earth turn alike (inclined and eccentric geosynchronous orbits) do the Earth's 24 hours come in, of which
/// 20 minutes are a 72nd. Whatever bends more sharply than a cubic through the ends of a cell is split further
/// (``appendMonotoneNodes(from:to:depth:of:to:)``).
///
/// The grid is anchored at 1970 and belongs to the satellite alone, so that what is found in a cell does not
/// depend on who asks, nor from when.
struct Track: Sendable {
  let orbit: Orbit
  let cellMicroseconds: Int64

  /// A time and the state at it.
  struct Fix {
    let time: Int64
    let state: EarthFixedState
  }

  /// What lies between two fixes.
  struct Cell {
    let start, end: Fix
    /// Half the length, in seconds.
    var halfSeconds: Double { Double(end.time - start.time) * 0.5e-6 }
  }

  init(_ orbit: Orbit) {
    let epoch = orbit.sgp4.secular.epoch
    let square = 1 - epoch.eccentricity * epoch.eccentricity
    // Rate of the true anomaly at perigee: n (1 + e)² / (1 - e²)^1.5, radians a minute.
    let perigeeRate =
      epoch.motion * (1 + epoch.eccentricity) * (1 + epoch.eccentricity) / (square * square.squareRoot())
    let minutes = max(2, min(20, 2 * .pi / 30 / perigeeRate))
    self.orbit = orbit
    cellMicroseconds = Int64(minutes * 60) * 1_000_000
  }

  /// Returns the state at a time.
  func fix(at time: Int64) throws(PropagationFailure) -> Fix {
    let instant = ScenarioTime(microseconds: time)
    do {
      return Fix(time: time, state: try orbit.earthFixed(at: instant))
    } catch {
      throw PropagationFailure(time: instant, error: error)
    }
  }

  /// Returns the last edge of the grid before a time.
  func edge(before time: Int64) -> Int64 {
    let (quotient, rest) = (time - 1).quotientAndRemainder(dividingBy: cellMicroseconds)
    return (rest < 0 ? quotient - 1 : quotient) * cellMicroseconds
  }
}

/// The cells of a track one after the other, up to where the satellite fails.
struct TrackWalk: Sendable {
  let track: Track
  /// The time that was asked for; failures before it count from it.
  private let first: Int64
  /// Where the walk stands: the end of the last cell.
  private(set) var here: Track.Fix?
  /// Where and why it ended, if it did.
  private(set) var failure: PropagationFailure?

  /// Begins at the last edge of the grid before a time, or at that time where there is no state at the edge.
  init(_ track: Track, before time: Int64) {
    self.track = track
    first = time
    here = try? track.fix(at: track.edge(before: time))
    guard here == nil else { return }
    do throws(PropagationFailure) {
      here = try track.fix(at: time)
    } catch {
      failure = error
    }
  }

  /// Examines the next cell; nil once the satellite has failed.
  ///
  /// Where the cell, or a time within it, has no state, what is examined is the part before the first failure.
  mutating func next<Finding>(
    _ examine: (Track.Cell) throws(PropagationFailure) -> Finding
  ) -> Finding? {
    guard failure == nil, let start = here else { return nil }
    do throws(PropagationFailure) {
      let end = try track.fix(at: track.edge(before: start.time + 1) + track.cellMicroseconds)
      let finding = try examine(Track.Cell(start: start, end: end))
      here = end
      return finding
    } catch {
      return shortened(from: start, failing: error, examine)
    }
  }

  private mutating func shortened<Finding>(
    from start: Track.Fix, failing: PropagationFailure, _ examine: (Track.Cell) throws(PropagationFailure) -> Finding
  ) -> Finding? {
    var found = failing
    while true {
      found = firstFailure(after: start.time, until: found)
      do throws(PropagationFailure) {
        let end = try track.fix(at: found.time.microsecondsRoundedUp - 1)
        let finding = try examine(Track.Cell(start: start, end: end))
        here = end
        failure = PropagationFailure(time: max(found.time, ScenarioTime(microseconds: first)), error: found.error)
        return finding
      } catch {
        // An earlier failure within the cell: the bound moves towards the start, so this ends.
        found = error
      }
    }
  }

  /// Returns the failure that follows a time with a state, by bisection on whole microseconds.
  private func firstFailure(after start: Int64, until known: PropagationFailure) -> PropagationFailure {
    var (good, bad) = (start, known)
    while bad.time.microsecondsRoundedUp - good > 1 {
      let middle = good + (bad.time.microsecondsRoundedUp - good) / 2
      do throws(PropagationFailure) {
        good = try track.fix(at: middle).time
      } catch {
        bad = error
      }
    }
    return bad
  }
}

extension ScenarioTime {
  /// Creates the instant of a count of microseconds since 1970.
  package init(microseconds: Int64) {
    self.init(nanosecondsSince1970: microseconds * 1_000)
  }

  /// The first whole microsecond since 1970 at or after this instant.
  package var microsecondsRoundedUp: Int64 {
    let floor = wholeMicrosecond.nanosecondsSince1970 / 1_000
    return wholeMicrosecond == self ? floor : floor + 1
  }
}
