public import HandoverAnalysis
public import Quantities
import Simulation

/// What is lost between satellites and terminals beside free space.
public struct LinkSurroundings: Hashable, Sendable {
  /// What stands around the terminals.
  public let surroundings: Surroundings
  /// Whether terminals see the satellites.
  public let sight: Sight
  /// The time after which the correlation of the shadow fading is 1/e; nil for no fading.
  public let decorrelationTime: TimeSpan?

  /// Describes them.
  /// - Parameter decorrelationTime: 16 ns at least.
  public init(_ surroundings: Surroundings, _ sight: Sight, decorrelationTime: TimeSpan?) {
    precondition(decorrelationTime.map { $0.nanoseconds >= 16 } ?? true, "a decorrelation time is 16 ns at least")
    (self.surroundings, self.sight, self.decorrelationTime) = (surroundings, sight, decorrelationTime)
  }
}

/// The levels that terminals receive: free space, and what their surroundings take, faded by a seeded process for each
/// pass of a satellite over a terminal.
struct LinkLevels: Sendable {
  private struct Link: Hashable {
    let terminal, satellite: Int
  }

  let budget: LinkBudget
  private let losses: LinkSurroundings?
  private let seed: UInt64
  private var fading: [Link: Shadowing] = [:]

  init(_ budget: LinkBudget, _ losses: LinkSurroundings?, seed: UInt64) {
    (self.budget, self.losses, self.seed) = (budget, losses, seed)
  }

  /// Returns the reference signal received power of a resource element, dBm.
  mutating func rsrpDBm(of sight: TerminalSight, terminal: Int, at time: ScenarioTime) -> Double {
    guard let losses else { return budget.rsrpDBm(rangeKilometres: sight.rangeKilometres) }
    let taken = LinkLosses.outdoors(
      elevation: sight.elevation, frequencyGigahertz: budget.profile.frequencyGigahertz,
      surroundings: losses.surroundings, sight: losses.sight,
      shadowing: deviations(of: sight, terminal: terminal, at: time))
    return budget.rsrpDBm(rangeKilometres: sight.rangeKilometres, lossesDB: taken.totalDB)
  }

  /// The fading of a pass in standard deviations: a function of the seed, the terminal, the satellite and its rise.
  private mutating func deviations(of sight: TerminalSight, terminal: Int, at time: ScenarioTime) -> Double {
    guard let decorrelation = losses?.decorrelationTime else { return 0 }
    let link = Link(terminal: terminal, satellite: sight.satellite)
    if fading[link]?.origin != sight.rise {
      var generator = SeededGenerator(
        seed: seed, stream: "handover/\(terminal)/\(sight.satellite)/\(sight.rise.wholeMicrosecond)")
      do {
        fading[link] = try Shadowing(seed: generator.next(), decorrelationTime: decorrelation, from: sight.rise)
      } catch {
        preconditionFailure("surroundings decorrelate in a microsecond at least: \(error)")
      }
    }
    return fading[link]?.deviations(at: time) ?? 0
  }
}
