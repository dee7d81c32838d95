internal import COrbitKernels
internal import Dispatch
public import Quantities

/// SGP4 and SDP4 for many satellites at once, in vector lanes and on as many cores as are wanted.
///
/// A satellite's state is a pure function of its elements and the time: the same bits whatever the other satellites,
/// the layout, the number of threads and, with fused multiply-add, the instruction set. Satellites without a state
/// cost the others nothing. Agrees with ``SGP4``, which works the constants out, to 1e-8 km.
public struct Propagator: Sendable {
  /// Each satellite's theory, or why its elements have no state at their own epoch.
  public let orbits: [Result<SGP4, PropagationError>]
  let tables: KernelTables
  private let preparation = ScanPreparation()

  /// The satellites as scans take them, prepared once for all copies.
  var scanParts: [ScanPart] { preparation.parts(of: orbits) }

  /// How many satellites there are, the failed ones included.
  public var count: Int { orbits.count }

  /// Prepares satellites; those that fail are kept in their place, without states.
  public init(_ elements: [ElementSet]) {
    self.init(orbits: elements.map { set in Result { () throws(PropagationError) in try SGP4(set) } })
  }

  /// Prepares satellites whose theories are known.
  package init(orbits: [Result<SGP4, PropagationError>]) {
    self.orbits = orbits
    tables = KernelTables(orbits)
  }

  /// Fills an ephemeris with the states at some times, allocating nothing after the first call.
  ///
  /// - Parameters:
  ///   - instants: the times, at most the capacity of the ephemeris.
  ///   - ephemeris: room for at least ``count`` satellites.
  ///   - threads: on how many cores; nil chooses by the amount of work.
  ///   - instructions: which kernels; the best ones unless told.
  public func propagate(
    to instants: Instants, into ephemeris: Ephemeris, threads: Int? = nil, with instructions: InstructionSet = .best
  ) {
    precondition(ephemeris.satellites >= count, "an ephemeris for \(ephemeris.satellites) of \(count) satellites")
    precondition(instants.count <= ephemeris.capacity, "\(instants.count) times for \(ephemeris.capacity)")
    ephemeris.times = instants.count
    guard count > 0, instants.count > 0 else { return }
    instants.days.withUnsafeBufferPointer { days in
      instants.minutes.withUnsafeBufferPointer { minutes in
        let times = orbit_times(days: days.baseAddress, minutes: minutes.baseAddress, count: instants.count)
        run(times, ephemeris, Propagator.threads(threads, for: count * instants.count), instructions)
      }
    }
  }

  /// Fills an ephemeris with the states at one time.
  public func propagate(
    to time: ScenarioTime, into ephemeris: Ephemeris, threads: Int? = nil, with instructions: InstructionSet = .best
  ) {
    precondition(ephemeris.satellites >= count, "an ephemeris for \(ephemeris.satellites) of \(count) satellites")
    precondition(ephemeris.capacity >= 1, "an ephemeris without room for a time")
    ephemeris.times = 1
    guard count > 0 else { return }
    var (day, minute) = Instants.parts(of: time)
    withUnsafePointer(to: &day) { day in
      withUnsafePointer(to: &minute) { minute in
        let times = orbit_times(days: day, minutes: minute, count: 1)
        run(times, ephemeris, Propagator.threads(threads, for: count), instructions)
      }
    }
  }

  /// Returns the states of all satellites at some times, in a new ephemeris.
  public func states(at times: [ScenarioTime], layout: Ephemeris.Layout = .timeMajor) -> Ephemeris {
    let ephemeris = Ephemeris(satellites: count, times: times.count, layout: layout)
    propagate(to: Instants(times), into: ephemeris)
    return ephemeris
  }

  /// Returns each satellite's position at a time, km, TEME; nil where it has none.
  public func positions(at time: ScenarioTime) -> [SIMD3<Double>?] {
    let ephemeris = Ephemeris(satellites: count, velocities: false)
    propagate(to: time, into: ephemeris)
    return (0..<count).map { ephemeris.positionTEME(satellite: $0) }
  }

  /// Returns each satellite's position and velocity in the Earth's frame at a time, km and km/s; nil where it has none.
  public func earthFixed(at time: ScenarioTime, orientation: EarthOrientation = .utc) -> [EarthFixedState?] {
    let ephemeris = Ephemeris(satellites: count)
    propagate(to: time, into: ephemeris)
    return ephemeris.earthFixed(row: 0, at: time, orientation)
  }

  private func run(_ times: orbit_times, _ ephemeris: Ephemeris, _ threads: Int, _ instructions: InstructionSet) {
    switch ephemeris.layout {
    case .timeMajor: overOrbits(times, ephemeris, threads, instructions)
    case .satelliteMajor: overTimes(times, ephemeris, threads, instructions)
    }
  }

  private func overOrbits(_ times: orbit_times, _ ephemeris: Ephemeris, _ threads: Int, _ instructions: InstructionSet)
  {
    let segments = ephemeris.segments(for: tables)
    let output = ephemeris.output()
    guard threads > 1 else {
      var set = tables.set
      return orbit_states_over_orbits(instructions.number, &set, segments, 0, 1, times, output)
    }
    let work = Work(tables: tables, segments: segments, times: times, output: output)
    DispatchQueue.concurrentPerform(iterations: threads) { part in
      var set = work.tables.set
      orbit_states_over_orbits(instructions.number, &set, work.segments, part, threads, work.times, work.output)
    }
  }

  private func overTimes(_ times: orbit_times, _ ephemeris: Ephemeris, _ threads: Int, _ instructions: InstructionSet) {
    let work = Work(
      tables: tables, segments: ephemeris.segments(for: tables), times: times, output: ephemeris.output())
    let count = count
    if count == 1, threads > 1 { return overTimesOfOne(work, threads, instructions) }
    guard threads > 1 else {
      for orbit in 0..<count { work.propagate(orbit, instructions) }
      return
    }
    let parts = min(count, threads * 4)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      for orbit in count * part / parts..<count * (part + 1) / parts { work.propagate(orbit, instructions) }
    }
  }

  /// One satellite's times, shared out in runs of whole lines.
  private func overTimesOfOne(_ work: Work, _ threads: Int, _ instructions: InstructionSet) {
    let lines = (work.times.count + 63) / 64
    DispatchQueue.concurrentPerform(iterations: threads) { part in
      let (from, to) = (lines * part / threads * 64, min(lines * (part + 1) / threads * 64, work.times.count))
      if from < to { work.propagate(0, instructions, from..<to) }
    }
  }

  /// What the threads of one propagation share: each writes elsewhere.
  private struct Work: @unchecked Sendable {
    let tables: KernelTables
    let segments: UnsafeMutablePointer<Double>
    let times: orbit_times
    let output: orbit_output

    func propagate(_ orbit: Int, _ instructions: InstructionSet, _ range: Range<Int>? = nil) {
      let range = range ?? 0..<times.count
      let some = orbit_times(
        days: times.days + range.lowerBound, minutes: times.minutes + range.lowerBound, count: range.count)
      tables.propagate(
        orbit, instructions, some, into: output.moved(by: orbit * output.orbitStride + range.lowerBound))
    }
  }

  /// One thread below a tenth of a millisecond of work each.
  private static func threads(_ wanted: Int?, for states: Int) -> Int {
    if let wanted { return max(1, wanted) }
    return max(1, min(processors, states / 8_192))
  }

  private static let processors = ActiveProcessors.count
}

extension orbit_output {
  /// The same output with another first element.
  fileprivate func moved(by offset: Int) -> orbit_output {
    var output = self
    output.planes.0 = planes.0.map { $0 + offset }
    output.planes.1 = planes.1.map { $0 + offset }
    output.planes.2 = planes.2.map { $0 + offset }
    output.planes.3 = planes.3.map { $0 + offset }
    output.planes.4 = planes.4.map { $0 + offset }
    output.planes.5 = planes.5.map { $0 + offset }
    output.errors = errors.map { $0 + offset }
    return output
  }
}
