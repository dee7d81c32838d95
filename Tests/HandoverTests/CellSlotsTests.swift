import TestSupport
import Testing

@testable import Handover

@Suite struct CellSlotsTests {
  @Test func `A satellite keeps its place while it is in view, and nobody else has it`() {
    var slots = CellSlots(count: 4)
    var random = RandomSource(seed: 3)
    var inView: [Int] = []
    for _ in 0..<500 {
      let before = inView.map { ($0, slots.slot(of: $0)) }
      inView = (0..<9).filter { _ in random.next() % 3 == 0 }
      let changed = slots.follow(inView)
      for (satellite, slot) in before where inView.contains(satellite) && slot != nil {
        #expect(slots.slot(of: satellite) == slot)
      }
      let taken = inView.compactMap { slots.slot(of: $0) }
      #expect(Set(taken).count == taken.count && taken.count == min(4, inView.count))
      for slot in taken { #expect(inView.contains(slots.satellites[slot] ?? -1)) }
      for slot in changed { #expect(!before.contains { $0.1 == slot && inView.contains($0.0) }) }
    }
  }
}
