import Glibc
import Quantities

/// The rotation from TEME into the Earth's frame at an instant, as a matrix.
struct EarthTurn {
  /// Rows of the matrix.
  private let x, y, z: SIMD3<Double>

  init(at time: ScenarioTime, _ orientation: EarthOrientation) {
    let angle = SiderealTime.radians(at: time, ut1MinusUTCSeconds: orientation.ut1MinusUTCSeconds)
    let (s, c) = (sin(angle), cos(angle))
    // Each column is where an axis of TEME goes: R3 of the sidereal time, then polar motion.
    let first = orientation.withPolarMotion(SIMD3(c, -s, 0))
    let second = orientation.withPolarMotion(SIMD3(s, c, 0))
    let third = orientation.withPolarMotion(SIMD3(0, 0, 1))
    x = SIMD3(first.x, second.x, third.x)
    y = SIMD3(first.y, second.y, third.y)
    z = SIMD3(first.z, second.z, third.z)
  }

  /// Turns a vector of the Earth's frame back into TEME.
  func inverted(_ vector: SIMD3<Double>) -> SIMD3<Double> { vector.x * x + vector.y * y + vector.z * z }

  /// Lends the nine entries, row by row.
  func withEntries<R>(_ body: (UnsafePointer<Double>) -> R) -> R {
    withNumbers((x.x, x.y, x.z, y.x, y.y, y.z, z.x, z.y, z.z), body)
  }
}

/// Lends doubles that stand in a tuple, without allocating.
func withNumbers<Numbers, R>(_ numbers: Numbers, _ body: (UnsafePointer<Double>) -> R) -> R {
  withUnsafeBytes(of: numbers) { bytes in
    guard let base = bytes.baseAddress else { preconditionFailure("a tuple of numbers has a first one") }
    return body(base.assumingMemoryBound(to: Double.self))
  }
}

/// Planes of a kernel's input or output, side by side.
typealias KernelPlanes = (
  UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?,
  UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?
)

/// Lends planes as a kernel reads them.
func withReadable<R>(_ planes: KernelPlanes, _ body: (UnsafePointer<UnsafePointer<Double>?>) -> R) -> R {
  withUnsafeBytes(of: planes) { bytes in
    guard let base = bytes.baseAddress else { preconditionFailure("a tuple of planes has a first one") }
    return body(base.assumingMemoryBound(to: UnsafePointer<Double>?.self))
  }
}

/// Lends planes as a kernel writes them.
func withWritable<R>(_ planes: KernelPlanes, _ body: (UnsafePointer<UnsafeMutablePointer<Double>?>) -> R) -> R {
  withUnsafeBytes(of: planes) { bytes in
    guard let base = bytes.baseAddress else { preconditionFailure("a tuple of planes has a first one") }
    return body(base.assumingMemoryBound(to: UnsafeMutablePointer<Double>?.self))
  }
}
