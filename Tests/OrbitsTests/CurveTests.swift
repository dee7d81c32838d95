import Foundation
import Testing

@testable import Orbits

@Suite struct CurveTests {
  /// Rounding to whole microseconds may cost ITP a round more than the one it allows itself.
  static let roundsBeyondBisection = 2

  @Test(arguments: 0..<6)
  func signChangesAreThoseOfBisectionOnTheMicrosecond(shape: Int) throws {
    for root in [1.0, 2, 77.5, 1_000_000, 59_999_998.25, 59_999_999, 60_000_000] {
      let function: (Int64) -> Double = { time in
        let x = Double(time) - root
        switch shape {
        case 0: return x
        case 1: return x < 0 ? -1 : 1
        case 2: return pow(x / 6e7, 9)
        case 3: return -expm1(-x / 1e6) * 1e-9
        case 4: return -x
        default: return x < 0 ? x * 1e-12 : x + 1
        }
      }
      let isReached = function(60_000_000) >= 0
      guard (function(0) >= 0) != isReached else { continue }
      var rounds = 0
      let found = try signChange(between: (0, function(0)), and: (60_000_000, function(60_000_000))) { time in
        rounds += 1
        return function(time)
      }
      #expect((function(found) >= 0) == isReached)
      #expect((function(found - 1) >= 0) != isReached)
      #expect(rounds <= 26 + Self.roundsBeyondBisection)
    }
  }

  @Test func nodesCatchExtremaBetweenSamples() throws {
    // A hair above zero between two samples of equal sign, and a pair of extrema between slopes of equal sign.
    func check(_ value: @escaping (Double) -> Double, _ slope: @escaping (Double) -> Double, _ count: Int) throws {
      let curve: Curve = { time throws(PropagationFailure) in
        Node(time: time, value: value(Double(time) * 1e-6), slope: slope(Double(time) * 1e-6))
      }
      var nodes = [try curve(0)]
      try appendMonotoneNodes(from: nodes[0], to: try curve(100_000_000), of: curve, to: &nodes)
      #expect(try crossings(of: nodes, on: curve).count == count)
    }
    try check({ 1e-9 - pow(($0 - 37) / 50, 2) }, { -2 * ($0 - 37) / 2_500 }, 2)
    try check({ pow(($0 - 50) / 50, 3) - 0.2 * ($0 - 50) / 50 }, { 3 * pow(($0 - 50) / 50, 2) / 50 - 0.004 }, 3)
  }
}
