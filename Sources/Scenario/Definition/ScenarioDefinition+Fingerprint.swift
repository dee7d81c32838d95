import Downlink
import Federation
import Ground
import JSON
import Messages
import Orbits
import Outage
import Quantities

extension ScenarioDefinition {
  /// Of everything that the run's outcome depends on, as its canonical text has it.
  var fingerprint: Fingerprint { Fingerprint(of: canonical.compactBytes) }

  /// The default model, and terminals where there are none, are left out: a scenario that names none keeps its fingerprint.
  private var canonical: JSONValue {
    var members = exact
    if model != .exact { members["model"] = .string(model.rawValue) }
    if let handover { members["handover"] = .string(handover.canonical(apps: handoverApps)) }
    return .object(members)
  }

  private var exact: JSONObject {
    [
      "start": .string(start.iso8601),
      "stop": .string(stop.iso8601),
      "step": .string(step.iso8601),
      "scale": .number(scale),
      "seed": .string(String(seed)),
      "earth": [
        .number(orientation.ut1MinusUTCSeconds), .number(orientation.polarMotionXArcseconds),
        .number(orientation.polarMotionYArcseconds),
      ],
      "choice": .string(stationChoice.rawValue),
      "stateInterval": .string(stateInterval.iso8601),
      "firstState": .string(firstState?.iso8601 ?? ""),
      "timeStatusInterval": .string(timeStatusInterval?.iso8601 ?? ""),
      "apps": [.string(prefix), .string(apps.storage), .string(apps.ground), .string(apps.outage)],
      "satellites": .array(satellites.map(canonical)),
      "stations": .array(stations.map(canonical)),
      "outages": .array(
        outages.map {
          [
            .integer(Int64($0.groundId)), .string($0.outage.start.iso8601), .string($0.outage.end.iso8601),
          ]
        }),
      "randomOutages": .array(
        randomOutages.map {
          [.integer(Int64($0.groundId)), .number($0.ratePerHour), .string($0.duration.iso8601)]
        }),
      "updates": .array(
        manager.updates.map { [.string($0.simUpdateTime.iso8601), .number($0.timeScalingFactor)] }),
      "script": .array(
        script.map {
          [
            .string($0.time.iso8601), .string("\($0.app)/\($0.leaf)"),
            .string(String(decoding: $0.payload, as: UTF8.self)),
          ]
        }),
    ]
  }

  private func canonical(_ satellite: OrbitingSatellite) -> JSONValue {
    let profile = satellite.profile
    let elements = satellite.elements
    return [
      .integer(Int64(profile.id)), .string(profile.name), .number(profile.capacity.gigabits),
      .number(profile.initial.gigabits), .number(profile.instrumentRate.gigabitsPerSecond),
      .string(profile.costMode.rawValue), .number(profile.fixedRate.dollarsPerSecond),
      .string(elements.epoch.iso8601), .number(elements.meanMotionRevolutionsPerDay), .number(elements.eccentricity),
      .number(elements.inclinationDegrees), .number(elements.rightAscensionDegrees),
      .number(elements.argumentOfPerigeeDegrees), .number(elements.meanAnomalyDegrees), .number(elements.bstar),
    ]
  }

  private func canonical(_ entry: Station) -> JSONValue {
    let station = entry.station
    return [
      .integer(Int64(station.groundId)), .string(entry.name), .number(station.position.latitudeDegrees),
      .number(station.position.longitudeDegrees), .number(station.position.heightMetres),
      .number(station.minimumElevation.degrees), .number(station.downlinkRate.gigabitsPerSecond),
      .number(station.tariff.rate.dollarsPerSecond), .bool(station.tariff.chargesDownlinks),
      .integer(Int64(station.simultaneousContacts ?? 0)), .bool(station.isOperational),
    ]
  }
}
