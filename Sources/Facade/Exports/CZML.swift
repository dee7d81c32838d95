import JSON
import Quantities

/// Packets of CZML, as any CesiumJS loads them.
enum CZML {
  /// The degree of the interpolation between samples.
  private static let degree: Int64 = 5

  /// Returns the packet that every document begins with.
  static func document(_ name: String, from: ScenarioTime, to: ScenarioTime, at time: ScenarioTime) -> JSONValue {
    [
      "id": "document", "name": .string(name), "version": "1.0",
      "clock": [
        "interval": .string(interval(from, to)), "currentTime": .time(time), "multiplier": 60, "range": "LOOP_STOP",
        "step": "SYSTEM_CLOCK_MULTIPLIER",
      ],
    ]
  }

  /// Returns a satellite's samples, in metres in the Earth's frame, to the millimetre.
  /// - Parameter samples: times, all of a whole second or finer, and places, ascending.
  static func positions(_ samples: [(time: ScenarioTime, metres: SIMD3<Double>)]) -> JSONValue {
    guard let epoch = samples.first?.time else { return .null }
    return [
      "interpolationAlgorithm": "LAGRANGE", "interpolationDegree": .integer(degree), "referenceFrame": "FIXED",
      "epoch": .time(epoch),
      "cartesian": .array(
        samples.flatMap { sample -> [JSONValue] in
          [
            .number((sample.time - epoch).seconds), millimetre(sample.metres.x), millimetre(sample.metres.y),
            millimetre(sample.metres.z),
          ]
        }),
    ]
  }

  /// Returns a satellite with the look that ntn-digital-twin gives it.
  static func satellite(
    id: String, name: String, over availability: String, _ positions: JSONValue, trail: TimeSpan
  ) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "availability": .string(availability), "position": positions,
      "point": [
        "color": rgba(0, 200, 255, 255), "pixelSize": 6, "outlineColor": rgba(0, 0, 0, 255), "outlineWidth": 1,
      ],
      "label": label(name),
      "path": [
        "leadTime": .number(trail.seconds), "trailTime": .number(trail.seconds), "width": 1, "resolution": 30,
        "material": ["solidColor": ["color": rgba(255, 255, 255, 60)]],
      ],
    ]
  }

  /// Returns how a satellite that a viewer knows goes on.
  static func movement(id: String, over availability: String, _ positions: JSONValue) -> JSONValue {
    ["id": .string(id), "availability": .string(availability), "position": positions]
  }

  /// Returns a station.
  static func station(id: String, name: String, metres: SIMD3<Double>) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "position": ["cartesian": metres.json],
      "point": [
        "color": rgba(255, 200, 0, 255), "pixelSize": 8, "outlineColor": rgba(0, 0, 0, 255), "outlineWidth": 1,
      ],
      "label": label(name),
    ]
  }

  /// Returns a straight beam between two entities while links last.
  static func beam(id: String, from: String, to: String, during intervals: [String]) -> JSONValue {
    [
      "id": .string(id), "name": .string(id),
      "availability": intervals.count == 1
        ? .string(intervals[0]) : .array(intervals.map { .string($0) }),
      "polyline": [
        "positions": ["references": [.string("\(from)#position"), .string("\(to)#position")]], "arcType": "NONE",
        "width": 2, "material": ["solidColor": ["color": rgba(0, 255, 120, 200)]],
      ],
    ]
  }

  static func interval(_ from: ScenarioTime, _ to: ScenarioTime) -> String { "\(from.iso8601)/\(to.iso8601)" }

  private static func millimetre(_ metres: Double) -> JSONValue { .number((metres * 1_000).rounded() / 1_000) }

  private static func label(_ text: String) -> JSONValue {
    [
      "text": .string(text), "scale": 0.5, "fillColor": rgba(255, 255, 255, 200), "showBackground": true,
      "backgroundColor": rgba(0, 0, 0, 120), "pixelOffset": ["cartesian2": [10, 0]], "show": false,
    ]
  }

  private static func rgba(_ red: Int64, _ green: Int64, _ blue: Int64, _ alpha: Int64) -> JSONValue {
    ["rgba": [.integer(red), .integer(green), .integer(blue), .integer(alpha)]]
  }
}
