import Foundation

/// One axis of a chart: what it measures and from where to where.
struct Axis: Equatable {
  let label: String
  /// The unit as it is shown; empty for none.
  let unit: String
  let range: ClosedRange<Double>

  init(_ label: String, unit: String = "", _ range: ClosedRange<Double>) {
    (self.label, self.unit, self.range) = (label, unit, range)
  }

  /// The label with its unit.
  var title: String { unit.isEmpty ? label : "\(label), \(unit)" }

  /// Returns the round numbers - 1, 2 or 5 of a power of ten apart - within the range, some `count` of them at most.
  func ticks(atMost count: Int) -> [Double] {
    let step = step(atMost: count)
    // An end that is a multiple of the step but for rounding has its tick.
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard step > 0, step.isFinite, first <= last else { return [range.lowerBound] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  private func step(atMost count: Int) -> Double {
    let least = (range.upperBound - range.lowerBound) / Double(max(1, count))
    let power = pow(10, log10(least).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? least
  }

  /// Returns a tick's number with as many decimals as tell it from its neighbours.
  func text(of tick: Double, among ticks: [Double]) -> String {
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
    let decimals = step > 0 && step < 1 ? Int((-log10(step) - 1e-9).rounded(.up)) : 0
    return tick.fixed(min(decimals, 9))
  }

  /// Returns where a value lies along the axis, 0 at its begin and 1 at its end.
  func share(of value: Double) -> Double {
    let length = range.upperBound - range.lowerBound
    return length > 0 ? (value - range.lowerBound) / length : 0.5
  }
}
