import JSON

/// The bytes of a scene, a piece at a time; together they are one JSON text.
public struct ScenePieces: Sequence, IteratorProtocol, Sendable {
  /// What follows in the list of packets.
  enum Part: Sendable {
    case packets([JSONValue])
    case satellites(Range<Int>, withLooks: Bool)
    case trims(Range<Int>, of: String)
  }

  /// Samples that are worked out at once: some milliseconds of work, and 200 kB.
  static let samplesOfPiece = 4_096

  private let scene: SceneExport
  private var head: String
  private var tail: String
  private var rest: ArraySlice<Part>
  private var isFirst = true

  init(between head: String, _ tail: String, _ parts: [Part], of scene: SceneExport) {
    (self.head, self.tail, rest, self.scene) = (head, tail, parts[...], scene)
  }

  /// Returns the next bytes, never none; nil at the end.
  public mutating func next() -> [UInt8]? {
    var bytes = Array(head.utf8)
    head = ""
    while bytes.count < 16_384, let part = rest.popFirst() {
      for packet in packets(part) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        packet.write(to: &bytes)
      }
    }
    if rest.isEmpty {
      bytes += tail.utf8
      tail = ""
    }
    return bytes.isEmpty ? nil : bytes
  }

  private func packets(_ part: Part) -> [JSONValue] {
    switch part {
    case .packets(let packets): packets
    case .satellites(let range, let withLooks): scene.satellites(range, withLooks: withLooks)
    case .trims(let range, let interval): scene.trims(range, of: interval)
    }
  }
}
