import Orbits
import Quantities

/// The satellites of a field that come above the mask within the window, and what their passes are like.
struct PassingSatellites {
  struct Satellite {
    /// Its number in the catalogue.
    let number: Int
    let constellation: Int
    let highestElevation: Angle
    let rangeAtHighestKilometres: Double
    /// Above the mask without a break.
    let longestStay: TimeSpan
    /// Whether a pass goes on beyond the window: how long it is there is not known.
    let staysAfterEnd: Bool
    /// Whether it has no state at some time of the window.
    let hasFailed: Bool
  }

  /// By number.
  let satellites: [Satellite]
  /// The same satellites in the same order.
  let propagator: Propagator
  let failures: [Int: PropagationFailure]

  init(
    _ field: FilterField, over site: GroundSite, from start: ScenarioTime, _ criteria: FilterCriteria, threads: Int?
  ) {
    let whole = Propagator(field.members.map { field.sets[$0.number] })
    let station = AccessScan.Station(site: site, minimumElevation: criteria.minimumElevation)
    var satellites: [Satellite] = []
    var failures: [Int: PropagationFailure] = [:]
    AccessScan(of: whole, over: [station]).forEach(
      // A microsecond more, so that the tick at the end lies within.
      from: start, to: start + criteria.duration + .microsecond, threads: threads
    ) { finding in
      let member = field.members[finding.satellite]
      failures[member.number] = finding.failure
      guard case .success(let sgp4) = whole.orbits[finding.satellite] else { return }
      let satellite = Satellite(
        member.number, member.constellation, Orbit(sgp4), site, finding.contacts, hasFailed: finding.failure != nil)
      if let satellite { satellites.append(satellite) }
    }
    self.satellites = satellites
    self.failures = failures
    propagator = Propagator(satellites.map { field.sets[$0.number] })
  }

  /// Returns how long each satellite is above an elevation altogether; zero for those that do not count.
  func timeAbove(
    _ elevation: Angle, over site: GroundSite, from start: ScenarioTime, for duration: TimeSpan, among isIn: [Bool],
    threads: Int?
  ) -> [TimeSpan] {
    let members = isIn.indices.filter { isIn[$0] }
    let some = Propagator(orbits: members.map { propagator.orbits[$0] })
    let station = AccessScan.Station(site: site, minimumElevation: elevation)
    var times = Array(repeating: TimeSpan.zero, count: isIn.count)
    AccessScan(of: some, over: [station]).forEach(from: start, to: start + duration, threads: threads) { finding in
      times[members[finding.satellite]] = finding.contacts.reduce(.zero) { $0 + ($1.window.end - $1.window.start) }
    }
    return times
  }
}

extension PassingSatellites.Satellite {
  /// Puts the passes together; nil where there is none.
  fileprivate init?(
    _ number: Int, _ constellation: Int, _ orbit: Orbit, _ site: GroundSite, _ contacts: [Contact], hasFailed: Bool
  ) {
    let passes = contacts.map(\.window)
    guard let highest = passes.map(\.culmination).max(by: { $0.elevation < $1.elevation }),
      let look = try? orbit.lookAngles(from: site, at: highest.time)
    else { return nil }
    self.init(
      number: number, constellation: constellation, highestElevation: highest.elevation,
      rangeAtHighestKilometres: look.rangeKilometres,
      longestStay: passes.map { $0.end - $0.start }.max() ?? .zero,
      staysAfterEnd: passes.contains { $0.endsAfterSpan },
      hasFailed: hasFailed)
  }
}
