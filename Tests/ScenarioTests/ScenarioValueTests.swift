import Foundation
import JSON
import Scenario
import Testing

@Suite struct ScenarioValueTests {
  /// A scenario that has something under nearly every key.
  static let whole = #"""
    {
      "name": "t", "prefix": "p", "start": "2018-01-21T00:00:00Z", "stop": "PT2H", "step": "PT60S", "scale": 60,
      "seed": 7, "model": "exact", "stationChoice": "first", "stateInterval": "PT1S", "firstState": "PT1M", "timeStatusInterval": "PT1M",
      "earth": { "ut1MinusUTCSeconds": 0.1, "polarMotionXArcseconds": 0.1, "polarMotionYArcseconds": 0.1 },
      "apps": { "storage": "a", "ground": "b", "outage": "c" },
      "manager": {
        "commandLead": "PT1S", "requiredApps": ["a"], "retryDelay": "PT1S", "attempts": 3, "missingApps": "start",
        "updates": [{ "at": "PT1H", "scale": 120 }]
      },
      "satellites": [
        { "walker": { "pattern": "delta", "satellites": 4, "planes": 2, "phasing": 1, "inclinationDegrees": 50,
            "altitudeKilometres": 550, "epoch": "PT0S", "firstRightAscensionDegrees": 10, "namePrefix": "W",
            "firstId": 10 },
          "recorder": { "capacityGigabits": 10, "initialFraction": 0.5, "instrumentGigabitsPerSecond": 0.1 },
          "cost": { "mode": "both", "fixedDollarsPerSecond": 1 } },
        { "id": 1, "name": "x", "elements": { "file": "elements.tle", "number": 43013 },
          "recorder": { "capacityGigabits": 10, "initialGigabits": 1, "instrumentGigabitsPerSecond": 0.1 } }
      ],
      "stations": [
        { "file": "stations.csv", "firstGroundId": 30, "simultaneousContacts": 2, "operational": true },
        { "groundId": 104, "name": "s", "latitudeDegrees": 37, "longitudeDegrees": 126, "heightMetres": 10,
          "minimumElevationDegrees": 5, "downlinkGigabitsPerSecond": 0.5, "dollarsPerSecond": 1,
          "costMode": "discrete" }
      ],
      "outages": {
        "scheduled": [{ "groundId": 104, "start": "PT1H", "duration": "PT5M" }],
        "random": [{ "stations": [104], "outagesPerHour": 1, "duration": "PT5M" }]
      },
      "script": [{ "at": "PT1M", "topic": "c/report", "payload": {} }]
    }
    """#

  static let extremes: [JSONValue] = [
    .null, -1, 360, .integer(.max), .integer(.min), .number(-1e300), "", "-PT5M", "P3000000D", "1900-01-01T00:00:00Z",
    "2199-12-31T23:59:59.999999999Z", .array([-1]),
  ]

  @Test("No value under any key of a scenario does worse than be refused")
  func anyValue() throws {
    let file = Shipped.root.appending(path: "Scenarios/downlink/t.json").path
    let document = try JSONValue.parse(Array(Self.whole.utf8))
    #expect(throws: Never.self) { try ScenarioReader.read(document.compactBytes, file: file) }
    let variants = Self.extremes.flatMap { Self.variants(of: document, with: $0) }
    var refused = 0
    for variant in variants {
      do throws(ScenarioProblems) {
        _ = try ScenarioReader.read(variant.compactBytes, file: file)
      } catch {
        refused += 1
        #expect(error.problems.contains { $0.severity == .error })
      }
    }
    #expect(variants.count > 900 && refused > variants.count / 2 && refused < variants.count)
  }

  /// The document with one of its values replaced, once for each of them.
  private static func variants(of value: JSONValue, with other: JSONValue) -> [JSONValue] {
    var variants: [JSONValue] = [other]
    for (index, element) in (value.array ?? []).enumerated() {
      variants += Self.variants(of: element, with: other).map { variant in
        var elements = value.array ?? []
        elements[index] = variant
        return .array(elements)
      }
    }
    for member in value.object?.members ?? [] {
      variants += Self.variants(of: member.value, with: other).map { variant in
        var object = value.object ?? [:]
        object[member.name] = variant
        return .object(object)
      }
    }
    return variants
  }
}
