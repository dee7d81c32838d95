public import Catalog
public import Facade

/// Where points go.
public protocol LineSink: Sendable {
  /// What a message calls it; nothing of a password.
  var name: String { get }

  /// Delivers points; returns how many.
  ///
  /// It waits for nothing without a limit, and for nothing at all once the end is wished.
  /// - Throws: ``SinkFailure`` where not all could be delivered.
  func deliver(_ points: LineProtocol, _ cancellation: Cancellation) throws(SinkFailure) -> Int
}

/// Points that were not delivered.
public struct SinkFailure: Error, Equatable, Sendable {
  /// How many were, and how many the other side did not want.
  public var delivered: Int, rejected: Int
  /// What went wrong, in the words of the other side where it said any.
  public var reason: String

  /// Tells why points were not delivered.
  public init(delivered: Int = 0, rejected: Int = 0, reason: String) {
    (self.delivered, self.rejected, self.reason) = (delivered, rejected, reason)
  }
}

/// Lines in batches of a greatest size, cut between lines alone.
struct LineBatches: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>
  private let mostBytes: Int, mostLines: Int

  /// - Parameter bytes: lines, each with its end. One that is longer than a batch may be is a batch by itself.
  init(_ bytes: [UInt8], bytes mostBytes: Int, lines mostLines: Int = .max) {
    (rest, self.mostBytes, self.mostLines) = (bytes[...], mostBytes, mostLines)
  }

  mutating func next() -> (bytes: ArraySlice<UInt8>, lines: Int)? {
    guard !rest.isEmpty else { return nil }
    var (end, lines) = (rest.startIndex, 0)
    while end < rest.endIndex, lines < mostLines {
      let next = (rest[end...].firstIndex(of: 0x0A) ?? rest.endIndex - 1) + 1
      guard lines == 0 || next - rest.startIndex <= mostBytes else { break }
      (end, lines) = (next, lines + 1)
    }
    defer { rest = rest[end...] }
    return (rest[..<end], lines)
  }
}
