internal import COrbitKernels
internal import Dispatch
import Glibc
public import Quantities

/// Finds every pass of many satellites over many stations.
///
/// A coarse grid of times, fine enough that no satellite can come into view and leave between two of its points
/// without one of them lying within reach of the horizon, gives stretches to look at; within them rises, sets and
/// culminations are roots of the exact elevation. Agrees with ``AccessSearch`` to the microsecond or two; a satellite
/// that fails within the span is left to it.
public struct AccessScan: Sendable {
  /// A place on the ground and the lowest elevation at which it serves.
  public typealias Station = VisibilityTimeline.Station

  private let orbits: [Result<SGP4, PropagationError>]
  private let stations: [Station]
  private let orientation: EarthOrientation

  /// Prepares a search for satellites, as a propagator has them, over stations.
  public init(of propagator: Propagator, over stations: [Station], orientation: EarthOrientation = .utc) {
    orbits = propagator.orbits
    self.stations = stations
    self.orientation = orientation
  }

  /// What a satellite's search came to.
  public struct Finding: Sendable {
    /// The satellite's number.
    public let satellite: Int
    /// Its windows, by station and time.
    public let contacts: [Contact]
    /// The first instant of the span without a state; nothing is searched after it.
    public let failure: PropagationFailure?
  }

  /// Returns all windows of a span, by satellite, station and time.
  public func contacts(
    from: ScenarioTime, to: ScenarioTime, threads: Int? = nil, with instructions: InstructionSet = .best
  ) -> [Contact] {
    var contacts: [Contact] = []
    forEach(from: from, to: to, threads: threads, with: instructions) { contacts += $0.contacts }
    return contacts
  }

  /// Searches a span and hands over what each satellite's search came to, in the order of the satellites.
  ///
  /// - Parameter threads: on how many cores; nil for all. The findings are the same whatever the number.
  public func forEach(
    from: ScenarioTime, to: ScenarioTime, threads: Int? = nil, with instructions: InstructionSet = .best,
    _ body: (Finding) throws -> Void
  ) rethrows {
    let span = Span(from: from.microsecondsRoundedUp, to: to.microsecondsRoundedUp)
    guard span.from < span.to else { return }
    let threads = max(1, threads ?? ActiveProcessors.count)
    let size = max(64, min(1_024, (orbits.count + threads - 1) / threads + 15)) / 16 * 16
    let chunks = stride(from: 0, to: orbits.count, by: size).map { $0..<min($0 + size, orbits.count) }
    for group in stride(from: 0, to: chunks.count, by: threads) {
      let some = Array(chunks[group..<min(group + threads, chunks.count)])
      let results = Results(count: some.count)
      DispatchQueue.concurrentPerform(iterations: some.count) { index in
        results[index] = search(some[index], span, instructions)
      }
      for index in some.indices {
        for finding in results[index] { try body(finding) }
      }
    }
  }

  struct Span {
    let from, to: Int64
    var seconds: Double { Double(to - from) * 1e-6 }
  }

  /// The results of threads, each in its own place.
  private final class Results: @unchecked Sendable {
    private let findings: UnsafeMutablePointer<[Finding]>
    private let count: Int

    init(count: Int) {
      self.count = count
      findings = .allocate(capacity: count)
      findings.initialize(repeating: [], count: count)
    }

    deinit {
      findings.deinitialize(count: count)
      findings.deallocate()
    }

    subscript(index: Int) -> [Finding] {
      get { findings[index] }
      set { findings[index] = newValue }
    }
  }

  /// Searches some satellites, those of like step together.
  private func search(_ range: Range<Int>, _ span: Span, _ instructions: InstructionSet) -> [Finding] {
    var findings: [Int: Finding] = [:]
    var classes: [Double: [(Int, SGP4, Reach)]] = [:]
    for satellite in range {
      switch orbits[satellite] {
      case .failure(let error):
        let failure = PropagationFailure(time: ScenarioTime(microseconds: span.from), error: error)
        findings[satellite] = Finding(satellite: satellite, contacts: [], failure: failure)
      case .success(let sgp4):
        let reach = Reach(sgp4)
        classes[AccessScan.step(for: reach, in: span), default: []].append((satellite, sgp4, reach))
      }
    }
    for (step, members) in classes {
      let scan = ScanPass(
        members, stations, orientation, ScanGrid(from: span.from, to: span.to, step: step, orientation: orientation),
        instructions)
      for (member, arcs) in scan.arcs() {
        let satellite = members[member].0
        guard let arcs else {
          findings[satellite] = exactly(satellite, members[member].1, span)
          continue
        }
        let contacts = scan.finder.windows(of: member, arcs).map {
          Contact(satellite: satellite, station: $0.station, window: $0.window)
        }
        findings[satellite] = Finding(
          satellite: satellite, contacts: AccessScan.ordered(contacts), failure: nil)
      }
    }
    return range.compactMap { findings[$0] }
  }

  private static func ordered(_ contacts: [Contact]) -> [Contact] {
    contacts.sorted { ($0.station, $0.window.start) < ($1.station, $1.window.start) }
  }

  /// The steps that a grid may have, in seconds.
  private static let steps: [Double] = [20, 30, 40, 50, 60, 75, 90, 105, 120, 150, 180, 240, 300, 420, 600, 900]

  /// How far a satellite may turn between two points of the grid, radians.
  private static let stepAngle = 0.25

  private static func step(for reach: Reach, in span: Span) -> Double {
    steps.last { $0 * reach.rate <= stepAngle } ?? steps[0]
  }

  /// The search one satellite and station at a time, which knows how a satellite fails.
  private func exactly(_ satellite: Int, _ sgp4: SGP4, _ span: Span) -> Finding {
    let orbit = Orbit(sgp4, orientation: orientation)
    var contacts: [Contact] = []
    var failure: PropagationFailure?
    for (number, station) in stations.enumerated() {
      let report = AccessSearch.windows(
        of: orbit, over: station.site, minimumElevation: station.minimumElevation,
        from: ScenarioTime(microseconds: span.from), to: ScenarioTime(microseconds: span.to))
      contacts += report.windows.map { Contact(satellite: satellite, station: number, window: $0) }
      failure = failure ?? report.failure
    }
    return Finding(satellite: satellite, contacts: contacts, failure: failure)
  }
}
