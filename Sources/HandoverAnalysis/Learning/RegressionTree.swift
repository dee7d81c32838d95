/// A regression tree: at each node a comparison, in each leaf a mean.
struct RegressionTree: Sendable {
  /// A comparison, or a leaf.
  struct Node: Sendable {
    /// The feature that is compared; below 0 for a leaf.
    var feature: Int32
    /// Where the left node is, the right one after it; or which leaf.
    var next: Int32
    /// A value goes left that is not above.
    var split: Double
  }

  /// What a tree says of a case.
  struct Leaf: Sendable {
    /// The mean of the targets that fell here.
    var mean: Double
    /// One of them, by chance.
    var draw: Double
  }

  private(set) var nodes: [Node] = []
  private(set) var leaves: [Leaf] = []

  /// Returns the leaf of a case.
  func leaf(_ features: UnsafeBufferPointer<Double>) -> Leaf {
    nodes.withUnsafeBufferPointer { nodes in
      var node = nodes[0]
      while node.feature >= 0 {
        node = nodes[Int(node.next) + (features[Int(node.feature)] > node.split ? 1 : 0)]
      }
      return leaves[Int(node.next)]
    }
  }

  /// Appends a node that is not decided yet, and returns its place.
  fileprivate mutating func grow() -> Int {
    nodes.append(Node(feature: -1, next: -1, split: 0))
    return nodes.count - 1
  }

  fileprivate mutating func end(_ node: Int, in leaf: Leaf) {
    nodes[node].next = Int32(leaves.count)
    leaves.append(leaf)
  }

  fileprivate mutating func divide(_ node: Int, _ feature: Int, at split: Double) -> Int {
    let left = grow()
    _ = grow()
    nodes[node] = Node(feature: Int32(feature), next: Int32(left), split: split)
    return left
  }
}

/// Grows a tree on a sample of the cases: CART (Breiman, Friedman, Olshen and Stone 1984) with squared errors.
struct TreeGrower {
  private let table: FeatureTable
  private let targets: [Double]
  private let parameters: RandomForest.Parameters
  private let featuresPerSplit: Int
  private let noise: CountedNoise
  private var drawnCount: Int64 = 0
  private var features: [Int]
  /// The cases of the sample, grouped by node, and how often each was drawn.
  private var rows: [Int32]
  private var weights: [Double]
  /// Scratch: by code the weight, the weighted sum and the number of cases.
  private var bins: [SIMD4<Double>]
  private var spare: [Int32]

  /// Draws as many cases as there are, with replacement.
  init(_ table: FeatureTable, _ targets: [Double], _ parameters: RandomForest.Parameters, tree: Int) {
    (self.table, self.targets, self.parameters) = (table, targets, parameters)
    noise = CountedNoise(seed: CountedNoise(seed: parameters.seed).bits(Int64(tree)))
    features = Array(table.codes.indices)
    featuresPerSplit = parameters.featuresPerSplit ?? max(1, (features.count + 2) / 3)
    weights = Array(repeating: 0, count: table.rowCount)
    bins = Array(repeating: .zero, count: FeatureTable.mostSplits + 1)
    (rows, spare) = ([], [])
    for _ in 0..<table.rowCount { weights[number(below: table.rowCount)] += 1 }
    for row in weights.indices where weights[row] > 0 { rows.append(Int32(row)) }
    spare = Array(repeating: 0, count: rows.count)
  }

  /// Returns the next random number from 0 to below a limit, each as likely as 2⁻⁶⁴ allows.
  private mutating func number(below limit: Int) -> Int {
    drawnCount += 1
    return Int(noise.bits(drawnCount).multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// A node that is to be decided: its cases, and how deep it lies.
  private struct Task {
    let node: Int
    let rows: Range<Int>
    let depth: Int
  }

  /// Where cases part.
  private struct Split {
    let feature: Int
    /// The last code that goes left.
    let code: Int
    /// How much of the squared error goes away, up to a constant.
    let gain: Double
  }

  /// Grows the tree; once.
  mutating func tree() -> RegressionTree {
    var tree = RegressionTree()
    var tasks = [Task(node: tree.grow(), rows: rows.indices, depth: 0)]
    while let task = tasks.popLast() {
      guard let split = split(task) else {
        tree.end(task.node, in: leaf(task.rows))
        continue
      }
      let middle = partition(task.rows, split)
      let left = tree.divide(task.node, split.feature, at: table.splits[split.feature][split.code])
      tasks.append(Task(node: left + 1, rows: middle..<task.rows.upperBound, depth: task.depth + 1))
      tasks.append(Task(node: left, rows: task.rows.lowerBound..<middle, depth: task.depth + 1))
    }
    return tree
  }

  private mutating func leaf(_ range: Range<Int>) -> RegressionTree.Leaf {
    var (weight, sum) = (0.0, 0.0)
    for index in range {
      let row = Int(rows[index])
      weight += weights[row]
      sum += weights[row] * targets[row]
    }
    // A case that was drawn twice is twice as likely.
    var rest = Double(number(below: Int(weight)))
    var draw = 0.0
    for index in range where rest >= 0 {
      draw = targets[Int(rows[index])]
      rest -= weights[Int(rows[index])]
    }
    return RegressionTree.Leaf(mean: sum / weight, draw: draw)
  }

  /// Returns the best split among some features drawn by chance, or among more as long as none can be split.
  private mutating func split(_ task: Task) -> Split? {
    guard task.depth < parameters.maximumDepth, task.rows.count >= 2 * parameters.minimumLeafCount else { return nil }
    var (weight, sum) = (0.0, 0.0)
    var (least, most) = (Double.infinity, -Double.infinity)
    for index in task.rows {
      let row = Int(rows[index])
      weight += weights[row]
      sum += weights[row] * targets[row]
      (least, most) = (min(least, targets[row]), max(most, targets[row]))
    }
    guard least < most else { return nil }
    var best: Split?
    for visited in features.indices {
      if visited >= featuresPerSplit, best != nil { break }
      let place = visited + number(below: features.count - visited)
      features.swapAt(visited, place)
      let found = split(task.rows, by: features[visited], weight, sum)
      if let found, found.gain > best?.gain ?? sum * sum / weight { best = found }
    }
    return best
  }

  /// Returns the best split by one feature: the largest Σl² / Wl + Σr² / Wr.
  private mutating func split(_ range: Range<Int>, by feature: Int, _ weight: Double, _ sum: Double) -> Split? {
    let codes = table.codes[feature]
    var (first, last) = (UInt8.max, UInt8.min)
    for index in range {
      let row = Int(rows[index])
      let code = codes[row]
      (first, last) = (min(first, code), max(last, code))
      bins[Int(code)] += SIMD4(weights[row], weights[row] * targets[row], 1, 0)
    }
    let least = Double(parameters.minimumLeafCount)
    var left = SIMD4<Double>.zero
    var best: Split?
    for code in Int(first)..<max(Int(first), Int(last)) {
      guard bins[code].z > 0 else { continue }
      left += bins[code]
      guard left.z >= least, Double(range.count) - left.z >= least else { continue }
      let right = sum - left.y
      let gain = left.y * left.y / left.x + right * right / (weight - left.x)
      if gain > best?.gain ?? -.infinity { best = Split(feature: feature, code: code, gain: gain) }
    }
    for code in Int(first)...Int(max(first, last)) { bins[code] = .zero }
    return best
  }

  /// Groups the cases of a node by its split, each side in the order it had; returns where the right one begins.
  private mutating func partition(_ range: Range<Int>, _ split: Split) -> Int {
    let codes = table.codes[split.feature]
    var (left, right) = (range.lowerBound, 0)
    for index in range {
      let row = rows[index]
      if Int(codes[Int(row)]) <= split.code {
        rows[left] = row
        left += 1
      } else {
        spare[right] = row
        right += 1
      }
    }
    for index in 0..<right { rows[left + index] = spare[index] }
    return left
  }
}
