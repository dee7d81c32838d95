/// The inequalities of an event as margins that are linear in what is measured: each holds where its margin is > 0.
///
/// Two lanes must both hold to enter, and one of the two others to leave; lanes that an event does not need are
/// infinite. Thresholds and hystereses are multiples of 0.5 dB or of 10 m, so that their sums are exact.
struct EventMargins: Sendable {
  /// Which of the two conditions hold.
  struct Truth: Equatable, Sendable {
    var entering, leaving: Bool

    /// Neither.
    static let unknown = Truth(entering: false, leaving: false)
  }

  private let ofServing, ofNeighbour, constant: SIMD4<Double>
  private let usesServing, usesNeighbour: Bool

  init(_ event: MeasurementEvent, offsets: CellOffsets = .none) {
    let (always, never) = (Double.infinity, -Double.infinity)
    let (op, on) = (offsets.servingDB, offsets.neighbourDB)
    switch event {
    case .a3(let offset, let hysteresis):
      // Mn + On - Hys - Mp - Op - Off; Mp + Op + Off - Mn - On - Hys
      let (shift, hys) = (on - op - offset.value, hysteresis.value)
      ofServing = SIMD4(-1, 0, 1, 0)
      ofNeighbour = SIMD4(1, 0, -1, 0)
      constant = SIMD4(shift - hys, always, -shift - hys, never)
    case .a4(let threshold, let hysteresis):
      // Mn + On - Hys - Thresh; Thresh - Mn - On - Hys
      let (shift, hys) = (on - threshold.value, hysteresis.value)
      ofServing = .zero
      ofNeighbour = SIMD4(1, 0, -1, 0)
      constant = SIMD4(shift - hys, always, -shift - hys, never)
    case .a5(let serving, let neighbour, let hysteresis):
      // Thresh1 - Mp - Hys and Mn + On - Hys - Thresh2; Mp - Hys - Thresh1 or Thresh2 - Mn - On - Hys
      let (first, second, hys) = (serving.value, on - neighbour.value, hysteresis.value)
      ofServing = SIMD4(-1, 0, 1, 0)
      ofNeighbour = SIMD4(0, 1, 0, -1)
      constant = SIMD4(first - hys, second - hys, -first - hys, -second - hys)
    case .d1(let serving, let target, let hysteresis), .d2(let serving, let target, let hysteresis):
      // Ml1 - Hys - Thresh1 and Thresh2 - Ml2 - Hys; Thresh1 - Ml1 - Hys or Ml2 - Hys - Thresh2
      let (first, second, hys) = (serving.value, target.value, hysteresis.value)
      ofServing = SIMD4(1, 0, -1, 0)
      ofNeighbour = SIMD4(0, -1, 0, 1)
      constant = SIMD4(-first - hys, second - hys, first - hys, -second - hys)
    case .t1(let window):
      // The text enters again as soon as it has left; here the window closes for good.
      let duration = window.duration.value / 1_000
      ofServing = SIMD4(1, -1, 1, 0)
      ofNeighbour = .zero
      constant = SIMD4(0, duration, -duration, never)
    }
    usesServing = ofServing != .zero
    usesNeighbour = ofNeighbour != .zero
  }

  /// Returns the four margins.
  func values(of pair: MeasuredPair) -> SIMD4<Double> {
    // What an event does not look at need not have been measured: 0 times NaN would be NaN.
    let serving = usesServing ? pair.serving : 0
    let neighbour = usesNeighbour ? pair.neighbour : 0
    return ofServing * serving + ofNeighbour * neighbour + constant
  }

  /// The lanes that what is measured can change.
  var lanes: [Int] { (0..<4).filter { constant[$0].isFinite } }

  func truth(of pair: MeasuredPair) -> Truth { EventMargins.truth(of: values(of: pair)) }

  /// Returns what margins mean; what is not a number holds nothing.
  static func truth(of margins: SIMD4<Double>) -> Truth {
    Truth(entering: margins.x > 0 && margins.y > 0, leaving: margins.z > 0 || margins.w > 0)
  }
}
