import Glibc
import Quantities

/// The parts of a window during which a satellite stands above a horizon that is not the same all round.
///
/// Between the points of a horizon the margin is smooth: the window is cut where the satellite passes the azimuth of a
/// point, and sampled a two-hundredth of it apart beside that, a second to half a minute, with the tops and bottoms of
/// the samples refined, and the edges found on whole microseconds.
struct HorizonWindows {
  let orbit: Orbit
  let site: GroundSite
  let mask: ElevationMask
  /// What refraction adds, if it is to be counted in.
  let isRefracted: Bool

  /// Returns the parts of a window, in order.
  func parts(of window: AccessWindow) -> [AccessWindow] {
    let (first, last) = (window.start.microsecondsRoundedUp, window.end.microsecondsRoundedUp - 1)
    guard last > first else { return [] }
    let count = Int(max(2, min(2_000, max((last - first) / 30_000_000, min(200, (last - first) / 1_000_000)))))
    let even = (0...count).map { first + (last - first) * Int64($0) / Int64(count) }
    var times = Set(even + zip(even, even.dropFirst()).flatMap { pointsPassed(from: $0, to: $1) }).sorted()
    let margins = times.map(margin)
    for index in 1..<times.count - 1 where isTurning(margins[index - 1], margins[index], margins[index + 1]) {
      times.append(turn(times[index - 1], times[index + 1], isTop: margins[index] >= margins[index - 1]))
    }
    times.sort()
    return spans(times).map { part(of: window, from: $0, to: $1, first, last) }
  }

  private func isTurning(_ left: Double, _ middle: Double, _ right: Double) -> Bool {
    (middle - left) * (right - middle) <= 0 && (left < 0 || middle < 0 || right < 0)
  }

  /// The times between two at which the satellite passes the azimuth of a point of the horizon, each with the
  /// microsecond before it.
  private func pointsPassed(from start: Int64, to end: Int64) -> [Int64] {
    guard let (a, b) = azimuth(at: start).flatMap({ a in azimuth(at: end).map { (a, $0) } }) else { return [] }
    let turn = HorizonWindows.turn(from: a, to: b)
    // Near the zenith the azimuth swings: which way it goes round shows only in short pieces.
    if abs(turn) > 30, end - start > 1_000 {
      let middle = start + (end - start) / 2
      return pointsPassed(from: start, to: middle) + pointsPassed(from: middle, to: end)
    }
    return mask.points.flatMap { point -> [Int64] in
      let before = HorizonWindows.turn(from: a, to: point.azimuth.degrees)
      guard before * turn > 0, abs(before) < abs(turn) else { return [] }
      var (low, high) = (start, end)
      while high - low > 1, let here = azimuth(at: low + (high - low) / 2) {
        let middle = low + (high - low) / 2
        let isBefore = HorizonWindows.turn(from: here, to: point.azimuth.degrees) * turn > 0
        if isBefore { low = middle } else { high = middle }
      }
      return [low, high]
    }
  }

  private func azimuth(at time: Int64) -> Double? {
    (try? orbit.lookAngles(from: site, at: ScenarioTime(microseconds: time)))?.azimuth.degrees
  }

  /// The shorter way round from one azimuth to another, degrees, east positive.
  private static func turn(from: Double, to: Double) -> Double {
    let turn = to - from
    return turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn
  }

  /// The elevation above the horizon, degrees.
  private func margin(at time: Int64) -> Double {
    guard let look = try? orbit.lookAngles(from: site, at: ScenarioTime(microseconds: time)) else { return -1 }
    let lift = isRefracted ? Refraction.lift(atGeometricElevation: look.elevation).degrees : 0
    return look.elevation.degrees + lift - mask.elevation(at: look.azimuth).degrees
  }

  /// The top or bottom between two times, by thirds.
  private func turn(_ low: Int64, _ high: Int64, isTop: Bool) -> Int64 {
    var (low, high) = (low, high)
    while high - low > 1_000 {
      let third = (high - low) / 3
      let isLeft = (margin(at: low + third) > margin(at: high - third)) == isTop
      if isLeft { high -= third } else { low += third }
    }
    return low + (high - low) / 2
  }

  private func spans(_ times: [Int64]) -> [(from: Int64, to: Int64)] {
    var spans: [(Int64, Int64)] = []
    var start: Int64?
    var before = (time: times[0], value: margin(at: times[0]))
    if before.value >= 0 { start = before.time }
    for time in times.dropFirst() {
      let now = (time: time, value: margin(at: time))
      if (now.value >= 0) != (before.value >= 0), now.time > before.time,
        let edge = try? signChange(
          between: before, and: now, of: { instant throws(PropagationFailure) in margin(at: instant) })
      {
        if now.value >= 0 { start = edge } else if let from = start { spans.append((from, edge)) }
        if now.value < 0 { start = nil }
      }
      before = now
    }
    if let start { spans.append((start, before.time + 1)) }
    return spans
  }

  private func part(of window: AccessWindow, from: Int64, to: Int64, _ first: Int64, _ last: Int64) -> AccessWindow {
    var part = window
    part.start = ScenarioTime(microseconds: from)
    part.end = ScenarioTime(microseconds: to)
    part.startsBeforeSpan = window.startsBeforeSpan && from == first
    part.endsAfterSpan = window.endsAfterSpan && to == last + 1
    let top = window.culmination.time
    guard top < part.start || top >= part.end else { return part }
    // The top of the whole lies elsewhere: the better edge is the highest point of this part.
    let edges = [part.start, part.end - .microsecond].compactMap { time in
      (try? orbit.lookAngles(from: site, at: time)).map {
        AccessWindow.Culmination(time: time, elevation: $0.elevation)
      }
    }
    part.culmination = edges.max { $0.elevation < $1.elevation } ?? window.culmination
    return part
  }
}
