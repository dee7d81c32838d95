/// Which cell of a measurement stands for which satellite in view: a place is given again once its satellite has gone.
struct CellSlots: Equatable, Sendable {
  private(set) var satellites: [Int?]
  private var slots: [Int: Int] = [:]

  /// Creates places that stand for nobody.
  init(count: Int) { satellites = Array(repeating: nil, count: count) }

  /// The place of a satellite; nil where it has none.
  func slot(of satellite: Int) -> Int? { slots[satellite] }

  /// Gives places to those in view, as far as they go, and takes back those of all others.
  /// - Returns: the places that stand for another satellite than before, or for none.
  mutating func follow(_ inView: [Int]) -> [Int] {
    let wanted = Set(inView)
    var changed: [Int] = []
    for (slot, satellite) in satellites.enumerated() {
      guard let satellite, !wanted.contains(satellite) else { continue }
      satellites[slot] = nil
      slots[satellite] = nil
      changed.append(slot)
    }
    var free = satellites.indices.filter { satellites[$0] == nil }[...]
    for satellite in inView where slots[satellite] == nil {
      guard let slot = free.popFirst() else { break }
      (satellites[slot], slots[satellite]) = (satellite, slot)
    }
    return changed
  }
}
