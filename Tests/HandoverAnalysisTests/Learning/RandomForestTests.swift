import TestSupport
import Testing

@testable import HandoverAnalysis

/// Laws of forests, whatever they learn from.
@Suite struct RandomForestTests {
  static func parameters(trees: Int = 20) -> RandomForest.Parameters {
    var parameters = RandomForest.Parameters()
    parameters.treeCount = trees
    return parameters
  }

  /// Cases of two features and a target that rises with the first.
  static func monotone(_ count: Int, seed: UInt64 = 1) -> (cases: [[Double]], targets: [Double]) {
    var source = RandomSource(seed: seed)
    let cases = (0..<count).map { _ in
      [Double.random(in: 0...10, using: &source), Double.random(in: -1...1, using: &source)]
    }
    return (cases, cases.map { $0[0] * $0[0] })
  }

  @Test func `A constant target is predicted as it is, with an interval of no width`() throws {
    let (cases, _) = Self.monotone(200)
    let forest = try RandomForest(Self.parameters(), cases: cases, targets: cases.map { _ in 7.25 })
    for features in [[0.0, 0], [5, 1], [1e9, -1e9]] {
      #expect(forest.prediction(features) == RandomForest.Prediction(mean: 7.25, lower: 7.25, upper: 7.25))
    }
  }

  @Test func `A rising target is followed, and never exceeded`() throws {
    let (cases, targets) = Self.monotone(2_000)
    let forest = try RandomForest(Self.parameters(), cases: cases, targets: targets)
    let predictions = (0...9).map { forest.prediction([Double($0) + 0.5, 0]).mean }
    #expect(zip(predictions, predictions.dropFirst()).allSatisfy { $0 < $1 })
    for (index, prediction) in predictions.enumerated() {
      let truth = (Double(index) + 0.5) * (Double(index) + 0.5)
      #expect(abs(prediction - truth) < 4, "\(prediction) for \(truth)")
    }
    let greatest = try #require(targets.max())
    #expect(forest.prediction([1_000, 0]).mean <= greatest)
  }

  @Test func `The seed alone decides, not the number of threads`() throws {
    let (cases, targets) = Self.monotone(300)
    func forest(_ seed: UInt64, threads: Int?) throws -> [RandomForest.Prediction] {
      var parameters = Self.parameters()
      parameters.seed = seed
      let forest = try RandomForest(parameters, cases: cases, targets: targets, threads: threads)
      return cases.prefix(50).map { forest.prediction($0) }
    }
    let one = try forest(42, threads: 1)
    #expect(try forest(42, threads: 3) == one)
    #expect(try forest(42, threads: nil) == one)
    #expect(try forest(43, threads: 1) != one)
  }

  @Test func `Of pure noise the interval holds as much as it says`() throws {
    var source = RandomSource(seed: 5)
    let cases = (0..<3_000).map { _ in [Double.random(in: 0...1, using: &source)] }
    let targets = cases.map { _ in Double.random(in: -1...1, using: &source) }
    var parameters = Self.parameters(trees: 60)
    parameters.minimumLeafCount = 50
    let forest = try RandomForest(parameters, cases: Array(cases[..<1_500]), targets: Array(targets[..<1_500]))
    let within = (1_500..<3_000).count { index in
      let prediction = forest.prediction(cases[index], coverage: 0.8)
      return prediction.lower <= targets[index] && targets[index] <= prediction.upper
    }
    #expect(abs(Double(within) / 1_500 - 0.8) < 0.05)
  }

  @Test func `One case, one tree and equal features make a forest of one leaf`() throws {
    let alone = try RandomForest(Self.parameters(trees: 1), cases: [[1, 2]], targets: [3])
    #expect(alone.prediction([0, 0]).mean == 3)
    let equal = try RandomForest(
      Self.parameters(trees: 400), cases: Array(repeating: [1], count: 10), targets: (0..<10).map(Double.init))
    #expect(abs(equal.prediction([1]).mean - 4.5) < 0.5)
  }

  @Test func `Splits are between values, of which there may be many or huge ones`() throws {
    let table = try FeatureTable([[1], [2], [2], [4]])
    #expect(table.splits == [[1.5, 3]])
    #expect(table.codes == [[0, 1, 1, 2]])
    let many = try FeatureTable((0..<10_000).map { [Double($0)] })
    #expect(many.splits[0].count <= FeatureTable.mostSplits && many.splits[0].count > 200)
    let greatest = Double.greatestFiniteMagnitude
    #expect(try FeatureTable([[-greatest], [greatest]]).codes == [[0, 1]])
    #expect(try FeatureTable([[1], [1 + Double.ulpOfOne]]).codes == [[0, 1]])
  }

  @Test func `What cannot be learnt from is told with its place`() throws {
    func message(_ change: (inout RandomForest.Parameters, inout [[Double]], inout [Double]) -> Void) -> String {
      var (parameters, cases, targets) = (RandomForest.Parameters(), [[1.0], [2]], [1.0, 2])
      change(&parameters, &cases, &targets)
      do {
        _ = try RandomForest(parameters, cases: cases, targets: targets)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { parameters, _, _ in parameters.treeCount = 0 } == "treeCount is 0; allowed: 1...10000")
    #expect(message { parameters, _, _ in parameters.maximumDepth = 65 } == "maximumDepth is 65; allowed: 1...64")
    #expect(
      message { parameters, _, _ in parameters.featuresPerSplit = 2 } == "featuresPerSplit is 2; allowed: 1")
    #expect(message { _, cases, _ in cases[1] = [.nan] } == "case 1, feature 0 is nan; allowed: finite numbers")
    #expect(message { _, cases, _ in cases[1] = [] } == "case 1 is 0 features; allowed: 1, as case 0 has")
    #expect(message { _, _, targets in targets[0] = .infinity } == "target 0 is inf; allowed: finite numbers")
    #expect(message { _, _, targets in targets = [1] } == "the number of targets is 1; allowed: 2")
    #expect(message { _, cases, targets in (cases, targets) = ([], []) }.hasPrefix("the number of cases is 0"))
  }
}
