public import Orbits
public import Quantities

/// Leaves of a catalogue only those satellites to which a terminal may be handed over in the next hours.
///
/// Six stages under the handbook's names. Relevance is visibility at any time of the window by exact passes, ranges are
/// those of the ellipsoid, levels those of a resource element, and the last stage keeps who is the highest of its
/// constellation at a tick at which terminals choose.
public struct CandidateFilter: Sendable {
  /// What is asked.
  public let criteria: FilterCriteria

  /// Creates a filter.
  public init(_ criteria: FilterCriteria = .usual) { self.criteria = criteria }

  /// Filters a catalogue for a terminal at a site.
  ///
  /// - Parameter threads: on how many cores; nil for all. The report is the same whatever the number.
  public func report(
    on sets: [ElementSet], over site: GroundSite, from start: ScenarioTime, threads: Int? = nil
  ) -> FilterReport {
    let field = FilterField(sets, criteria)
    let passing = PassingSatellites(field, over: site, from: start, criteria, threads: threads)
    let ticks = SkyTicks(
      of: passing.propagator, over: site, at: start.ticks(for: criteria.duration, every: criteria.step),
      minimumElevation: criteria.minimumElevation, threads: threads)
    let groups = passing.satellites.map(\.constellation)
    let everybody = Array(repeating: true, count: groups.count)
    let truth = ticks.leads(groups: groups, among: everybody)

    let suited = passing.satellites.map { isSuited($0) }
    let loud = zip(suited, passing.satellites).map { $0 && isLoud($1) }
    let availabilities = passing.timeAbove(
      criteria.availabilityElevation, over: site, from: start, for: criteria.availabilityDuration, among: loud,
      threads: threads)
    let available = zip(loud, availabilities).map { $0 && $1 >= criteria.minimumAvailability }
    let leads = ticks.leads(groups: groups, among: available)
    let kept = candidates(passing.satellites, available, availabilities, leads)
    let counts = [sets.count, field.members.count, groups.count] + [suited, loud, available].map { $0.count { $0 } }
    return FilterReport(
      inputCount: sets.count,
      stages: zip(FilterReport.Stage.allCases, zip(counts, counts.dropFirst() + [kept.count])).map {
        FilterReport.StageResult(stage: $0, inputCount: $1.0, outputCount: $1.1)
      },
      candidates: kept,
      usable: truth.indices.filter { truth[$0] >= 0 }.map { passing.satellites[$0].number }.sorted(),
      failures: passing.failures,
      leads: Dictionary(
        uniqueKeysWithValues: leads.indices.filter { available[$0] }.map { (passing.satellites[$0].number, leads[$0]) })
    )
  }

  /// Returns the satellites that are the highest of their constellation at some tick, by number.
  public func usable(
    among sets: [ElementSet], over site: GroundSite, from start: ScenarioTime, threads: Int? = nil
  ) -> [Int] {
    let field = FilterField(sets, criteria)
    let propagator = Propagator(field.members.map { sets[$0.number] })
    let ticks = SkyTicks(
      of: propagator, over: site, at: start.ticks(for: criteria.duration, every: criteria.step),
      minimumElevation: criteria.minimumElevation, threads: threads)
    let leads = ticks.leads(
      groups: field.members.map(\.constellation), among: Array(repeating: true, count: field.members.count))
    return leads.indices.filter { leads[$0] >= 0 }.map { field.members[$0].number }
  }

  private func isSuited(_ satellite: PassingSatellites.Satellite) -> Bool {
    !satellite.hasFailed && (satellite.longestStay >= criteria.minimumStay || satellite.staysAfterEnd)
  }

  private func isLoud(_ satellite: PassingSatellites.Satellite) -> Bool {
    let budget = criteria.constellations[satellite.constellation].budget
    return budget.rsrpDBm(rangeKilometres: satellite.rangeAtHighestKilometres) - budget.noiseDBm
      >= criteria.minimumSignalToNoiseDB
  }

  /// The last stage: those that lead by as much as is asked, the best of them.
  private func candidates(
    _ satellites: [PassingSatellites.Satellite], _ isIn: [Bool], _ availabilities: [TimeSpan], _ leads: [Double]
  ) -> [FilterReport.Candidate] {
    let scales = criteria.constellations.indices.map { number in
      ScoreScale(criteria, number, satellites.filter { $0.constellation == number })
    }
    let leading = satellites.indices.filter { isIn[$0] && leads[$0] >= -criteria.leadMarginDegrees }
    let candidates = leading.map {
      scales[satellites[$0].constellation].candidate(satellites[$0], availabilities[$0], leads[$0])
    }
    let sorted = candidates.sorted { (-$0.score, $0.satellite) < (-$1.score, $1.satellite) }
    return Array(sorted.prefix(criteria.limit ?? sorted.count))
  }
}

/// The satellites of a catalogue that belong to the constellations asked for.
struct FilterField {
  /// By number in the catalogue.
  let members: [(number: Int, constellation: Int)]
  let sets: [ElementSet]

  init(_ sets: [ElementSet], _ criteria: FilterCriteria) {
    self.sets = sets
    members = sets.indices.compactMap { number in
      criteria.constellations.firstIndex { $0.contains(sets[number]) }.map { (number, $0) }
    }
  }
}

/// What the parts of the score are measured against within a constellation.
private struct ScoreScale {
  private let budget: LinkBudget
  private let levelAtMask, levelOverhead: Double
  private let longestStay: TimeSpan

  /// The miss at which a satellite has no event potential, degrees.
  private static let hopelessLead = 10.0

  init(_ criteria: FilterCriteria, _ number: Int, _ satellites: [PassingSatellites.Satellite]) {
    budget = criteria.constellations[number].budget
    let altitude = budget.profile.altitudeKilometres
    levelOverhead = budget.rsrpDBm(rangeKilometres: altitude)
    levelAtMask = budget.rsrpDBm(
      rangeKilometres: SphericalPath.slantRangeKilometres(
        elevation: criteria.minimumElevation, altitudeKilometres: altitude))
    longestStay = satellites.map(\.longestStay).max() ?? .zero
  }

  func candidate(
    _ satellite: PassingSatellites.Satellite, _ availability: TimeSpan, _ lead: Double
  ) -> FilterReport.Candidate {
    let level = budget.rsrpDBm(rangeKilometres: satellite.rangeAtHighestKilometres)
    let parts = FilterReport.ScoreParts(
      signal: held((level - levelAtMask) / max(1e-9, levelOverhead - levelAtMask)),
      eventPotential: held(1 + lead / ScoreScale.hopelessLead),
      handover: held(satellite.longestStay.seconds / max(1e-9, longestStay.seconds)),
      geographic: held(satellite.highestElevation.degrees / 90))
    return FilterReport.Candidate(
      satellite: satellite.number, constellation: satellite.constellation,
      highestElevation: satellite.highestElevation, longestStay: satellite.longestStay,
      availability: availability, bestRSRPDBm: level, leadDegrees: lead, parts: parts)
  }
}

/// Returns a part held between 0 and 1.
func held(_ part: Double) -> Double { max(0, min(1, part)) }
