import Downlink
import Federation
import Foundation
import Ground
import JSON
import Messages
import Orbits
import Outage
import Quantities

/// Builds a definition from a document that its shape has checked; what only the whole shows is checked here.
///
/// A part that the shape has already reported is passed over in silence: every mistake is told once.
struct ScenarioBuilder {
  let root: DocumentNode
  let file: String
  private(set) var problems: [ScenarioProblem]
  private var elementFiles: [String: TwoLineElements] = [:]

  init(root: DocumentNode, file: String, problems: [ScenarioProblem]) {
    (self.root, self.file, self.problems) = (root, file, problems)
  }

  /// The definition; where the file has mistakes, with something in their place, so that all of them are found.
  mutating func build() -> ScenarioDefinition {
    let start = time(root["start"]) ?? ScenarioTime(CalendarDate(year: 2000, month: 1, day: 1))
    let stop = instant(root["stop"], after: start) ?? start + .hours(1)
    if stop <= start, time(root["start"]) != nil {
      report(root["stop"], "$.stop", "is not after the start", allowed: "a time after \(start)")
    }
    if let last = start.adding(ManagedLifecycle.longestRun), stop > last, time(root["start"]) != nil {
      report(root["stop"], "$.stop", "is too far from the start", allowed: "a run of at most 100 years")
    }
    let orientation = orientation()
    let satellites = satellites(start: start, orientation)
    let stations = stations()
    checkUnique(satellites.map { ($0.id, $0.name) }, in: "satellites", key: "id")
    checkUnique(stations.map { ($0.station.groundId, $0.name) }, in: "stations", key: "groundId")
    var definition = ScenarioDefinition(
      name: root["name"]?.text ?? "", prefix: prefix(), start: start, stop: stop, step: span("step") ?? .seconds(60),
      scale: root["scale"]?.number ?? 60, seed: UInt64(root["seed"]?.integer ?? 0), orientation: orientation,
      satellites: satellites.sorted { $0.id < $1.id },
      stations: stations.sorted { $0.station.groundId < $1.station.groundId },
      outages: scheduledOutages(start: start, stations), randomOutages: randomOutages(stations), apps: apps(),
      stateInterval: span("stateInterval") ?? .seconds(1), firstState: instant(root["firstState"], after: start),
      timeStatusInterval: timeStatusInterval(),
      stationChoice: root["stationChoice"]?.text.flatMap(StationChoice.init) ?? .highest,
      manager: manager(start: start), script: script(start: start), hash: "")
    checkGrid(definition)
    definition.hash = definition.fingerprint
    return definition
  }

  // MARK: Times

  private func time(_ node: DocumentNode?) -> ScenarioTime? {
    node?.text.flatMap { try? ScenarioTime($0) }
  }

  /// A time, or a span after the start.
  private mutating func instant(_ node: DocumentNode?, after start: ScenarioTime) -> ScenarioTime? {
    guard let node, let text = node.text else { return nil }
    if let time = try? ScenarioTime(text) { return time }
    guard let span = try? TimeSpan(text) else { return nil }
    if let time = start.adding(span) { return time }
    problems.append(
      ScenarioProblem(
        file: file, place: node.place, value: node.quotation, reason: "leads out of the years 1900 to 2200"))
    return nil
  }

  private func span(_ node: DocumentNode?) -> TimeSpan? { node?.text.flatMap { try? TimeSpan($0) } }
  private func span(_ key: String) -> TimeSpan? { span(root[key]) }

  private func timeStatusInterval() -> TimeSpan? {
    let interval = span("timeStatusInterval") ?? .minutes(10)
    return interval > .zero ? interval : nil
  }

  /// The wire carries whole microseconds: what is finer would not come through.
  private mutating func checkGrid(_ definition: ScenarioDefinition) {
    for (key, nanoseconds) in [
      ("start", definition.start.nanosecondsSince1970), ("stop", definition.stop.nanosecondsSince1970),
      ("step", definition.step.nanoseconds), ("stateInterval", definition.stateInterval.nanoseconds),
      ("timeStatusInterval", definition.timeStatusInterval?.nanoseconds ?? 0),
    ] where nanoseconds % 1_000 != 0 {
      report(root[key], "$.\(key)", "is finer than the wire carries", allowed: "whole microseconds")
    }
  }

  // MARK: Names

  private mutating func prefix() -> String { checkedName(root["prefix"], "$.prefix") ?? "orrery" }

  private mutating func apps() -> ScenarioDefinition.Apps {
    var apps = ScenarioDefinition.Apps()
    let node = root["apps"]
    apps.storage = checkedName(node?["storage"], "$.apps.storage") ?? apps.storage
    apps.ground = checkedName(node?["ground"], "$.apps.ground") ?? apps.ground
    apps.outage = checkedName(node?["outage"], "$.apps.outage") ?? apps.outage
    let names = [apps.storage, apps.ground, apps.outage, FederationNode.managerName]
    if Set(names).count < names.count {
      report(node, "$.apps", "names two applications alike", allowed: "four different names, one of them manager")
    }
    return apps
  }

  private mutating func checkedName(_ node: DocumentNode?, _ path: String) -> String? {
    guard let node, let text = node.text else { return nil }
    do {
      try Address.check(name: text)
    } catch {
      report(node, path, error.reason, allowed: "a name without / . + # * and blanks")
    }
    return text
  }

  private mutating func checkUnique(_ items: [(id: Int, name: String)], in list: String, key: String) {
    let path = "$.\(list)"
    for (id, same) in Dictionary(grouping: items, by: \.id).sorted(by: { $0.key < $1.key }) where same.count > 1 {
      let names = same.prefix(3).map { "\"\($0.name)\"" }.joined(separator: " and ")
      report(root[list], path, "gives the \(key) \(id) to \(names)", allowed: "a \(key) of its own for each")
    }
    for (name, same) in Dictionary(grouping: items, by: \.name).sorted(by: { $0.key < $1.key }) where same.count > 1 {
      report(root[list], path, "uses the name \"\(name)\" \(same.count) times", allowed: "a name of its own for each")
    }
  }

  // MARK: The Earth

  private mutating func orientation() -> EarthOrientation {
    let earth = root["earth"]
    let values = ["ut1MinusUTCSeconds", "polarMotionXArcseconds", "polarMotionYArcseconds"].map {
      earth?[$0]?.number ?? 0
    }
    do {
      return try EarthOrientation(
        ut1MinusUTCSeconds: values[0], polarMotionXArcseconds: values[1], polarMotionYArcseconds: values[2])
    } catch {
      // The shape has reported the value.
      return .utc
    }
  }

  // MARK: Satellites

  private mutating func satellites(start: ScenarioTime, _ orientation: EarthOrientation) -> [OrbitingSatellite] {
    var satellites: [OrbitingSatellite] = []
    for (index, node) in (root["satellites"]?.elements ?? []).enumerated() {
      let path = "$.satellites[\(index)]"
      guard let recorder = recorder(node, path) else { continue }
      if let walker = node["walker"] {
        for (offset, elements) in constellation(walker, "\(path).walker", start: start).enumerated() {
          let id = (walker["firstId"]?.integer ?? 0) + offset
          let satellite = satellite(
            id: id, name: elements.name ?? "\(id)", elements, orientation, recorder, node, path)
          if let satellite { satellites.append(satellite) }
        }
      } else if let name = node["name"]?.text, let elements = elements(node["elements"], "\(path).elements") {
        let id = node["id"]?.integer ?? index
        if let satellite = satellite(id: id, name: name, elements, orientation, recorder, node, path) {
          satellites.append(satellite)
        }
      }
    }
    return satellites
  }

  private mutating func satellite(
    id: Int, name: String, _ elements: ElementSet, _ orientation: EarthOrientation,
    _ recorder: (capacity: Double, initial: Double, rate: Double), _ node: DocumentNode, _ path: String
  ) -> OrbitingSatellite? {
    let cost = node["cost"]
    let profile = SatelliteProfile(
      id: id, name: name, capacity: .gigabits(recorder.capacity), initial: .gigabits(recorder.initial),
      instrumentRate: .gigabitsPerSecond(recorder.rate),
      costMode: cost?["mode"]?.text.flatMap(CostMode.init) ?? .discrete,
      fixedRate: .dollarsPerSecond(cost?["fixedDollarsPerSecond"]?.number ?? 0))
    do {
      return try OrbitingSatellite(profile, on: elements, orientation: orientation)
    } catch {
      report(
        node, path, "cannot be propagated: \(error)", value: "\"\(name)\"", allowed: "elements that SGP4 can take")
      return nil
    }
  }

  private mutating func recorder(
    _ node: DocumentNode, _ path: String
  ) -> (capacity: Double, initial: Double, rate: Double)? {
    guard let recorder = node["recorder"], let capacity = recorder["capacityGigabits"]?.number,
      let rate = recorder["instrumentGigabitsPerSecond"]?.number
    else { return nil }
    let gigabits = recorder["initialGigabits"]?.number
    let fraction = recorder["initialFraction"]?.number
    if gigabits != nil, fraction != nil {
      report(
        recorder, "\(path).recorder", "has both initialGigabits and initialFraction", allowed: "one of the two")
    }
    let initial = gigabits ?? (fraction ?? 0) * capacity
    if let gigabits, gigabits > capacity {
      report(
        recorder["initialGigabits"], "\(path).recorder.initialGigabits", "is more than the recorder holds",
        allowed: "at most \(capacity.shortest) Gigabits")
    }
    return (capacity, initial, rate)
  }

  private mutating func elements(_ node: DocumentNode?, _ path: String) -> ElementSet? {
    guard let node else { return nil }
    if let file = node["file"] { return elements(from: file, node, path) }
    guard let line1 = node["line1"]?.text, let line2 = node["line2"]?.text else { return nil }
    do {
      return try ElementSet(line1: line1, line2: line2)
    } catch {
      let line = error.line == 2 ? "line2" : "line1"
      report(node[line], "\(path).\(line)", "is no element set: \(error)")
      return nil
    }
  }

  private mutating func elements(from fileNode: DocumentNode, _ node: DocumentNode, _ path: String) -> ElementSet? {
    guard let fileName = fileNode.text, let sets = elementFile(fileName, fileNode, "\(path).file") else { return nil }
    let name = node["name"]?.text
    let number = node["number"]?.integer
    guard name != nil || number != nil || sets.readings.count == 1 else {
      report(node, path, "does not say which of \(sets.readings.count) element sets", allowed: "name, or number")
      return nil
    }
    let matches = sets.readings.filter {
      (name == nil || $0.elements.name == name) && (number == nil || $0.elements.catalogNumber == number)
    }
    guard let match = matches.last else {
      let names = sets.readings.compactMap(\.elements.name)
      problems.append(
        ScenarioProblem(
          file: file, place: node.place, path: path,
          reason: "\(fileName) has no element set \(name.map { "\"\($0)\"" } ?? number.map { "\($0)" } ?? "")",
          allowed: names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", "),
          suggestion: name.flatMap { nearest(to: $0, among: names) }.map { "\"\($0)\"" }))
      return nil
    }
    return match.elements
  }

  private mutating func elementFile(_ name: String, _ node: DocumentNode, _ path: String) -> TwoLineElements? {
    if let known = elementFiles[name] { return known }
    guard let bytes = read(name, node, path) else { return nil }
    let sets = TwoLineElements(String(decoding: bytes, as: UTF8.self))
    elementFiles[name] = sets
    for error in sets.errors { report(node, path, "\(name): \(error)", value: nil) }
    return sets
  }

  private mutating func constellation(
    _ node: DocumentNode, _ path: String, start: ScenarioTime
  ) -> [ElementSet] {
    guard let pattern = node["pattern"]?.text.flatMap(WalkerConstellation.Pattern.init),
      let total = node["satellites"]?.integer, let planes = node["planes"]?.integer,
      let phasing = node["phasing"]?.integer, let inclination = node["inclinationDegrees"]?.number,
      let altitude = node["altitudeKilometres"]?.number
    else { return [] }
    do {
      return try WalkerConstellation(
        pattern, satelliteCount: total, planeCount: planes, phasing: phasing, inclinationDegrees: inclination,
        altitudeKilometres: altitude, epoch: instant(node["epoch"], after: start) ?? start,
        firstRightAscensionDegrees: node["firstRightAscensionDegrees"]?.number ?? 0
      ).elementSets(prefix: node["namePrefix"]?.text ?? "WALKER")
    } catch {
      report(node, path, "is no constellation: \(error)", value: nil)
      return []
    }
  }

  // MARK: Stations

  private mutating func stations() -> [ScenarioDefinition.Station] {
    var stations: [ScenarioDefinition.Station] = []
    for (index, node) in (root["stations"]?.elements ?? []).enumerated() {
      let path = "$.stations[\(index)]"
      let service = StationService(node)
      if node["costMode"]?.text == "fixed" {
        report(
          node["costMode"], "\(path).costMode", "is read as continuous; some NOS-T programs read it as discrete",
          severity: .warning)
      }
      if let fileNode = node["file"], let name = fileNode.text {
        guard let bytes = read(name, fileNode, "\(path).file") else { continue }
        do {
          stations += try StationFile.read(
            bytes, name: name, firstGroundId: node["firstGroundId"]?.integer ?? stations.count, service: service)
        } catch {
          for problem in error.problems { report(fileNode, "\(path).file", problem.description, value: nil) }
        }
      } else if let groundId = node["groundId"]?.integer, let latitude = node["latitudeDegrees"]?.number,
        let longitude = node["longitudeDegrees"]?.number
      {
        let place = Geodetic(
          latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: node["heightMetres"]?.number ?? 0)
        stations.append(service.station(groundId: groundId, name: node["name"]?.text, at: place))
      }
    }
    return stations
  }

  // MARK: Outages

  private mutating func scheduledOutages(
    start: ScenarioTime, _ stations: [ScenarioDefinition.Station]
  ) -> [OutageModel.StationOutage] {
    var outages: [OutageModel.StationOutage] = []
    for (index, node) in (root["outages"]?["scheduled"]?.elements ?? []).enumerated() {
      let path = "$.outages.scheduled[\(index)]"
      guard let groundId = known(node["groundId"], "\(path).groundId", stations),
        let begin = instant(node["start"], after: start), let duration = span(node["duration"])
      else { continue }
      guard let end = begin.adding(duration) else {
        report(node["duration"], "\(path).duration", "leads out of the years 1900 to 2200")
        continue
      }
      outages.append(.init(groundId: groundId, outage: Outage(start: begin, end: end)))
    }
    return outages
  }

  private mutating func randomOutages(_ stations: [ScenarioDefinition.Station]) -> [OutageModel.RandomOutages] {
    var outages: [OutageModel.RandomOutages] = []
    for (index, node) in (root["outages"]?["random"]?.elements ?? []).enumerated() {
      let path = "$.outages.random[\(index)]"
      guard let rate = node["outagesPerHour"]?.number, rate > 0, let duration = span(node["duration"]),
        duration > .zero
      else { continue }
      let named = node["stations"]?.elements.enumerated().compactMap { offset, station in
        known(station, "\(path).stations[\(offset)]", stations)
      }
      for groundId in named ?? stations.map(\.station.groundId) {
        if outages.contains(where: { $0.groundId == groundId }) {
          report(node, path, "gives station \(groundId) a second rate", allowed: "each station once")
        }
        outages.append(.init(groundId: groundId, ratePerHour: rate, duration: duration))
      }
    }
    return outages
  }

  private mutating func known(
    _ node: DocumentNode?, _ path: String, _ stations: [ScenarioDefinition.Station]
  ) -> Int? {
    guard let node, let groundId = node.integer else { return nil }
    guard stations.contains(where: { $0.station.groundId == groundId }) else {
      let ids = stations.map { String($0.station.groundId) }.prefix(20).joined(separator: ", ")
      report(node, path, "is no station's number", allowed: ids)
      return nil
    }
    return groundId
  }

  // MARK: Manager and script

  private mutating func manager(start: ScenarioTime) -> ScenarioDefinition.Manager {
    var manager = ScenarioDefinition.Manager()
    guard let node = root["manager"] else { return manager }
    manager.commandLead = span(node["commandLead"]) ?? manager.commandLead
    manager.requiredApps = node["requiredApps"].map { $0.elements.compactMap(\.text) }
    manager.retryDelay = span(node["retryDelay"]) ?? manager.retryDelay
    manager.attempts = node["attempts"]?.integer ?? manager.attempts
    manager.startsWithoutMissing = node["missingApps"]?.text == "start"
    for update in node["updates"]?.elements ?? [] {
      guard let time = instant(update["at"], after: start), let scale = update["scale"]?.number, scale > 0 else {
        continue
      }
      manager.updates.append(UpdateCommand(timeScalingFactor: scale, simUpdateTime: time))
    }
    return manager
  }

  private mutating func script(start: ScenarioTime) -> [ScriptedMessage] {
    var script: [ScriptedMessage] = []
    for (index, node) in (root["script"]?.elements ?? []).enumerated() {
      guard let time = instant(node["at"], after: start), let topic = node["topic"]?.text else { continue }
      let levels = topic.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard levels.count == 2, !levels[0].isEmpty, !levels[1].isEmpty, !topic.contains(where: { "+#\0".contains($0) })
      else {
        report(
          node["topic"], "$.script[\(index)].topic", "is no topic below the prefix",
          allowed: "APP/TOPIC such as outage/report, without + and #")
        continue
      }
      script.append(
        ScriptedMessage(
          time: time, app: String(levels[0]), leaf: String(levels[1]), payload: payload(node["payload"])))
    }
    return script
  }

  /// A quoted text is sent as it stands, so that a script can also say what is not JSON.
  private func payload(_ node: DocumentNode?) -> [UInt8] {
    guard let node else { return [] }
    if case .scalar(let text, isQuoted: true) = node.content { return Array(text.utf8) }
    return node.json.compactBytes
  }

  // MARK: Files and problems

  /// Reads a file that the scenario names, beside the scenario or by its full path.
  private mutating func read(_ name: String, _ node: DocumentNode, _ path: String) -> [UInt8]? {
    let folder = (file as NSString).deletingLastPathComponent
    let full = name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)
    do {
      return [UInt8](try fileContents(full, atMost: DocumentParser.maximumBytes))
    } catch {
      report(node, path, "cannot be read: \(error)", allowed: "a file beside the scenario, or a full path")
      return nil
    }
  }

  private mutating func report(
    _ node: DocumentNode?, _ path: String, _ reason: String, allowed: String? = nil,
    severity: ScenarioProblem.Severity = .error
  ) {
    report(node, path, reason, value: node?.quotation, allowed: allowed, severity: severity)
  }

  private mutating func report(
    _ node: DocumentNode?, _ path: String, _ reason: String, value: String?, allowed: String? = nil,
    severity: ScenarioProblem.Severity = .error
  ) {
    problems.append(
      ScenarioProblem(
        file: file, place: (node ?? root).place, path: path, value: value, reason: reason, allowed: allowed,
        severity: severity))
  }
}

extension DocumentNode {
  /// The value as JSON.
  var json: JSONValue {
    switch content {
    case .mapping(let entries):
      var object = JSONObject()
      for entry in entries { object[entry.key] = entry.value.json }
      return .object(object)
    case .sequence(let elements): return .array(elements.map(\.json))
    case .scalar(let text, isQuoted: true): return .string(text)
    case .scalar(let text, isQuoted: false):
      if isNull { return .null }
      if let boolean { return .bool(boolean) }
      if !text.contains(where: { ".eE".contains($0) }), let integer { return .integer(Int64(integer)) }
      return number.map { .number($0) } ?? .string(text)
    }
  }
}
