import Glibc
import Quantities

extension ReferenceTable {
  /// Returns the distance of a satellite's reference location at a time just before one of the grid, km.
  ///
  /// A cubic through the squares of the distances around: crossings within a millisecond of the orbits' on a grid of ten
  /// seconds.
  func distance(of satellite: Int, at time: Int64, before node: Int) -> Double {
    let square = interpolated(.distance, satellite, time, node) { measure.square(ofKilometres: $0) }
    return measure.kilometres(ofSquare: max(0, square))
  }

  /// Returns the sine of a satellite's elevation at a time just before one of the grid.
  func sineOfElevation(of satellite: Int, at time: Int64, before node: Int) -> Double {
    interpolated(.elevation, satellite, time, node) { sin($0 * (.pi / 180)) }
  }

  /// Interpolates among up to four neighbours (Neville), leaving out those that are unknown or far away.
  private func interpolated(
    _ quantity: Quantity, _ satellite: Int, _ time: Int64, _ node: Int, _ smooth: (Double) -> Double
  ) -> Double {
    let reach = 2 * (times[node].nanosecondsSince1970 - times[max(0, node - 1)].nanosecondsSince1970)
    var (offsets, table) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var count = 0
    for index in max(0, node - 2)..<min(times.count, node + 2) {
      let offset = times[index].nanosecondsSince1970 - time
      let value = self[quantity, satellite, index]
      guard value == value, abs(offset) <= reach else { continue }
      (offsets[count], table[count]) = (Double(offset), smooth(value))
      count += 1
    }
    guard count > 0 else { return .nan }
    for level in 1..<max(2, count) where level < count {
      for index in 0..<count - level {
        // P(0) = (x_j P_i - x_i P_j) / (x_j - x_i), offsets counted from the time asked for
        let (near, far) = (offsets[index], offsets[index + level])
        table[index] = (far * table[index] - near * table[index + 1]) / (far - near)
      }
    }
    return table[0]
  }
}
