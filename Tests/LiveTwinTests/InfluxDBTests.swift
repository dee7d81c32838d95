import Foundation
import JSON
import Quantities
import TestSupport
import Testing

@testable import Catalog
@testable import Facade
@testable import LiveTwin

@Suite struct InfluxDBTests {
  private static let reason = TestInfluxServer.absence ?? ""

  /// Asks a database; returns the rows of the first series.
  private func ask(_ server: TestInfluxServer, _ statement: String) throws -> [[JSONValue]] {
    var components = try #require(URLComponents(string: "http://127.0.0.1:\(server.port)/query"))
    components.queryItems = [
      URLQueryItem(name: "db", value: "ntn"), URLQueryItem(name: "epoch", value: "ns"),
      URLQueryItem(name: "q", value: statement),
    ]
    let answer = try HTTPExchange().post([], to: try #require(components.url))
    let value = try JSONValue.parse(answer.body)
    #expect(answer.status == 200, "\(value.compact)")
    let series = value["results"]?.array?.first?["series"]?.array?.first
    return series?["values"]?.array?.compactMap(\.array) ?? []
  }

  @Test(.enabled(if: TestInfluxServer.absence == nil, "\(reason)"))
  func `InfluxDB takes a hundred thousand points, rejects none, and gives them back as they were`() throws {
    let server = try TestInfluxServer()
    _ = try ask(server, "CREATE DATABASE ntn")
    let points = try Sky.points(10_000, times: 10, runID: "a run, with = and spaces")
    #expect(points.count == 100_000)
    var options = InfluxSink.Options()
    options.isCompressed = true
    (options.silence, options.patience) = (.seconds(120), .seconds(300))
    let sink = try InfluxSink(database: "http://127.0.0.1:\(server.port)/ntn", options)
    #expect(try sink.deliver(points, Cancellation()) == 100_000)
    let fields = [
      "alt_m", "lat_deg", "lon_deg", "sat_vx_mps", "sat_vy_mps", "sat_vz_mps", "sat_x_m", "sat_y_m", "sat_z_m",
    ]
    let counts = try ask(server, "SELECT \(fields.map { "count(\($0))" }.joined(separator: ",")) FROM ntn_sat_pos")
    #expect(counts.first?.dropFirst() == Array(repeating: .integer(100_000), count: fields.count)[...])
    let written = Set(String(decoding: points.bytes, as: UTF8.self).split(separator: "\n").map(String.init))
    for number in [90_000, 93_333, 99_999] {
      let rows = try ask(
        server,
        "SELECT \(fields.joined(separator: ",")),run_id FROM ntn_sat_pos WHERE sat_norad = '\(number)' ORDER BY time")
      #expect(rows.count == 10)
      for row in rows {
        #expect(row.last == "a run, with = and spaces")
        let time = try #require(row[0].int)
        let values = Dictionary(uniqueKeysWithValues: zip(fields, row[1...]))
        var line = LineProtocol()
        func field(_ name: String) -> LineProtocol.Field? { values[name]?.double.map { .number($0) } }
        line.add(
          "ntn_sat_pos", tags: ["sat_norad": "\(number)", "run_id": "a run, with = and spaces"],
          fields: [
            "sat_x_m": field("sat_x_m"), "sat_y_m": field("sat_y_m"), "sat_z_m": field("sat_z_m"),
            "sat_vx_mps": field("sat_vx_mps"), "sat_vy_mps": field("sat_vy_mps"), "sat_vz_mps": field("sat_vz_mps"),
            "lat_deg": field("lat_deg"), "lon_deg": field("lon_deg"), "alt_m": field("alt_m"),
          ], at: Int64(time))
        // To the last digit, and to the nanosecond.
        #expect(written.contains(String(decoding: line.bytes.dropLast(), as: UTF8.self)))
      }
    }
  }

  @Test(.enabled(if: TestInfluxServer.absence == nil, "\(reason)"))
  func `A database that is not there and a point that does not fit are told in its own words`() throws {
    let server = try TestInfluxServer()
    let sink = try InfluxSink(database: "http://127.0.0.1:\(server.port)/ntn")
    let points = try Sky.points(3)
    let absent = #expect(throws: SinkFailure.self) { try sink.deliver(points, Cancellation()) }
    #expect(absent?.rejected == 3)
    #expect(absent?.reason.contains(#"database not found: "ntn""#) == true)
    _ = try ask(server, "CREATE DATABASE ntn")
    #expect(try sink.deliver(points, Cancellation()) == 3)
    // One of two fields changes its type.
    var other = try Sky.points(2, runID: "other")
    other.add(
      "ntn_sat_pos", tags: ["sat_norad": "1"], fields: ["alt_m": .whole(550_000)],
      at: Sky.start.nanosecondsSince1970)
    let conflict = #expect(throws: SinkFailure.self) { try sink.deliver(other, Cancellation()) }
    #expect(conflict?.delivered == 2)
    #expect(conflict?.rejected == 1)
    #expect(conflict?.reason.contains("field type conflict") == true)
  }
}
