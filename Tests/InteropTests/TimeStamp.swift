import JSON
import Quantities
import Testing

/// A pair of times as a status has them, in seconds since 1970.
struct TimeStamp {
  let scenario: Double, wall: Double

  init(_ line: JSONValue) throws {
    scenario = try seconds(line["payload"]?["properties"]?["simTime"])
    wall = try seconds(line["payload"]?["properties"]?["time"])
  }

  /// The minute of the scenario's hour.
  var minute: Int { Int(scenario) % 3600 / 60 }
}

/// The seconds since 1970 of a date as the wire writes it.
func seconds(_ date: JSONValue?) throws -> Double {
  Double(try ScenarioTime(try #require(date?.string)).nanosecondsSince1970) / 1e9
}
