import Dispatch

/// A random forest for regression (Breiman 2001): trees on samples of the cases, their mean the prediction.
///
/// The same cases, parameters and seed give the same forest, whatever the number of threads. Trees cannot extrapolate:
/// no prediction lies outside the targets.
public struct RandomForest: Sendable {
  /// How a forest is grown.
  public struct Parameters: Hashable, Sendable {
    /// How many trees, 1 to 10,000.
    public var treeCount = 100
    /// The most comparisons on the way to a leaf, 1 to 64.
    public var maximumDepth = 20
    /// How many cases a leaf holds at least, 1 to 1,000,000.
    public var minimumLeafCount = 5
    /// Among how many features, drawn by chance, a node chooses; a third of them, rounded up, unless told.
    public var featuresPerSplit: Int?
    /// The seed of all that is drawn.
    public var seed: UInt64 = 42

    /// Those of the handover handbook: 100 trees, depth 20, seed 42.
    public init() {}

    func check(features: Int) throws(ParameterError) {
      try ParameterError.check(treeCount, "treeCount", in: 1...10_000)
      try ParameterError.check(maximumDepth, "maximumDepth", in: 1...64)
      try ParameterError.check(minimumLeafCount, "minimumLeafCount", in: 1...1_000_000)
      if let featuresPerSplit {
        try ParameterError.check(featuresPerSplit, "featuresPerSplit", in: 1...max(1, features))
      }
    }
  }

  /// How it was grown.
  public let parameters: Parameters
  /// How many features a case has.
  public let featureCount: Int
  private let trees: [RegressionTree]

  /// Grows a forest.
  ///
  /// - Parameters:
  ///   - cases: The features of each case, finite.
  ///   - targets: What is to be predicted of each case, finite.
  ///   - threads: On how many cores; nil for all.
  /// - Throws: ``ParameterError`` for parameters out of range, no cases, or what is not a number.
  public init(
    _ parameters: Parameters = Parameters(), cases: [[Double]], targets: [Double], threads: Int? = nil
  ) throws(ParameterError) {
    featureCount = cases.first?.count ?? 0
    try parameters.check(features: featureCount)
    try ParameterError.check(cases.count, "the number of cases", in: 1...Int(Int32.max))
    try ParameterError.check(featureCount, "the number of features", in: 1...10_000)
    try ParameterError.check(targets.count, "the number of targets", in: cases.count...cases.count)
    if let row = targets.firstIndex(where: { !$0.isFinite }) {
      throw ParameterError(parameter: "target \(row)", value: "\(targets[row])", allowed: "finite numbers")
    }
    self.parameters = parameters
    let table = try FeatureTable(cases)
    trees = mapInParallel(0..<parameters.treeCount, threads: threads) { tree in
      var grower = TreeGrower(table, targets, parameters, tree: tree)
      return grower.tree()
    }
  }

  /// A prediction with an interval.
  public struct Prediction: Hashable, Sendable {
    /// The mean of the trees.
    public var mean: Double
    /// The ends of the interval.
    public var lower, upper: Double
  }

  /// Predicts the target of a case.
  ///
  /// For the interval each tree gives one of the targets in the leaf of the case, drawn as it grew, and the quantiles
  /// of these are taken (after Meinshausen 2006, who weighs all of them): the spread of single cases and not that of
  /// means.
  /// - Parameter coverage: The share of cases that the interval shall hold, 0 to 1.
  public func prediction(_ features: [Double], coverage: Double = 0.9) -> Prediction {
    precondition(features.count == featureCount, "\(features.count) features of \(featureCount)")
    precondition((0...1).contains(coverage), "a coverage of \(coverage)")
    var sum = 0.0
    var draws: [Double] = []
    draws.reserveCapacity(trees.count)
    features.withUnsafeBufferPointer { features in
      for tree in trees {
        let leaf = tree.leaf(features)
        sum += leaf.mean
        draws.append(leaf.draw)
      }
    }
    draws.sort()
    return Prediction(
      mean: sum / Double(trees.count), lower: quantile((1 - coverage) / 2, of: draws),
      upper: quantile((1 + coverage) / 2, of: draws))
  }
}

/// Returns the quantile of some sorted numbers, straight between two of them.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
  guard let last = sorted.indices.last else { return .nan }
  let place = share * Double(last)
  let index = min(last, Int(place))
  let next = min(last, index + 1)
  return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
}

/// Returns what a function makes of each number, in order, worked out on several cores.
func mapInParallel<Element: Sendable>(
  _ range: Range<Int>, threads: Int?, _ transform: @Sendable (Int) -> Element
) -> [Element] {
  guard threads != 1, range.count > 1 else { return range.map(transform) }
  let slots = Slots<Element>(count: range.count)
  let parts = threads.map { min(max(1, $0), range.count) } ?? range.count
  DispatchQueue.concurrentPerform(iterations: parts) { part in
    for index in range.count * part / parts..<range.count * (part + 1) / parts {
      slots.base[index] = transform(range.lowerBound + index)
    }
  }
  return slots.take()
}

/// Room for results that threads write, each to a place of its own.
private struct Slots<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element?>
  private let count: Int

  init(count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: nil, count: count)
  }

  func take() -> [Element] {
    defer {
      base.deinitialize(count: count)
      base.deallocate()
    }
    return (0..<count).compactMap { base[$0] }
  }
}
