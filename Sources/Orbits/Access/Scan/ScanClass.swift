internal import Synchronization

/// Satellites that are scanned together, as a grid of the same step is fine enough for them.
struct ScanClass: Sendable {
  /// The step that they need, in seconds.
  let step: Double
  /// Their numbers in the search.
  let satellites: [Int]
  /// Their theories, in this order.
  let propagator: Propagator
  /// How far each can move, in this order.
  let reaches: [Reach]

  private init(step: Double, _ members: [(satellite: Int, sgp4: SGP4, reach: Reach)]) {
    self.step = step
    satellites = members.map(\.satellite)
    propagator = Propagator(orbits: members.map { .success($0.sgp4) })
    reaches = members.map(\.reach)
  }

  /// Sorts satellites by the step that they need, finest first; those whose elements have no state are told apart.
  static func classes(
    of satellites: some Sequence<Int>, among orbits: [Result<SGP4, PropagationError>]
  ) -> (classes: [ScanClass], failed: [(satellite: Int, error: PropagationError)]) {
    var classes: [Double: [(satellite: Int, sgp4: SGP4, reach: Reach)]] = [:]
    var failed: [(Int, PropagationError)] = []
    for satellite in satellites {
      switch orbits[satellite] {
      case .failure(let error): failed.append((satellite, error))
      case .success(let sgp4):
        let reach = Reach(sgp4)
        classes[step(for: reach), default: []].append((satellite, sgp4, reach))
      }
    }
    return (classes.sorted { $0.key < $1.key }.map { ScanClass(step: $0.key, $0.value) }, failed)
  }

  /// The theory of one of them.
  func sgp4(_ member: Int) -> SGP4 {
    guard case .success(let sgp4) = propagator.orbits[member] else {
      preconditionFailure("satellites without a state are in no class")
    }
    return sgp4
  }

  /// The steps that a grid may have, in seconds.
  private static let steps: [Double] = [20, 30, 40, 50, 60, 75, 90, 105, 120, 150, 180, 240, 300, 420, 600, 900]

  /// How far a satellite may turn between two points of the grid, radians.
  private static let stepAngle = 0.25

  private static func step(for reach: Reach) -> Double {
    steps.last { $0 * reach.rate <= stepAngle } ?? steps[0]
  }
}

/// Satellites next to one another in a propagator, as a thread scans them at a time.
struct ScanPart: Sendable {
  let satellites: Range<Int>
  let classes: [ScanClass]
  /// Those whose elements have no state.
  let failed: [(satellite: Int, error: PropagationError)]

  /// Returns how so many satellites are shared out for a number of threads: whole blocks, so many that the classes of
  /// a part are well filled, and so few that what is found of them is soon handed over.
  static func ranges(of count: Int, for threads: Int) -> [Range<Int>] {
    let size = max(64, min(1_024, (count + threads - 1) / threads + 15)) / 16 * 16
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

/// What scans need of a propagator's satellites whatever the stations and the span, worked out when the first asks.
final class ScanPreparation: Sendable {
  private final class Parts: Sendable {
    let parts: [ScanPart]

    init(_ parts: [ScanPart]) { self.parts = parts }
  }

  private let known = AtomicLazyReference<Parts>()

  func parts(of orbits: [Result<SGP4, PropagationError>]) -> [ScanPart] {
    if let known = known.load() { return known.parts }
    let parts = ScanPart.ranges(of: orbits.count, for: ActiveProcessors.count).map { range in
      let (classes, failed) = ScanClass.classes(of: range, among: orbits)
      return ScanPart(satellites: range, classes: classes, failed: failed)
    }
    return known.storeIfNil(Parts(parts)).parts
  }
}
