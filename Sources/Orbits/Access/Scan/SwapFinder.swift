import Glibc
import Quantities

/// One satellite's stay above the mask of a station, half-open, in microseconds since 1970.
struct Stay {
  let station: Int
  let start, end: Int64
}

/// From an instant on, the stations that see a satellite, highest first.
struct RankingChange: Equatable {
  let time: Int64
  let ranking: [UInt16]
}

/// Works out who of several stations sees a satellite higher, and from when to when.
struct SwapFinder {
  let finder: PassFinder
  private var grid: ScanGrid { finder.grid }

  /// Into how many parts a step of the grid is cut, so that two elevations change places once a part at most.
  ///
  /// A step is a quarter of a radian. The difference of two elevations bends over the time in which a satellite passes
  /// its own height, which on the lowest orbits is a fortieth: a part is less, a sixty-fourth.
  private static let parts = 16

  /// What a difference of two sines can gain over a part beyond its slopes at the ends.
  private static let bend = 0.03

  /// Returns the changes of the stations in view over the scan, in order; a satellite is in nobody's view before.
  ///
  /// - Parameters:
  ///   - stays: by start.
  ///   - ranks: whether the stations are in order of elevation, ties by number, or by number alone.
  func changes(of orbit: Int, _ stays: [Stay], ranks: Bool) -> [RankingChange] {
    guard !stays.isEmpty else { return [] }
    var marks = stays.flatMap { [$0.start, $0.end] }
    if ranks { marks += swaps(of: orbit, stays) }
    marks.sort()
    let end = grid.start + Int64((grid.seconds[grid.count - 1] * 1e6).rounded())
    var pieces: [(start: Int64, end: Int64, stays: [Int])] = []
    var (next, inView): (Int, [Int]) = (0, [])
    for (index, mark) in marks.enumerated() where mark < end && (index == 0 || mark > marks[index - 1]) {
      inView.removeAll { stays[$0].end <= mark }
      while next < stays.count, stays[next].start <= mark {
        if stays[next].end > mark { inView.append(next) }
        next += 1
      }
      if !pieces.isEmpty { pieces[pieces.count - 1].end = mark }
      pieces.append((mark, end, inView))
    }
    let rankings =
      ranks ? rankings(of: orbit, pieces, stays) : pieces.map { $0.stays.map { stays[$0].station }.sorted() }
    var changes: [RankingChange] = []
    for (piece, ranking) in zip(pieces, rankings) {
      let change = RankingChange(time: piece.start, ranking: ranking.map { UInt16($0) })
      if change.ranking != changes.last?.ranking ?? [] { changes.append(change) }
    }
    return changes
  }

  /// The stations of each piece in the order of their elevations in its middle: what they are there they are
  /// throughout, and at the ends rounding could tip the scale.
  private func rankings(
    of orbit: Int, _ pieces: [(start: Int64, end: Int64, stays: [Int])], _ stays: [Stay]
  ) -> [[Int]] {
    var rankings = pieces.map { $0.stays.map { stays[$0].station } }
    let contested = pieces.indices.filter { pieces[$0].stays.count > 1 }
    for first in stride(from: 0, to: contested.count, by: finder.capacity) {
      let some = contested[first..<min(first + finder.capacity, contested.count)]
      finder.place(orbit, some.count) { index in
        let piece = pieces[some[first + index]]
        return Double(piece.start + (piece.end - piece.start) / 2 - grid.start) * 1e-6
      }
      for (place, piece) in some.enumerated() {
        let satellite = position(place)
        let seen = rankings[piece].map { (station: $0, sine: finder.stations[$0].sineOfElevation(of: satellite)) }
        rankings[piece] = seen.sorted { ($1.sine, $0.station) < ($0.sine, $1.station) }.map(\.station)
      }
    }
    return rankings
  }

  /// The satellite at one of the finder's states, in the frame of the turning Earth.
  private func position(_ place: Int) -> SIMD3<Double> {
    let (x, y) = (finder.states[0][place], finder.states[1][place])
    let (sine, cosine) = (finder.sidereal[0][place], finder.sidereal[1][place])
    return SIMD3(cosine * x + sine * y, cosine * y - sine * x, finder.states[2][place])
  }

  // MARK: Swaps

  /// The instants at which two stations that both see the satellite change places.
  private func swaps(of orbit: Int, _ stays: [Stay]) -> [Int64] {
    var swaps: [Int64] = []
    var first = 0
    while first < stays.count {
      // A cluster of stays, each of which overlaps with one before.
      var (last, end, contestedUntil) = (first, stays[first].end, stays[first].start)
      while last + 1 < stays.count, stays[last + 1].start < end {
        last += 1
        contestedUntil = max(contestedUntil, min(end, stays[last].end))
        end = max(end, stays[last].end)
      }
      if last > first {
        let contested = stays[first + 1].start..<max(stays[first + 1].start, contestedUntil)
        swaps += self.swaps(of: orbit, Array(stays[first...last]), in: contested)
      }
      first = last + 1
    }
    return swaps
  }

  /// Two stays of a cluster, by their places, and the span that they share.
  private struct Pair {
    let left, right: Stay
    let start, end: Int64
  }

  private func swaps(of orbit: Int, _ stays: [Stay], in contested: Range<Int64>) -> [Int64] {
    var solver = PassSolver()
    var pairs: [Pair] = []
    let parts = part(before: contested.lowerBound)..<part(after: contested.upperBound)
    let block = min(512, finder.capacity - 1)
    for first in stride(from: parts.lowerBound, to: parts.upperBound, by: block) {
      let cells = first..<min(first + block, parts.upperBound)
      let curves = curves(of: orbit, stays, at: cells.lowerBound...cells.upperBound)
      for left in stays.indices {
        for right in stays.indices.dropFirst(left + 1) {
          let pair = Pair(
            left: stays[left], right: stays[right], start: max(stays[left].start, stays[right].start),
            end: min(stays[left].end, stays[right].end))
          guard pair.start < pair.end else { continue }
          let shared = cells.clamped(to: part(before: pair.start)..<part(after: pair.end))
          let asked = solver.questions.count
          compare(curves[left], curves[right], shared, from: cells.lowerBound, pair: pairs.count, &solver)
          if solver.questions.count > asked { pairs.append(pair) }
        }
      }
    }
    answer(&solver, of: orbit, pairs)
    return solver.crossings.compactMap { crossing in
      let (pair, time) = (pairs[crossing.arc], finder.microsecond(crossing.time))
      return time > pair.start && time < pair.end ? time : nil
    }
  }

  /// The sines of the satellite's elevation from each station, and their change, at a run of fine points.
  private func curves(of orbit: Int, _ stays: [Stay], at points: ClosedRange<Int>) -> [[Sample]] {
    finder.place(orbit, points.count) { time(of: points.lowerBound + $0) }
    return stays.map { stay in
      finder.look(from: finder.stations[stay.station], at: 0, points.count)
      return points.map { point in
        let place = point - points.lowerBound
        return Sample(time: time(of: point), value: finder.sight[0][place], slope: finder.sight[1][place])
      }
    }
  }

  /// Asks where two curves cross, in the parts in which they can.
  private func compare(
    _ left: [Sample], _ right: [Sample], _ cells: Range<Int>, from first: Int, pair: Int, _ solver: inout PassSolver
  ) {
    guard var a = cells.first.map({ left[$0 - first].less(right[$0 - first]) }) else { return }
    for cell in cells {
      let b = left[cell + 1 - first].less(right[cell + 1 - first])
      defer { a = b }
      let reach = max(abs(a.slope), abs(b.slope)) * (b.time - a.time) + SwapFinder.bend
      guard a.isReached != b.isReached || min(abs(a.value), abs(b.value)) <= reach else { continue }
      solver.examine(a, b, arc: pair)
    }
  }

  private func answer(_ solver: inout PassSolver, of orbit: Int, _ pairs: [Pair]) {
    var answers: [Sample] = []
    while !solver.questions.isEmpty {
      answers.removeAll(keepingCapacity: true)
      let questions = solver.questions
      for first in stride(from: 0, to: questions.count, by: finder.capacity) {
        let count = min(finder.capacity, questions.count - first)
        finder.place(orbit, count) { questions[first + $0].time }
        finder.look(count) { pairs[questions[first + $0].arc].left.station }
        for place in 0..<count {
          answers.append(
            Sample(
              time: questions[first + place].time, value: finder.sight[0][place], slope: finder.sight[1][place]))
        }
        finder.look(count) { pairs[questions[first + $0].arc].right.station }
        for place in 0..<count {
          answers[first + place].value -= finder.sight[0][place]
          answers[first + place].slope -= finder.sight[1][place]
        }
      }
      solver.answer(with: answers)
    }
  }

  // MARK: Fine points

  private var length: Double { grid.seconds[grid.count - 1] }
  private var part: Double { grid.step / Double(SwapFinder.parts) }

  private func time(of point: Int) -> Double { min(Double(point) * part, length) }

  private func part(before time: Int64) -> Int { Int(Double(time - grid.start) * 1e-6 / part) }

  private func part(after time: Int64) -> Int {
    Int((min(Double(time - grid.start) * 1e-6, length) / part).rounded(.up))
  }
}

extension Sample {
  /// The difference of two samples of one time.
  fileprivate func less(_ other: Sample) -> Sample {
    Sample(time: time, value: value - other.value, slope: slope - other.slope)
  }
}

extension ScanStation {
  /// The sine of the elevation of a place in the frame of the turning Earth without polar motion, km.
  func sineOfElevation(of place: SIMD3<Double>) -> Double {
    let line = place - position
    return dot(line, up) / Orbits.length(line)
  }
}
