public import Quantities

/// When a terminal takes its radio link for lost, and what it does then (TS 38.331 5.3.10 and 5.3.7).
///
/// Transitions:
/// - `monitoring` to `recovering` at the N310th out-of-sync indication in a row: T310 starts.
/// - `recovering` to `monitoring` at the N311th in-sync indication in a row, and at a reconfiguration with sync.
/// - `recovering` to `reestablishing` when T310 expires: the link has failed, T311 starts.
/// - `reestablishing` to `monitoring` when a cell is selected.
/// - `reestablishing` to `idle` when T311 expires; nothing leads on from there.
public struct RadioLinkMonitor: Hashable, Sendable {
  /// Timers, counters and levels.
  public struct Parameters: Hashable, Sendable {
    /// How many out-of-sync indications in a row start T310.
    public let n310: N310
    /// How many in-sync indications in a row stop it.
    public let n311: N311
    /// How long the link may be lost.
    public let t310: T310
    /// How long a cell may be looked for.
    public let t311: T311
    /// Below this SINR the terminal is out of sync: where a control channel has 10 % of block errors, dB.
    public let outOfSyncDB: Double
    /// Above this SINR it is in sync: where a control channel has 2 %, dB; not below `outOfSyncDB`.
    public let inSyncDB: Double

    /// Creates parameters; the two levels are commonly used ones, and the receiver's own.
    /// - Throws: ``ParameterError`` where the levels are not numbers, or the wrong way round.
    public init(
      n310: N310 = .least, n311: N311 = .least, t310: T310, t311: T311, outOfSyncDB: Double = -8,
      inSyncDB: Double = -6
    ) throws(ParameterError) {
      try ParameterError.check(outOfSyncDB, "outOfSyncDB", in: -50...50)
      try ParameterError.check(inSyncDB, "inSyncDB", in: outOfSyncDB...50)
      (self.n310, self.n311, self.t310, self.t311) = (n310, n311, t310, t311)
      (self.outOfSyncDB, self.inSyncDB) = (outOfSyncDB, inSyncDB)
    }
  }

  /// What the lower layers say.
  public enum Indication: Hashable, Sendable {
    /// The link is too weak.
    case outOfSync
    /// The link is good.
    case inSync
  }

  /// Where the monitor stands.
  public enum State: Hashable, Sendable {
    /// The link stands; so many out-of-sync indications have come in a row.
    case monitoring(outOfSync: Int)
    /// T310 runs since a time; so many in-sync indications have come in a row.
    case recovering(since: ScenarioTime, inSync: Int)
    /// T311 runs since a time.
    case reestablishing(since: ScenarioTime)
    /// The connection is gone.
    case idle
  }

  /// What happened, and when.
  public enum Action: Hashable, Sendable {
    /// T310 started.
    case lossSuspected(ScenarioTime)
    /// T310 stopped: the link is good again, or replaced.
    case recovered(ScenarioTime)
    /// T310 expired: the radio link has failed.
    case failed(ScenarioTime)
    /// A cell was selected while T311 ran.
    case reestablished(ScenarioTime)
    /// T311 expired: the connection is released.
    case released(ScenarioTime)
  }

  /// Timers, counters and levels.
  public let parameters: Parameters
  /// Where it stands.
  public private(set) var state = State.monitoring(outOfSync: 0)

  /// Creates the monitor of a link that stands.
  public init(_ parameters: Parameters) { self.parameters = parameters }

  /// Returns what a SINR in dB indicates: nothing between the two levels.
  public func indication(sinrDB: Double) -> Indication? {
    if sinrDB < parameters.outOfSyncDB { return .outOfSync }
    return sinrDB > parameters.inSyncDB ? .inSync : nil
  }

  /// Lets the time pass, and returns which timers have expired; an expiry comes before what arrives in its instant.
  public mutating func advance(to time: ScenarioTime) -> [Action] {
    var actions: [Action] = []
    if case .recovering(let since, _) = state, since + parameters.t310.span <= time {
      let end = since + parameters.t310.span
      state = .reestablishing(since: end)
      actions.append(.failed(end))
    }
    if case .reestablishing(let since) = state, since + parameters.t311.span <= time {
      state = .idle
      actions.append(.released(since + parameters.t311.span))
    }
    return actions
  }

  /// Takes an indication, and returns what has happened up to and with it.
  public mutating func hear(_ indication: Indication, at time: ScenarioTime) -> [Action] {
    var actions = advance(to: time)
    switch (state, indication) {
    case (.monitoring(let count), .outOfSync):
      if Double(count + 1) < parameters.n310.value {
        state = .monitoring(outOfSync: count + 1)
      } else {
        state = .recovering(since: time, inSync: 0)
        actions.append(.lossSuspected(time))
        // A T310 of nothing expires as it starts.
        actions += advance(to: time)
      }
    case (.monitoring, .inSync): state = .monitoring(outOfSync: 0)
    case (.recovering(let since, _), .outOfSync): state = .recovering(since: since, inSync: 0)
    case (.recovering(let since, let count), .inSync):
      if Double(count + 1) < parameters.n311.value {
        state = .recovering(since: since, inSync: count + 1)
      } else {
        state = .monitoring(outOfSync: 0)
        actions.append(.recovered(time))
      }
    case (.reestablishing, _), (.idle, _): break
    }
    return actions
  }

  /// Takes a reconfiguration with sync, such as a handover: the new link begins well.
  public mutating func reconfigureWithSync(at time: ScenarioTime) -> [Action] {
    var actions = advance(to: time)
    switch state {
    case .monitoring: state = .monitoring(outOfSync: 0)
    case .recovering:
      state = .monitoring(outOfSync: 0)
      actions.append(.recovered(time))
    case .reestablishing, .idle: break
    }
    return actions
  }

  /// Takes the selection of a cell to re-establish the connection on.
  public mutating func selectCell(at time: ScenarioTime) -> [Action] {
    var actions = advance(to: time)
    if case .reestablishing = state {
      state = .monitoring(outOfSync: 0)
      actions.append(.reestablished(time))
    }
    return actions
  }
}
