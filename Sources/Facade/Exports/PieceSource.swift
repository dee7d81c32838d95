import HTTPServer
import Synchronization

/// An export on its way to a client, made piece by piece as that takes it.
final class PieceSource<Pieces: IteratorProtocol & Sendable>: StreamSource where Pieces.Element == [UInt8] {
  private let pieces: Mutex<Pieces>

  /// - Parameter pieces: yields bytes, never none.
  init(_ pieces: Pieces) { self.pieces = Mutex(pieces) }

  func next() -> StreamPiece { pieces.withLock { $0.next() }.map { .bytes(Bytes($0)) } ?? .end }

  func ended() {}
}
