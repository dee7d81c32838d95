extension Array {
  /// Inserts an element with an eighth of the array as room for more: accounts are many, and each grows slowly.
  @inlinable
  package mutating func insert(sparingly element: Element, at index: Int) {
    if count == capacity { reserveCapacity(count + Swift.max(2, count / 8)) }
    insert(element, at: index)
  }
}
