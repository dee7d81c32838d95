public import Quantities

/// Why SGP4 has no state for an instant; the numbers are those of AIAA 2006-6753.
public enum PropagationError: Error, Hashable, Sendable {
  /// The mean eccentricity has left -0.001..<1.
  case meanEccentricity(Double)
  /// The mean motion is not positive, in radians a minute.
  case meanMotion(Double)
  /// The eccentricity with the lunar and solar periodics has left 0...1.
  case perturbedEccentricity(Double)
  /// The semilatus rectum is negative, in Earth radii.
  case semilatusRectum(Double)
  /// The satellite is below the Earth's surface: its distance from the centre, in Earth radii.
  case decayed(Double)

  /// The published error code: 1, 2, 3, 4 or 6; the fifth is out of use.
  public var code: Int {
    switch self {
    case .meanEccentricity: 1
    case .meanMotion: 2
    case .perturbedEccentricity: 3
    case .semilatusRectum: 4
    case .decayed: 6
    }
  }
}

extension PropagationError: CustomStringConvertible {
  /// The code and the value at fault.
  public var description: String {
    switch self {
    case .meanEccentricity(let value): "SGP4 error 1: mean eccentricity \(value) outside -0.001..<1"
    case .meanMotion(let value): "SGP4 error 2: mean motion \(value) rad/min is not positive"
    case .perturbedEccentricity(let value): "SGP4 error 3: perturbed eccentricity \(value) outside 0...1"
    case .semilatusRectum(let value): "SGP4 error 4: semilatus rectum \(value) Earth radii is negative"
    case .decayed(let value): "SGP4 error 6: decayed, \(value) Earth radii from the Earth's centre"
    }
  }
}

/// The first instant of a search at which a satellite could not be propagated, and why.
public struct PropagationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first whole microsecond without a state.
  public let time: ScenarioTime
  /// Why there is none.
  public let error: PropagationError

  /// Creates a failure from its time and reason.
  public init(time: ScenarioTime, error: PropagationError) {
    self.time = time
    self.error = error
  }

  /// The time and the reason.
  public var description: String { "at \(time): \(error)" }
}
