import Downlink
import Federation
import Messages
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
    let ranges = report.links.rangesBySatellite
    let reason = unheardReason(report, vanished)
    // The example's arithmetic promises neither accounts that balance, nor links that end at outages or at all.
    let isExact = report.model == .exact
    let through = isExact ? linksThroughOutages(report) : [:]
    return (isExact ? report.known : []).flatMap { accounts(of: $0, report.links[ranges[$0.id] ?? 0..<0]) }
      + report.satellites.flatMap { links(of: $0, report, reason) }
      + report.stations.flatMap { outages(of: $0, through[$0.groundId] ?? [], report) }
      + unheard(report)
      + (isExact ? forgotten(report, ranges) : [])
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

  /// The leaves whose messages make the books.
  private static let bookLeaves: Set<String> = ["linkStart", "linkCharge", "report", "restore"]

  /// Tells of messages that make the books and have not come.
  private func unheard(_ report: RunReport) -> [RunReport.Discrepancy] {
    report.deliveries.compactMap { delivery in
      guard delivery.missing > 0, delivery.isNumbered, let address = Address(topic: delivery.topic),
        [cast.apps.ground, cast.apps.outage].contains(address.app), Self.bookLeaves.contains(address.leaf)
      else { return nil }
      let places = delivery.gaps.isEmpty ? "" : " (\(delivery.gaps.joined(separator: ", ")))"
      return .init(
        "application \(address.app)", "said \(delivery.missing) of its \(address.leaf) messages unheard\(places)",
        likelyReason: lostMessages(report))
    }
  }

  /// Tells of satellites of which a storage that joined anew says otherwise than their links come to.
  private func forgotten(
    _ report: RunReport, _ ranges: [Int: Range<Int>]
  ) -> [RunReport.Discrepancy] {
    let wrong = cast.satellites.compactMap { profile -> String? in
      guard let told = lastTold[profile.id], told.time <= report.end else { return nil }
      let links = report.links[ranges[profile.id] ?? 0..<0]
      // What a link has brought down so far is told by nobody.
      guard !links.contains(where: { $0.start < told.time && told.time < $0.end }) else { return nil }
      let account = satellite(profile, ArraySlice(links.filter { $0.end <= told.time }), at: told.time)
      guard abs(account.stored.gigabits - told.capacityUsed) > Self.forgottenTolerance else { return nil }
      return "\(profile.name) \(Self.hundredths(told.capacityUsed)) Gb at \(told.time), by its links "
        + "\(Self.hundredths(account.stored.gigabits)) Gb"
    }
    guard let first = wrong.first else { return [] }
    let more = wrong.count > 1 ? ", and \(wrong.count - 1) more" : ""
    return [
      .init(
        "application \(cast.apps.storage)", "tells otherwise of what is on board: \(first)\(more)",
        likelyReason: "it was started again without its record (join --record), and knows nothing of earlier links")
    ]
  }

  private static func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }

  /// What a storage tells may lag behind its links by a step of its own. Unit: Gigabits.
  private static let forgottenTolerance = 1e-3

  private func lostMessages(_ report: RunReport) -> String {
    report.brokerAbsences > 0
      ? "messages were lost while the broker was away"
      : "messages were lost, as while a broker is away from their sender"
  }

  /// A link that went on in an outage of its station, and for how long. Unit: seconds.
  private typealias LinkThroughOutage = (link: RunReport.Link, overlap: Double)

  /// Looks for links that went on in outages of their stations, by station.
  private func linksThroughOutages(_ report: RunReport) -> [Int: [LinkThroughOutage]] {
    let outages = availability.mapValues(\.outages).filter { !$0.value.isEmpty }
    guard !outages.isEmpty else { return [:] }
    return report.links.reduce(into: [:]) { found, link in
      guard let own = outages[link.groundId] else { return }
      let overlap = own.reduce(0) { max($0, (min(link.end, $1.end) - max(link.start, $1.start)).seconds) }
      if overlap > Self.durationTolerance { found[link.groundId, default: []].append((link, overlap)) }
    }
  }

  /// Tells of links of a station that went on in its outages, and of outages of which only the end was heard.
  private func outages(
    of station: RunReport.Station, _ through: [LinkThroughOutage], _ report: RunReport
  ) -> [RunReport.Discrepancy] {
    let subject = "station \(station.name)"
    let names =
      through.isEmpty
      ? [:] : Dictionary(report.satellites.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    let ends = Set((availability[station.groundId]?.outages ?? []).map(\.end))
    let unheard = (restores[station.groundId] ?? []).filter { time in
      time > report.start && time <= report.end && !ends.contains(time)
    }
    return through.map { link, overlap in
      .init(
        subject,
        "was out while link \(link.linkId) of \(names[link.satelliteId] ?? "\(link.satelliteId)") went on",
        by: (overlap, "s"),
        likelyReason: "\(cast.apps.ground) did not hear of the outage: \(lostMessages(report))")
    }
      + unheard.sorted().map {
        .init(
          subject, "was back at \($0) from an outage of which nothing was heard", likelyReason: lostMessages(report))
      }
  }

  /// Compares a satellite's account with its law, and with its links.
  private func accounts(
    of satellite: RunReport.Satellite, _ own: ArraySlice<RunReport.Link>
  ) -> [RunReport.Discrepancy] {
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

  /// Why links may never have been heard of, or never have ended.
  private func unheardReason(_ report: RunReport, _ vanished: [String]) -> String {
    vanished.contains(cast.apps.ground)
      ? "application \(cast.apps.ground) was lost"
      : report.isComplete ? lostMessages(report) : "the run was cut off"
  }

  /// Looks for links of a satellite that never ended, and for numbers that were never heard of.
  private func links(
    of satellite: RunReport.Satellite, _ report: RunReport, _ reason: String
  ) -> [RunReport.Discrepancy] {
    let subject = "satellite \(satellite.name)"
    var found: [RunReport.Discrepancy] = []
    var expected = 0
    for entry in pages[satellite.id] ?? [] {
      if entry.link > expected {
        let last = entry.link - 1
        let numbers = last == expected ? "link \(expected) was" : "links \(expected) to \(last) were"
        found.append(.init(subject, "\(numbers) never heard of, though link \(entry.link) was", likelyReason: reason))
      }
      expected = entry.link < .max ? entry.link + 1 : entry.link
      guard !entry.isTakenBack, let start = entry.start else { continue }
      if let charge = entry.charge {
        let gap = (charge.end - start).seconds - charge.duration.seconds
        guard abs(gap) > Self.durationTolerance else { continue }
        found.append(
          .init(
            subject, "link \(entry.link), from \(start) to \(charge.end), was charged for another time",
            by: (abs(gap), "s"), likelyReason: "two senders, or messages that were lost"))
      } else if start < report.end, report.model == .exact {
        found.append(.init(subject, "link \(entry.link) began at \(start) and never ended", likelyReason: reason))
      }
    }
    return found
  }
}
