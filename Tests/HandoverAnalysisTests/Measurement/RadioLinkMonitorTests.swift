import HandoverAnalysis
import Quantities
import Testing

/// The transitions of TS 38.331 5.3.10 and 5.3.7.
@Suite struct RadioLinkMonitorTests {
  typealias Action = RadioLinkMonitor.Action

  static func at(_ milliseconds: Int) -> ScenarioTime {
    TestSite.epoch + TimeSpan(nanoseconds: Int64(milliseconds) * 1_000_000)
  }

  static func monitor(t310: Double = 1_000) throws -> RadioLinkMonitor {
    RadioLinkMonitor(
      try RadioLinkMonitor.Parameters(n310: try N310(3), n311: try N311(2), t310: try T310(t310), t311: try T311(3_000))
    )
  }

  /// A monitor whose T310 has started at 200 ms.
  static func recovering() throws -> RadioLinkMonitor {
    var monitor = try monitor()
    for index in 0..<3 { _ = monitor.hear(.outOfSync, at: at(index * 100)) }
    return monitor
  }

  @Test func `T310 starts at the N310th out-of-sync in a row, which an in-sync ends`() throws {
    var monitor = try Self.monitor()
    for index in 0..<2 { #expect(monitor.hear(.outOfSync, at: Self.at(index * 100)) == []) }
    #expect(monitor.hear(.inSync, at: Self.at(200)) == [])
    for index in 3..<5 { #expect(monitor.hear(.outOfSync, at: Self.at(index * 100)) == []) }
    #expect(monitor.hear(.outOfSync, at: Self.at(500)) == [.lossSuspected(Self.at(500))])
    #expect(monitor.state == .recovering(since: Self.at(500), inSync: 0))
  }

  @Test func `T310 stops at the N311th in-sync in a row, which an out-of-sync ends`() throws {
    var monitor = try Self.recovering()
    #expect(monitor.hear(.inSync, at: Self.at(300)) == [])
    #expect(monitor.hear(.outOfSync, at: Self.at(400)) == [])
    #expect(monitor.hear(.inSync, at: Self.at(500)) == [])
    #expect(monitor.hear(.inSync, at: Self.at(600)) == [.recovered(Self.at(600))])
    #expect(monitor.state == .monitoring(outOfSync: 0))
    #expect(monitor.advance(to: Self.at(60_000)) == [])
  }

  @Test func `A T310 that expires is a failure, a T311 that expires the end`() throws {
    var monitor = try Self.recovering()
    #expect(monitor.advance(to: Self.at(1_199)) == [])
    #expect(monitor.hear(.inSync, at: Self.at(1_300)) == [.failed(Self.at(1_200))])
    #expect(monitor.state == .reestablishing(since: Self.at(1_200)))
    #expect(monitor.advance(to: Self.at(4_199)) == [])
    #expect(monitor.advance(to: Self.at(4_200)) == [.released(Self.at(4_200))])
    #expect(monitor.state == .idle)
    #expect(monitor.selectCell(at: Self.at(4_300)) == [] && monitor.hear(.outOfSync, at: Self.at(4_400)) == [])
    #expect(monitor.reconfigureWithSync(at: Self.at(4_500)) == [] && monitor.state == .idle)
    var both = try Self.recovering()
    #expect(both.advance(to: Self.at(9_000)) == [.failed(Self.at(1_200)), .released(Self.at(4_200))])
  }

  @Test func `A cell found while T311 runs re-establishes the connection`() throws {
    var monitor = try Self.recovering()
    #expect(
      monitor.selectCell(at: Self.at(2_000)) == [.failed(Self.at(1_200)), .reestablished(Self.at(2_000))])
    #expect(monitor.state == .monitoring(outOfSync: 0))
    #expect(monitor.selectCell(at: Self.at(2_100)) == [])
  }

  @Test func `A reconfiguration with sync stops T310 and clears the count`() throws {
    var monitor = try Self.recovering()
    #expect(monitor.reconfigureWithSync(at: Self.at(900)) == [.recovered(Self.at(900))])
    var counting = try Self.monitor()
    _ = counting.hear(.outOfSync, at: Self.at(0))
    #expect(counting.reconfigureWithSync(at: Self.at(100)) == [] && counting.state == .monitoring(outOfSync: 0))
  }

  @Test func `A T310 of nothing fails at once`() throws {
    var monitor = try Self.monitor(t310: 0)
    for index in 0..<2 { _ = monitor.hear(.outOfSync, at: Self.at(index)) }
    #expect(monitor.hear(.outOfSync, at: Self.at(2)) == [.lossSuspected(Self.at(2)), .failed(Self.at(2))])
  }

  @Test func `Between the two levels nothing is indicated`() throws {
    let monitor = try Self.monitor()
    #expect(monitor.indication(sinrDB: -8.1) == .outOfSync && monitor.indication(sinrDB: -8) == nil)
    #expect(monitor.indication(sinrDB: -6) == nil && monitor.indication(sinrDB: -5.9) == .inSync)
    #expect(monitor.indication(sinrDB: .nan) == nil)
    #expect(throws: ParameterError(parameter: "inSyncDB", value: "-9", allowed: "-8...50")) {
      try RadioLinkMonitor.Parameters(t310: .least, t311: .least, inSyncDB: -9)
    }
  }
}
