import JSON
import Messages

/// A part of a list: from where on, and how much.
struct Page {
  static let members: [Member] = [
    .optional("offset", .count(0...1_000_000_000), "How many to leave out.", default: 0),
    .optional("limit", .count(1...100_000), "How many at most.", default: 1_000),
  ]

  private let offset: Int, limit: Int

  init(_ values: MessageValues) {
    (offset, limit) = (values.integer("offset"), values.integer("limit"))
  }

  /// Returns the part of a list.
  func part<List: RandomAccessCollection>(of list: List) -> List.SubSequence { list.dropFirst(offset).prefix(limit) }

  /// Returns the latest of a list, as many as the limit says, the offset left out.
  func latest<List: BidirectionalCollection>(of list: List) -> List.SubSequence {
    list.dropLast(offset).suffix(limit)
  }
}
