public import JSON
public import Quantities

/// The JSON of enhanced files and of the file of events, in the documented names.
public enum EnhancedFile {
  /// Returns the terminal that the metadata of a file tell: of an enhancement, or its reference location; nil without.
  /// - Throws: ``ParameterError`` for a place that is none.
  public static func terminal(of metadata: JSONValue) throws(ParameterError) -> Geodetic? {
    let root = JSONPlace(metadata, "$.metadata")
    let enhanced = root["d2_enhancement"]["ue_location"]
    if enhanced.value != nil { return try enhanced.place("lat", "lon", "alt") }
    let reference = root["reference_location"]
    return reference.value == nil ? nil : try reference.place("latitude", "longitude", "altitude")
  }

  /// Returns the metadata of a file with what was done to it.
  public static func metadata(
    _ metadata: JSONObject, enhancedAt time: ScenarioTime, _ detector: D2Detector, _ thresholds: D2Thresholds,
    at terminal: Geodetic, by measure: GroundDistance
  ) -> JSONObject {
    // The points of a file that has been enhanced before are taken as they are listed.
    let method = metadata["d2_enhancement"]?["mrl_method"] ?? "nadir_wgs84"
    var metadata = metadata
    metadata["d2_enhancement"] = [
      "enhanced_at": .string(time.iso8601), "mrl_method": method, "distance_method": .string(measure.rawValue),
      "crossing_times": .string(detector.times == .sampled ? "sampled" : "interpolated"),
      "thresholds": json(thresholds), "ue_location": json(terminal),
    ]
    return metadata
  }

  /// Returns the metadata of a table that was worked out, as a file of time series has them.
  public static func metadata(of table: ReferenceTable, constellation: String, at time: ScenarioTime) -> JSONObject {
    let (first, last) = (table.times.first, table.times.last)
    let step = table.times.count > 1 ? (table.times[1] - table.times[0]).seconds : 0
    let span = first.flatMap { first in last.map { ($0 - first).seconds + step } } ?? 0
    return [
      "computation_time": .string(time.iso8601), "constellation": .string(constellation),
      "time_span_minutes": .number(span / 60), "time_interval_seconds": .number(step),
      "total_time_points": .integer(Int64(table.times.count)), "data_source": "element_sets", "sgp4_mode": "sgp4",
      "selection_mode": "longest_visible",
      "reference_location": [
        "latitude": .number(table.terminal.latitudeDegrees), "longitude": .number(table.terminal.longitudeDegrees),
        "altitude": .number(table.terminal.heightMetres),
      ],
      "satellites_processed": .integer(Int64(table.satellites.count)),
    ]
  }

  /// Returns a satellite of a table as a file of time series has it, without what needs a radio link.
  public static func satellite(_ row: Int, of table: ReferenceTable, minimumElevation: Angle) -> JSONObject {
    let satellite = table.satellites[row]
    var points: [JSONValue] = []
    for (index, time) in table.times.enumerated() where table[.latitude, row, index] == table[.latitude, row, index] {
      func value(_ quantity: ReferenceTable.Quantity) -> JSONValue { .number(table[quantity, row, index]) }
      points.append([
        "time_offset_seconds": .number((time - table.times[0]).seconds), "timestamp": .string(time.iso8601),
        "position": ["latitude": value(.latitude), "longitude": value(.longitude), "altitude": value(.height)],
        "observation": [
          "elevation_deg": value(.elevation), "azimuth_deg": value(.azimuth), "range_km": value(.range),
          "is_visible": .bool(table[.elevation, row, index] >= minimumElevation.degrees),
        ],
      ])
    }
    return [
      "norad_id": .integer(Int64(satellite.catalogNumber)), "name": .string(satellite.name),
      "constellation": .string(satellite.constellation), "time_series": .array(points),
    ]
  }

  /// Returns the events of a table, by the names of the satellites.
  public static func events(_ events: [D2Event], of table: ReferenceTable) -> JSONValue {
    .array(
      events.map { event in
        [
          "timestamp": .string(event.entry.time.iso8601), "event_type": "entering",
          "serving_satellite": .string(table.satellites[event.serving].name),
          "target_satellite": .string(table.satellites[event.target].name),
          "ml1_km": .number(event.entry.servingKilometres), "ml2_km": .number(event.entry.targetKilometres),
          "end_timestamp": .string(event.exit.time.iso8601), "end_ml1_km": .number(event.exit.servingKilometres),
          "end_ml2_km": .number(event.exit.targetKilometres), "end_reason": .string(event.ending.rawValue),
          "duration_seconds": .number(event.duration.seconds),
        ]
      })
  }

  /// Returns the file of events: for each row of a table of thresholds its events and their figures.
  public static func detected(_ detections: [D2Detection], of table: ReferenceTable) -> JSONValue {
    [
      "ue_location": json(table.terminal), "distance_method": .string(table.measure.rawValue),
      "satellites": .array(table.satellites.map { .string($0.name) }),
      "detections": .array(
        detections.map { detection in
          [
            "thresholds": json(detection.thresholds), "statistics": statistics(of: detection.events),
            "d2_events": events(detection.events, of: table),
          ]
        }),
    ]
  }

  /// How many events, how long they last, and how many satellites they lead to.
  private static func statistics(of events: [D2Event]) -> JSONValue {
    let seconds = events.map(\.duration.seconds).reduce(0, +)
    return [
      "totalEvents": .integer(Int64(events.count)),
      "averageDuration": events.isEmpty ? .null : .number(seconds / Double(events.count)),
      "candidateSatellites": .integer(Int64(Set(events.map(\.target)).count)),
    ]
  }

  private static func json(_ thresholds: D2Thresholds) -> JSONValue {
    [
      "thresh1": .number(thresholds.servingKilometres), "thresh2": .number(thresholds.targetKilometres),
      "hysteresis": .number(thresholds.hysteresisKilometres),
    ]
  }

  private static func json(_ place: Geodetic) -> JSONValue {
    [
      "lat": .number(place.latitudeDegrees), "lon": .number(place.longitudeDegrees),
      "alt": .number(place.heightMetres),
    ]
  }
}
