import Testing

@testable import Transport

@Suite struct FIFOTests {
  @Test("Elements leave in the order in which they came, whatever the mixture of the two")
  func order() {
    var queue = FIFO<Int>()
    var taken: [Int] = []
    for number in 0..<1000 {
      queue.append(number)
      if number % 3 == 0 { taken += queue.take(2) }
    }
    taken += queue.take(.max)
    #expect(taken == Array(0..<1000))
    #expect(queue.isEmpty)
  }

  @Test("What is put back leaves first, in its own order")
  func puttingBack() {
    var queue = FIFO<Int>()
    (0..<6).forEach { queue.append($0) }
    let unsent = queue.take(4)
    queue.putBack(unsent)
    #expect(queue.count == 6)
    #expect(queue.take(.max) == Array(0..<6))
  }
}
