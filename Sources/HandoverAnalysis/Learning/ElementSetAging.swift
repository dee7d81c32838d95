/// How far along its track a satellite strays from its element set as the set ages.
///
/// The figure is what 68.27 of 100 residuals stay below: a standard deviation if they were normal, which they are not,
/// since manoeuvres make long tails.
public struct ElementSetAging: Hashable, Sendable {
  /// Ages in days, ascending, and the figure at each, km.
  public let agesDays, kilometres: [Double]

  /// Measures the along-track residuals of one kind of satellite; nil without any.
  public init?(of residuals: [ElementResidual], _ group: SatelliteGroup) {
    let ours = residuals.filter { $0.group == group }
    let ages = Set(ours.map(\.nominalAgeDays)).sorted()
    guard !ages.isEmpty else { return nil }
    agesDays = ages
    kilometres = ages.map { age in
      quantile(0.6827, of: ours.filter { $0.nominalAgeDays == age }.map { abs($0.kilometres.y) }.sorted())
    }
  }

  /// What element sets of 2026-04-15 to 2026-07-31 gave, at 1 to 7 days.
  ///
  /// Source: 25,042 CelesTrak sets of 247 satellites, measured by `orrery handover learn --aging` on 22 November 2026.
  /// The satellites of Starlink are 100, many of which change their height daily; of other kinds there are few, the
  /// stations are two with what is docked to them.
  public static func measured(_ group: SatelliteGroup) -> ElementSetAging {
    let kilometres =
      switch group {
      case .earthObservation: [0.438, 1.407, 2.768, 4.851, 7.920, 11.784, 17.347]
      case .starlink: [15.555, 47.863, 93.816, 158.628, 247.617, 341.300, 464.333]
      case .oneWeb: [0.553, 0.884, 1.183, 1.374, 1.705, 2.557, 3.823]
      case .iridium: [0.188, 0.499, 0.881, 1.527, 2.046, 2.706, 3.491]
      case .station: [1.494, 5.631, 13.337, 30.244, 60.947, 98.595, 141.182]
      case .high: [0.606, 1.570, 3.309, 5.646, 8.738, 12.725, 18.748]
      }
    return ElementSetAging(kilometresByDay: kilometres)
  }

  init(kilometresByDay kilometres: [Double]) {
    agesDays = kilometres.indices.map { Double($0 + 1) }
    self.kilometres = kilometres
  }

  /// Returns the figure at an age in days, km: straight between the ages.
  ///
  /// Younger sets have that of the first age, since how good a set is at its own epoch cannot be told from sets; past
  /// the last age it grows with the square of the age, which nothing here has measured.
  public func sigmaKilometres(atDays age: Double) -> Double {
    guard let first = agesDays.first, let last = agesDays.last else { return .nan }
    if age <= first { return kilometres[0] }
    if age >= last { return kilometres[kilometres.count - 1] * (age / last) * (age / last) }
    let next = agesDays.firstIndex { $0 > age } ?? agesDays.count - 1
    let part = (age - agesDays[next - 1]) / (agesDays[next] - agesDays[next - 1])
    return kilometres[next - 1] + part * (kilometres[next] - kilometres[next - 1])
  }
}
