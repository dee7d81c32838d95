import Downlink
import Federation
import Foundation
import Ground
import JSON
import Messages
import Orbits
import Outage
import Quantities
import Simulation
import Testing
import Transport

@testable import Scenario

@Test func smoke() throws {
  let text = """
    SUOMI NPP
    1 37849U 11061A   23213.08183536  .00000107  00000+0  71187-4 0  9990
    2 37849  98.7048 151.0387 0001509  98.1761  29.6727 14.19551470609309
    NOAA 20
    1 43013U 17073A   23213.09184532  .00000093  00000+0  64789-4 0  9991
    2 43013  98.7128 150.8541 0001208  62.4209 297.7089 14.19550020295348
    """
  let sets = TwoLineElements(text).readings
  let places = [
    (40.1625, -83.21), (43.8041, -120.5542), (19.8968, -155.5828), (-33.8688, 151.2093), (37.5665, 126.978),
    (26.0667, 50.5577), (-33.9249, 18.4241), (59.3293, 18.0686), (53.1424, -7.6921), (-53.1638, -70.9171),
    (1.2840, 103.8488),
  ]
  let def = ScenarioDefinition(
    name: "smoke", prefix: "orrery", start: try ScenarioTime("2023-01-23T07:20:00Z"),
    stop: try ScenarioTime("2023-01-23T09:20:00Z"),
    step: .seconds(60), scale: 60, seed: 72, orientation: .utc,
    satellites: try sets.enumerated().map {
      try OrbitingSatellite(
        SatelliteProfile(
          id: $0, name: $1.elements.name ?? "", capacity: .gigabits($0 == 0 ? 280 : 343),
          initial: .gigabits($0 == 0 ? 84 : 85.75), instrumentRate: .gigabitsPerSecond(0.0125)), on: $1.elements)
    },
    stations: places.enumerated().map {
      .init(
        name: "G\($0)",
        station: .init(
          groundId: $0, position: Geodetic(latitudeDegrees: $1.0, longitudeDegrees: $1.1),
          minimumElevation: .degrees(20), downlinkRate: .gigabitsPerSecond(0.78156),
          tariff: Tariff(rate: .dollarsPerSecond(0.37), chargesDownlinks: true)))
    },
    outages: [], randomOutages: [], apps: .init(), stateInterval: .seconds(1), firstState: nil,
    timeStatusInterval: .minutes(10), stationChoice: .highest, manager: .init(), script: [], hash: "x")
  let bus = InProcessBus()
  let node = RunAssembly(def, .init()).node(transport: bus.client(named: "all"), log: { print($0, $1) })
  var ledger = RunLedger(.init(def))
  var lines: [String] = []
  node.observer = { m in
    if let a = Address(topic: m.topic) { ledger.hear(a, m.payload) }
    lines.append("\(m.time?.iso8601 ?? "-") \(m.topic) \(String(decoding: m.payload, as: UTF8.self))")
  }
  let t0 = Date()
  let outcome = node.run()
  print(outcome, lines.count, Date().timeIntervalSince(t0))
  for l in lines.prefix(45) { print(l) }
  for l in lines where l.contains("link") { print(l) }
  for l in lines.suffix(12) { print(l) }
  print(ledger.report(isComplete: true).json.indented)
}
