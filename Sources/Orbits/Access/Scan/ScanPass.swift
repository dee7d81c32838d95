internal import COrbitKernels
import Glibc
import Quantities

/// One scan of satellites of like step over all stations: from a grid of times to the arcs that are worth a look.
struct ScanPass {
  /// An arc a station, under way or found, for each satellite; nil where it has failed.
  typealias Arcs = [(member: Int, arcs: [Arc]?)]

  let finder: PassFinder
  private let grid: ScanGrid
  private let stations: [ScanStation]
  /// The stations in the order of their masks, and where each mask's stations end.
  private let order: [Int]
  private let groupEnds: [Int]
  private let masks: [Double]
  private let propagator: Propagator
  private let reaches: [Reach]
  private let instructions: InstructionSet

  /// More than a station can gain: the vertical leans by up to 0.1924 degrees from the radius.
  private static let lean = 0.2 * Double.pi / 180
  private static let leastRadius = 6_356.0

  init(
    _ members: ScanClass, _ stations: [VisibilityTimeline.Station], _ orientation: EarthOrientation,
    _ grid: ScanGrid, _ instructions: InstructionSet
  ) {
    let scanStations = stations.map {
      ScanStation($0.site, minimumElevation: $0.minimumElevation, orientation: orientation)
    }
    let order = stations.indices.sorted { (scanStations[$0].mask, $0) < (scanStations[$1].mask, $1) }
    reaches = members.reaches
    let halfStep = grid.step / 2
    let turning = (reaches.map(\.rate).max() ?? 0) * halfStep
    let climb = 1 + (reaches.map(\.climb).max() ?? 0) * halfStep
    var (groupEnds, masks): ([Int], [Double]) = ([], [])
    for (place, station) in order.enumerated() {
      let mask = scanStations[station].mask
      if place > 0, mask == scanStations[order[place - 1]].mask {
        groupEnds[groupEnds.count - 1] = place + 1
        continue
      }
      groupEnds.append(place + 1)
      let least = mask - ScanPass.lean
      let radius = min(ScanPass.leastRadius, order.map { scanStations[$0].radius }.min() ?? 0)
      masks += [radius * cos(least) / climb, cos(least - turning), sin(least - turning)]
    }
    self.stations = scanStations
    self.grid = grid
    self.order = order
    self.groupEnds = groupEnds
    self.masks = masks
    self.instructions = instructions
    propagator = members.propagator
    finder = PassFinder(grid, scanStations, propagator.tables, instructions)
  }

  /// How many rows of positions are kept at a time, at most.
  private static let mostRows = 64

  /// Scans all satellites.
  func arcs() -> Arcs {
    let block = KernelTables.block
    let width = (propagator.count + block - 1) / block * block
    let tile = min(ScanPass.mostRows, grid.count)
    let ephemeris = Ephemeris(satellites: width, times: tile, velocities: false)
    var trackers = stride(from: 0, to: propagator.count, by: block).map { first in
      BlockTracker(stations: order.count, lanes: min(block, propagator.count - first), active: active(first))
    }
    let events = UnsafeMutablePointer<orbit_scan_event>.allocate(
      capacity: max(1, block * order.count * tile))
    defer { events.deallocate() }
    for first in stride(from: 0, to: grid.count, by: tile) {
      let range = first..<min(first + tile, grid.count)
      propagator.propagate(to: grid.instants[range], into: ephemeris, threads: 1, with: instructions)
      let directions = directions(range)
      let isWhole = ephemeris.isWhole
      for index in trackers.indices {
        if !isWhole { trackers[index].noteFailures(ephemeris, index * block, range.count) }
        scan(&trackers[index], index * block, range, ephemeris, directions, events)
      }
    }
    return trackers.enumerated().flatMap { index, tracker in
      tracker.arcs(upTo: grid.count - 1, order).enumerated().map { (index * block + $0, $1) }
    }
  }

  private func scan(
    _ tracker: inout BlockTracker, _ column: Int, _ range: Range<Int>, _ ephemeris: Ephemeris, _ directions: [Double],
    _ events: UnsafeMutablePointer<orbit_scan_event>
  ) {
    let found = directions.withUnsafeBufferPointer { directions in
      groupEnds.withUnsafeBufferPointer { groupEnds in
        masks.withUnsafeBufferPointer { masks in
          tracker.active.withUnsafeBufferPointer { active in
            tracker.inReach.withUnsafeMutableBufferPointer { inReach in
              var scan = orbit_scan(
                directions: directions.baseAddress, stations: order.count, active: active.baseAddress,
                groups: groupEnds.count, groupEnds: groupEnds.baseAddress, masks: masks.baseAddress)
              return orbit_scan_block(
                instructions.number, ephemeris.base(.x) + column, ephemeris.base(.y) + column,
                ephemeris.base(.z) + column, ephemeris.rowStride, range.count, &scan, inReach.baseAddress, events)
            }
          }
        }
      }
    }
    for event in UnsafeBufferPointer(start: events, count: found) {
      tracker.toggle(Int(event.lane), Int(event.station), at: range.lowerBound + Int(event.time))
    }
  }

  /// Unit vectors to the stations, TEME, by time and place in the order.
  private func directions(_ range: Range<Int>) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(range.count * order.count * 3)
    for point in range {
      let (sine, cosine) = (grid.sine[point], grid.cosine[point])
      for station in order {
        let direction = stations[station].direction
        numbers.append(cosine * direction.x - sine * direction.y)
        numbers.append(sine * direction.x + cosine * direction.y)
        numbers.append(direction.z)
      }
    }
    return numbers
  }

  /// Which stations any satellite of a block can ever see: those within its inclination and horizon.
  private func active(_ first: Int) -> [UInt8] {
    let members = reaches[first..<min(first + KernelTables.block, reaches.count)]
    let latitude = members.map(\.latitude).max() ?? 0
    let apogee = members.map(\.apogee).max() ?? 0
    return order.map { number in
      let station = stations[number]
      let least = station.mask - ScanPass.lean
      let horizon = acos(max(-1, min(1, min(ScanPass.leastRadius, station.radius) * cos(least) / apogee))) - least
      return abs(asin(station.direction.z)) <= latitude + horizon + 0.01 ? 1 : 0
    }
  }
}

/// Which of a block's satellites are within reach of which stations, and since when.
private struct BlockTracker {
  let active: [UInt8]
  var inReach: [UInt16]
  private let lanes: Int
  private var since: [Int32]
  private var found: [[Arc]]
  private var hasFailed: [Bool]

  init(stations: Int, lanes: Int, active: [UInt8]) {
    self.lanes = lanes
    self.active = active
    inReach = Array(repeating: 0, count: stations)
    since = Array(repeating: -1, count: stations * KernelTables.block)
    found = Array(repeating: [], count: KernelTables.block)
    hasFailed = Array(repeating: false, count: KernelTables.block)
  }

  mutating func noteFailures(_ ephemeris: Ephemeris, _ column: Int, _ rows: Int) {
    for row in 0..<rows {
      for lane in 0..<lanes where ephemeris.error(satellite: column + lane, time: row) != 0 { hasFailed[lane] = true }
    }
  }

  mutating func toggle(_ lane: Int, _ station: Int, at point: Int) {
    let place = station * KernelTables.block + lane
    if since[place] < 0 {
      since[place] = Int32(max(0, point - 1))
    } else {
      found[lane].append(Arc(station: station, first: Int(since[place]), last: point))
      since[place] = -1
    }
  }

  /// Ends the arcs under way and returns those of each lane, with the stations' own numbers; nil for the failed.
  func arcs(upTo last: Int, _ order: [Int]) -> [[Arc]?] {
    (0..<lanes).map { lane in
      guard !hasFailed[lane] else { return nil }
      var arcs = found[lane]
      for station in order.indices where since[station * KernelTables.block + lane] >= 0 {
        arcs.append(Arc(station: station, first: Int(since[station * KernelTables.block + lane]), last: last))
      }
      return arcs.map { Arc(station: order[$0.station], first: $0.first, last: $0.last) }
    }
  }
}
