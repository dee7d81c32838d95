public import Quantities

/// How many satellites of a constellation a pool shall have, and how many of them shall be in view at all times.
public struct PoolTarget: Hashable, Sendable {
  /// The constellation.
  public let constellation: Constellation
  /// The elevation from which on a satellite is in view, 0...90 degrees.
  public let minimumElevation: Angle
  /// How many satellites, 1...10,000.
  public let size: Int
  /// How many of them in view.
  public let inView: ClosedRange<Int>

  /// The handbook's: 120 Starlink of which 10 to 15 are in view, from 5 degrees on.
  public static let starlink = PoolTarget(trusted: .starlink, 120, 10...15)
  /// The handbook's: 36 OneWeb of which 3 to 6 are in view, from 10 degrees on.
  public static let oneWeb = PoolTarget(trusted: .oneWeb, 36, 3...6)

  private init(trusted constellation: Constellation, _ size: Int, _ inView: ClosedRange<Int>) {
    self.constellation = constellation
    minimumElevation = constellation.minimumElevation
    (self.size, self.inView) = (size, inView)
  }

  /// Creates a target; the mask is the constellation's unless told.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    _ constellation: Constellation, size: Int, inView: ClosedRange<Int>, minimumElevation: Angle? = nil
  ) throws(ParameterError) {
    self.constellation = constellation
    self.minimumElevation = minimumElevation ?? constellation.minimumElevation
    (self.size, self.inView) = (size, inView)
    try ParameterError.check(size, "pool size", in: 1...10_000)
    try ParameterError.check(inView.lowerBound, "fewest in view", in: 0...size)
    try ParameterError.check(inView.upperBound, "most in view", in: inView.lowerBound...10_000)
    try ParameterError.check(self.minimumElevation.degrees, "minimumElevation, degrees", in: 0...90)
  }
}

/// Whether a pool has what its target asks, or why not.
public enum PoolVerdict: Hashable, Sendable {
  /// At every tick as many are in view as are wanted, and the pool has its size.
  case met
  /// There are fewer satellites that come into view.
  case fewCandidates(count: Int)
  /// At a tick fewer are in view of all there are.
  case fewInView(tick: Int, count: Int)
  /// So many together cannot be in view often enough, whichever they are: ticks at most and ticks wanted.
  case littleTime(most: Int, wanted: Int)
  /// So many together are in view too often, whichever they are: ticks at least and ticks wanted at most.
  case muchTime(least: Int, wanted: Int)
  /// The search has found none, though nothing simple forbids it: how many ticks are not as wanted.
  case notFound(ticks: Int)
}

extension PoolVerdict: CustomStringConvertible {
  /// The verdict in a sentence.
  public var description: String {
    switch self {
    case .met: "met"
    case .fewCandidates(let count): "not met: only \(count) satellites come into view"
    case .fewInView(let tick, let count): "cannot be met: at tick \(tick) only \(count) of all satellites are in view"
    case .littleTime(let most, let wanted):
      "cannot be met: so many satellites are in view for \(most) ticks together at most, \(wanted) are wanted"
    case .muchTime(let least, let wanted):
      "cannot be met: so many satellites are in view for \(least) ticks together at least, \(wanted) are wanted at most"
    case .notFound(let ticks): "not met: at \(ticks) ticks the number in view is not as wanted in the best pool found"
    }
  }
}

extension PoolVerdict {
  /// Judges the best cover of a problem that was found.
  init(_ cover: Cover, _ problem: CoverProblem, wantedSize: Int) {
    let lengths = (0..<problem.candidateCount).map { problem.ticks(of: $0).count }.sorted()
    let most = lengths.suffix(problem.size).reduce(0, +)
    let least = lengths.prefix(problem.size).reduce(0, +)
    let (low, high) = (problem.wanted.lowerBound * problem.tickCount, problem.wanted.upperBound * problem.tickCount)
    let empty = (0..<problem.tickCount).first { problem.candidates(at: $0).count < problem.wanted.lowerBound }
    self =
      if problem.size < wantedSize {
        .fewCandidates(count: problem.candidateCount)
      } else if cover.cost == 0 {
        .met
      } else if let empty {
        .fewInView(tick: empty, count: problem.candidates(at: empty).count)
      } else if most < low {
        .littleTime(most: most, wanted: low)
      } else if least > high {
        .muchTime(least: least, wanted: high)
      } else {
        .notFound(ticks: cover.counts.count { !problem.wanted.contains($0) })
      }
  }
}
