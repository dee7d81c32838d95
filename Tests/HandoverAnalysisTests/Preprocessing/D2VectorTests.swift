import Foundation
import JSON
import Quantities
import TestSupport
import Testing

@testable import HandoverAnalysis

/// Two satellites of a real enhanced file, and the events that its listed points have.
@Suite(.enabled(if: SharedData.has("d2/starlink_120min_d2_enhanced_sample.json"), "\(SharedData.absence)"))
struct D2VectorTests {
  static let path = "d2/starlink_120min_d2_enhanced_sample.json"
  /// A millisecond and a metre.
  static let (timeTolerance, distanceTolerance) = (1e-3, 1e-3)

  static func series() throws -> (metadata: JSONValue, objects: [JSONObject]) {
    var reader = TimeSeriesReader(Array(try SharedData.text(path).utf8))
    var (metadata, objects) = (JSONValue.null, [JSONObject]())
    while let part = try reader.next() {
      switch part {
      case .member("metadata", let value): metadata = value
      case .member: break
      case .satellite(_, let object): objects.append(object)
      }
    }
    return (metadata, objects)
  }

  static func table() throws -> ReferenceTable {
    let (metadata, objects) = try series()
    let terminal = try #require(try EnhancedFile.terminal(of: metadata))
    return ReferenceTable(
      try objects.enumerated().map { try SatelliteSeries($1, number: $0) }, at: terminal)
  }

  static func events(
    _ serving: Int, _ target: Int, _ times: D2Detector.Times, _ thresholds: D2Thresholds
  ) throws -> [D2Event] {
    var detector = D2Detector()
    (detector.pairing, detector.times) = (.pair(serving: serving, target: target), times)
    return detector.detections(in: try table(), [thresholds])[0].events
  }

  @Test func `The file's distances come out of its points`() throws {
    let (metadata, objects) = try Self.series()
    let terminal = try #require(try EnhancedFile.terminal(of: metadata))
    var count = 0
    for (number, object) in objects.enumerated() {
      let enhanced = try SatelliteSeries(object, number: number).enhanced(object, from: terminal, by: .haversine)
      let (mine, theirs) = (enhanced["mrl_distances"]?.array ?? [], object["mrl_distances"]?.array ?? [])
      #expect(mine.count == theirs.count)
      for (mine, theirs) in zip(mine, theirs) {
        #expect(abs(try #require(mine.double) - (try #require(theirs.double))) < 1e-6)
        count += 1
      }
      #expect(enhanced.members.map(\.name) == object.members.map(\.name))
      #expect(enhanced["moving_reference_locations"] == object["moving_reference_locations"])
    }
    #expect(count == 116)
  }

  @Test(arguments: [
    (600.0, 400.0, "00:45:14.418", (1134.821, 365.169), "00:46:54.418", (587.568, 440.405)),
    (500.0, 300.0, "00:45:34.418", (1013.746, 266.311), "00:46:34.418", (679.813, 327.548)),
  ])
  func `The events at the file's times are the known ones`(
    first: Double, second: Double, enter: String, entry: (Double, Double), leave: String, exit: (Double, Double)
  ) throws {
    let thresholds = try D2Thresholds(servingKilometres: first, targetKilometres: second)
    let table = try Self.table()
    let serving = try #require(table.satellites.firstIndex { $0.name == "STARLINK-1008" })
    let events = try Self.events(serving, 1 - serving, .sampled, thresholds)
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.ending == .left)
    for (mark, clock, distances) in [(event.entry, enter, entry), (event.exit, leave, exit)] {
      let time = try ScenarioTime("2025-08-01T\(clock)Z")
      #expect(abs((mark.time - time).seconds) < Self.timeTolerance)
      #expect(abs(mark.servingKilometres - distances.0) < Self.distanceTolerance)
      #expect(abs(mark.targetKilometres - distances.1) < Self.distanceTolerance)
    }
    #expect(try Self.events(1 - serving, serving, .sampled, thresholds).isEmpty)
    #expect(try Self.events(1 - serving, serving, .interpolated, thresholds).isEmpty)
  }

  @Test func `Interpolated crossings lie on the thresholds, each within the step before its sample`() throws {
    let table = try Self.table()
    let serving = try #require(table.satellites.firstIndex { $0.name == "STARLINK-1008" })
    let sampled = try #require(try Self.events(serving, 1 - serving, .sampled, .documented).first)
    let exact = try #require(try Self.events(serving, 1 - serving, .interpolated, .documented).first)
    #expect(abs(exact.entry.targetKilometres - 280) < 1e-6)
    #expect(abs(exact.exit.targetKilometres - 320) < 1e-6)
    for (sample, crossing) in [(sampled.entry, exact.entry), (sampled.exit, exact.exit)] {
      let late = (sample.time - crossing.time).seconds
      #expect(late >= 0 && late < 10)
    }
  }
}
