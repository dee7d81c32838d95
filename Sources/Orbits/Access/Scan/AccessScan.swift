internal import COrbitKernels
internal import Dispatch
import Glibc
public import Quantities

/// Finds every pass of many satellites over many stations.
///
/// A coarse grid of times, fine enough that no satellite can come into view and leave between two of its points
/// without one of them lying within reach of the horizon, gives stretches to look at; within them rises and sets are
/// roots of the exact elevation, and so are culminations, but on orbits so slow that theirs is the best of the points. Agrees with ``AccessSearch`` to the microsecond or two; a satellite
/// that fails within the span is left to it.
public struct AccessScan: Sendable {
  /// A place on the ground and the horizon from which it serves.
  public struct Station: Hashable, Sendable {
    /// Where it is.
    public var site: GroundSite
    /// Its lowest elevation, all round or by azimuth.
    public var mask: ElevationMask

    /// Creates a station with a horizon.
    public init(site: GroundSite, mask: ElevationMask) {
      self.site = site
      self.mask = mask
    }

    /// Creates a station with the same lowest elevation all round.
    public init(site: GroundSite, minimumElevation: Angle) {
      self.init(site: site, mask: ElevationMask(minimumElevation))
    }
  }

  /// What counts as a pass, and what is to be told of it.
  public struct Options: Hashable, Sendable {
    /// How the Earth is turned.
    public var orientation = EarthOrientation.utc
    /// Shorter windows are left out, those cut by the span too.
    public var minimumDuration = TimeSpan.zero
    /// Whether masks are elevations as they seem, lifted by ``Refraction``; elevations told stay geometric.
    public var isRefracted = false
    /// Whether to say if the satellite is in sunlight at its highest.
    public var tellsSunlight = false

    /// Creates the options that ask for nothing more.
    public init() {}
  }

  private let propagator: Propagator
  private let stations: [Station]
  private let options: Options
  private var orientation: EarthOrientation { options.orientation }

  /// Prepares a search for satellites, as a propagator has them, over stations.
  public init(of propagator: Propagator, over stations: [Station], options: Options = Options()) {
    self.propagator = propagator
    self.stations = stations
    self.options = options
  }

  /// What a satellite's search came to.
  public struct Finding: Sendable {
    /// The satellite's number.
    public let satellite: Int
    /// Its windows, by station and time.
    public let contacts: [Contact]
    /// The first instant without a state that was found, at most a step of the grid apart; nothing is searched after it.
    /// A satellite that is without a state for less than that may be missed.
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
    let parts = propagator.scanParts
    for first in stride(from: 0, to: parts.count, by: threads) {
      let some = parts[first..<min(first + threads, parts.count)]
      let results = PartsOfThreads<[Finding]>(count: some.count, [])
      if some.count == 1 {
        results[0] = search(parts[first], span, instructions)
      } else {
        DispatchQueue.concurrentPerform(iterations: some.count) { index in
          results[index] = search(parts[first + index], span, instructions)
        }
      }
      for index in 0..<some.count {
        for finding in results[index] { try body(finding) }
      }
    }
  }

  struct Span {
    let from, to: Int64
    var seconds: Double { Double(to - from) * 1e-6 }
  }

  /// Searches some satellites, those of like step together.
  private func search(_ part: ScanPart, _ span: Span, _ instructions: InstructionSet) -> [Finding] {
    let levels = stations.map(level(of:))
    var findings = [Finding?](repeating: nil, count: part.satellites.count)
    func note(_ satellite: Int, _ contacts: [Contact], _ failure: PropagationFailure?) {
      findings[satellite - part.satellites.lowerBound] = Finding(
        satellite: satellite, contacts: contacts, failure: failure)
    }
    for (satellite, error) in part.failed {
      note(satellite, [], PropagationFailure(time: ScenarioTime(microseconds: span.from), error: error))
    }
    for members in part.classes {
      let grid = ScanGrid(from: span.from, to: span.to, step: members.step, orientation: orientation)
      let scan = ScanPass(members, levels, orientation, grid, instructions)
      for (member, arcs) in scan.arcs() {
        let (satellite, sgp4) = (members.satellites[member], members.sgp4(member))
        guard let arcs else {
          let (contacts, failure) = exactly(satellite, sgp4, span)
          note(satellite, contacts, failure)
          continue
        }
        note(satellite, arcs.isEmpty ? [] : contacts(satellite, sgp4, scan.finder.windows(of: member, arcs)), nil)
      }
    }
    return findings.compactMap { $0 }
  }

  /// The geometric elevation below which a station never serves.
  private func level(of station: Station) -> VisibilityTimeline.Station {
    let lowest = station.mask.lowest
    return VisibilityTimeline.Station(
      site: station.site,
      minimumElevation: options.isRefracted ? Refraction.geometricElevation(atApparent: lowest) : lowest)
  }

  /// Makes contacts of a satellite's windows above the lowest points of the horizons.
  private func contacts(
    _ satellite: Int, _ sgp4: SGP4, _ windows: [(station: Int, window: AccessWindow)]
  ) -> [Contact] {
    var contacts: [Contact] = []
    for (number, window) in windows {
      let station = stations[number]
      let parts =
        station.mask.isConstant
        ? [window]
        : HorizonWindows(
          orbit: Orbit(sgp4, orientation: orientation), site: station.site, mask: station.mask,
          isRefracted: options.isRefracted
        ).parts(of: window)
      for part in parts where part.end - part.start >= options.minimumDuration {
        let isSunlit = options.tellsSunlight ? self.isSunlit(sgp4, at: part.culmination.time) : nil
        contacts.append(Contact(satellite: satellite, station: number, window: part, isSunlit: isSunlit))
      }
    }
    return contacts.sorted { ($0.station, $0.window.start) < ($1.station, $1.window.start) }
  }

  private func isSunlit(_ sgp4: SGP4, at time: ScenarioTime) -> Bool? {
    (try? sgp4.state(at: time)).map { Sunlight.reaches($0.positionTEME, at: time) }
  }

  /// The search one satellite and station at a time, which knows how a satellite fails.
  private func exactly(
    _ satellite: Int, _ sgp4: SGP4, _ span: Span
  ) -> (contacts: [Contact], failure: PropagationFailure?) {
    let orbit = Orbit(sgp4, orientation: orientation)
    var windows: [(Int, AccessWindow)] = []
    var failure: PropagationFailure?
    for (number, station) in stations.map(level(of:)).enumerated() {
      let report = AccessSearch.windows(
        of: orbit, over: station.site, minimumElevation: station.minimumElevation,
        from: ScenarioTime(microseconds: span.from), to: ScenarioTime(microseconds: span.to))
      windows += report.windows.map { (number, $0) }
      failure = failure ?? report.failure
    }
    return (contacts(satellite, sgp4, windows), failure)
  }
}
