import Glibc
public import Quantities

/// Forests that predict how far SGP4 will be from where later element sets put a satellite.
///
/// One for each direction of the orbital frame. They learn asinh of the kilometres: manoeuvres of hundreds of
/// kilometres, which nothing foretells, would rule squared errors otherwise. Trees cannot extrapolate, which is why they
/// predict residuals and no positions.
public struct ResidualModel: Sendable {
  /// Radial, along-track, cross-track.
  private let forests: [RandomForest]

  /// Learns from residuals.
  /// - Throws: ``ParameterError`` for parameters out of range, or without residuals.
  public init(
    _ parameters: RandomForest.Parameters = RandomForest.Parameters(), of residuals: [ElementResidual],
    threads: Int? = nil
  ) throws(ParameterError) {
    let cases = residuals.map(\.features)
    var forests: [RandomForest] = []
    for axis in 0..<3 {
      forests.append(
        try RandomForest(
          parameters, cases: cases, targets: residuals.map { asinh($0.kilometres[axis]) }, threads: threads))
    }
    self.forests = forests
  }

  /// What is predicted of a residual.
  public struct Prediction: Hashable, Sendable {
    /// Radial, along-track, cross-track, km.
    public var kilometres: SIMD3<Double>
    /// The ends of the interval of each, km.
    public var lower, upper: SIMD3<Double>
  }

  /// Predicts a residual from what is known at the epoch of a set.
  ///
  /// - Parameter coverage: The share of residuals that the interval of each direction shall hold.
  public func prediction(_ features: [Double], coverage: Double = 0.9) -> Prediction {
    var prediction = Prediction(kilometres: .zero, lower: .zero, upper: .zero)
    for (axis, forest) in forests.enumerated() {
      let found = forest.prediction(features, coverage: coverage)
      prediction.kilometres[axis] = sinh(found.mean)
      (prediction.lower[axis], prediction.upper[axis]) = (sinh(found.lower), sinh(found.upper))
    }
    return prediction
  }

  /// Returns the predictions of many, on several cores.
  public func predictions(
    of residuals: [ElementResidual], coverage: Double = 0.9, threads: Int? = nil
  ) -> [Prediction] {
    let parts = (residuals.count + 1_023) / 1_024
    return mapInParallel(0..<parts, threads: threads) { part in
      residuals[part * 1_024..<min(residuals.count, (part + 1) * 1_024)].map {
        prediction($0.features, coverage: coverage)
      }
    }.flatMap { $0 }
  }
}

/// Residuals parted by time, so that nothing is learnt from what comes after.
public struct ResidualSplit: Sendable {
  /// What ends before the time, and what begins at it or later; what lies across it is in neither.
  public let training, test: [ElementResidual]

  /// Parts residuals.
  public init(_ residuals: [ElementResidual], at time: ScenarioTime) {
    training = residuals.filter { $0.time < time }
    test = residuals.filter { $0.epoch >= time }
  }
}
