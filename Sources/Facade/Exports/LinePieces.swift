import Orbits
import Quantities

/// Points for InfluxDB, some times of the satellites at once; together they are one text.
struct LinePieces: Sequence, IteratorProtocol, Sendable {
  private let moment: FacadeMoment
  private let orientation: EarthOrientation
  private let runID: String
  private var times: ArraySlice<ScenarioTime>
  private var last: LineProtocol

  /// - Parameters:
  ///   - times: of which positions are told.
  ///   - last: what stands at the end.
  init(
    _ moment: FacadeMoment, _ orientation: EarthOrientation, runID: String, at times: [ScenarioTime], last: LineProtocol
  ) {
    (self.moment, self.orientation, self.runID) = (moment, orientation, runID)
    (self.times, self.last) = (times[...], last)
  }

  /// Returns the next lines, never none; nil at the end.
  mutating func next() -> [UInt8]? {
    var lines = LineProtocol()
    while lines.bytes.count < 16_384, let time = times.popFirst() {
      lines.addPositions(of: moment.elements(at: time), at: time, orientation, runID: runID)
    }
    guard times.isEmpty else { return lines.bytes }
    defer { last = LineProtocol() }
    let bytes = lines.bytes + last.bytes
    return bytes.isEmpty ? nil : bytes
  }
}
