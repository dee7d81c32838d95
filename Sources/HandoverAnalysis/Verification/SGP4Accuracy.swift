public import Orbits
import Quantities

/// How far SGP4, one satellite at a time and many at once, is from the published verification run.
public struct SGP4Accuracy: Hashable, Sendable {
  /// How many element sets were compared.
  public private(set) var setCount = 0
  /// How many states were compared.
  public private(set) var stateCount = 0
  /// How many of them could not be worked out.
  public private(set) var missingCount = 0
  /// The largest distance of ``SGP4`` from the published positions, km.
  public private(set) var positionErrorKilometres = 0.0
  /// The largest difference of its velocities, km/s.
  public private(set) var velocityErrorKilometresPerSecond = 0.0
  /// The largest distance of ``Propagator``, which works in vector lanes, km.
  public private(set) var batchErrorKilometres = 0.0

  /// The largest error that is accepted: a millimetre, km. The published digits are 1e-8 km, and compilers differ by
  /// 1e-7 km after years of resonance.
  public static let limitKilometres = 1e-6

  /// The element sets of the run, for measurements of speed.
  public static var elements: [ElementSet] { PublishedStates.runs.map(\.elements) }

  /// Compares every state that the program carries.
  public init() {
    let runs = PublishedStates.runs
    setCount = runs.count
    for run in runs {
      let (propagator, sgp4) = (Propagator([run.elements]), try? SGP4(run.elements))
      for row in run.states {
        stateCount += 1
        let nanoseconds = Int64((row.minutes * 6e10).rounded())
        let batch = propagator.positions(at: run.elements.epoch + TimeSpan(nanoseconds: nanoseconds))[0]
        guard let state = try? sgp4?.state(minutesSinceEpoch: row.minutes), let batch else {
          missingCount += 1
          continue
        }
        positionErrorKilometres = max(positionErrorKilometres, length(state.positionTEME - row.position))
        velocityErrorKilometresPerSecond = max(
          velocityErrorKilometresPerSecond, length(state.velocityTEME - row.velocity))
        batchErrorKilometres = max(batchErrorKilometres, length(batch - row.position))
      }
    }
  }

  /// Whether every state was there, within the limit.
  public var isMet: Bool {
    missingCount == 0 && stateCount > 0 && positionErrorKilometres <= SGP4Accuracy.limitKilometres
      && batchErrorKilometres <= SGP4Accuracy.limitKilometres
  }
}
