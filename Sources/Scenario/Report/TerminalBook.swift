import Federation
import Messages
import Quantities

/// What is told of terminals and their handovers in a run; messages may come in any order and more than once.
struct TerminalBook: Sendable {
  /// A terminal under a policy.
  struct Service: Hashable, Comparable, Sendable {
    let terminal: String, policy: String

    static func < (left: Service, right: Service) -> Bool {
      (left.terminal, left.policy) < (right.terminal, right.policy)
    }
  }

  /// How long after each other policies may take a satellite in one pass of it.
  private static let pass = TimeSpan.minutes(20)

  private var latest: [Service: ServedTerminal] = [:]
  private var changes: [Service: [Int: HandoverEvent]] = [:]

  /// Enters what a message says; one that says nothing of terminals is let go.
  mutating func hear(_ message: InboundMessage) {
    switch message.address.leaf {
    case "served":
      guard let served = try? message.read(as: ServedTerminal.self) else { return }
      let service = Service(terminal: served.terminal, policy: served.policy)
      if let last = latest[service], last.time > served.time { return }
      latest[service] = served
    case "event":
      guard let event = try? message.read(as: HandoverEvent.self) else { return }
      changes[Service(terminal: event.terminal, policy: event.policy), default: [:]][event.number] = event
    default: break
    }
  }

  /// The lines of the report, by terminal and policy.
  func lines(from start: ScenarioTime, to end: ScenarioTime) -> [RunReport.Service] {
    let firsts = firsts
    return latest.keys.sorted().compactMap { service in
      guard let served = latest[service] else { return nil }
      let span = (min(end, served.time) - start).seconds
      return RunReport.Service(
        terminal: service.terminal, policy: service.policy, totals: served.totals,
        coverage: span > 0 ? min(1, served.totals.coveredSeconds / span) : 0, first: firsts[service] ?? 0,
        missingChanges: max(0, served.totals.handovers - (changes[service]?.count ?? 0)))
    }
  }

  /// How often a policy took a satellite before all others of its terminal that took it in the same pass.
  private var firsts: [Service: Int] {
    struct Target: Hashable {
      let terminal: String, satellite: Int
    }
    var takes: [Target: [(time: ScenarioTime, service: Service)]] = [:]
    for (service, events) in changes {
      for event in events.values {
        guard let satellite = event.newSatId else { continue }
        takes[Target(terminal: service.terminal, satellite: satellite), default: []].append((event.time, service))
      }
    }
    var firsts: [Service: Int] = [:]
    for target in takes.values {
      var rest = target.sorted { ($0.time, $0.service) < ($1.time, $1.service) }[...]
      while let first = rest.first {
        let pass = rest.prefix { $0.time - first.time <= Self.pass }
        rest = rest.dropFirst(pass.count)
        let rivals = Set(pass.map(\.service)).count
        // Of two that take it in the same instant neither is before the other.
        let isAlone = pass.count { $0.time == first.time } == 1
        if rivals > 1, isAlone { firsts[first.service, default: 0] += 1 }
      }
    }
    return firsts
  }
}
