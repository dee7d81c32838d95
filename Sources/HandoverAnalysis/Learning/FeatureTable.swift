/// What is known of many cases, feature by feature, in the places between which trees can split.
///
/// At most 255 splits a feature, between all its values or, where there are more, at even shares of them.
struct FeatureTable: Sendable {
  /// How many cases there are.
  let rowCount: Int
  /// For each feature the values that splits compare with, ascending: a value goes left that is not above.
  let splits: [[Double]]
  /// For each feature, for each case, how many splits its value is above.
  let codes: [[UInt8]]

  static let mostSplits = 255

  /// - Throws: ``ParameterError`` for cases of different lengths, or what is not finite.
  init(_ rows: [[Double]]) throws(ParameterError) {
    let count = rows.first?.count ?? 0
    for (row, values) in rows.enumerated() {
      guard values.count == count else {
        throw ParameterError(
          parameter: "case \(row)", value: "\(values.count) features", allowed: "\(count), as case 0 has")
      }
      if let feature = values.firstIndex(where: { !$0.isFinite }) {
        throw ParameterError(
          parameter: "case \(row), feature \(feature)", value: "\(values[feature])", allowed: "finite numbers")
      }
    }
    rowCount = rows.count
    let columns = (0..<count).map { feature in rows.map { $0[feature] } }
    let splits = columns.map(FeatureTable.splits)
    codes = zip(columns, splits).map { column, splits in column.map { FeatureTable.code(of: $0, splits) } }
    self.splits = splits
  }

  private static func splits(of column: [Double]) -> [Double] {
    let sorted = column.sorted()
    let all = splits(of: sorted, atLeast: 1)
    return all.count <= mostSplits ? all : splits(of: sorted, atLeast: sorted.count / (mostSplits + 1) + 1)
  }

  /// Returns the places between different values that have so many cases at least between them.
  private static func splits(of sorted: [Double], atLeast least: Int) -> [Double] {
    var splits: [Double] = []
    var last = 0
    for index in sorted.indices.dropFirst() where sorted[index] > sorted[index - 1] && index - last >= least {
      // Halves first: the difference of two finite numbers need not be one.
      let middle = sorted[index - 1] / 2 + sorted[index] / 2
      splits.append(middle < sorted[index] ? max(middle, sorted[index - 1]) : sorted[index - 1])
      last = index
    }
    return splits
  }

  private static func code(of value: Double, _ splits: [Double]) -> UInt8 {
    var (low, high) = (0, splits.count)
    while low < high {
      let middle = (low + high) / 2
      if value > splits[middle] { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }
}
