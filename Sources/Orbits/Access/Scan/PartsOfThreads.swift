/// What several threads have found, each in its own place.
package final class PartsOfThreads<Part>: @unchecked Sendable {
  private let parts: UnsafeMutablePointer<Part>
  private let count: Int

  package init(count: Int, _ empty: Part) {
    self.count = count
    parts = .allocate(capacity: max(1, count))
    parts.initialize(repeating: empty, count: count)
  }

  deinit {
    parts.deinitialize(count: count)
    parts.deallocate()
  }

  package subscript(index: Int) -> Part {
    get { parts[index] }
    set { parts[index] = newValue }
  }
}
