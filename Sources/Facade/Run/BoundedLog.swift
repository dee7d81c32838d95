/// The latest of what was said, each under its number from 0 on, whatever has been dropped.
///
/// Kept in chunks: who holds a copy costs the writer no more than the last chunk.
public struct BoundedLog<Element: Sendable>: Sendable, RandomAccessCollection {
  private static var chunkLength: Int { 256 }

  /// How many are kept at least, where there have been so many.
  public let limit: Int
  private var chunks: [[Element]] = []
  /// The number of the first one that is kept.
  public private(set) var startIndex = 0
  /// The number of the next one.
  public private(set) var endIndex = 0

  /// Creates a log of nothing.
  public init(keeping limit: Int) { self.limit = limit }

  /// Adds one, and returns those that are dropped for it.
  @discardableResult
  public mutating func append(_ element: Element) -> [Element] {
    if endIndex == startIndex || chunks[chunks.count - 1].count == Self.chunkLength { chunks.append([]) }
    chunks[chunks.count - 1].append(element)
    endIndex += 1
    guard count - Self.chunkLength >= limit, let first = chunks.first else { return [] }
    chunks.removeFirst()
    startIndex += first.count
    return first
  }

  /// One by its number.
  public subscript(number: Int) -> Element {
    let (chunk, place) = (number - startIndex).quotientAndRemainder(dividingBy: Self.chunkLength)
    return chunks[chunk][place]
  }
}
