import Quantities
import Scenario

extension RunReport {
  /// The report for a person.
  func text(colour: Bool) -> String {
    let state = isComplete ? "complete" : Terminal.red("incomplete", colour)
    let head = "\(Terminal.bold(scenario, colour))  \(start) to \(end), \((end - start).spelled), \(state)"
    return [head, satelliteTable.text(colour: colour), stationTable.text(colour: colour), balance].joined(
      separator: "\n\n")
  }

  private var satelliteTable: Table {
    var table = Table(columns: [
      .text("Satellite"), .number("Collected", "Gb"), .number("Downlinked", "Gb"), .number("Lost", "Gb"),
      .number("Stored", "Gb"), .number("Links"), .number("Downlinks", "$"), .number("Contract", "$"),
      .number("Cost", "$"),
    ])
    table.rows = satellites.map { satellite in
      func known(_ volume: DataVolume) -> String { satellite.isKnown ? volume.gigabits.fixed(3) : "-" }
      return [
        satellite.name, known(satellite.collected), satellite.downlinked.gigabits.fixed(3), known(satellite.lost),
        known(satellite.stored), String(satellite.links), satellite.downlinkCost.dollars.fixed(2),
        satellite.contractCost.dollars.fixed(2), satellite.cost.dollars.fixed(2),
      ]
    }
    func sum(_ part: (Satellite) -> Double) -> Double { satellites.reduce(0) { $0 + part($1) } }
    table.total = [
      "Total", sum(\.collected.gigabits).fixed(3), sum(\.downlinked.gigabits).fixed(3), sum(\.lost.gigabits).fixed(3),
      sum(\.stored.gigabits).fixed(3), String(satellites.reduce(0) { $0 + $1.links }),
      sum(\.downlinkCost.dollars).fixed(2), sum(\.contractCost.dollars).fixed(2), sum(\.cost.dollars).fixed(2),
    ]
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

  /// How well the books balance: the worst satellite.
  private var balance: String {
    let worst =
      satellites.filter(\.isKnown).map {
        abs($0.collected.gigabits - $0.stored.gigabits - $0.downlinked.gigabits - $0.lost.gigabits)
      }.max() ?? 0
    return
      "Collected = downlinked + lost + stored, to \(worst < 1e-9 ? "1e-9" : worst.description) Gb for every satellite."
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
