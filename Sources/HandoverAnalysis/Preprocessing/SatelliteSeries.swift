public import JSON
import Orbits
public import Quantities

/// The positions of one satellite as a file of time series has them, on times of its own.
public struct SatelliteSeries: Sendable {
  /// Which satellite.
  public var satellite: ReferenceTable.Satellite
  /// The times, ascending.
  public var times: [ScenarioTime]
  /// Where the satellite is, at each time.
  public var places: [Geodetic]
  /// The reference locations, on the ellipsoid: those that the file lists, or the points below the satellite.
  public var references: [Geodetic]

  /// Reads a satellite of a file.
  ///
  /// - Parameter number: Its number in the file, for errors.
  /// - Throws: ``ParameterError`` for what is absent, of another kind or out of range.
  public init(_ object: JSONObject, number: Int) throws(ParameterError) {
    let root = JSONPlace(.object(object), "$.satellites[\(number)]")
    satellite = ReferenceTable.Satellite(
      name: try root["name"].string(), catalogNumber: try root["norad_id"].wholeNumber(orElse: 0),
      constellation: try root["constellation"].string())
    let points = try root["time_series"].elements()
    (times, places, references) = ([], [], [])
    for point in points {
      let time = try point["timestamp"].time()
      if let last = times.last, time <= last {
        throw ParameterError(
          parameter: point["timestamp"].path, value: "\(time)", allowed: "a time after \(last), the one before")
      }
      times.append(time)
      let position = point["position"]
      places.append(try position.place("latitude", "longitude", "altitude"))
    }
    references = places.map { Geodetic(latitudeDegrees: $0.latitudeDegrees, longitudeDegrees: $0.longitudeDegrees) }
    let listed = root["moving_reference_locations"]
    guard listed.value != nil else { return }
    let elements = try listed.elements()
    guard elements.count == points.count else {
      throw ParameterError(
        parameter: listed.path, value: "a list of \(elements.count)", allowed: "\(points.count), as many as time_series"
      )
    }
    for (index, element) in elements.enumerated() { references[index] = try element.place("lat", "lon", nil) }
  }

  /// Returns the JSON of a satellite with the distances and the reference locations in it.
  public func enhanced(
    _ object: JSONObject, from terminal: Geodetic, by measure: GroundDistance
  ) -> JSONObject {
    var enhanced = JSONObject()
    let additions = ["mrl_distances", "moving_reference_locations"]
    for member in object.members where !additions.contains(member.name) && member.name != "time_series" {
      enhanced[member.name] = member.value
    }
    enhanced["mrl_distances"] = .array(references.map { .number(measure.kilometres(from: terminal, to: $0)) })
    enhanced["moving_reference_locations"] = .array(
      references.map { ["lat": .number($0.latitudeDegrees), "lon": .number($0.longitudeDegrees)] })
    enhanced["time_series"] = object["time_series"]
    return enhanced
  }
}

extension ReferenceTable {
  /// Puts series together on the union of their times.
  public init(_ series: [SatelliteSeries], at terminal: Geodetic, measure: GroundDistance = .haversine) {
    let times = Set(series.lazy.flatMap(\.times)).sorted()
    self.init(terminal: terminal, measure: measure, times: times, satellites: series.map(\.satellite))
    let site = GroundSite(terminal)
    for (row, series) in series.enumerated() {
      var column = 0
      for (index, time) in series.times.enumerated() {
        while times[column] < time { column += 1 }
        let state = EarthFixedState(
          positionEarthFixed: series.places[index].positionEarthFixed, velocityEarthFixed: .zero)
        let sight = site.lookAngles(to: state)
        self[.latitude, row, column] = series.references[index].latitudeDegrees
        self[.longitude, row, column] = series.references[index].longitudeDegrees
        self[.height, row, column] = series.places[index].heightMetres
        self[.elevation, row, column] = sight.elevation.degrees
        self[.azimuth, row, column] = sight.azimuth.degrees
        self[.range, row, column] = sight.rangeKilometres
      }
    }
    measureDistances()
  }
}
