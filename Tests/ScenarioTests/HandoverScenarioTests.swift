import Federation
import Foundation
import Handover
import HandoverAnalysis
import Messages
import Quantities
import Scenario
import SharedState
import Simulation
import Testing

@Suite struct HandoverScenarioTests {
  @Test func `The federation over Taipei comes to the precheck's handovers and covered ticks under each policy`() throws
  {
    let definition = try Shipped.definition("handover-taipei")
    let run = WholeRun(definition)
    #expect(run.log == [])
    let services = Dictionary(uniqueKeysWithValues: run.report.services.map { ($0.policy, $0) })
    for (policy, handovers, satellites) in [("highest", 50, 47), ("hysteresis", 42, 39), ("dwell", 40, 37)] {
      let service = try #require(services[policy])
      #expect(service.totals.handovers == handovers && service.totals.satelliteHandovers == satellites, "\(policy)")
      #expect(service.totals.coveredSeconds == 438 * 10, "\(policy)")
      #expect(service.missingChanges == 0)
    }
    let events = try run.messages(HandoverEvent.self, "handover/event").filter { $0.policy == "highest" }
    // The precheck's other three events.
    let times = events.filter { $0.kind != .handover }.map { ($0.time - definition.start).seconds }
    #expect(times == [2_790, 2_840, 2_860])
  }

  @Test func `What is predicted happens, at the first tick after its time`() throws {
    let definition = try Shipped.definition("handover-taipei")
    let run = WholeRun(definition)
    let events = try run.messages(HandoverEvent.self, "handover/event").filter { $0.policy == "highest" }
    let predictions = try run.messages(HandoverPrediction.self, "handover/prediction")
    #expect(predictions.count == 12)
    var compared = 0
    for prediction in predictions {
      for change in prediction.changes where change.time > prediction.time {
        guard change.kind == .handover, change.time < definition.stop - .seconds(10) else { continue }
        let event = try #require(events.first { $0.time >= change.time && $0.newSatId == change.newSatId })
        #expect((event.time - change.time).seconds <= 10)
        #expect(change.confidence.map { (0...1).contains($0) } == true && (change.uncertainty ?? -1) >= 0)
        compared += 1
      }
    }
    #expect(compared > 60)
  }

  @Test func `A mirror of what is said shows what the models show`() throws {
    let definition = try Shipped.definition("handover-taipei")
    var mirror = StateMirror(of: definition.mirroredApps)
    var node: FederationNode?
    let run = WholeRun(definition) { node = $0 }
    for message in run.messages { try mirror.hear(message.inbound) }
    let shown = try #require(node?.board.snapshot)
    let heard = mirror.snapshot(at: shown.time, mode: shown.mode)
    #expect(heard.satellites.map(\.id) == shown.satellites.map(\.id))
    #expect(heard.stations.map(\.contacts) == shown.stations.map(\.contacts))
    #expect(Set(heard.openLinks.map(\.satelliteId)) == Set(shown.openLinks.map(\.satelliteId)))
    #expect(heard.terminals.map(\.policy).sorted() == shown.terminals.map(\.policy).sorted())
    for terminal in shown.terminals {
      let other = try #require(heard.terminals.first { $0.policy == terminal.policy })
      #expect(other.satelliteId == terminal.satelliteId && other.handovers == terminal.handovers)
    }
  }

  @Test func `A terminal on its way is where its track has it`() throws {
    let definition = try scenario(
      #""terminals": [{"name": "Train", "track": [{"at": "PT0S", "latitudeDegrees": 47, "longitudeDegrees": 8},"#
        + #"{"at": "PT10M", "latitudeDegrees": 47, "longitudeDegrees": 8.4}]}]"#)
    let run = WholeRun(definition)
    let served = try run.messages(ServedTerminal.self, "handover/served")
    let places = served.map { ($0.time - definition.start, $0.longitude) }
    #expect(places.first?.1 == 8 && places.last?.1 == 8.4)
    let middle = try #require(places.first { $0.0 == .minutes(5) })
    #expect(abs(middle.1 - 8.2) < 1e-3)
  }

  private func scenario(_ handover: String) throws -> ScenarioDefinition {
    try ScenarioReader.read(Array(Self.text(handover).utf8), file: "t.json")
  }

  private static func text(_ handover: String) -> String {
    """
    {"name": "t", "start": "2026-07-24T00:00:00Z", "stop": "PT15M",
     "satellites": [{"walker": {"pattern": "delta", "satellites": 48, "planes": 6, "phasing": 1,
       "inclinationDegrees": 53, "altitudeKilometres": 550},
       "recorder": {"capacityGigabits": 60, "instrumentGigabitsPerSecond": 0.02}}],
     "stations": [],
     "handover": {\(handover)}}
    """
  }

  static let terminal = #""terminals": [{"name": "T", "latitudeDegrees": 47, "longitudeDegrees": 8}]"#

  @Test(arguments: [
    (
      terminal + #", "policies": [{"name": "p", "measurements": [{"event": "A4", "hysteresisDecibels": 1.3}]}]"#,
      "$.handover.policies[0].measurements[0].hysteresisDecibels",
      "is not on the grid of Hysteresis; allowed: 0...15 dB in steps of 0.5 dB; nearest: 1 dB and 1.5 dB"
    ),
    (
      terminal + #", "policies": [{"name": "p", "measurements": [{"event": "D2", "thresholdDBm": -114}]}]"#,
      "$.handover.policies[0].measurements[0].thresholdDBm", "is nothing that D2 has; allowed: with A4, A5 only"
    ),
    (
      #""terminals": [{"name": "a\u001b[31m", "latitudeDegrees": 47, "longitudeDegrees": 8}]"#,
      "$.handover.terminals", "allowed: a name without control characters"
    ),
    (
      terminal + #", "policies": [{"name": "p", "measurements": [{"event": "A5", "timeToTriggerMilliseconds": 300}]}]"#,
      "$.handover.policies[0].measurements[0].timeToTriggerMilliseconds", "nearest: 256 ms and 320 ms"
    ),
    (
      terminal + #", "policies": [{"name": "p", "elevation": {}}, {"name": "p", "elevation": {}}]"#,
      "$.handover.policies", #"uses the name "p" 2 times; allowed: a name of its own for each"#
    ),
    (
      terminal + #", "standbys": ["ground"]"#, "$.handover.standbys",
      "names an application twice; allowed: names that no other application has"
    ),
    (
      terminal + #", "decision": {"signalWeight": 0.9}"#, "$.handover.decision", "sum of the weights is 1.4; allowed: 1"
    ),
    (
      #""terminals": [{"name": "T", "track": [{"at": "PT0S", "latitudeDegrees": 47, "longitudeDegrees": 8},"#
        + #"{"at": "PT1S", "latitudeDegrees": 48, "longitudeDegrees": 8}]}]"#, "$.handover.terminals[0].track[1]",
      "speed on the way there is 111694 m/s; allowed: 0 to 1000 m/s"
    ),
    (
      terminal + #", "radio": {"spacingKilohertz": 20}"#, "$.handover.radio.spacingKilohertz",
      "is no spacing of subcarriers; allowed: 15, 30, 60, 120"
    ),
  ])
  func `What cannot be is told with its place and what is allowed`(
    handover: String, path: String, text: String
  ) throws {
    let error = #expect(throws: ScenarioProblems.self) { _ = try scenario(handover) }
    let problems = try #require(error?.problems)
    #expect(problems.count == 1 && problems[0].path == path, "\(problems)")
    #expect(problems[0].description.contains(text), "\(problems)")
  }

  @Test func `Standbys are optional applications, and the hash tells scenarios with other terminals apart`() throws {
    let plain = try scenario(Self.terminal)
    let doubled = try scenario(Self.terminal + #", "standbys": ["handover2"]"#)
    #expect(plain.requiredApps.contains("handover") && plain.optionalApps == ["outage"])
    #expect(doubled.optionalApps == ["outage", "handover2"] && doubled.handoverApps == ["handover", "handover2"])
    let moved = try scenario(Self.terminal.replacing("\"longitudeDegrees\": 8", with: "\"longitudeDegrees\": 9"))
    #expect(Set([plain.hash, doubled.hash, moved.hash]).count == 3)
  }
}
