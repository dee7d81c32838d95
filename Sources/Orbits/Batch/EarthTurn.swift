import Glibc
import Quantities

/// The rotation from TEME into the Earth's frame at an instant, as a matrix.
struct EarthTurn {
  /// Nine entries, row by row.
  let entries: [Double]

  init(at time: ScenarioTime, _ orientation: EarthOrientation) {
    let angle = SiderealTime.radians(at: time, ut1MinusUTCSeconds: orientation.ut1MinusUTCSeconds)
    let (s, c) = (sin(angle), cos(angle))
    // Each column is where an axis of TEME goes: R3 of the sidereal time, then polar motion.
    let columns = [SIMD3(c, -s, 0), SIMD3(s, c, 0), SIMD3(0, 0, 1)].map { orientation.withPolarMotion($0) }
    entries = (0..<3).flatMap { row in columns.map { $0[row] } }
  }

  /// Turns a vector of the Earth's frame back into TEME.
  func inverted(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    var result = SIMD3<Double>.zero
    for axis in 0..<3 {
      result[axis] = entries[axis] * vector.x + entries[3 + axis] * vector.y + entries[6 + axis] * vector.z
    }
    return result
  }
}
