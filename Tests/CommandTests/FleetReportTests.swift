import Foundation
import JSON
import Messages
import Quantities
import Scenario
import Testing

@testable import orrery

/// The report of more satellites than anyone reads one by one.
@Suite struct FleetReportTests {
  /// A ledger of two constellations and a satellite without a fellow, over two stations.
  static func ledger(alpha: Int) throws -> RunLedger {
    func walker(_ prefix: String, _ count: Int, firstId: Int) -> String {
      """
      - walker: {pattern: delta, satellites: \(count), planes: 1, phasing: 0, inclinationDegrees: 53,
          altitudeKilometres: 550, namePrefix: \(prefix), firstId: \(firstId)}
        recorder: {capacityGigabits: 100, initialGigabits: 50, instrumentGigabitsPerSecond: 0.01}
        cost: {mode: both, fixedDollarsPerSecond: 0.001}
      """
    }
    let text = """
      name: fleet
      start: 2026-01-15T00:00:00Z
      stop: PT2H
      satellites:
      \(walker("ALPHA", alpha, firstId: 0))
      \(walker("BETA", 10, firstId: 100))
      \(walker("LONER", 1, firstId: 200))
      stations:
      - {groundId: 0, name: North, latitudeDegrees: 60, longitudeDegrees: 10}
      - {groundId: 1, name: South, latitudeDegrees: -30, longitudeDegrees: 20}
      """
    let definition = try ScenarioReader.read(Array(text.utf8), file: "fleet.yaml")
    var ledger = RunLedger(.init(definition))
    for (satellite, link, seconds) in [(3, 0, 40), (3, 1, 20), (102, 0, 60)] {
      let start = definition.start + .minutes(10 + 30 * link)
      let end = start + .seconds(seconds)
      let begin = LinkStart(
        groundId: link, satId: satellite, satName: "", linkId: link, start: start, data: 10)
      let charge = LinkCharge(
        groundId: link, satId: satellite, satName: "", linkId: link, end: end, duration: Double(seconds),
        dataOffload: Double(seconds) / 2, downlinkCost: Double(seconds) / 10, cumulativeCostBySat: 0,
        cumulativeCosts: 0)
      ledger.hear(Address(prefix: "orrery", app: "ground", leaf: "linkStart"), begin.payload)
      ledger.hear(Address(prefix: "orrery", app: "ground", leaf: "linkCharge"), charge.payload)
    }
    return ledger
  }

  @Test func `Many satellites are summed by constellation, and those that stand out shown`() throws {
    let text = try Self.ledger(alpha: 30).report(isComplete: true).text(colour: false)
    #expect(text == Self.expected)
  }

  @Test func `Forty satellites have a line each, and one more has none`() throws {
    let few = try Self.ledger(alpha: 29).report(isComplete: true).text(colour: false)
    #expect(few.split(separator: "\n").count { $0.hasPrefix("ALPHA-") } == 29 && !few.contains("--json"))
    let many = try Self.ledger(alpha: 30).report(isComplete: true)
    #expect(many.satellites.count == 41 && many.json["satellites"]?.array?.count == 41)
  }

  @Test func `Of many findings the first are told, and how many there are`() throws {
    var ledger = try Self.ledger(alpha: 30)
    for satellite in 0..<30 {
      for link in [5, 9] {
        let start = LinkStart(
          groundId: 0, satId: satellite, satName: "", linkId: link,
          start: ScenarioTime(CalendarDate(year: 2026, month: 1, day: 15, hour: 1, minute: link)), data: 1)
        ledger.hear(Address(prefix: "orrery", app: "ground", leaf: "linkStart"), start.payload)
      }
    }
    let report = ledger.report(isComplete: true)
    let lines = report.text(colour: false).split(separator: "\n")
    #expect(
      report.discrepancies.count > 100 && report.json["discrepancies"]?.array?.count == report.discrepancies.count)
    #expect(lines.count { $0.hasPrefix("  satellite ") } == 40)
    #expect(lines.last == "  and \(report.discrepancies.count - 40) more: the report in JSON (--json) has every one")
  }

  static let expected = """
    fleet  2026-01-15T00:00:00Z to 2026-01-15T02:00:00Z, 2 h 00 min, complete

    Constellation  Satellites  Collected  Downlinked   Lost  Stored  Links  Downlinks  Contract    Cost
                                      Tb          Tb     Tb      Tb                 $         $       $
    ALPHA                  30      3.660       0.030  0.638   2.992      2       6.00    216.00  222.00
    BETA                   10      1.220       0.030  0.198   0.992      1       6.00     72.00   78.00
    Others                  1      0.122       0.000  0.022   0.100      0       0.00      7.20    7.20
    ---------------------------------------------------------------------------------------------------
    Total                  41      5.002       0.060  0.858   4.084      3      12.00    295.20  307.20

    Satellite           Collected  Downlinked    Lost   Stored  Links  Downlinks  Contract   Cost
                               Gb          Gb      Gb       Gb                 $         $      $
    Most downlinked
      ALPHA-0104          122.000      30.000   0.000   92.000      2       6.00      7.20  13.20
      BETA-0103           122.000      30.000   0.000   92.000      1       6.00      7.20  13.20
    Fullest at the end
      ALPHA-0101          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0102          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0103          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0105          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0106          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
    Most lost
      ALPHA-0101          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0102          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0103          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0105          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20
      ALPHA-0106          122.000       0.000  22.000  100.000      0       0.00      7.20   7.20

    Station  Id  Contacts  Contact time  Downlinked   Cost  Outages  Out
                                      s          Gb      $             s
    North     0         2         100.0      50.000  10.00        0  0.0
    South     1         1          20.0      10.000   2.00        0  0.0
    --------------------------------------------------------------------
    Total               3         120.0      60.000  12.00        0  0.0

    The report in JSON (--json) has every one of the 41 satellites, and every link.

    Collected = downlinked + lost + stored, to 1e-9 Gb for every satellite.
    """
}
