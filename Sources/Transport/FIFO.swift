/// First in, first out, with a way back to the front for what could not be sent; constant time on average.
package struct FIFO<Element> {
  // Invariant: the queue is `front` read backwards, then `back`.
  private var front: [Element] = []
  private var back: [Element] = []

  package init() {}

  package var count: Int { front.count + back.count }
  package var isEmpty: Bool { front.isEmpty && back.isEmpty }

  /// The element that comes out next.
  package var first: Element? { front.last ?? back.first }

  package mutating func append(_ element: Element) { back.append(element) }

  package mutating func popFirst() -> Element? {
    if front.isEmpty {
      swap(&front, &back)
      front.reverse()
    }
    return front.popLast()
  }

  /// Puts elements before all others, in their own order.
  package mutating func putBack(_ elements: [Element]) { front.append(contentsOf: elements.reversed()) }

  /// Takes at most `limit` elements from the front.
  package mutating func take(_ limit: Int) -> [Element] {
    var taken: [Element] = []
    while taken.count < limit, let element = popFirst() { taken.append(element) }
    return taken
  }
}

extension FIFO: Sendable where Element: Sendable {}
