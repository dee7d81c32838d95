import Foundation
import JSON
import Messages
import MosquittoTransport
import Scenario
import Synchronization
import TestSupport
import Testing
import Transport

@testable import orrery

/// The four applications in processes of their own, over a real broker.
@Suite(.serialized) struct FederationOverBrokerTests {
  private static let apps = ["storage", "ground", "outage", "manager"]

  /// Starts the four processes, the manager last, each with a record.
  private func federation(
    _ scenario: String, speed: String, until: String? = nil, broker: TestBroker, in directory: TemporaryDirectory
  ) throws -> [String: OrreryProcess] {
    var processes: [String: OrreryProcess] = [:]
    for app in Self.apps {
      var arguments = [
        "join", scenario, "--as", app, "--broker", "mqtt://127.0.0.1:\(broker.port)", "--record",
        directory.path(app),
      ]
      if app == "manager" { arguments += ["--speed", speed] + (until.map { ["--until", $0] } ?? []) }
      processes[app] = try OrreryProcess(arguments)
    }
    return processes
  }

  /// The downlink case with an outage by schedule, one by script on the same topic, and a freeze of a second.
  private static let scripted = """
    outages: {scheduled: [{groundId: 2, start: PT15M, duration: PT20M}]},
    script: [
      {at: PT5M, topic: manager/freeze, payload: {taskingParameters:
        {simFreezeTime: "2018-01-21T00:10:00Z", freezeDuration: PT1S}}},
      {at: PT30M, topic: outage/report, payload: {groundId: 7, outageStart: "2018-01-21T00:48:00Z",
        outageDuration: PT10M, outageEnd: "2018-01-21T00:58:00Z"}}],
    "name":
    """

  @Test(arguments: ["downlink", "outages", "scripted"])
  func `Four processes end with the ledger of one`(name: String) throws {
    let broker = try TestBroker(settings: ["max_queued_messages 0"])
    let directory = try TemporaryDirectory()
    let scenario =
      name == "scripted"
      ? try OrreryProcess.downlink(in: directory) {
        $0.replacing("\"name\": \"downlink\"", with: Self.scripted + "scripted")
      }
      : "Scenarios/\(name)"
    let alone = try OrreryProcess.run("run", scenario, "--json")
    #expect(alone.status == 0, "\(alone.errors)")
    let processes = try federation(scenario, speed: "3600", broker: broker, in: directory)
    for app in Self.apps {
      let process = try #require(processes[app])
      #expect(process.end() == 0, "\(app): \(process.errors)")
      let report = try OrreryProcess.run("report", directory.path(app), "--json")
      #expect(try OrreryProcess.ledger(report.output) == OrreryProcess.ledger(alone.output), "\(app)")
    }
  }

  @Test func `A broker that is killed and restarted ends no run`() throws {
    let broker = try TestBroker()
    let directory = try TemporaryDirectory()
    let processes = try federation("Scenarios/downlink", speed: "60", until: "PT12M", broker: broker, in: directory)
    let manager = try #require(processes["manager"])
    let record = directory.path("manager")
    try OrreryProcess.wait(for: "the run") {
      ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").contains("00:03:00Z\",\"wall")
    }
    broker.kill()
    try broker.restart()
    let accepting = ContinuousClock.now
    for app in Self.apps {
      let process = try #require(processes[app])
      try OrreryProcess.wait(for: "\(app) to be back", within: .seconds(30) - (ContinuousClock.now - accepting)) {
        process.errors.contains("connected again")
      }
    }
    #expect(manager.isRunning)
    for app in Self.apps {
      let process = try #require(processes[app])
      #expect(process.end() == 0, "\(app): \(process.errors)")
    }
    let end = try #require(try Record(contentsOf: record).end)
    #expect(end.outcome == .completed && end.brokerAbsences == 1)
    #expect(manager.output.contains("The broker was away once in the run"))
    let report = try OrreryProcess.run("report", record)
    #expect(report.output == manager.output)
  }

  @Test func `All who are told to end at once end as interrupted, and nobody's books are at fault`() throws {
    let broker = try TestBroker()
    let directory = try TemporaryDirectory()
    let processes = try federation("Scenarios/downlink", speed: "600", broker: broker, in: directory)
    try OrreryProcess.wait(for: "the run") {
      (try? String(contentsOfFile: directory.path("outage"), encoding: .utf8).contains("EXECUTING")) ?? false
    }
    for process in processes.values { process.send(SIGTERM) }
    for (app, process) in processes {
      let status = process.end()
      #expect(status == 130 || status == 0, "\(app) ends with \(status): \(process.errors)")
    }
  }

  @Test func `An application that is killed leaves books that say so`() throws {
    let broker = try TestBroker(settings: ["max_queued_messages 0"])
    let directory = try TemporaryDirectory()
    let processes = try federation("Scenarios/downlink", speed: "600", broker: broker, in: directory)
    let record = directory.path("manager")
    try OrreryProcess.wait(for: "a link") {
      ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").contains("ground/linkStart")
    }
    let ground = try #require(processes["ground"])
    ground.send(SIGKILL)
    for app in ["storage", "manager", "outage", "ground"] { _ = processes[app]?.end() }
    let manager = try #require(processes["manager"])
    #expect(manager.end() == 4)
    #expect(manager.output.contains("but the books do not close"))
    #expect(manager.output.contains("application ground took part and never said that it ended"))
    #expect(!manager.output.contains("Collected = downlinked + lost + stored"))
    let report = try OrreryProcess.run("report", record, "--json")
    let json = try JSONValue.parse(report.output)
    #expect(report.status == 0 && json["balances"] == false && json["isComplete"] == true)
  }

  @Test func `Malformed messages are counted and change nothing`() throws {
    let broker = try TestBroker(settings: ["max_queued_messages 0"])
    let directory = try TemporaryDirectory()
    let alone = try OrreryProcess.run("run", "Scenarios/downlink", "--json")
    let processes = try federation("Scenarios/downlink", speed: "600", broker: broker, in: directory)
    let attacker = try Attacker(port: broker.port)
    try OrreryProcess.wait(for: "the run") {
      ((try? String(contentsOfFile: directory.path("manager"), encoding: .utf8)) ?? "").contains("EXECUTING")
    }
    try attacker.attack()
    for app in Self.apps {
      let process = try #require(processes[app])
      #expect(process.end() == 0, "\(app): \(process.errors)")
      let report = try OrreryProcess.run("report", directory.path(app), "--json")
      #expect(try OrreryProcess.ledger(report.output) == OrreryProcess.ledger(alone.output), "\(app)")
    }
    // Storage hears three kinds from the ground and all commands of the manager; each was malformed 100 times.
    let storage = try #require(processes["storage"])
    #expect(storage.errors.contains("bad ones dropped"))
    #expect(storage.errors.contains("orrery/ground/linkStart: dropped a bad message"))
    #expect(storage.errors.contains("orrery/manager/stop: dropped a bad message"))
  }

  @Test func `Who comes too late is told so when the run is over`() throws {
    let broker = try TestBroker()
    let late = try OrreryProcess([
      "join", "Scenarios/downlink", "--as", "outage", "--broker", "mqtt://127.0.0.1:\(broker.port)",
    ])
    let manager = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: broker.port))
    let isThere = Flag()
    manager.start { event in if case .message = event { isThere.raise() } }
    manager.subscribe(to: try TopicFilter("orrery/outage/status/ready"), quality: .atLeastOnce)
    func say(_ message: some Message, _ leaf: String) throws {
      try manager.publish(
        TransportMessage(topic: "orrery/manager/\(leaf)", payload: message.payload, quality: .atLeastOnce))
    }
    try OrreryProcess.wait(for: "outage to answer") {
      (try? say(InitCommand.example, "init")) != nil && isThere.isRaised
    }
    try say(ModeStatus(name: "manager", mode: "EXECUTING"), "status/mode")
    try say(StopCommand.example, "stop")
    #expect(late.end() == 1)
    #expect(late.errors.contains("a run has begun without this process"))
    #expect(
      late.errors.hasSuffix("orrery: the run was over before outage could take part: it had not been started\n"))
    #expect(manager.stop(within: .seconds(10)) == 0)
  }

  @Test func `A manager whose applications are missing gives up with their names`() throws {
    let broker = try TestBroker()
    let directory = try TemporaryDirectory()
    let scenario = try OrreryProcess.downlink(in: directory) {
      $0.replacing("\"scale\": 60,", with: "\"scale\": 60, manager: {attempts: 2, retryDelay: \"PT0.1S\"},")
    }
    let run = try OrreryProcess.run("join", scenario, "--as", "manager", "--broker", "mqtt://127.0.0.1:\(broker.port)")
    #expect(run.status == 1)
    #expect(run.errors.contains("no answer from satelliteStorage, ground after 2 calls"))
  }
}

/// Publishes a hundred malformed messages of each kind on every topic that Orrery's federates listen to.
private final class Attacker {
  private let transport: MosquittoTransport
  private static let topics = [
    "manager/init", "manager/start", "manager/stop", "manager/update", "manager/freeze", "manager/resume",
    "ground/location", "ground/linkStart", "ground/linkCharge", "satelliteStorage/ready", "satelliteStorage/location",
    "outage/report", "outage/restore", "ground/status/mode", "ground/status/ready", "ground/status/time",
  ]
  private static let bad: [[UInt8]] =
    [
      "", "not json", "{", "[]", "null", "{}", "\u{0}", #"{"groundId":"x"}"#, #"{"taskingParameters":7}"#,
      #"{"taskingParameters":{"simStopTime":"tomorrow"}}"#, #"{"groundId":1e999}"#,
      String(repeating: "[", count: 5_000),
    ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0x00]]

  init(port: Int) throws {
    transport = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: port))
    transport.start { _ in }
  }

  func attack() throws {
    for topic in Self.topics {
      for number in 0..<100 {
        try transport.publish(
          TransportMessage(
            topic: "orrery/\(topic)", payload: Self.bad[number % Self.bad.count], quality: .atLeastOnce))
      }
    }
    #expect(transport.stop(within: .seconds(10)) == 0)
  }
}
