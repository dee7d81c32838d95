import Downlink
import JSON
public import Quantities

/// The first line of a record: which run it is of, and what a report needs to know of its scenario.
public struct RecordHeader: Equatable, Sendable {
  /// The format that this program writes; it reads this one and every older one.
  public static let currentFormat = 1

  /// The bytes that every record begins with.
  static let opening = #"{"record":"orrery""#

  /// The format of the record.
  public var format = RecordHeader.currentFormat
  /// The version of the program that wrote it.
  public var version: String
  /// What names the run: the same for two runs of the same scenario.
  public var run: String
  /// Which application wrote it; nil where one process held them all.
  public var app: String?
  /// The first level of every topic.
  public var prefix: String
  /// The scenario's seed.
  public var seed: UInt64
  /// Scenario seconds in a wallclock second, as the scenario has it.
  public var scale: Double
  /// The scenario, as far as a report needs it.
  public var cast: RunLedger.Cast
  /// Where the satellites flew and the stations stood; nil in records of earlier versions and of unknown scenarios.
  public var scene: RecordScene?

  /// Whether the record is of a test bed whose scenario is not known.
  public var isTraffic: Bool { cast.scenarioHash.isEmpty }

  /// Describes the record of a run.
  public init(_ definition: ScenarioDefinition, app: String?, version: String) {
    self.version = version
    self.app = app
    run = "\(definition.name)-\(definition.hash)"
    prefix = definition.prefix
    seed = definition.seed
    scale = definition.scale
    cast = RunLedger.Cast(definition)
    scene = RecordScene(definition)
  }

  /// Describes the record of what a test bed says whose scenario is not known.
  /// - Parameter wall: the wallclock time at which the record begins.
  public init(trafficOf prefix: String, from wall: ScenarioTime, version: String) {
    self.version = version
    self.prefix = prefix
    app = "recorder"
    run = "traffic of \(prefix)"
    (seed, scale) = (0, 1)
    cast = RunLedger.Cast(
      scenario: run, scenarioHash: "", start: wall, stop: wall, apps: ScenarioDefinition.Apps(), satellites: [],
      stations: [], castApps: [], model: .exact, step: .seconds(60))
  }

  /// The header as it is written; the wallclock time is the only member that differs between equal runs.
  func json(wall: ScenarioTime) -> JSONValue {
    var header: JSONObject = [
      "record": "orrery",
      "format": .integer(Int64(format)),
      "version": .string(version),
      "run": .string(run),
      "app": app.map { .string($0) } ?? .null,
      "prefix": .string(prefix),
      "seed": .string(String(seed)),
      "scale": .number(scale),
      "scenario": .string(cast.scenario),
      "scenarioHash": .string(cast.scenarioHash),
      "start": .string(cast.start.iso8601),
      "stop": .string(cast.stop.iso8601),
      "apps": [
        "storage": .string(cast.apps.storage), "ground": .string(cast.apps.ground),
        "outage": .string(cast.apps.outage), "handover": .string(cast.apps.handover),
      ],
      "castApps": .array(cast.castApps.map { .string($0) }),
      "handoverApps": .array(cast.handoverApps.map { .string($0) }),
      "satellites": .array(cast.satellites.map(RecordHeader.json)),
      "stations": .array(cast.stations.map(RecordHeader.json)),
      "model": .string(cast.model.rawValue),
      "step": .string(cast.step.iso8601),
      "wall": .string(wall.iso8601),
    ]
    header["scene"] = scene?.json
    return .object(header)
  }

  private static func json(_ satellite: SatelliteProfile) -> JSONValue {
    [
      "id": .integer(Int64(satellite.id)),
      "name": .string(satellite.name),
      "capacityGigabits": .number(satellite.capacity.gigabits),
      "initialGigabits": .number(satellite.initial.gigabits),
      "instrumentGigabitsPerSecond": .number(satellite.instrumentRate.gigabitsPerSecond),
      "costMode": .string(satellite.costMode.rawValue),
      "fixedDollarsPerSecond": .number(satellite.fixedRate.dollarsPerSecond),
    ]
  }

  private static func json(_ station: RunLedger.Station) -> JSONValue {
    [
      "groundId": .integer(Int64(station.groundId)),
      "name": .string(station.name),
      "downlinkGigabitsPerSecond": .number(station.downlinkRate.gigabitsPerSecond),
    ]
  }
}

extension RecordHeader {
  /// Reads a header; nil where a member is missing or is not what it should be.
  init?(_ json: JSONValue) {
    guard json["record"]?.string == "orrery", let format = json["format"]?.int, let version = json["version"]?.string,
      let run = json["run"]?.string, let prefix = json["prefix"]?.string,
      let seed = json["seed"]?.string.flatMap({ UInt64($0) }), let scale = json["scale"]?.double, scale > 0,
      let cast = RunLedger.Cast(header: json)
    else { return nil }
    self.format = format
    self.version = version
    self.run = run
    app = json["app"]?.string
    self.prefix = prefix
    self.seed = seed
    self.scale = scale
    self.cast = cast
    // A report needs none of it: a record with a scene that cannot be read is still a record.
    scene = json["scene"].flatMap(RecordScene.init).flatMap { scene in
      let isWhole = scene.elements.count == cast.satellites.count && scene.stations.count == cast.stations.count
      return isWhole ? scene : nil
    }
  }
}

extension RunLedger.Cast {
  fileprivate init?(header json: JSONValue) {
    guard let scenario = json["scenario"]?.string, let hash = json["scenarioHash"]?.string,
      let start = json["start"]?.string.flatMap({ try? ScenarioTime($0) }),
      let stop = json["stop"]?.string.flatMap({ try? ScenarioTime($0) }), let apps = json["apps"],
      let satellites = json["satellites"]?.array, let stations = json["stations"]?.array
    else { return nil }
    var names = ScenarioDefinition.Apps()
    names.storage = apps["storage"]?.string ?? names.storage
    names.ground = apps["ground"]?.string ?? names.ground
    names.outage = apps["outage"]?.string ?? names.outage
    names.handover = apps["handover"]?.string ?? names.handover
    // Records of earlier versions name neither.
    let model = json["model"].map { $0.string.flatMap(DownlinkModel.init) } ?? .exact
    let step = json["step"].map { $0.string.flatMap { try? TimeSpan($0) } } ?? .seconds(60)
    guard let model, let step, step > .zero else { return nil }
    let profiles = satellites.compactMap(SatelliteProfile.init(header:))
    let places = stations.compactMap(RunLedger.Station.init(header:))
    guard profiles.count == satellites.count, places.count == stations.count else { return nil }
    self.init(
      scenario: scenario, scenarioHash: hash, start: start, stop: stop, apps: names, satellites: profiles,
      stations: places,
      castApps: json["castApps"]?.array?.compactMap(\.string) ?? [names.storage, names.ground],
      handoverApps: json["handoverApps"]?.array?.compactMap(\.string) ?? [], model: model, step: step)
  }
}

extension SatelliteProfile {
  fileprivate init?(header json: JSONValue) {
    guard let id = json["id"]?.int, let name = json["name"]?.string,
      let capacity = json["capacityGigabits"]?.double, let initial = json["initialGigabits"]?.double,
      let rate = json["instrumentGigabitsPerSecond"]?.double,
      let mode = json["costMode"]?.string.flatMap(CostMode.init), let price = json["fixedDollarsPerSecond"]?.double
    else { return nil }
    self.init(
      id: id, name: name, capacity: .gigabits(capacity), initial: .gigabits(initial),
      instrumentRate: .gigabitsPerSecond(rate), costMode: mode, fixedRate: .dollarsPerSecond(price))
  }
}

extension RunLedger.Station {
  fileprivate init?(header json: JSONValue) {
    guard let groundId = json["groundId"]?.int, let name = json["name"]?.string,
      let rate = json["downlinkGigabitsPerSecond"]?.double
    else { return nil }
    self.init(groundId: groundId, name: name, downlinkRate: .gigabitsPerSecond(rate))
  }
}
