import Downlink
import Federation
import Quantities

/// Whether the books close: the report checks itself, and says where it does not hold and why that may be.
extension RunLedger {
  /// Sums of some thousand terms of about 100 keep twelve digits. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9

  /// A length of time on the wire is rounded by whoever computed it. Unit: seconds.
  static let durationTolerance = 1e-3

  /// Finds everything in which a report does not hold.
  func discrepancies(in report: RunReport) -> [RunReport.Discrepancy] {
    let vanished = vanished(report)
    return report.known.flatMap { accounts(of: $0, report) }
      + report.satellites.flatMap { links(of: $0, report, vanished) }
      + report.stations.flatMap { outages(of: $0, report) }
      + vanished.map {
        RunReport.Discrepancy(
          "application \($0)", "took part and never said that it ended",
          likelyReason: "it was lost, or its last words were")
      }
  }

  /// Who took part in a run that came to its end, and has not said that it ended; what others say is no part of the
  /// books.
  private func vanished(_ report: RunReport) -> [String] {
    guard report.isComplete else { return [] }
    return ([FederationNode.managerName] + cast.castApps).filter { present.contains($0) && !ended.contains($0) }
  }

  private func lostMessages(_ report: RunReport) -> String {
    report.brokerAbsences > 0
      ? "messages were lost while the broker was away"
      : "messages were lost, as while a broker is away from their sender"
  }

  /// Looks for links of a station that went on in its outages, and for outages of which only the end was heard.
  private func outages(of station: RunReport.Station, _ report: RunReport) -> [RunReport.Discrepancy] {
    let outages = availability[station.groundId]?.outages ?? []
    let subject = "station \(station.name)"
    let through = report.links.filter { $0.groundId == station.groundId }.compactMap { link -> RunReport.Discrepancy? in
      let overlap = outages.reduce(0) { max($0, (min(link.end, $1.end) - max(link.start, $1.start)).seconds) }
      guard overlap > Self.durationTolerance else { return nil }
      let name = report.satellites.first { $0.id == link.satelliteId }?.name ?? "\(link.satelliteId)"
      return .init(
        subject, "was out while link \(link.linkId) of \(name) went on", by: (overlap, "s"),
        likelyReason: "\(cast.apps.ground) did not hear of the outage: \(lostMessages(report))")
    }
    let unheard = (restores[station.groundId] ?? []).filter { time in
      time > report.start && time <= report.end && !outages.contains { $0.end == time }
    }
    return through
      + unheard.sorted().map {
        .init(
          subject, "was back at \($0) from an outage of which nothing was heard", likelyReason: lostMessages(report))
      }
  }

  /// Compares a satellite's account with its law, and with its links.
  private func accounts(of satellite: RunReport.Satellite, _ report: RunReport) -> [RunReport.Discrepancy] {
    let own = report.links.filter { $0.satelliteId == satellite.id }
    let subject = "satellite \(satellite.name)"
    var found: [RunReport.Discrepancy] = []
    func compare(_ difference: Double, _ unit: String, more: String, less: String, _ reason: String) {
      guard abs(difference) > Self.tolerance else { return }
      found.append(
        .init(subject, difference > 0 ? more : less, by: (abs(difference), unit), likelyReason: reason))
    }
    let law = satellite.collected - satellite.stored - satellite.downlinked - satellite.lost
    compare(
      law.gigabits, "Gb", more: "collected more than was stored, downlinked and lost",
      less: "collected less than was stored, downlinked and lost", "an error of this program")
    let volume = satellite.downlinked.gigabits - own.reduce(0) { $0 + $1.downlinked.gigabits }
    compare(
      volume, "Gb", more: "sent down more than its links were charged for",
      less: "has links charged for more than was on board",
      volume > 0 ? "a link was never charged" : "a charge that is not true")
    let cost = satellite.downlinkCost.dollars - own.reduce(0) { $0 + $1.cost.dollars }
    compare(
      cost, "$", more: "paid more than its links cost", less: "paid less than its links cost",
      "a charge after the end, or of a satellite that pays by contract alone")
    return found
  }

  /// Looks for links of a satellite that never ended, and for numbers that were never heard of.
  private func links(
    of satellite: RunReport.Satellite, _ report: RunReport, _ vanished: [String]
  ) -> [RunReport.Discrepancy] {
    let reason =
      vanished.contains(cast.apps.ground)
      ? "application \(cast.apps.ground) was lost"
      : report.isComplete ? lostMessages(report) : "the run was cut off"
    let subject = "satellite \(satellite.name)"
    var found: [RunReport.Discrepancy] = []
    var expected = 0
    for key in entries.keys.sorted() where key.satellite == satellite.id {
      if key.link > expected {
        let last = key.link - 1
        let numbers = last == expected ? "link \(expected) was" : "links \(expected) to \(last) were"
        found.append(.init(subject, "\(numbers) never heard of, though link \(key.link) was", likelyReason: reason))
      }
      expected = key.link < .max ? key.link + 1 : key.link
      guard let entry = entries[key], !entry.isTakenBack, let start = entry.start else { continue }
      if let charge = entry.charge {
        let gap = (charge.end - start).seconds - charge.duration.seconds
        guard abs(gap) > Self.durationTolerance else { continue }
        found.append(
          .init(
            subject, "link \(key.link), from \(start) to \(charge.end), was charged for another time",
            by: (abs(gap), "s"), likelyReason: "two senders, or messages that were lost"))
      } else if start < report.end {
        found.append(.init(subject, "link \(key.link) began at \(start) and never ended", likelyReason: reason))
      }
    }
    return found
  }
}
