import Catalog
import Downlink
import Ground
import JSON
public import Orbits
public import Quantities

/// What a record keeps of its scenario beside what a report needs: by which elements the satellites flew, and where the
/// stations stood. Who looks at the record then needs no scenario.
public struct RecordScene: Equatable, Sendable {
  /// Where a station stood, and how low it looked.
  public struct Station: Equatable, Sendable {
    /// Where it stood.
    public var position: Geodetic
    /// The lowest elevation at which it spoke to a satellite.
    public var minimumElevation: Angle
  }

  /// How the Earth was turned.
  public var orientation: EarthOrientation
  /// The satellites' elements at the start, in the order of the header's satellites.
  public var elements: [ElementSet]
  /// The stations, in the order of the header's.
  public var stations: [Station]

  /// Takes from a scenario what is kept of it.
  init(_ definition: ScenarioDefinition) {
    orientation = definition.orientation
    elements = definition.satellites.map(\.elements)
    stations = definition.stations.map {
      Station(position: $0.station.position, minimumElevation: $0.station.minimumElevation)
    }
  }

  var json: JSONValue {
    guard let elements = try? JSONValue.parse(ElementFormat.json.write(elements).bytes) else {
      preconditionFailure("element sets are written as JSON")
    }
    return [
      "ut1MinusUTCSeconds": .number(orientation.ut1MinusUTCSeconds),
      "polarMotionXArcseconds": .number(orientation.polarMotionXArcseconds),
      "polarMotionYArcseconds": .number(orientation.polarMotionYArcseconds),
      "elements": elements,
      "stations": .array(
        stations.map {
          [
            "latitude": .number($0.position.latitudeDegrees), "longitude": .number($0.position.longitudeDegrees),
            "height": .number($0.position.heightMetres), "minimumElevation": .number($0.minimumElevation.degrees),
          ]
        }),
    ]
  }

  /// Reads a scene; nil where a member is missing or is not what it should be.
  init?(_ json: JSONValue) {
    guard let stations = json["stations"]?.array, let written = json["elements"],
      let orientation = try? EarthOrientation(
        ut1MinusUTCSeconds: json["ut1MinusUTCSeconds"]?.double ?? 0,
        polarMotionXArcseconds: json["polarMotionXArcseconds"]?.double ?? 0,
        polarMotionYArcseconds: json["polarMotionYArcseconds"]?.double ?? 0)
    else { return nil }
    let file = ElementFile(written.compactBytes, format: .json)
    guard file.errors.isEmpty || written.array?.isEmpty == true else { return nil }
    self.orientation = orientation
    elements = file.sets
    self.stations = stations.compactMap(Station.init)
    guard self.stations.count == stations.count else { return nil }
  }
}

extension RecordScene.Station {
  fileprivate init?(_ json: JSONValue) {
    guard let latitude = json["latitude"]?.double, let longitude = json["longitude"]?.double,
      let height = json["height"]?.double, let elevation = json["minimumElevation"]?.double
    else { return nil }
    position = Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: height)
    minimumElevation = .degrees(elevation)
  }
}
