internal import COrbitKernels
import Quantities

/// States of many satellites at many times, in arrays that are reused from one propagation to the next.
///
/// Six planes - x, y, z in km, vx, vy, vz in km/s, in the true equator, mean equinox frame (TEME) of each instant -
/// of one double a satellite and time. A state that SGP4 does not have is not a number, and its ``error`` says why.
/// Not for two threads at once.
public final class Ephemeris {
  /// Which index runs fastest.
  public enum Layout: Sendable {
    /// Satellites side by side, one row a time: for many satellites at an instant.
    case timeMajor
    /// Times side by side, one row a satellite: for one satellite's path.
    case satelliteMajor
  }

  /// A component of the states.
  public enum Component: Int, Sendable, CaseIterable {
    case x, y, z, vx, vy, vz
  }

  /// Which index runs fastest.
  public let layout: Layout
  /// How many satellites it has room for.
  public let satellites: Int
  /// How many times it has room for.
  public let capacity: Int
  /// Whether it holds velocities.
  public let hasVelocities: Bool
  /// How many times the last propagation filled in.
  public internal(set) var times = 0
  /// Doubles from one row to the next: whole lines of the caches.
  public let rowStride: Int

  private let planes: AlignedDoubles
  private let codes: UnsafeMutablePointer<UInt8>
  private var segments: AlignedDoubles
  /// The tables that the segments belong to.
  private var owner: ObjectIdentifier?

  private var rows: Int { layout == .timeMajor ? capacity : satellites }

  /// Makes room for a number of satellites and times.
  public init(satellites: Int, times capacity: Int = 1, layout: Layout = .timeMajor, velocities: Bool = true) {
    precondition(satellites >= 0 && capacity >= 0, "an ephemeris has no negative counts")
    self.satellites = satellites
    self.capacity = capacity
    self.layout = layout
    hasVelocities = velocities
    let row = layout == .timeMajor ? satellites : capacity
    rowStride = (row + 7) / 8 * 8
    let rows = layout == .timeMajor ? capacity : satellites
    planes = AlignedDoubles(count: rows * rowStride * (velocities ? 6 : 3))
    codes = .allocate(capacity: max(1, rows * rowStride))
    codes.initialize(repeating: 0, count: rows * rowStride)
    segments = AlignedDoubles(count: 0)
  }

  deinit {
    planes.deallocate()
    codes.deallocate()
    segments.deallocate()
  }

  /// Returns the state of a satellite at a time, by their numbers; nil where there is none.
  public subscript(satellite satellite: Int, time time: Int) -> TEMEState? {
    precondition(hasVelocities, "this ephemeris holds no velocities")
    let at = position(satellite, time)
    guard codes[at] == 0 else { return nil }
    func value(_ component: Component) -> Double { base(component)[at] }
    return TEMEState(
      positionTEME: SIMD3(value(.x), value(.y), value(.z)), velocityTEME: SIMD3(value(.vx), value(.vy), value(.vz)))
  }

  /// Returns the position of a satellite at a time, km, by their numbers; nil where there is none.
  public func positionTEME(satellite: Int, time: Int = 0) -> SIMD3<Double>? {
    let at = position(satellite, time)
    guard codes[at] == 0 else { return nil }
    return SIMD3(base(.x)[at], base(.y)[at], base(.z)[at])
  }

  /// Returns why a satellite has no state at a time: the code of AIAA 2006-6753, or 0 where it has one.
  public func error(satellite: Int, time: Int = 0) -> Int { Int(codes[position(satellite, time)]) }

  /// Whether every state of the last propagation exists: a pass over the codes.
  public var isWhole: Bool {
    let (rows, count) = layout == .timeMajor ? (times, satellites) : (satellites, times)
    return (0..<rows).allSatisfy { row in
      var any: UInt8 = 0
      for index in 0..<count { any |= codes[row * rowStride + index] }
      return any == 0
    }
  }

  /// Returns one component of a row - the satellites of a time, or the times of a satellite - without a copy.
  public func withRow<R>(_ component: Component, _ row: Int, _ body: (UnsafeBufferPointer<Double>) throws -> R) rethrows
    -> R
  {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    let count = layout == .timeMajor ? satellites : times
    return try body(UnsafeBufferPointer(start: base(component) + row * rowStride, count: count))
  }

  /// Turns a row of a time-major ephemeris into the Earth's frame.
  func earthFixed(row: Int, at time: ScenarioTime, _ orientation: EarthOrientation) -> [EarthFixedState?] {
    let memory = AlignedDoubles(count: 6 * rowStride)
    defer { memory.deallocate() }
    let (to, n) = (memory.base, rowStride)
    EarthTurn(at: time, orientation).withEntries { turn in
      withReadable(output(row: row).planes) { from in
        withWritable((to, to + n, to + 2 * n, to + 3 * n, to + 4 * n, to + 5 * n)) { rows in
          orbit_earth_fixed(
            InstructionSet.best.number, from, satellites, turn, EarthOrientation.rotationRadiansPerSecond, rows)
        }
      }
    }
    return (0..<satellites).map { satellite in
      guard error(satellite: satellite, time: row) == 0 else { return nil }
      func value(_ plane: Int) -> Double { memory.base[plane * rowStride + satellite] }
      return EarthFixedState(
        positionEarthFixed: SIMD3(value(0), value(1), value(2)), velocityEarthFixed: SIMD3(value(3), value(4), value(5))
      )
    }
  }

  private func position(_ satellite: Int, _ time: Int) -> Int {
    precondition(satellite >= 0 && satellite < satellites, "satellite \(satellite) of \(satellites)")
    precondition(time >= 0 && time < times, "time \(time) of \(times)")
    return layout == .timeMajor ? time * rowStride + satellite : satellite * rowStride + time
  }

  func base(_ component: Component) -> UnsafeMutablePointer<Double> {
    precondition(component.rawValue < 3 || hasVelocities, "this ephemeris holds no velocities")
    return planes.base + component.rawValue * rows * rowStride
  }

  /// The arrays as the kernels take them, from a row on.
  func output(row: Int = 0) -> orbit_output {
    var output = orbit_output()
    let plane = rows * rowStride
    let start = planes.base + row * rowStride
    output.planes.0 = start
    output.planes.1 = start + plane
    output.planes.2 = start + 2 * plane
    if hasVelocities {
      output.planes.3 = start + 3 * plane
      output.planes.4 = start + 4 * plane
      output.planes.5 = start + 5 * plane
    }
    output.errors = codes + row * rowStride
    output.orbitStride = layout == .timeMajor ? 1 : rowStride
    output.timeStride = layout == .timeMajor ? rowStride : 1
    // Past the caches what would not stay in them: an eighth of a large one.
    output.streaming = planes.count * MemoryLayout<Double>.stride > 4 << 20 ? 1 : 0
    return output
  }

  /// The segments of resonance for the orbits of some tables, kept from call to call.
  func segments(for tables: KernelTables) -> UnsafeMutablePointer<Double> {
    if owner != ObjectIdentifier(tables) {
      segments.deallocate()
      segments = AlignedDoubles(count: tables.segmentCount)
      tables.begin(segments.base)
      owner = ObjectIdentifier(tables)
    }
    return segments.base
  }
}
