import Catalog
import JSON
import Messages
import Orbits
import Quantities

/// Writes an imported scenario for people: one line a fact, and above it what became of the configuration.
struct ScenarioText {
  let configuration: TestBedConfiguration
  let flights: [TestBedImport.Flight]
  let notes: [ImportNote]
  /// The name of the configuration's file.
  let source: String

  /// How many notes stand in the comments; the rest is counted.
  private static let mostNotes = 200

  /// The whole file.
  var text: String {
    let members =
      head + timing + apps + [manager, list("satellites", flights.enumerated().map(satellite))]
      + [list("stations", configuration.stations.map(station))]
    return comments + "{\n" + members.map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
  }

  // MARK: Comments

  private var comments: String {
    let broker = configuration.brokerURL
    let credentials = configuration.server.usesKeycloak ? " --password-command COMMAND" : ""
    var lines = [
      "The test run of \(source), a NOS-T configuration, as an Orrery scenario.", "",
      "In the test bed:  orrery broker check \(broker) --prefix \(configuration.prefix)\(credentials)",
      "                  orrery join FILE --as storage --broker \(broker)\(credentials)",
      "and so for --as ground and --as outage. Without a test bed: orrery run FILE", "",
      "The arithmetic is exact. For that of NOS-T's published example add the line  \"model\": \"nos-t\",",
    ]
    let changes = notes.filter { $0.outcome != .carried }
    if !changes.isEmpty {
      lines += ["", "What the scenario does not have as it stood:"]
      lines += changes.prefix(Self.mostNotes).map { "  \($0)" }
      if changes.count > Self.mostNotes {
        lines.append("  and \(changes.count - Self.mostNotes) more: orrery import nos-t \(source) --json")
      }
    }
    return lines.map { $0.isEmpty ? "//\n" : "// \($0.onOneLine)\n" }.joined()
  }

  // MARK: Members

  private var head: [String] {
    let description = [configuration.title, configuration.description].compactMap { $0?.onOneLine }.joined(
      separator: ": ")
    return [
      member("name", .string(configuration.prefix)),
      description.isEmpty ? nil : member("description", .string(description)),
      member("prefix", .string(configuration.prefix)),
    ].compactMap { $0 }
  }

  private var timing: [String] {
    [
      member("start", .string(configuration.start.iso8601)), member("stop", .string(configuration.stop.iso8601)),
      member("step", .string(configuration.step.iso8601)), "\"scale\": \(configuration.scale.shortest)",
      member("timeStatusInterval", .string((configuration.timeStatusInterval ?? .zero).iso8601)),
    ]
  }

  private var apps: [String] {
    [
      object("apps") {
        [
          member("storage", .string(configuration.storageApp)), member("ground", .string(configuration.groundApp)),
          member("outage", .string(configuration.outageApp)),
        ]
      }
    ]
  }

  private var manager: String {
    object("manager", isWide: true) {
      var members = [
        member("commandLead", .string(configuration.commandLead.iso8601)),
        member("retryDelay", .string(configuration.retryDelay.iso8601)), "\"attempts\": \(configuration.attempts)",
        member("missingApps", "start"),
      ]
      if let apps = configuration.namedRequiredApps {
        members.append(member("requiredApps", .array(apps.map { .string($0) })))
      }
      if !configuration.updates.isEmpty {
        let updates = configuration.updates.map {
          "{ \"at\": \"\($0.simUpdateTime.iso8601)\", \"scale\": \($0.timeScalingFactor.shortest) }"
        }
        members.append("\"updates\": [\n      \(updates.joined(separator: ",\n      "))\n    ]")
      }
      return members
    }
  }

  private func satellite(_ index: Int, _ flight: TestBedImport.Flight) -> String {
    let satellite = flight.satellite
    let lines = ElementFormat.tle.write([flight.elements]).text.split(separator: "\n").map(String.init)
    let elements =
      flight.file.map { file in
        "\"elements\": { \(member("file", .string(file))), \"number\": \(flight.elements.catalogNumber) }"
      } ?? """
        "elements": {
                "line1": \(JSONValue.string(lines.first ?? "").compact),
                "line2": \(JSONValue.string(lines.last ?? "").compact)
              }
        """
    let recorder = [
      "\"capacityGigabits\": \(satellite.capacityGigabits.shortest)",
      "\"initialFraction\": \(satellite.usedFraction.shortest)",
      "\"instrumentGigabitsPerSecond\": \(satellite.instrumentGigabitsPerSecond.shortest)",
    ]
    return """
      {
            "id": \(index),
            \(member("name", .string(flight.name))),
            \(elements),
            "recorder": { \(recorder.joined(separator: ", ")) },
            "cost": { \(member("mode", .string(satellite.costMode))), "fixedDollarsPerSecond": \(satellite.fixedDollarsPerSecond.shortest) }
          }
      """
  }

  private func station(_ station: TestBedConfiguration.Station) -> String {
    let name = station.name.map { "\(member("name", .string($0))), " } ?? ""
    let place =
      "\"groundId\": \(station.groundId), \(name)\"latitudeDegrees\": \(station.latitudeDegrees.shortest), "
      + "\"longitudeDegrees\": \(station.longitudeDegrees.shortest),"
    let service =
      "\"minimumElevationDegrees\": \(station.minimumElevationDegrees.shortest), "
      + "\"downlinkGigabitsPerSecond\": \(station.downlinkGigabitsPerSecond.shortest),"
    let price =
      "\"dollarsPerSecond\": \(station.dollarsPerSecond.shortest), \(member("costMode", .string(station.costMode)))"
      + (station.isOperational ? "" : ", \"operational\": false")
    return "{\n      \(place)\n      \(service)\n      \(price)\n    }"
  }

  // MARK: JSON

  private func member(_ name: String, _ value: JSONValue) -> String { "\"\(name)\": \(value.compact)" }

  private func object(_ name: String, isWide: Bool = false, _ members: () -> [String]) -> String {
    isWide
      ? "\"\(name)\": {\n    \(members().joined(separator: ",\n    "))\n  }"
      : "\"\(name)\": { \(members().joined(separator: ", ")) }"
  }

  private func list(_ name: String, _ elements: [String]) -> String {
    elements.isEmpty ? "\"\(name)\": []" : "\"\(name)\": [\n    \(elements.joined(separator: ",\n    "))\n  ]"
  }
}
