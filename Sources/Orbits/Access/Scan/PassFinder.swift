internal import COrbitKernels
import Glibc
import Quantities

/// Arrays of doubles of one length that grow as they must and are never shrunk.
final class ScratchRows {
  private var rows: AlignedDoubles
  private let count: Int
  private(set) var capacity: Int

  init(_ count: Int, capacity: Int = 1_024) {
    self.count = count
    self.capacity = capacity
    rows = AlignedDoubles(count: count * capacity)
  }

  deinit { rows.deallocate() }

  /// Makes room; what was there is lost.
  func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    rows.deallocate()
    capacity = max(wanted, capacity * 2)
    rows = AlignedDoubles(count: count * capacity)
  }

  subscript(row: Int) -> UnsafeMutablePointer<Double> { rows.base + row * capacity }
}

/// Works out the windows of one satellite after the other from the arcs that a scan has found, with all stations'
/// questions in the lanes at once.
final class PassFinder {
  private let grid: ScanGrid
  private let stations: [ScanStation]
  private let tables: KernelTables
  private let instructions: InstructionSet
  /// Days and minutes, six planes of states, nine of turning.
  private let times = ScratchRows(2)
  private let states = ScratchRows(6)
  private let turns = ScratchRows(9)
  /// Six planes of sites, sine and slope.
  private let sights = ScratchRows(8)
  private var samples: [Sample] = []
  private var solver = PassSolver()
  private var isWanted: [Bool]
  private var placeOf: [Int32]

  init(_ grid: ScanGrid, _ stations: [ScanStation], _ tables: KernelTables, _ instructions: InstructionSet) {
    self.grid = grid
    self.stations = stations
    self.tables = tables
    self.instructions = instructions
    isWanted = Array(repeating: false, count: grid.count)
    placeOf = Array(repeating: 0, count: grid.count)
  }

  /// Returns the windows of a satellite's arcs, by station and time.
  func windows(of orbit: Int, _ arcs: [Arc]) -> [(station: Int, window: AccessWindow)] {
    guard !arcs.isEmpty else { return [] }
    let samples = gridSamples(orbit, arcs)
    solver.removeAll()
    var start = 0
    for (number, arc) in arcs.enumerated() {
      for index in start..<start + arc.last - arc.first {
        solver.examine(samples[index], samples[index + 1], arc: number)
      }
      start += arc.last - arc.first + 1
    }
    while !solver.questions.isEmpty { answerQuestions(orbit, arcs) }
    return assemble(arcs, samples)
  }

  /// The samples of all arcs at the points of the grid, one arc after the other.
  private func gridSamples(_ orbit: Int, _ arcs: [Arc]) -> [Sample] {
    var points: [Int] = []
    for arc in arcs {
      for point in arc.first...arc.last where !isWanted[point] {
        isWanted[point] = true
        points.append(point)
      }
    }
    points.sort()
    reserve(points.count)
    for (place, point) in points.enumerated() {
      isWanted[point] = false
      placeOf[point] = Int32(place)
      times[0][place] = grid.instants.days[point]
      times[1][place] = grid.instants.minutes[point]
      turn(place, (grid.sine[point], grid.cosine[point]))
    }
    propagate(orbit, points.count)
    var result: [Sample] = []
    result.reserveCapacity(arcs.reduce(0) { $0 + $1.last - $1.first + 1 })
    for arc in arcs {
      let count = arc.last - arc.first + 1
      // The points of an arc follow each other among the wanted ones.
      look(from: stations[arc.station], at: Int(placeOf[arc.first]), count)
      for index in 0..<count {
        result.append(
          Sample(
            time: grid.seconds[arc.first + index], value: sights[6][index] - stations[arc.station].sineOfMask,
            slope: sights[7][index]))
      }
    }
    return result
  }

  private func answerQuestions(_ orbit: Int, _ arcs: [Arc]) {
    let questions = solver.questions
    let count = questions.count
    reserve(count)
    let (day, minute) = (grid.instants.days[0], grid.instants.minutes[0])
    for (place, question) in questions.enumerated() {
      times[0][place] = day
      times[1][place] = minute + question.time / 60
      turn(place, grid.sidereal(at: question.time, near: grid.point(before: question.time)))
      let station = stations[arcs[question.arc].station]
      (sights[0][place], sights[1][place], sights[2][place]) =
        (station.position.x, station.position.y, station.position.z)
      (sights[3][place], sights[4][place], sights[5][place]) = (station.up.x, station.up.y, station.up.z)
    }
    propagate(orbit, count)
    elevations(at: 0, count, perPlace: 1)
    samples.removeAll(keepingCapacity: true)
    for (place, question) in questions.enumerated() {
      let mask = stations[arcs[question.arc].station].sineOfMask
      samples.append(Sample(time: question.time, value: sights[6][place] - mask, slope: sights[7][place]))
    }
    samples.withUnsafeBufferPointer { solver.answer(with: $0) }
  }

  private func reserve(_ count: Int) {
    for rows in [times, states, turns, sights] { rows.reserve(count) }
  }

  private func turn(_ place: Int, _ angle: (sine: Double, cosine: Double)) {
    turns[0][place] = angle.cosine
    turns[1][place] = angle.sine
    turns[3][place] = -angle.sine
    turns[4][place] = angle.cosine
    turns[8][place] = 1
  }

  /// States at the prepared times, turned into the Earth's frame in place.
  private func propagate(_ orbit: Int, _ count: Int) {
    var output = orbit_output()
    output.planes = (states[0], states[1], states[2], states[3], states[4], states[5])
    output.timeStride = 1
    tables.propagate(
      orbit, instructions, orbit_times(days: times[0], minutes: times[1], count: count), into: output)
    let planes = (0..<6).map { UnsafePointer(states[$0]) as UnsafePointer<Double>? }
    let targets = (0..<6).map { states[$0] as UnsafeMutablePointer<Double>? }
    orbit_earth_fixed(
      instructions.number, planes, count, turns[0], turns.capacity, EarthOrientation.rotationRadiansPerSecond, targets)
  }

  private func look(from station: ScanStation, at place: Int, _ count: Int) {
    (sights[0][0], sights[1][0], sights[2][0]) = (station.position.x, station.position.y, station.position.z)
    (sights[3][0], sights[4][0], sights[5][0]) = (station.up.x, station.up.y, station.up.z)
    elevations(at: place, count, perPlace: 0)
  }

  private func elevations(at place: Int, _ count: Int, perPlace: Int) {
    let planes = (0..<6).map { UnsafePointer(states[$0] + place) as UnsafePointer<Double>? }
    let sites = (0..<6).map { UnsafePointer(sights[$0]) as UnsafePointer<Double>? }
    orbit_elevations(instructions.number, planes, count, sites, perPlace, sights[6], sights[7])
  }

  /// Puts crossings, extrema and the ends of the scan together.
  private func assemble(_ arcs: [Arc], _ samples: [Sample]) -> [(station: Int, window: AccessWindow)] {
    let crossings = solver.crossings.sorted { ($0.arc, $0.time) < ($1.arc, $1.time) }
    var tops = Array(repeating: [Sample](), count: 0)
    tops = arcs.map { _ in [] }
    for (arc, sample) in solver.extrema where sample.isReached { tops[arc].append(sample) }
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
  private func microsecond(_ seconds: Double) -> Int64 { grid.start + Int64((seconds * 1e6).rounded(.up)) }
}
