import Downlink
import Messages
import Quantities
import Scenario

extension RunReport {
  /// The report for a person.
  func text(colour: Bool) -> String {
    let head = "\(Terminal.bold(scenario, colour))  \(start) to \(end), \((end - start).spelled), \(state(colour))"
    let isFleet = known.count > Self.mostRows
    let tables =
      (isFleet ? fleetTables : [satelliteTable]) + (foreign.isEmpty ? [] : [foreignTable]) + [stationTable]
      + (services.isEmpty ? [] : [serviceTable])
    let note = "The report in JSON (--json) has every one of the \(satellites.count) satellites, and every link."
    let deliveries = hasFaultyDeliveries ? [deliveryText(colour: colour)] : []
    return ([head] + tables.map { $0.text(colour: colour) } + (isFleet ? [note] : []) + deliveries + [balance(colour)])
      .joined(separator: "\n\n")
  }

  private func state(_ colour: Bool) -> String {
    guard isComplete else { return Terminal.red("incomplete", colour) }
    let moved = end == plannedEnd ? "complete" : "\(end < plannedEnd ? "stopped before" : "gone on past") \(plannedEnd)"
    return balances ? moved : "\(moved), \(Terminal.red("but the books do not close", colour))"
  }

  /// A table of satellites, a line each.
  func satelliteColumns(_ title: String) -> Table {
    Table(columns: [
      .text(title), .number("Collected", "Gb"), .number("Downlinked", "Gb"), .number("Lost", "Gb"),
      .number("Stored", "Gb"), .number("Links"), .number("Downlinks", "$"), .number("Contract", "$"),
      .number("Cost", "$"),
    ])
  }

  /// A satellite's line.
  func row(_ satellite: Satellite) -> [String] {
    [
      satellite.name, satellite.collected.gigabits.fixed(3), satellite.downlinked.gigabits.fixed(3),
      satellite.lost.gigabits.fixed(3), satellite.stored.gigabits.fixed(3), String(satellite.links),
      satellite.downlinkCost.dollars.fixed(2), satellite.contractCost.dollars.fixed(2),
      satellite.cost.dollars.fixed(2),
    ]
  }

  private var satelliteTable: Table {
    let known = known
    var table = satelliteColumns("Satellite")
    table.rows = known.map(row)
    func sum(_ part: (Satellite) -> Double) -> Double { known.reduce(0) { $0 + part($1) } }
    table.total = [
      "Total", sum(\.collected.gigabits).fixed(3), sum(\.downlinked.gigabits).fixed(3), sum(\.lost.gigabits).fixed(3),
      sum(\.stored.gigabits).fixed(3), String(known.reduce(0) { $0 + $1.links }),
      sum(\.downlinkCost.dollars).fixed(2), sum(\.contractCost.dollars).fixed(2), sum(\.cost.dollars).fixed(2),
    ]
    return table
  }

  /// Satellites that the scenario does not describe: only their links are known.
  private var foreignTable: Table {
    var table = Table(columns: [
      .text("Foreign satellite"), .number("Downlinked", "Gb"), .number("Links"), .number("Cost", "$"),
    ])
    func row(_ name: String, _ satellites: [Satellite]) -> [String] {
      [
        name, satellites.reduce(0) { $0 + $1.downlinked.gigabits }.fixed(3),
        String(satellites.reduce(0) { $0 + $1.links }), satellites.reduce(0) { $0 + $1.cost.dollars }.fixed(2),
      ]
    }
    let foreign = foreign
    let shown = foreign.count > Self.mostRows ? Self.outstandingCount : foreign.count
    table.rows = foreign.prefix(shown).map { row($0.name, [$0]) }
    if shown < foreign.count { table.rows.append(row("\(foreign.count - shown) others", Array(foreign[shown...]))) }
    table.total = row("Total", foreign)
    return table
  }

  private var stationTable: Table {
    var table = Table(columns: [
      .text("Station"), .number("Id"), .number("Contacts"), .number("Contact time", "s"), .number("Downlinked", "Gb"),
      .number("Cost", "$"), .number("Outages"), .number("Out", "s"),
    ])
    table.rows = stations.map { station in
      [
        station.name, String(station.groundId), String(station.contacts), station.contactTime.seconds.fixed(1),
        station.downlinked.gigabits.fixed(3), station.cost.dollars.fixed(2), String(station.outages),
        station.outageTime.seconds.fixed(1),
      ]
    }
    table.total = [
      "Total", "", String(stations.reduce(0) { $0 + $1.contacts }),
      stations.reduce(0) { $0 + $1.contactTime.seconds }.fixed(1),
      stations.reduce(0) { $0 + $1.downlinked.gigabits }.fixed(3), stations.reduce(0) { $0 + $1.cost.dollars }.fixed(2),
      String(stations.reduce(0) { $0 + $1.outages }), stations.reduce(0) { $0 + $1.outageTime.seconds }.fixed(1),
    ]
    return table
  }

  /// The terminals, a line for each policy.
  private var serviceTable: Table {
    var table = Table(columns: [
      .text("Terminal"), .text("Policy"), .number("Handovers"), .number("Ping-pongs"), .number("First"),
      .number("Satellites"), .number("Served", "%"), .number("Mean level", "dBm"), .number("Reports"),
    ])
    table.rows = services.map { service in
      [
        service.terminal, service.policy, String(service.totals.handovers), String(service.totals.pingPongs),
        String(service.first), String(service.totals.uniqueServed), (service.coverage * 100).fixed(2),
        service.totals.meanRSRP?.fixed(2) ?? "-", String(service.totals.reports),
      ]
    }
    return table
  }

  /// What holds where nothing is found that does not.
  private var law: [String] {
    model == .exact ? ["Collected = downlinked + lost + stored, to 1e-9 Gb for every satellite."] : []
  }

  /// Whether the books close, and where they do not.
  private func balance(_ colour: Bool) -> String {
    var notes = joins.map { "\($0.app) \($0.text)." }
    if refusedMessages > 0 {
      notes.append(
        "\(refusedMessages) message\(refusedMessages == 1 ? "" : "s") could not be true and stand in no sum.")
    }
    if brokerAbsences > 0 {
      let count = brokerAbsences == 1 ? "once" : "\(brokerAbsences) times"
      notes.append("The broker was away \(count) in the run: what others said then may be missing here, and not show.")
    }
    if let late = services.map(\.totals.lateMessages).max(), late > 0 {
      notes.append(
        "\(late) message\(late == 1 ? "" : "s") came later than handovers were decided by them: in one process, more "
          + "slowly, or with a longer resources.delay they may be decided otherwise.")
    }
    if model == .nosT {
      notes.append("By the arithmetic of NOS-T's downlink example (model nos-t): its accounts need not balance.")
    }
    guard !balances else { return (notes + law).joined(separator: "\n") }
    var lines = discrepancies.prefix(Self.mostRows).map { discrepancy in
      let amount =
        discrepancy.amount.flatMap { amount in discrepancy.unit.map { ", by \(amount.fixed(9)) \($0)" } } ?? ""
      return "  \(discrepancy.subject) \(discrepancy.finding)\(amount) (likely: \(discrepancy.likelyReason))"
    }
    if discrepancies.count > lines.count {
      lines.append("  and \(discrepancies.count - lines.count) more: the report in JSON (--json) has every one")
    }
    return (notes + [Terminal.red("The books do not close:", colour)] + lines).joined(separator: "\n")
  }
}

extension TimeSpan {
  /// The span as a person says it: `2 h 05 min`, `12 s`.
  var spelled: String {
    let seconds = Int(self.seconds.rounded())
    if seconds < 60 { return "\(seconds) s" }
    let minutes = String(seconds / 60 % 60)
    let rest = seconds % 60
    let tail = rest == 0 ? "" : " \(rest) s"
    if seconds < 3_600 { return "\(minutes) min\(tail)" }
    return "\(seconds / 3_600) h \(minutes.count < 2 ? "0" : "")\(minutes) min\(tail)"
  }
}
