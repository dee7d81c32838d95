/// Satellites that may be scanned together, by the step of the grid that is fine enough for them.
enum ScanClass {
  /// A satellite of a scan.
  struct Member {
    /// Its number in the search.
    let satellite: Int
    let sgp4: SGP4
    let reach: Reach
  }

  /// Sorts satellites by the step, in seconds, that they need; those whose elements have no state are told apart.
  static func classes(
    of satellites: some Sequence<Int>, among orbits: [Result<SGP4, PropagationError>]
  ) -> (classes: [Double: [Member]], failed: [(satellite: Int, error: PropagationError)]) {
    var classes: [Double: [Member]] = [:]
    var failed: [(Int, PropagationError)] = []
    for satellite in satellites {
      switch orbits[satellite] {
      case .failure(let error): failed.append((satellite, error))
      case .success(let sgp4):
        let reach = Reach(sgp4)
        classes[step(for: reach), default: []].append(Member(satellite: satellite, sgp4: sgp4, reach: reach))
      }
    }
    return (classes, failed)
  }

  /// The steps that a grid may have, in seconds.
  private static let steps: [Double] = [20, 30, 40, 50, 60, 75, 90, 105, 120, 150, 180, 240, 300, 420, 600, 900]

  /// How far a satellite may turn between two points of the grid, radians.
  private static let stepAngle = 0.25

  private static func step(for reach: Reach) -> Double {
    steps.last { $0 * reach.rate <= stepAngle } ?? steps[0]
  }
}
