public import Federation
import Foundation
public import Messages
import Quantities
public import Simulation

extension Record {
  /// How far the clock of a record may be from the one that is heard, for both to be of one run. Unit: seconds.
  private static let clockTolerance = 2.0

  /// Reads the record that an earlier process of an application left in a file when it broke off; nil where there is
  /// none, or it is whole, cannot be read, or is of another scenario or application.
  /// - Parameter log: told why a file that is there, and holds something, cannot be read: it is about to be replaced.
  public static func brokenOff(
    at path: String, _ header: RecordHeader, log: (String) -> Void = { _ in }
  ) -> Record? {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0 else {
      return nil
    }
    do {
      let record = try Record(contentsOf: path)
      let isOurs = record.header.run == header.run && record.header.app == header.app
      return isOurs && record.end == nil && record.header.format == header.format ? record : nil
    } catch {
      log("\(error); nothing of it is remembered, and it is replaced")
      return nil
    }
  }

  /// The clock of the record's run; nil where that, as far as the record tells, no longer goes on at a wallclock time.
  public func clock(goingOnAt wall: WallTime) -> ClockMap? {
    var ledger = RunLedger(header.cast)
    for entry in entries {
      guard let address = Address(topic: entry.topic), address.prefix == header.prefix,
        address.app == FederationNode.managerName
      else { continue }
      ledger.hear(address, entry.payload, at: WallTime(calendar: entry.wall))
    }
    guard let clock = ledger.clock else { return nil }
    // A clock that stands has no end that is known.
    return clock.wall(at: ledger.stop).map { wall < $0 } ?? true ? clock : nil
  }

  /// What the process that wrote the record knew of the run in which it is a time now; nil where it was another run.
  /// - Parameters:
  ///   - pair: a scenario time, and the wallclock time at which it was told.
  ///   - run: the run's name, where somebody has told it.
  public func recollection(joining pair: ClockEstimate.Pair, _ run: RunName?) -> Recollection? {
    var ledger = RunLedger(header.cast)
    let messages = entries.compactMap { entry -> PassingMessage? in
      guard let address = Address(topic: entry.topic), address.prefix == header.prefix else { return nil }
      let content = Content(payload: entry.payload)
      let wall = WallTime(calendar: entry.wall)
      ledger.hear(InboundMessage(address: address, content: content), at: wall, isInbound: entry.isInbound)
      return PassingMessage(
        time: entry.time, wall: wall, isOwn: !entry.isInbound, topic: entry.topic, address: address, content: content)
    }
    // Who has joined the run himself has not heard its start, and has named it by its times.
    let ownRun = ledger.run ?? messages.first { $0.isOwn && $0.content.stamp != nil }?.content.stamp?.run
    let isSame =
      if let run, let ownRun, !run.isEstimated, !ownRun.isEstimated {
        run.isSameRun(as: ownRun)
      } else {
        ledger.clock?.wall(at: pair.scenario).map { abs((pair.wall - $0).seconds) <= Self.clockTolerance } ?? false
      }
    guard isSame else { return nil }
    return Recollection(source: "its record of \(messages.count) messages", messages: messages)
  }
}
