import Glibc

/// A point of a smooth function of time: microseconds since 1970, the value, and its change a second.
package struct Node {
  package let time: Int64
  package let value: Double
  package let slope: Double

  /// Whether the value counts as reached: zero or more.
  package var isReached: Bool { value >= 0 }

  /// Creates a point of a curve.
  package init(time: Int64, value: Double, slope: Double) {
    (self.time, self.value, self.slope) = (time, value, slope)
  }
}

/// A smooth function of time.
package typealias Curve = (Int64) throws(PropagationFailure) -> Node

/// Appends nodes after `a` up to and with `b` between which the curve rises or falls throughout.
///
/// Where the slopes at the ends differ in sign, the extremum between them becomes a node. Where the slopes
/// agree, but the cubic through both ends is not surely monotone (a slope against the chord, or more than
/// three times as steep: de Boor and Swartz 1977), the piece is halved, `depth` times at most.
package func appendMonotoneNodes(
  from a: Node, to b: Node, depth: Int = 6, of curve: Curve, to nodes: inout [Node]
) throws(PropagationFailure) {
  let middle: Node
  if a.slope * b.slope < 0, b.time - a.time > 1 {
    middle = try extremum(between: a, and: b, of: curve)
  } else if depth > 0, b.time - a.time > 1, !isMonotone(a, b) {
    middle = try curve(a.time + (b.time - a.time) / 2)
  } else {
    nodes.append(b)
    return
  }
  try appendMonotoneNodes(from: a, to: middle, depth: depth - 1, of: curve, to: &nodes)
  try appendMonotoneNodes(from: middle, to: b, depth: depth - 1, of: curve, to: &nodes)
}

private func isMonotone(_ a: Node, _ b: Node) -> Bool {
  let chord = (b.value - a.value) / (Double(b.time - a.time) * 1e-6)
  return min(a.slope * chord, b.slope * chord) >= 0 && max(abs(a.slope), abs(b.slope)) <= 3 * abs(chord)
}

/// Returns the extremum between two nodes whose slopes differ in sign, with its slope taken as zero.
///
/// The root of the slope is found first. SGP4's velocity is not quite the derivative of its position (1e-5 to
/// 5e-3 km/s apart), which moves the root by milliseconds, and seconds on high orbits; the vertex of a parabola
/// through three values near it puts that right.
private func extremum(between a: Node, and b: Node, of curve: Curve) throws(PropagationFailure) -> Node {
  let root = try signChange(between: (a.time, a.slope), and: (b.time, b.slope)) { time throws(PropagationFailure) in
    try curve(time).slope
  }
  let arm = max(1, (b.time - a.time) / 64)
  // Nothing is asked outside the two nodes: the satellite may have failed there.
  let centre = max(a.time + arm, min(b.time - arm, root))
  let (left, middle, right) = (try curve(centre - arm).value, try curve(centre).value, try curve(centre + arm).value)
  let bend = left - 2 * middle + right
  let offset = bend == 0 ? 0 : 0.5 * (left - right) / bend
  let vertex = centre + Int64((max(-4, min(4, offset)) * Double(arm)).rounded())
  let time = max(a.time + 1, min(b.time - 1, vertex))
  return Node(time: time, value: try curve(time).value, slope: 0)
}

/// Returns the first whole microsecond at which a function has the sign that it has at `end`; zero counts as positive.
///
/// The answer is the one of bisection on the integers. The points are chosen by the ITP rule (Oliveira and
/// Takahashi 2020), which follows the secant and takes at most a round or two more than bisection.
package func signChange(
  between start: (time: Int64, value: Double), and end: (time: Int64, value: Double),
  of function: (Int64) throws(PropagationFailure) -> Double
) throws(PropagationFailure) -> Int64 {
  var (low, high) = (start, end)
  let isReached = end.value >= 0
  let span = Double(high.time - low.time)
  var reach = exp2(log2(span).rounded(.up))
  while high.time - low.time > 1 {
    let width = Double(high.time - low.time)
    let secant = width * low.value / (low.value - high.value)
    // Towards the middle by 0.2 width² / span, then no farther from it than the rounds left allow.
    let nudge = min(0.2 * width * width / span, abs(width / 2 - secant))
    let guess = secant < width / 2 ? secant + nudge : secant - nudge
    let radius = max(0, reach - width / 2)
    let bounded = guess.isFinite ? max(width / 2 - radius, min(width / 2 + radius, guess)) : width / 2
    let time = max(low.time + 1, min(high.time - 1, low.time + Int64(bounded.rounded())))
    let value = try function(time)
    if (value >= 0) == isReached { high = (time, value) } else { low = (time, value) }
    reach /= 2
  }
  return high.time
}

/// Returns the times, on whole microseconds, at which a curve given by monotone nodes crosses zero.
package func crossings(of nodes: [Node], on curve: Curve) throws(PropagationFailure) -> [Int64] {
  var times: [Int64] = []
  for (a, b) in zip(nodes, nodes.dropFirst()) where a.isReached != b.isReached {
    times.append(
      try signChange(between: (a.time, a.value), and: (b.time, b.value)) { time throws(PropagationFailure) in
        try curve(time).value
      })
  }
  return times
}
