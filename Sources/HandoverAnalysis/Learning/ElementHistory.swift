import Glibc
public import Orbits
public import Quantities

/// Element sets of satellites over time, and how far the theory goes astray from each set to later ones.
public struct ElementHistory: Sendable {
  /// The sets of each satellite by their epochs, one an epoch; the satellites by catalogue number.
  public let satellites: [[ElementSet]]

  /// Sorts sets by satellite and epoch; of several with one epoch the last in order counts.
  public init(_ sets: [ElementSet]) {
    let groups = Dictionary(grouping: sets, by: \.catalogNumber)
    satellites = groups.keys.sorted().map { number in
      var byEpoch: [ScenarioTime: ElementSet] = [:]
      for set in groups[number] ?? [] { byEpoch[set.epoch] = set }
      return byEpoch.values.sorted { $0.epoch < $1.epoch }
    }
  }

  /// The first and the last epoch; nil without sets.
  public var span: ClosedRange<ScenarioTime>? {
    let epochs = satellites.joined().map(\.epoch)
    guard let first = epochs.min(), let last = epochs.max() else { return nil }
    return first...last
  }

  /// How near to the age that is asked for a later set must be, in days.
  static let nearnessDays = 0.35

  /// Returns the residuals of every set at later ones of its satellite.
  ///
  /// - Parameter ages: The ages in days; for each the later set nearest to it is taken, at its own epoch, where there is
  ///   one within 0.35 days. Sets without a state are passed over.
  public func residuals(agesDays ages: [Double], threads: Int? = nil) -> [ElementResidual] {
    mapInParallel(satellites.indices, threads: threads) { satellite in
      residuals(of: satellites[satellite], satellite, ages)
    }.flatMap { $0 }
  }

  private func residuals(of sets: [ElementSet], _ satellite: Int, _ ages: [Double]) -> [ElementResidual] {
    let theories = sets.map { try? SGP4($0) }
    var residuals: [ElementResidual] = []
    for index in sets.indices {
      guard let theory = theories[index] else { continue }
      let past = ElementPast(of: index, in: sets, theories)
      for age in ages {
        guard let later = nearest(to: age, after: index, in: sets), let truth = theories[later],
          let residual = OrbitalResidual(of: theory, against: truth, at: sets[later].epoch)
        else { continue }
        residuals.append(
          ElementResidual(
            satellite: satellite, group: SatelliteGroup(sets[index]), epoch: sets[index].epoch,
            time: sets[later].epoch, nominalAgeDays: age,
            features: past.features(ageDays: (sets[later].epoch - sets[index].epoch).seconds / 86_400),
            kilometres: residual.kilometres))
      }
    }
    return residuals
  }

  private func nearest(to age: Double, after index: Int, in sets: [ElementSet]) -> Int? {
    var best: (index: Int, distance: Double)?
    for later in sets.indices[(index + 1)...] {
      let days = (sets[later].epoch - sets[index].epoch).seconds / 86_400
      let distance = abs(days - age)
      if distance <= ElementHistory.nearnessDays, distance < best?.distance ?? .infinity { best = (later, distance) }
      if days > age + ElementHistory.nearnessDays { break }
    }
    return best?.index
  }
}

/// How far an element set was from a later one, at the later one's epoch, and what was known at its own.
public struct ElementResidual: Sendable {
  /// The satellite, by its place in the history.
  public var satellite: Int
  /// Its kind.
  public var group: SatelliteGroup
  /// The epoch of the old set, and that of the later one.
  public var epoch, time: ScenarioTime
  /// The age that was asked for, days.
  public var nominalAgeDays: Double
  /// What was known at the epoch, in the order of ``ElementPast/featureNames``.
  public var features: [Double]
  /// The later state minus the old set's: radial, along-track, cross-track, km.
  public var kilometres: SIMD3<Double>
}

/// The difference of two theories at a time, in the orbital frame of the first.
struct OrbitalResidual {
  /// Radial (outwards), along-track (forwards), cross-track (along the orbit's normal), km.
  let kilometres: SIMD3<Double>

  /// Nil where one of them has no state.
  init?(of old: SGP4, against new: SGP4, at time: ScenarioTime) {
    guard let predicted = try? old.state(at: time), let truth = try? new.state(at: time) else { return nil }
    let radial = unit(predicted.positionTEME)
    let normal = unit(cross(predicted.positionTEME, predicted.velocityTEME))
    let difference = truth.positionTEME - predicted.positionTEME
    let kilometres = SIMD3(dot(difference, radial), dot(difference, cross(normal, radial)), dot(difference, normal))
    guard kilometres == kilometres else { return nil }
    self.kilometres = kilometres
  }
}
