import Federation
import Foundation
import Quantities
import Simulation
import Synchronization
import Transport

/// Wallclock time for several nodes of one process: one runs at a time, in turn, and time jumps when all wait.
///
/// So a federation over one bus is the same, message for message, every time, and takes no longer than its work.
final class VirtualTime: @unchecked Sendable {
  // Everything mutable is guarded by the condition.
  private let condition = NSCondition()
  private var time = WallTime(nanosecondsSince1970: 1_800_000_000_000_000_000)
  private var turn = 0
  private var deadlines: [WallTime?]
  private var isAlive: [Bool]
  private var quietTurns = 0
  private var traffic = 0

  init(nodes count: Int) {
    deadlines = Array(repeating: nil, count: count)
    isAlive = Array(repeating: true, count: count)
  }

  /// The clock of one node.
  struct Clock: NodeClock {
    fileprivate let time: VirtualTime
    fileprivate let index: Int

    var now: WallTime { time.now }

    func wait(until deadline: WallTime?, sleep: (WallTime?) -> Void) { time.yield(index, until: deadline) }
  }

  func clock(_ index: Int) -> Clock { Clock(time: self, index: index) }

  var now: WallTime {
    condition.lock()
    defer { condition.unlock() }
    return time
  }

  /// Notes that a message has passed: nobody may be taken for waiting before he has looked for it.
  func noteTraffic() {
    condition.lock()
    traffic += 1
    condition.unlock()
  }

  /// Runs a node's whole life on a thread of its own, in turn with the others.
  func live(_ index: Int, _ life: @escaping @Sendable (Clock) -> Void) {
    Thread.detachNewThread { [self] in
      condition.lock()
      while turn != index { condition.wait() }
      condition.unlock()
      life(clock(index))
      condition.lock()
      isAlive[index] = false
      quietTurns = 0
      passTurn(from: index)
      condition.broadcast()
      condition.unlock()
    }
  }

  /// Waits until every node has ended its life.
  func waitForAll() {
    condition.lock()
    while isAlive.contains(true) { condition.wait() }
    condition.unlock()
  }

  private func yield(_ index: Int, until deadline: WallTime?) {
    condition.lock()
    defer { condition.unlock() }
    deadlines[index] = deadline
    quietTurns = traffic == 0 ? quietTurns + 1 : 0
    traffic = 0
    if quietTurns > isAlive.count { jump() } else { passTurn(from: index) }
    condition.broadcast()
    while turn != index { condition.wait() }
  }

  /// Moves time to the next deadline, where the first node has the first word.
  private func jump() {
    quietTurns = 0
    let next = zip(deadlines, isAlive).compactMap { $1 ? $0 : nil }.min()
    guard let next else { preconditionFailure("every node waits for another one") }
    time = max(time, next)
    turn = isAlive.firstIndex(of: true) ?? 0
  }

  private func passTurn(from index: Int) {
    let order = (1...isAlive.count).map { (index + $0) % isAlive.count }
    turn = order.first { isAlive[$0] } ?? index
  }
}
