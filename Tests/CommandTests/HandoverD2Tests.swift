import Foundation
import JSON
import TestSupport
import Testing

/// `orrery handover d2`, run as a person runs it.
@Suite struct HandoverD2Tests {
  /// Two satellites over the equator, the second one behind the first, every ten seconds.
  static func series(points: Int = 120) throws -> String {
    func satellite(_ name: String, _ shift: Double) -> JSONValue {
      let rows: [JSONValue] = (0..<points).map { index in
        let clock = String(format: "%02d:%02d", index / 6, index % 6 * 10)
        return [
          "timestamp": .string("2025-08-01T00:\(clock)+00:00"), "kept": .integer(Int64(index)),
          "position": [
            "latitude": 0.5, "longitude": .number(-20 + shift + 0.6 * Double(index)), "altitude": 550_000.0,
          ],
        ]
      }
      return [
        "norad_id": 1, "name": .string(name), "constellation": "test", "other": "kept", "time_series": .array(rows),
      ]
    }
    let file: JSONValue = [
      "metadata": [
        "constellation": "test", "reference_location": ["latitude": 0.0, "longitude": 10.0, "altitude": 0.0],
      ],
      "satellites": [satellite("LEADER", 0), satellite("FOLLOWER", -8)], "timestamps": [1, 2],
    ]
    return file.compact
  }

  @Test func `The enhanced file has what the series had, the reference locations and the events`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(try Self.series(), to: "series.json")
    let result = try OrreryProcess.run(
      "handover", "d2", path, "--pairing", "held", "--output-dir", directory.url.path, "--binary", "--json",
      "--now", "2025-08-01T02:00:00Z")
    #expect(result.status == 0 && result.errors == "")
    let enhanced = try JSONValue.parse(
      Data(contentsOf: directory.url.appending(path: "test_20min_d2_enhanced.json")))
    #expect(
      enhanced.object?.members.map(\.name) == ["metadata", "satellites", "timestamps", "d2_events"])
    #expect(enhanced["metadata"]?["d2_enhancement"]?["enhanced_at"] == "2025-08-01T02:00:00Z")
    let satellite = try #require(enhanced["satellites"]?.array?.first)
    #expect(satellite["other"] == "kept" && satellite["time_series"]?.array?[7]["kept"] == 7)
    #expect(satellite["mrl_distances"]?.array?.count == 120)
    #expect(satellite["moving_reference_locations"]?.array?[0] == ["lat": 0.5, "lon": -20.0])
    let events = try #require(enhanced["d2_events"]?.array)
    #expect(events.count == 1)
    #expect(events[0]["serving_satellite"] == "LEADER" && events[0]["target_satellite"] == "FOLLOWER")
    // 280 km of a sphere of 6,371 km.
    #expect(abs(try #require(events[0]["ml2_km"]?.double) - 280) < 1e-3)
    let detected = try JSONValue.parse(Data(contentsOf: directory.url.appending(path: "d2_events_detected.json")))
    #expect(detected == (try JSONValue.parse(result.output)))
    #expect(detected["detections"]?.array?[0]["d2_events"]?.array == events)
    // The binary form and the enhanced file hold the same positions.
    for name in ["test_20min_d2.bin", "test_20min_d2_enhanced.json"] {
      let again = try OrreryProcess.run(
        "handover", "d2", directory.path(name), "--pairing", "held", "--ut", "0,10", "--json")
      #expect(again.output == result.output, "\(name): \(again.errors)")
    }
  }

  @Test func `What is older than an hour is compressed, and read as it is`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(try Self.series(), to: "series.json")
    func files(now: String) throws -> [String] {
      let result = try OrreryProcess.run(
        "handover", "d2", path, "--output-dir", directory.url.path, "--gzip", "--now", now)
      #expect(result.status == 0, "\(result.errors)")
      return try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
        .filter { $0.contains("d2_") }.sorted()
    }
    #expect(try files(now: "2025-08-01T01:19:50Z") == ["d2_events_detected.json", "test_20min_d2_enhanced.json"])
    let compressed = try files(now: "2025-08-01T01:19:51Z")
    #expect(compressed == ["d2_events_detected.json.gz", "test_20min_d2_enhanced.json.gz"])
    let again = try OrreryProcess.run("handover", "d2", directory.path(compressed[1]), "--pairing", "held", "--csv")
    #expect(again.status == 0 && again.output.split(separator: "\n").count == 2)
    let broken = try directory.write("no gzip", to: "broken.json.gz")
    let refused = try OrreryProcess.run("handover", "d2", broken)
    #expect(refused.status == 3 && refused.errors.contains("gzip cannot unpack it"))
  }

  @Test func `Element sets make a file of their own`() throws {
    let directory = try TemporaryDirectory()
    let elements = OrreryProcess.root.appending(path: "Scenarios/downlink/elements.tle").path
    let result = try OrreryProcess.run(
      "handover", "d2", "--elements", elements, "--constellation", "NOAA", "--ut", "24.9442,121.3714,50",
      "--points", "30", "--output-dir", directory.url.path, "--now", "2026-01-01T00:00:00Z")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("Serving beyond 500.0 km, target within 300.0 km, hysteresis 20.0 km: 0 events"))
    let file = try JSONValue.parse(Data(contentsOf: directory.url.appending(path: "noaa_5min_d2_enhanced.json")))
    #expect(file["metadata"]?["total_time_points"] == 30)
    #expect(file["satellites"]?.array?.first?["time_series"]?.array?.count == 30)
  }

  @Test(arguments: [
    ("", "handover d2 needs FILE or --elements FILE", 2),
    ("x.json --thresholds 500", "--thresholds \"500\": allowed: SERVING/TARGET/HYSTERESIS in km", 2),
    ("x.json --serving A", "--serving and --target go together", 2),
    ("x.json --binary", "--binary and --gzip need --output-dir", 2),
    ("x.json --pairing best", "--pairing \"best\": allowed: highest, held", 2),
    ("x.json --thresholds 5000/3000/20", "distanceThreshFromReference is 5000000 m", 2),
    ("x.json --thresholds nan/300/20", "allowed: SERVING/TARGET/HYSTERESIS in km", 2),
    ("x.json --serving A --target A", "allowed: another satellite than that of --serving", 2),
    ("/nowhere.json", "/nowhere.json: No such file", 3),
  ])
  func `A wrong command line is answered with what is right`(line: String, answer: String, status: Int32) throws {
    let words = ["handover", "d2"] + line.split(separator: " ").map(String.init)
    let process = try OrreryProcess(words)
    #expect(process.end() == status)
    #expect(process.errors.contains(answer), "\(process.errors)")
  }

  @Test func `A wrong file is told with path and place`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      try Self.series().replacing("\"latitude\":0.5", with: "\"latitude\":95"), to: "series.json")
    let result = try OrreryProcess.run("handover", "d2", path)
    #expect(result.status == 3)
    #expect(result.errors.contains("\(path): $.satellites[0].time_series[0].position.latitude is 95; allowed: -90.0"))
  }
}
