import Glibc

/// How far SGP4 is off with a correction and without, for one kind of satellite at one age.
public struct ResidualReport: Hashable, Sendable {
  /// The size of many errors, km.
  public struct Errors: Hashable, Sendable {
    /// Half of them are smaller; 95 of 100; and the root of the mean square.
    public var median, most, rootMeanSquare: Double

    init(_ kilometres: [Double]) {
      let sorted = kilometres.sorted()
      median = quantile(0.5, of: sorted)
      most = quantile(0.95, of: sorted)
      rootMeanSquare = (sorted.reduce(0) { $0 + $1 * $1 } / Double(max(1, sorted.count))).squareRoot()
    }
  }

  /// The kind.
  public var group: SatelliteGroup
  /// The age that was asked for, days.
  public var ageDays: Double
  /// How many predictions there are.
  public var count: Int
  /// The distance in space of SGP4 from the later set, and that of the corrected prediction.
  public var plain, corrected: Errors
  /// The share of residuals within the intervals: radial, along-track, cross-track.
  public var coverage: SIMD3<Double>

  /// Whether the correction makes the median smaller.
  public var isBetterByMedian: Bool { corrected.median < plain.median }
  /// Whether the correction makes the root mean square smaller.
  public var isBetterByRootMeanSquare: Bool { corrected.rootMeanSquare < plain.rootMeanSquare }

  /// Compares predictions with what came, by kind and age.
  public static func reports(
    of residuals: [ElementResidual], _ predictions: [ResidualModel.Prediction], agesDays ages: [Double]
  ) -> [ResidualReport] {
    precondition(residuals.count == predictions.count, "a prediction for each residual")
    return SatelliteGroup.allCases.flatMap { group in
      ages.compactMap { age in
        let indices = residuals.indices.filter { residuals[$0].group == group && residuals[$0].nominalAgeDays == age }
        return indices.isEmpty ? nil : ResidualReport(residuals, predictions, indices, group, age)
      }
    }
  }

  private init(
    _ residuals: [ElementResidual], _ predictions: [ResidualModel.Prediction], _ indices: [Int],
    _ group: SatelliteGroup, _ age: Double
  ) {
    func size(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
    (self.group, ageDays, count) = (group, age, indices.count)
    plain = Errors(indices.map { size(residuals[$0].kilometres) })
    corrected = Errors(indices.map { size(residuals[$0].kilometres - predictions[$0].kilometres) })
    coverage = .zero
    for index in indices {
      let (value, prediction) = (residuals[index].kilometres, predictions[index])
      let isWithin = value .>= prediction.lower .& value .<= prediction.upper
      coverage += SIMD3<Double>(repeating: 0).replacing(with: 1 / Double(indices.count), where: isWithin)
    }
  }
}
