internal import COrbitKernels
import Glibc
import Quantities

/// Rows of doubles for the kernels, all of one length.
struct Rows {
  let base: UnsafeMutablePointer<Double>
  let stride: Int

  init(_ memory: AlignedDoubles, from first: Int, stride: Int) {
    base = memory.base + first * stride
    self.stride = stride
  }

  subscript(row: Int) -> UnsafeMutablePointer<Double> { base + row * stride }
}

/// Works out the windows of one satellite after the other from the arcs that a scan has found, with all stations'
/// questions in the lanes at once.
final class PassFinder {
  let grid: ScanGrid
  let stations: [ScanStation]
  private let tables: KernelTables
  private let instructions: InstructionSet
  private let memory: AlignedDoubles
  /// How many states the rows have room for.
  let capacity: Int
  /// Days and minutes; states; sine and cosine of the sidereal time; sites; and what is seen: sine and slope.
  let times, states, sidereal, sites, sight: Rows

  init(_ grid: ScanGrid, _ stations: [ScanStation], _ tables: KernelTables, _ instructions: InstructionSet) {
    self.grid = grid
    self.stations = stations
    self.tables = tables
    self.instructions = instructions
    capacity = (max(grid.count, min(1_024, 64 * stations.count)) + 15) / 16 * 16
    memory = AlignedDoubles(count: 18 * capacity)
    times = Rows(memory, from: 0, stride: capacity)
    states = Rows(memory, from: 2, stride: capacity)
    sidereal = Rows(memory, from: 8, stride: capacity)
    sites = Rows(memory, from: 10, stride: capacity)
    sight = Rows(memory, from: 16, stride: capacity)
  }

  deinit { memory.deallocate() }

  /// Returns the windows of a satellite's arcs, by station and time.
  func windows(of orbit: Int, _ arcs: [Arc]) -> [(station: Int, window: AccessWindow)] {
    guard !arcs.isEmpty else { return [] }
    let samples = gridSamples(orbit, arcs)
    var solver = PassSolver()
    var start = 0
    for (number, arc) in arcs.enumerated() {
      for index in start..<start + arc.last - arc.first {
        solver.examine(samples[index], samples[index + 1], arc: number)
      }
      start += arc.last - arc.first + 1
    }
    var answers: [Sample] = []
    while !solver.questions.isEmpty {
      answers.removeAll(keepingCapacity: true)
      for first in stride(from: 0, to: solver.questions.count, by: capacity) {
        let some = solver.questions[first..<min(first + capacity, solver.questions.count)]
        answer(some, of: orbit, arcs, into: &answers)
      }
      solver.answer(with: answers)
    }
    return assemble(arcs, samples, solver)
  }

  /// The samples of all arcs at the points of the grid, one arc after the other.
  private func gridSamples(_ orbit: Int, _ arcs: [Arc]) -> [Sample] {
    // The points of all arcs, each once and in order, and where each arc begins among them.
    var points: [Int] = []
    var places = Array(repeating: 0, count: arcs.count)
    for number in arcs.indices.sorted(by: { arcs[$0].first < arcs[$1].first }) {
      let arc = arcs[number]
      let known = points.last.map { $0 + 1 } ?? 0
      places[number] = arc.first >= known ? points.count : points.count - (known - arc.first)
      if max(arc.first, known) <= arc.last { points += max(arc.first, known)...arc.last }
    }
    for (place, point) in points.enumerated() {
      times[0][place] = grid.instants.days[point]
      times[1][place] = grid.instants.minutes[point]
      sidereal[0][place] = grid.sine[point]
      sidereal[1][place] = grid.cosine[point]
    }
    propagate(orbit, points.count)
    var result: [Sample] = []
    result.reserveCapacity(arcs.reduce(0) { $0 + $1.last - $1.first + 1 })
    for (arc, place) in zip(arcs, places) {
      let count = arc.last - arc.first + 1
      let station = stations[arc.station]
      look(from: station, at: place, count)
      for index in 0..<count {
        result.append(
          Sample(
            time: grid.seconds[arc.first + index], value: sight[0][index] - station.sineOfMask,
            slope: sight[1][index]))
      }
    }
    return result
  }

  private func answer(_ questions: ArraySlice<Question>, of orbit: Int, _ arcs: [Arc], into samples: inout [Sample]) {
    let first = questions.startIndex
    place(orbit, questions.count) { questions[first + $0].time }
    look(questions.count) { arcs[questions[first + $0].arc].station }
    for (place, question) in questions.enumerated() {
      let mask = stations[arcs[question.arc].station].sineOfMask
      samples.append(Sample(time: question.time, value: sight[0][place] - mask, slope: sight[1][place]))
    }
  }

  /// Works out a satellite's states at up to ``capacity`` times, in seconds after the start.
  func place(_ orbit: Int, _ count: Int, at seconds: (Int) -> Double) {
    let (day, minute) = (grid.instants.days[0], grid.instants.minutes[0])
    for place in 0..<count {
      let time = seconds(place)
      times[0][place] = day
      times[1][place] = minute + time / 60
      (sidereal[0][place], sidereal[1][place]) = grid.sidereal(at: time, near: grid.point(before: time))
    }
    propagate(orbit, count)
  }

  /// Looks at each of the states from a station of its own.
  func look(_ count: Int, from number: (Int) -> Int) {
    for place in 0..<count {
      let station = stations[number(place)]
      for axis in 0..<3 {
        sites[axis][place] = station.position[axis]
        sites[3 + axis][place] = station.up[axis]
      }
    }
    orbit_elevations(
      instructions.number, states.base, states.stride, lanes(count), sidereal.base,
      EarthOrientation.rotationRadiansPerSecond, sites.base, sites.stride, sight[0], sight[1])
  }

  /// A count rounded up to whole registers of any kind; what the rows hold beyond it is of no matter.
  private func lanes(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// States at the prepared times.
  private func propagate(_ orbit: Int, _ count: Int) {
    for place in count..<lanes(count) {
      times[0][place] = times[0][count - 1]
      times[1][place] = times[1][count - 1]
    }
    var output = orbit_output()
    output.planes = (states[0], states[1], states[2], states[3], states[4], states[5])
    output.timeStride = 1
    tables.propagate(
      orbit, instructions, orbit_times(days: times[0], minutes: times[1], count: lanes(count)), into: output)
  }

  /// Looks at some of the states from one station.
  func look(from station: ScanStation, at place: Int, _ count: Int) {
    let (r, u) = (station.position, station.up)
    withUnsafeBytes(of: (r.x, r.y, r.z, u.x, u.y, u.z)) { site in
      orbit_elevations(
        instructions.number, states.base + place, states.stride, count, sidereal.base + place,
        EarthOrientation.rotationRadiansPerSecond, site.assumingMemoryBound(to: Double.self).baseAddress, 1, sight[0],
        sight[1])
    }
  }

  /// Puts crossings, extrema and the ends of the scan together.
  private func assemble(
    _ arcs: [Arc], _ samples: [Sample], _ solver: PassSolver
  ) -> [(station: Int, window: AccessWindow)] {
    let crossings = solver.crossings.sorted { ($0.arc, $0.time) < ($1.arc, $1.time) }
    var tops: [[Sample]] = Array(repeating: [], count: arcs.count)
    for (arc, sample) in solver.extrema where sample.isReached { tops[arc].append(sample) }
    var begin = 0
    for (number, arc) in arcs.enumerated() {
      let own = samples[begin...begin + arc.last - arc.first]
      begin += arc.last - arc.first + 1
      // On orbits so slow that the rate is no guide the values at the points of the grid are.
      if let best = own.max(by: { $0.value < $1.value }), best.isReached,
        best.value > tops[number].map(\.value).max() ?? -.infinity
      {
        tops[number].append(PassFinder.top(near: best, among: own))
      }
    }
    var windows: [(Int, AccessWindow)] = []
    var (next, start) = (0, 0)
    for (number, arc) in arcs.enumerated() {
      let (first, last) = (samples[start], samples[start + arc.last - arc.first])
      start += arc.last - arc.first + 1
      var rise: Double? = first.isReached ? first.time : nil
      var isCut = first.isReached
      while next < crossings.count, crossings[next].arc == number {
        let crossing = crossings[next]
        next += 1
        if crossing.isRising {
          rise = crossing.time
          isCut = false
        } else if let from = rise {
          let edges = isCut ? [first] : []
          windows.append((arc.station, window(arc, from, crossing.time, tops[number], edges, isCut, false)))
          rise = nil
        }
      }
      if let from = rise {
        let edges = (isCut ? [first] : []) + [last]
        windows.append((arc.station, window(arc, from, last.time, tops[number], edges, isCut, true)))
      }
    }
    return windows
  }

  /// The vertex of the parabola through the highest point of a grid and its neighbours; the point itself at an end.
  private static func top(near best: Sample, among samples: ArraySlice<Sample>) -> Sample {
    guard let place = samples.firstIndex(where: { $0.time == best.time }), place > samples.startIndex,
      place < samples.endIndex - 1
    else { return best }
    let (left, right) = (samples[place - 1], samples[place + 1])
    let (before, after) = (best.time - left.time, right.time - best.time)
    let (fall, rise) = ((best.value - left.value) / before, (right.value - best.value) / after)
    let bend = (rise - fall) / (before + after)
    guard bend < 0 else { return best }
    let slope = fall + bend * before
    let shift = -slope / (2 * bend)
    return Sample(time: best.time + shift, value: best.value - slope * slope / (4 * bend), slope: 0)
  }

  private func window(
    _ arc: Arc, _ from: Double, _ to: Double, _ tops: [Sample], _ edges: [Sample], _ startsBefore: Bool,
    _ endsAfter: Bool
  ) -> AccessWindow {
    let start = microsecond(from)
    let end = max(start + 1, microsecond(to))
    let mask = stations[arc.station].sineOfMask
    let candidates = tops.filter { $0.time >= from && $0.time <= to } + edges
    let best =
      candidates.max { $0.value < $1.value } ?? Sample(time: (from + to) / 2, value: 0, slope: 0)
    let time = max(start, min(end - (endsAfter ? 0 : 1), grid.start + Int64((best.time * 1e6).rounded())))
    return AccessWindow(
      start: ScenarioTime(microseconds: start), end: ScenarioTime(microseconds: end), startsBeforeSpan: startsBefore,
      endsAfterSpan: endsAfter,
      culmination: AccessWindow.Culmination(
        time: ScenarioTime(microseconds: time), elevation: .radians(asin(max(-1, min(1, best.value + mask))))))
  }

  /// The first whole microsecond at or after a time.
  func microsecond(_ seconds: Double) -> Int64 { grid.start + Int64((seconds * 1e6).rounded(.up)) }
}
