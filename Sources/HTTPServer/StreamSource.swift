/// What a source has to give when it is asked.
public enum StreamPiece: Sendable {
  /// The next bytes of the body; never none.
  case bytes(Bytes)
  /// Nothing so far: the source calls its ``StreamWaker`` when that has changed.
  case nothingYet
  /// Nothing any more: the body is complete.
  case end
}

/// Where a body comes from piece by piece: events, or an export too large to hold.
///
/// It is asked by one thread at a time, and only when all that it gave before is on its way: it need
/// not queue. A client that does not take a piece within ``ServerLimits/streamPiece`` is dropped.
public protocol StreamSource: AnyObject, Sendable {
  /// Returns the next piece, without waiting.
  func next() -> StreamPiece

  /// Learns that it will not be asked again: it has ended, the client is gone or dropped, or the server stops.
  func ended()
}

/// Tells the server that a source has something to give, from any thread and as often as one likes.
public final class StreamWaker: Sendable {
  private let onWake: @Sendable () -> Void

  /// Creates a waker; a test of a source passes its own action.
  public init(_ onWake: @escaping @Sendable () -> Void) { self.onWake = onWake }

  /// Has the source asked soon. After the end it does nothing.
  public func wake() { onWake() }
}
