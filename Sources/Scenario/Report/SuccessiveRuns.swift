public import Federation
import Messages
public import Simulation

/// Follows one run after another by what is said in them, where a listener outlives a run.
public struct SuccessiveRuns: Sendable {
  /// The run that is followed: the last one that has begun.
  public private(set) var ledger: RunLedger
  /// How many runs have been begun.
  public private(set) var count = 0
  private let cast: RunLedger.Cast

  /// Opens the ledger of the first run.
  public init(_ cast: RunLedger.Cast) {
    self.cast = cast
    ledger = RunLedger(cast)
  }

  /// Enters a message; a start of another run opens another ledger.
  /// - Returns: the ledger of the run that is over, where one is.
  @discardableResult
  public mutating func hear(_ message: InboundMessage, at wall: WallTime, isInbound: Bool) -> RunLedger? {
    var closed: RunLedger?
    if message.address.app == FederationNode.managerName, message.address.leaf == "start",
      let start = try? message.read(as: StartCommand.self), let run = ledger.run,
      !run.isSameRun(as: RunName(startTime: start.startTime))
    {
      closed = ledger
      ledger = RunLedger(cast)
    }
    let hadBegun = ledger.run != nil
    ledger.hear(message, at: wall, isInbound: isInbound)
    if !hadBegun, ledger.run != nil { count += 1 }
    return closed
  }
}
