/// Which candidates are in view at which ticks, and how many of a chosen number of them should be.
struct CoverProblem: Sendable {
  /// How many ticks there are.
  let tickCount: Int
  /// How many are chosen: as many as are wanted, or all there are.
  let size: Int
  /// How many of the chosen should be in view at each tick.
  let wanted: ClosedRange<Int>
  /// What a candidate is worth beside, 0...1.
  let worth: [Double]
  /// The ticks at which candidates are in view, ascending, one candidate's after the other's.
  private let ticks: [Int]
  private let starts: [Int]
  /// The candidates in view at a tick, ascending, one tick's after the other's.
  private let inView: [Int]
  private let inViewStarts: [Int]

  init(ticksInView rows: [[Int]], worth: [Double], tickCount: Int, size: Int, wanted: ClosedRange<Int>) {
    precondition(rows.count == worth.count, "\(rows.count) candidates, of \(worth.count) the worth is told")
    self.tickCount = tickCount
    self.size = min(size, rows.count)
    self.wanted = wanted
    self.worth = worth
    ticks = rows.flatMap { $0 }
    starts = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    var columns = Array(repeating: [Int](), count: tickCount)
    for (candidate, row) in rows.enumerated() {
      for tick in row { columns[tick].append(candidate) }
    }
    inView = columns.flatMap { $0 }
    inViewStarts = columns.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  var candidateCount: Int { worth.count }

  /// The ticks at which a candidate is in view.
  func ticks(of candidate: Int) -> ArraySlice<Int> { ticks[starts[candidate]..<starts[candidate + 1]] }

  /// The candidates in view at a tick.
  func candidates(at tick: Int) -> ArraySlice<Int> { inView[inViewStarts[tick]..<inViewStarts[tick + 1]] }

  /// What it costs that so many are in view at a tick: the square of what is missing or too much.
  func cost(of count: Int) -> Int {
    let miss = max(wanted.lowerBound - count, count - wanted.upperBound, 0)
    return miss * miss
  }
}

/// Some candidates of a problem, and how many of them are in view at each tick.
struct Cover: Hashable, Sendable {
  /// The chosen, in the order in which they were.
  private(set) var members: [Int] = []
  /// How many of them are in view, by tick.
  private(set) var counts: [Int]
  /// The sum of the costs of the ticks.
  private(set) var cost: Int
  /// The sum of what the members are worth.
  private(set) var worth = 0.0
  private var places: [Int]

  init(of problem: CoverProblem) {
    counts = Array(repeating: 0, count: problem.tickCount)
    cost = problem.tickCount * problem.cost(of: 0)
    places = Array(repeating: -1, count: problem.candidateCount)
  }

  func contains(_ candidate: Int) -> Bool { places[candidate] >= 0 }

  mutating func add(_ candidate: Int, _ problem: CoverProblem) {
    places[candidate] = members.count
    members.append(candidate)
    count(candidate, by: 1, problem)
  }

  /// Puts a candidate in the place of a member.
  mutating func replace(memberAt place: Int, by candidate: Int, _ problem: CoverProblem) {
    count(members[place], by: -1, problem)
    places[members[place]] = -1
    members[place] = candidate
    places[candidate] = place
    count(candidate, by: 1, problem)
  }

  private mutating func count(_ candidate: Int, by change: Int, _ problem: CoverProblem) {
    for tick in problem.ticks(of: candidate) {
      cost -= problem.cost(of: counts[tick])
      counts[tick] += change
      cost += problem.cost(of: counts[tick])
    }
    worth += Double(change) * problem.worth[candidate]
  }

  /// What the cost would change by with one candidate more.
  func change(adding candidate: Int, _ problem: CoverProblem) -> Int {
    var change = 0
    for tick in problem.ticks(of: candidate) {
      change += problem.cost(of: counts[tick] + 1) - problem.cost(of: counts[tick])
    }
    return change
  }

  /// The number to make small: any whole unit of cost outweighs all that members are worth.
  func energy(_ problem: CoverProblem) -> Double {
    Double(cost) - 0.5 * worth / Double(max(1, problem.size))
  }
}
