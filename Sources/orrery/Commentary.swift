import Downlink
import Federation
import Ground
import Messages
import Quantities
import Scenario

/// Says in a line what a message means to someone who watches: links that begin and end, stations that go out, terminals
/// that are handed over.
struct Commentary {
  private let apps: ScenarioDefinition.Apps
  private let stations: [Int: String]
  private let satellites: [Int: String]
  private let handoverApps: [String]

  init(_ definition: ScenarioDefinition) {
    apps = definition.apps
    handoverApps = definition.handoverApps
    satellites = Dictionary(definition.satellites.map { ($0.id, $0.name) }) { first, _ in first }
    stations = Dictionary(definition.stations.map { ($0.station.groundId, $0.name) }) { first, _ in first }
  }

  /// Returns the line for a message; nil for one that is no event, or is bad.
  func line(_ message: InboundMessage) -> String? {
    switch (message.address.app, message.address.leaf) {
    case (apps.ground, "linkStart"): (try? message.read(as: LinkStart.self)).map(begins)
    case (apps.ground, "linkCharge"): (try? message.read(as: LinkCharge.self)).map(ends)
    case (apps.outage, "report"): (try? message.read(as: OutageReport.self)).map(goesOut)
    case (apps.outage, "restore"): (try? message.read(as: OutageRestore.self)).map(isBack)
    case (let app, "event") where handoverApps.contains(app):
      (try? message.read(as: HandoverEvent.self)).map(changes)
    default: nil
    }
  }

  private func begins(_ link: LinkStart) -> String {
    "\(clock(link.start))  \(link.satName) > \(station(link.groundId))  link \(link.linkId) begins, "
      + "\(link.data.fixed(1)) Gb on board"
  }

  private func ends(_ charge: LinkCharge) -> String {
    "\(clock(charge.end))  \(charge.satName) | \(station(charge.groundId))  link \(charge.linkId) ends: "
      + "\(charge.dataOffload.fixed(1)) Gb in \(charge.duration.fixed(0)) s, $\(charge.downlinkCost.fixed(2))"
  }

  private func goesOut(_ report: OutageReport) -> String {
    "\(clock(report.outageStart))  \(station(report.groundId)) goes out until \(clock(report.outageEnd))"
  }

  private func isBack(_ restore: OutageRestore) -> String {
    "\(clock(restore.outageEnd))  \(station(restore.groundId)) has an outage less"
  }

  private func changes(_ event: HandoverEvent) -> String {
    func name(_ satellite: Int?) -> String { satellite.map { satellites[$0] ?? "satellite \($0)" } ?? "none" }
    return
      "\(clock(event.time))  \(event.terminal), \(event.policy): \(name(event.oldSatId)) > \(name(event.newSatId))  "
      + event.reason.replacing("_", with: " ")
  }

  private func station(_ groundId: Int) -> String { stations[groundId] ?? "station \(groundId)" }

  private func clock(_ time: ScenarioTime) -> Substring { time.iso8601.dropFirst(11).prefix(8) }
}
