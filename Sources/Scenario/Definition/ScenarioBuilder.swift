import Catalog
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
  /// The largest element file that is read: a million sets in two lines. Unit: bytes.
  static let maximumElementBytes = 1 << 27

  let root: DocumentNode
  let file: String
  var problems: [ScenarioProblem]
  var elementFiles: [String: ElementFile] = [:]

  init(root: DocumentNode, file: String, problems: [ScenarioProblem]) {
    (self.root, self.file, self.problems) = (root, file, problems)
  }

  /// The definition; where the file has mistakes, with something in their place, so that all of them are found.
  mutating func build() -> ScenarioDefinition {
    let start = time(root["start"]) ?? ScenarioTime(CalendarDate(year: 2000, month: 1, day: 1))
    // What stands in for a mistake must not make a second one: in the last hour of the calendar no hour is left.
    let stop = instant(root["stop"], after: start) ?? start.adding(.hours(1)) ?? .latest
    if stop <= start, time(root["start"]) != nil {
      report(root["stop"], "$.stop", "is not after the start", allowed: "a time after \(start)")
    }
    if let last = start.adding(ManagedLifecycle.longestRun), stop > last, time(root["start"]) != nil {
      report(root["stop"], "$.stop", "is too far from the start", allowed: "a run of at most 100 years")
    }
    let model = root["model"]?.text.flatMap(DownlinkModel.init) ?? .exact
    let orientation = orientation()
    let satellites = satellites(start: start, stop: stop, orientation)
    let stations = stations()
    checkUnique(satellites.map { ($0.id, $0.name) }, in: "satellites", key: "id")
    checkUnique(stations.map { ($0.station.groundId, $0.name) }, in: "stations", key: "groundId")
    let apps = apps()
    let handover = handover(start: start, satellites.sorted { $0.id < $1.id }, stations, apps: apps)
    var definition = ScenarioDefinition(
      name: root["name"]?.text ?? "", prefix: prefix(), start: start, stop: stop, step: span("step") ?? .seconds(60),
      scale: root["scale"]?.number ?? 60, seed: root["seed"]?.integer.flatMap { UInt64(exactly: $0) } ?? 0,
      orientation: orientation,
      satellites: satellites.sorted { $0.id < $1.id },
      stations: stations.sorted { $0.station.groundId < $1.station.groundId },
      outages: scheduledOutages(start: start, stations), randomOutages: randomOutages(stations), apps: apps,
      stateInterval: span("stateInterval") ?? .seconds(1), firstState: instant(root["firstState"], after: start),
      timeStatusInterval: timeStatusInterval(),
      model: model, stationChoice: stationChoice(model), handover: handover,
      manager: manager(start: start), script: script(start: start, stop: stop), hash: "")
    checkGrid(definition)
    if model == .nosT { checkExample(definition) }
    warnOutsideRun(
      root["firstState"], "$.firstState", definition.firstState, start, stop,
      (definition.firstState ?? start) > stop ? "no rounds of states are told" : "the first round is told at the start")
    definition.hash = "\(definition.fingerprint)"
    return definition
  }

  // MARK: Times

  func time(_ node: DocumentNode?) -> ScenarioTime? {
    node?.text.flatMap { try? ScenarioTime($0) }
  }

  /// A time, or a span after the start.
  mutating func instant(_ node: DocumentNode?, after start: ScenarioTime) -> ScenarioTime? {
    guard let node, let text = node.text else { return nil }
    if let time = try? ScenarioTime(text) { return time }
    guard let span = try? TimeSpan(text) else { return nil }
    if let time = start.adding(span) { return time }
    problems.append(
      ScenarioProblem(
        file: file, place: node.place, value: node.quotation, reason: "leads out of the years 1900 to 2200"))
    return nil
  }

  func span(_ node: DocumentNode?) -> TimeSpan? { node?.text.flatMap { try? TimeSpan($0) } }
  func span(_ key: String) -> TimeSpan? { span(root[key]) }

  func timeStatusInterval() -> TimeSpan? {
    let interval = span("timeStatusInterval") ?? .minutes(10)
    return interval > .zero ? interval : nil
  }

  /// The wire carries whole microseconds: what is finer would not come through.
  mutating func checkGrid(_ definition: ScenarioDefinition) {
    // A stop that is a span is as fine as it says itself, whatever the start.
    let stop = time(root["stop"])?.nanosecondsSince1970 ?? span("stop")?.nanoseconds
    for (key, nanoseconds) in [
      ("start", definition.start.nanosecondsSince1970), ("stop", stop ?? 0),
      ("step", definition.step.nanoseconds), ("stateInterval", definition.stateInterval.nanoseconds),
      ("timeStatusInterval", definition.timeStatusInterval?.nanoseconds ?? 0),
    ] where nanoseconds % 1_000 != 0 {
      report(root[key], "$.\(key)", "is finer than the wire carries", allowed: "whole microseconds")
    }
  }

  /// Warns of something that would happen outside the run, and so never does.
  mutating func warnOutsideRun(
    _ node: DocumentNode?, _ path: String, _ time: ScenarioTime?, _ start: ScenarioTime, _ stop: ScenarioTime,
    _ consequence: String
  ) {
    guard let node, let time, start < stop, time < start || time > stop else { return }
    let side = time < start ? "before the start" : "after the stop"
    report(node, path, "is \(side) of the run: \(consequence)", severity: .warning)
  }

  // MARK: Names

  mutating func prefix() -> String { checkedName(root["prefix"], "$.prefix") ?? "orrery" }

  mutating func apps() -> ScenarioDefinition.Apps {
    var apps = ScenarioDefinition.Apps()
    let node = root["apps"]
    apps.storage = checkedName(node?["storage"], "$.apps.storage") ?? apps.storage
    apps.ground = checkedName(node?["ground"], "$.apps.ground") ?? apps.ground
    apps.outage = checkedName(node?["outage"], "$.apps.outage") ?? apps.outage
    apps.handover = checkedName(node?["handover"], "$.apps.handover") ?? apps.handover
    if Set(apps.all).count < apps.all.count {
      report(node, "$.apps", "names two applications alike", allowed: "five different names, one of them manager")
    }
    return apps
  }

  mutating func checkedName(_ node: DocumentNode?, _ path: String) -> String? {
    guard let node, let text = node.text else { return nil }
    do {
      try Address.check(name: text)
    } catch {
      report(
        node, path, error.reason, allowed: "a name of at most \(Address.nameBytes) bytes, without / . + # * and blanks")
    }
    return text
  }

  /// The most numbers, and names, that are told one by one where a list repeats them.
  static let mostRepetitions = 5

  mutating func checkUnique(_ items: [(id: Int, name: String)], in list: String, key: String) {
    let path = "$.\(list)"
    func repeated<Key: Comparable & Hashable>(_ key: (Int, String) -> Key) -> [(key: Key, value: [(Int, String)])] {
      Dictionary(grouping: items.map { ($0.id, $0.name) }) { key($0.0, $0.1) }.filter { $0.value.count > 1 }
        .sorted { $0.key < $1.key }
    }
    let (ids, names) = (repeated { id, _ in id }, repeated { _, name in name })
    for (id, same) in ids.prefix(Self.mostRepetitions) {
      let names = same.prefix(3).map { "\"\($0.1)\"" }.joined(separator: " and ")
      report(root[list], path, "gives the \(key) \(id) to \(names)", allowed: "its own \(key) for each")
    }
    if ids.count > Self.mostRepetitions {
      report(
        root[list], path, "gives \(ids.count - Self.mostRepetitions) more numbers twice",
        allowed: "its own \(key) for each")
    }
    for (name, same) in names.prefix(Self.mostRepetitions) {
      report(root[list], path, "uses the name \"\(name)\" \(same.count) times", allowed: "a name of its own for each")
    }
    if names.count > Self.mostRepetitions {
      report(
        root[list], path, "uses \(names.count - Self.mostRepetitions) more names twice",
        allowed: "a name of its own for each")
    }
  }

  // MARK: The Earth

  mutating func orientation() -> EarthOrientation {
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

  // MARK: Files and problems

  /// Reads a file that the scenario names, beside the scenario or by its full path.
  mutating func read(
    _ name: String, _ node: DocumentNode, _ path: String, atMost limit: Int = DocumentParser.maximumBytes
  ) -> [UInt8]? {
    let folder = (file as NSString).deletingLastPathComponent
    let full = name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)
    do {
      return [UInt8](try fileContents(full, atMost: limit))
    } catch {
      report(node, path, "cannot be read: \(error)", allowed: "a file beside the scenario, or a full path")
      return nil
    }
  }

  mutating func report(
    _ node: DocumentNode?, _ path: String, _ reason: String, allowed: String? = nil,
    severity: ScenarioProblem.Severity = .error
  ) {
    report(node, path, reason, value: node?.quotation, allowed: allowed, severity: severity)
  }

  mutating func report(
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
