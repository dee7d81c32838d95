import Catalog
import Downlink
import Foundation
import Ground
import Messages
import Orbits
import Quantities
import TestSupport
import Testing

@testable import Scenario

@Suite struct TestBedImportTests {
  /// A configuration that says all that a scenario can hold, and little else.
  static let configuration = """
    execution:
      general: {prefix: demo}
      manager:
        sim_start_time: "2018-01-21T00:00:00+00:00"
        sim_stop_time: "2018-01-21T02:00:00+00:00"
        time_scale_factor: 30
        command_lead: "0:00:02"
        required_apps: [satelliteStorage, ground]
        init_retry_delay_s: 3
        init_max_retry: 7
      managed_applications:
        satelliteStorage:
          time_scale_factor: 30
          time_step: "0:00:02"
          is_scenario_time_step: False
          time_status_step: "0:00:10"
          is_scenario_time_status_step: False
          configuration_parameters:
            SSR_CAPACITY: [280, 343]
            CAPACITY_USED: [0.30, 0.25]
            INSTRUMENT_RATES: [0.0125, 0.02]
            COST_MODE: [discrete, both]
            FIXED_RATES: [0.09, 0.08]
        ground:
          configuration_parameters:
            stations:
              - {groundId: 3, latitude: 40.1625, longitude: -83.21, elevAngle: 20.0, operational: False,
                 downlinkRate: 0.78156, costPerSecond: 0.37, costMode: "continuous"}
    """

  static func read(
    _ text: String, _ surroundings: TestBedImport.Surroundings = .init()
  ) throws(ScenarioProblems) -> TestBedImport {
    try TestBedImport(Array(text.utf8), file: "t.yaml", surroundings)
  }

  static func definition(
    _ text: String, _ surroundings: TestBedImport.Surroundings = .init()
  ) throws(ScenarioProblems) -> ScenarioDefinition {
    try ScenarioReader.read(Array(try read(text, surroundings).scenario.utf8), file: "t.json")
  }

  static func changed(_ piece: String, to text: String) -> String { configuration.replacing(piece, with: text) }

  static func problems(_ bytes: [UInt8]) -> [String] {
    do throws(ScenarioProblems) {
      _ = try TestBedImport(bytes, file: "t.yaml")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// The notes of what is not carried over, but for those that every configuration has.
  static func notes(_ text: String, _ surroundings: TestBedImport.Surroundings = .init()) throws -> [String] {
    try read(text, surroundings).notes.filter { $0.outcome != .carried && $0.place != nil }.map(\.description)
  }

  static func set(_ name: String, _ number: Int) throws -> ElementSet {
    var set = try #require(EmbeddedElements.set(number: 37_849))
    (set.name, set.catalogNumber) = (name, number)
    return set
  }

  @Test func `Every value that a scenario can hold is carried over`() throws {
    let run = try Self.definition(Self.configuration)
    #expect(run.prefix == "demo")
    #expect((run.start.iso8601, run.stop.iso8601) == ("2018-01-21T00:00:00Z", "2018-01-21T02:00:00Z"))
    #expect((run.scale, run.step, run.timeStatusInterval) == (30, .minutes(1), .minutes(5)))
    #expect(run.manager.commandLead == .seconds(2))
    #expect((run.manager.retryDelay, run.manager.attempts) == (.seconds(3), 7))
    #expect(run.manager.startsWithoutMissing)
    #expect(run.requiredApps == ["satelliteStorage", "ground"])
    let profiles = run.satellites.map(\.profile)
    #expect(profiles.map(\.name) == ["SUOMI NPP", "NOAA 20"])
    #expect(run.satellites.map(\.elements.catalogNumber) == [37_849, 43_013])
    #expect(profiles.map(\.capacity.gigabits) == [280, 343])
    #expect(profiles.map(\.initial.gigabits) == [84, 85.75])
    #expect(profiles.map(\.instrumentRate.gigabitsPerSecond) == [0.0125, 0.02])
    #expect(profiles.map(\.costMode) == [.discrete, .both])
    #expect(profiles.map(\.fixedRate.dollarsPerSecond) == [0.09, 0.08])
    let station = try #require(run.stations.first?.station)
    #expect((station.groundId, station.isOperational) == (3, false))
    #expect((station.position.latitudeDegrees, station.position.longitudeDegrees) == (40.1625, -83.21))
    #expect(station.minimumElevation == .degrees(20))
    #expect(station.downlinkRate.gigabitsPerSecond == 0.78156)
    #expect(!station.tariff.chargesDownlinks)
    #expect(try Self.notes(Self.configuration) == [])
  }

  @Test(arguments: [
    ("managed_applications:", "managed_application:", "execution.managed_application", "managed_applications"),
    ("command_lead:", "comand_lead:", "execution.manager.comand_lead", "command_lead"),
    (
      "SSR_CAPACITY: [280, 343]", "SSR_CAPACITY: [280, 343]\n        FIXED_RATE: [1, 2]",
      "execution.managed_applications.satelliteStorage.configuration_parameters.FIXED_RATE", "FIXED_RATES"
    ),
    (
      "operational: False", "operatonal: False",
      "execution.managed_applications.ground.configuration_parameters.stations[0].operatonal", "operational"
    ),
  ])
  func `A misspelt key is named with its line and the one that was meant`(
    piece: String, text: String, path: String, meant: String
  ) throws {
    var surroundings = TestBedImport.Surroundings()
    surroundings.elements = ([try Self.set("A", 7), try Self.set("B", 8)], "a.tle")
    let text = Self.changed(piece, to: text)
    let line = try #require(
      text.split(separator: "\n").firstIndex { $0.contains(path.split(separator: ".").last ?? "") })
    let note = try #require(try Self.read(text, surroundings).notes.first { $0.path == path })
    #expect((note.outcome, note.place?.line) == (.unknown, line + 1))
    #expect(note.description.hasSuffix("did you mean \(meant)?"))
  }

  @Test func `Sections that mean nothing to a scenario are named with the reason`() throws {
    let text = """
      channels: {a: {b: c}}
      servers:
        rabbitmq: {host: broker.example.org, port: 5671, tls: yes, keycloak_authentication: true, heartbeat: 30}
        keycloak: {host: k, port: 8080, realm: r, token_refresh_interval: 240}
      \(Self.configuration)
      """
    let notes = try Self.notes(text)
    #expect(notes[0].hasPrefix("line 1: channels is ignored: topics follow from the names"))
    #expect(
      notes.contains("line 3: servers.rabbitmq.port: 5671 is ignored: it is AMQP's; MQTT is at 1883, or 8883 over TLS"))
    #expect(notes.count { $0.hasPrefix("line 4: servers.keycloak.") && $0.contains("--password-command") } == 4)
    let result = try Self.read(text)
    #expect(result.brokerURL == "mqtts://broker.example.org:8883")
    #expect(result.scenario.contains("--broker mqtts://broker.example.org:8883 --password-command COMMAND"))
  }

  @Test func `Steps are scaled by the application's own factor, where they are of the wallclock`() throws {
    let scenarioTime = Self.changed("is_scenario_time_step: False", to: "is_scenario_time_step: True")
    #expect(try Self.definition(scenarioTime).step == .seconds(2))
    let fraction = Self.changed("time_step: \"0:00:02\"", to: "time_step: \"0:00:00.5\"")
    #expect(try Self.definition(fraction).step == .seconds(15))
    let unquoted = Self.changed("time_step: \"0:00:02\"", to: "time_step: 1:30")
    #expect(try Self.definition(unquoted).step == .minutes(45))
    let seconds = Self.changed("time_step: \"0:00:02\"", to: "time_step: 4")
    #expect(try Self.definition(seconds).step == .minutes(2))
  }

  @Test func `Steps that differ are told, and the satellites' are taken`() throws {
    let text = Self.changed("    ground:\n", to: "    ground:\n      time_step: \"0:00:05\"\n")
    #expect(try Self.definition(text).step == .minutes(1))
    #expect(
      try Self.notes(text) == [
        "line 25: execution.managed_applications.ground.time_step: \"0:00:05\" is changed: "
          + "a scenario has one step, of satelliteStorage: PT1M and not PT5S"
      ])
  }

  @Test func `Changes of scale of versions 2 become the manager's updates`() throws {
    let updates =
      "time_scale_updates: [{time_scale_factor: 120.0, sim_update_time: \"2018-01-21T01:00:00+00:00\"}]"
    let run = try Self.definition(Self.changed("init_max_retry: 7", to: "init_max_retry: 7\n    \(updates)"))
    #expect(run.manager.updates.map(\.timeScalingFactor) == [120])
    #expect(run.manager.updates.map(\.simUpdateTime.iso8601) == ["2018-01-21T01:00:00Z"])
  }

  @Test func `An application of somebody else is required as before, an idle outage is not`() throws {
    let apps = "required_apps: [manager, satelliteStorage, ground, outage, planner]"
    let text = Self.changed("required_apps: [satelliteStorage, ground]", to: apps)
    #expect(try Self.definition(text).requiredApps == ["satelliteStorage", "ground", "planner"])
    #expect(try Self.notes(text).count { $0.contains("required_apps[") } == 2)
    let usual = Self.changed("[satelliteStorage, ground]", to: "[manager, satelliteStorage, ground, outage]")
    #expect(try Self.definition(usual).optionalApps == ["outage"])
  }

  @Test func `A manager that waits for nobody is told so, and waits for nobody`() throws {
    let text = Self.changed("    required_apps: [satelliteStorage, ground]\n", to: "")
    #expect(try Self.definition(text).requiredApps == [])
    #expect(
      try Self.read(text).notes.contains { $0.path == "execution.manager.required_apps" && $0.outcome == .assumed })
  }

  @Test func `Applications keep the names that their parameters show`() throws {
    let text = Self.changed("satelliteStorage", to: "constellation").replacing("ground:", with: "grounds:")
    let run = try Self.definition(text.replacing(", ground]", with: ", grounds]"))
    #expect((run.apps.storage, run.apps.ground) == ("constellation", "grounds"))
    #expect(run.satellites.count == 2)
    #expect(run.stations.count == 1)
  }

  @Test func `The section default stands in for those that have none`() throws {
    let text = Self.changed("satelliteStorage:\n", to: "default:\n")
    let run = try Self.definition(text)
    #expect((run.apps.storage, run.satellites.count, run.step) == ("satelliteStorage", 2, .minutes(1)))
    #expect(run.stations.count == 1)
  }

  @Test func `A mode that NOS-T's programs do not know is what they take it for`() throws {
    let text = Self.changed("costMode: \"continuous\"", to: "costMode: fixed")
    #expect(try Self.definition(text).stations[0].station.tariff.chargesDownlinks)
    #expect(try Self.notes(text).first?.contains("costMode: fixed is changed: it is written as discrete") == true)
  }

  @Test func `Orbits are found by number, by name, or in the order of their file`() throws {
    func numbers(_ sets: [ElementSet]) throws -> [Int] {
      var surroundings = TestBedImport.Surroundings()
      surroundings.elements = (sets, "a.tle")
      return try Self.definition(Self.configuration, surroundings).satellites.map(\.elements.catalogNumber)
    }
    #expect(try numbers([Self.set("X", 43_013), Self.set("Y", 37_849)]) == [37_849, 43_013])
    #expect(try numbers([Self.set("NOAA 20 (JPSS-1)", 7), Self.set("SUOMI NPP", 8)]) == [8, 7])
    #expect(try numbers([Self.set("A", 8), Self.set("B", 7)]) == [8, 7])
    // One of the two alone: the other flies by the set that the program carries.
    #expect(try numbers([Self.set("NOAA 20", 43_013)]) == [37_849, 43_013])
  }

  @Test func `A third satellite needs a set of its own`() throws {
    let text = Self.configuration.replacing("343]", with: "343, 10]").replacing("0.25]", with: "0.25, 0]")
      .replacing("0.02]", with: "0.02, 0]").replacing("both]", with: "both, both]").replacing("0.08]", with: "0.08, 0]")
    #expect(
      Self.problems(Array(text.utf8)) == [
        "t.yaml: SSR_CAPACITY: tells 3 satellites, and the orbit of number 2 is not known; "
          + "allowed: as many sets in --elements FILE, in the order of the lists"
      ])
    var surroundings = TestBedImport.Surroundings()
    surroundings.elements = ([try Self.set("SUOMI NPP", 37_849), try Self.set("THIRD", 9)], "a.tle")
    #expect(
      try Self.definition(text, surroundings).satellites.map(\.profile.name) == ["SUOMI NPP", "NOAA 20", "THIRD"])
  }

  @Test func `A set that two lines cannot carry is named by its file`() throws {
    var surroundings = TestBedImport.Surroundings()
    surroundings.elements = ([try Self.set("BIG", 400_001), try Self.set("SMALL", 5)], "/nonexistent/a.json")
    let text = Self.configuration
    do {
      _ = try Self.read(text, surroundings)
      Issue.record("a file that is not there was read")
    } catch {
      #expect(error.description.contains("/nonexistent/a.json"))
    }
  }

  @Test func `Old orbits are told of in the scenario itself`() throws {
    let text = Self.configuration.replacing("2018-01-21T", with: "2023-01-23T")
    let result = try Self.read(text)
    #expect(
      result.scenario.contains("//   $.satellites[0].elements: of \"SUOMI NPP\" are 1828 days older than the run"))
    #expect(result.scenario.contains("those that Orrery carries, of 2018-01-20, are taken"))
  }

  @Test func `The environment names the broker as nost-tools takes it`() throws {
    var surroundings = TestBedImport.Surroundings()
    surroundings.environment = ["HOST": "b.example.org", "PORT": "5672", "USERNAME": "ann@home", "PASSWORD": "hush"]
    let result = try Self.read(Self.configuration, surroundings)
    #expect(result.brokerURL == "mqtt://ann%40home@b.example.org:1883")
    #expect(!result.scenario.contains("hush"))
  }

  @Test func `Anchors, aliases and merged mappings carry over as what they spell`() throws {
    let text = "x-common: &retries {init_max_retry: 9}\n" + Self.changed("init_max_retry: 7", to: "<<: *retries")
    #expect(try Self.definition(text).manager.attempts == 9)
    #expect(try Self.notes(text) == ["line 1: x-common is not known and ignored: with all below it"])
  }

  @Test(arguments: [
    ("", "t.yaml: is empty; allowed: one scenario, in JSON or YAML"),
    ("- a\n- b", "t.yaml:1:1: $: a list of 2 is no section"),
    ("execution: 5", "t.yaml:1:12: execution: 5 is no section; allowed: keys with their values"),
    ("info: {title: x}", "t.yaml:1:1: execution: is missing"),
    ("execution: {manager: {}}", "execution.manager.sim_start_time: is missing"),
    ("execution: {manager: [1]}", "t.yaml:1:22: execution.manager: a list of 1 is no section"),
    ("a: *x", "t.yaml:1:4: *x names nothing that ends before it; allowed: the value itself"),
    ("a: !!python/object:os.system x", "a tag ("),
    ("{a: b", "not JSON or YAML"),
    ("a: \u{0}", "not JSON or YAML"),
    (String(repeating: "[", count: 100), "nested too deep"),
  ])
  func `What is no configuration is answered with what is wrong`(text: String, message: String) {
    let problems = Self.problems(Array(text.utf8))
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test(arguments: [
    (
      "\"2018-01-21T02:00:00+00:00\"", "yesterday",
      "t.yaml:5:20: execution.manager.sim_stop_time: \"yesterday\" is no time"
    ),
    ("21T02:00", "20T02:00", "is not after the start"),
    ("time_scale_factor: 30", "time_scale_factor: -3", "execution.manager.time_scale_factor: -3 is no such number"),
    ("time_scale_factor: 30", "time_scale_factor: 0x1p3", "is no such number"),
    ("\"0:00:02\"", "\"soon\"", "execution.manager.command_lead: \"soon\" is no such duration"),
    ("\"0:00:02\"", "\"999999999:00:00\"", "is no such duration"),
    ("{prefix: demo}", "{prefix: a/b}", "execution.general.prefix: \"a/b\" holds the character \"/\""),
    ("[280, 343]", "[280, -1]", "SSR_CAPACITY[1]: -1 is no such number"),
    ("[280, 343]", "280", "SSR_CAPACITY: 280 is no list"),
    ("[0.30, 0.25]", "[0.30]", "CAPACITY_USED: has 1 values for 2 satellites"),
    (
      "[0.30, 0.25]", "[84, 0.25]",
      "CAPACITY_USED[0]: 84 is no such number; allowed: a number of the capacity from 0 to 1"
    ),
    (
      "[discrete, both]", "[discrete, dear]",
      "COST_MODE[1]: \"dear\" is none of them; allowed: discrete, continuous, both"
    ),
    ("latitude: 40.1625, ", "", "stations[0].latitude: is missing"),
    ("operational: False", "operational: maybe", "operational: \"maybe\" is neither true nor false"),
    ("groundId: 3", "groundId: 3.5", "groundId: 3.5 is no such number"),
    ("init_max_retry: 7", "init_max_retry: 1e300", "init_max_retry: 1e300 is no such number"),
  ])
  func `A wrong value is told with its place and what is allowed`(piece: String, text: String, message: String) {
    let problems = Self.problems(Array(Self.changed(piece, to: text).utf8))
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test func `What no scenario may have is found before one is written`() throws {
    let station = "{groundId: 3, latitude: 1, longitude: 1, elevAngle: 1, downlinkRate: 1, costPerSecond: 1}"
    let text = Self.configuration + "\n          - \(station)"
    #expect(Self.problems(Array(text.utf8)).first?.contains("makes no scenario: $.stations: ") == true)
  }

  @Test func `A text with line breaks cannot leave its comment`() throws {
    let text = "info: {title: \"a\\n}\\u2028{\\u0085,\", \"x\\ny\": 1}\n" + Self.configuration
    #expect(try Self.definition(text).prefix == "demo")
    #expect(try Self.notes(text) == ["line 1: info.x y: 1 is not known and ignored"])
  }

  @Test func `The scenario is of the exact model, and says by which line it is that of the example`() throws {
    let text = try Self.read(Self.configuration).scenario
    let line = #""model": "nos-t","#
    #expect(text.contains("// The arithmetic is exact. For that of NOS-T's published example add the line  \(line)\n"))
    #expect(try Self.definition(Self.configuration).model == .exact)
    let switched = text.replacing("{\n  \"name\"", with: "{\n  \(line)\n  \"name\"")
    let definition = try ScenarioReader.read(Array(switched.utf8), file: "t.json")
    #expect(definition.model == .nosT && definition.stationChoice == .first)
  }

  @Test func `Of a key that stands twice the last counts, as in Python`() throws {
    let text = Self.changed("init_max_retry: 7", to: "init_max_retry: 7\n    init_max_retry: 8")
    #expect(try Self.definition(text).manager.attempts == 8)
    #expect(
      try Self.notes(text) == ["line 10: execution.manager.init_max_retry is ignored: the key stands again below it"])
  }

  @Test func `No piece of a configuration crashes the import`() throws {
    let bytes = Array(Self.configuration.utf8)
    var random = RandomSource(seed: 4)
    for length in stride(from: 0, to: bytes.count, by: 7) { _ = Self.problems(Array(bytes.prefix(length))) }
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<4 { damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
      let problems = Self.problems(damaged)
      #expect(problems.allSatisfy { $0.hasPrefix("t.yaml") })
    }
  }

  @Test(.enabled(if: SharedData.has("nos-t-downlink/downlink.yaml"), "\(SharedData.absence)"))
  func `The downlink example becomes a scenario of its own times, satellites and stations`() throws {
    let text = try SharedData.text("nos-t-downlink/downlink.yaml")
    var surroundings = TestBedImport.Surroundings()
    let elements = ElementFile(try SharedData.text("nos-t-downlink/elements_2023-08-01.tle"))
    surroundings.elements = (elements.sets, "elements.tle")
    let run = try Self.definition(text, surroundings)
    #expect((run.prefix, run.scale, run.step) == ("downlink", 60, .minutes(1)))
    #expect((run.start.iso8601, run.stop.iso8601) == ("2023-01-23T07:20:00Z", "2023-01-23T09:20:00Z"))
    #expect((run.timeStatusInterval, run.manager.commandLead) == (.minutes(10), .seconds(5)))
    #expect((run.manager.retryDelay, run.manager.attempts) == (.seconds(5), 5))
    #expect(run.satellites.map(\.profile.initial.gigabits) == [84, 85.75])
    #expect(run.satellites.map(\.elements.epoch) == elements.sets.map(\.epoch))
    #expect(run.stations.map(\.station.groundId) == Array(0...10))
    let notes = try Self.notes(text, surroundings)
    #expect(
      notes.contains(
        "line 18: execution.application is not known and ignored: with all below it; did you mean applications?"))
    // Every key with a value is told of, but for line 19, which lies in the section that is not known.
    let told = Set(try Self.read(text, surroundings).notes.compactMap(\.place?.line))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(86)
    for (index, line) in lines.enumerated() where line.contains(": ") && index + 1 != 19 {
      #expect(told.contains(index + 1), "\(line)")
    }
  }
}
