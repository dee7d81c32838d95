import Messages
public import Orbits
public import Quantities
import SharedState

/// Points as InfluxDB takes them: one a line, tags and fields in order, nanoseconds exact.
public struct LineProtocol: Sendable {
  /// The value of a field.
  enum Field {
    /// A number; one that is not finite is left out, since InfluxDB has no word for it.
    case number(Double)
    /// A whole number, which InfluxDB keeps apart from the others.
    case whole(Int)
  }

  /// The lines, each with its end.
  public private(set) var bytes: [UInt8] = []
  /// How many there are.
  public private(set) var count = 0

  /// Begins without points.
  public init() {}

  /// Adds a point, unless it would have no field.
  /// - Parameters:
  ///   - tags: those without a value are left out.
  ///   - nanoseconds: its time since 1970.
  mutating func add(
    _ measurement: String, tags: KeyValuePairs<String, String>, fields: KeyValuePairs<String, Field?>,
    at nanoseconds: Int64
  ) {
    let start = bytes.count
    bytes += Self.escaped(measurement, ", ").utf8
    for (name, value) in tags where !value.isEmpty {
      bytes += ",\(Self.escaped(name, ",= "))=\(Self.escaped(value, ",= "))".utf8
    }
    var separator = " "
    for (name, field) in fields {
      let value: String
      switch field {
      case .number(let number) where number.isFinite: value = "\(number)"
      case .whole(let number): value = "\(number)i"
      case .number, nil: continue
      }
      bytes += "\(separator)\(Self.escaped(name, ",= "))=\(value)".utf8
      separator = ","
    }
    guard separator == "," else { return bytes.removeLast(bytes.count - start) }
    bytes += " \(nanoseconds)\n".utf8
    count += 1
  }

  /// Whether a text can be a tag: a line break cannot be escaped, and a backslash at the end would escape what follows.
  public static func isTag(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } && !text.hasSuffix("\\")
  }

  private static func escaped(_ text: String, _ characters: String) -> String {
    text.utf8.contains(where: characters.utf8.contains)
      ? text.reduce(into: "") { $0 += characters.contains($1) ? "\\\($1)" : "\($1)" } : text
  }
}

// MARK: What is told

extension LineProtocol {
  /// Adds where satellites are at a time, in true Earth-fixed metres, as the measurement `ntn_sat_pos`.
  /// - Returns: how many satellites have no state then.
  @discardableResult
  public mutating func addPositions(
    of elements: ElementsInUse, at time: ScenarioTime, _ orientation: EarthOrientation = .utc, runID: String
  ) -> Int {
    let placed = PlacedSatellites(elements, at: time, orientation)
    var absent = 0
    for (satellite, place) in zip(placed.elements.satellites, placed.places) {
      guard let place else {
        absent += 1
        continue
      }
      let position = place.earthFixed.positionEarthFixed * 1_000
      let velocity = place.earthFixed.velocityEarthFixed * 1_000
      let geodetic = place.geodetic
      add(
        "ntn_sat_pos", tags: ["sat_norad": "\(satellite.elements.catalogNumber)", "run_id": runID],
        fields: [
          "sat_x_m": .number(position.x), "sat_y_m": .number(position.y), "sat_z_m": .number(position.z),
          "sat_vx_mps": .number(velocity.x), "sat_vy_mps": .number(velocity.y), "sat_vz_mps": .number(velocity.z),
          "lat_deg": .number(geodetic.latitudeDegrees), "lon_deg": .number(geodetic.longitudeDegrees),
          "alt_m": .number(geodetic.heightMetres),
        ], at: time.nanosecondsSince1970)
    }
    return absent
  }

  /// Adds what recorders hold and have cost at a moment, or were told to at an earlier time, as `orrery_storage`.
  mutating func addStorage(_ moment: FacadeMoment, at earlier: ScenarioTime? = nil, runID: String) {
    let (snapshot, elements) = (moment.snapshot, moment.elements(at: earlier ?? moment.snapshot.time))
    let linkCounts = moment.history.linkCounts(at: earlier)
    let costs = earlier.map { moment.history.costs(ofSatellites: snapshot.satellites.map(\.id), at: $0) }
    let numbers = Dictionary(elements.satellites.map { ($0.id, $0.elements.catalogNumber) }) { first, _ in first }
    for satellite in snapshot.satellites {
      let then = earlier.flatMap { moment.history.state(ofSatellite: satellite.id, at: $0) }
      if earlier != nil, then == nil { continue }
      let (stored, capacity) = (then?.capacityUsed ?? satellite.stored.gigabits, satellite.capacity.gigabits)
      let ground = then.map(\.groundId) ?? satellite.groundId
      add(
        "orrery_storage",
        tags: ["sat_norad": numbers[satellite.id].map { "\($0)" } ?? "", "sat_id": "\(satellite.id)", "run_id": runID],
        fields: [
          "stored_gigabits": .number(stored), "capacity_gigabits": capacity > 0 ? .number(capacity) : nil,
          "fill": capacity > 0 ? .number(stored / capacity) : nil, "ground_id": ground.map { .whole($0) },
          "link_count": .whole(linkCounts[satellite.id] ?? 0),
          "cost_dollars": .number(costs?[satellite.id] ?? satellite.cost.dollars),
        ], at: (then?.time ?? satellite.told ?? snapshot.time).nanosecondsSince1970)
    }
  }

  /// Adds who serves the terminals at a moment, or was told to at an earlier time, and how often that has changed, as
  /// `ntn_handover`.
  mutating func addHandovers(_ moment: FacadeMoment, at earlier: ScenarioTime? = nil, runID: String) {
    let (snapshot, elements) = (moment.snapshot, moment.elements(at: earlier ?? moment.snapshot.time))
    let told = earlier.map { moment.history.served(at: $0).map { (Snapshot.Terminal($0), $0.time) } }
    let terminals = told?.sorted { ($0.0.name, $0.0.policy) < ($1.0.name, $1.0.policy) }
    for (terminal, time) in terminals ?? snapshot.terminals.map({ ($0, snapshot.time) })
    where Self.isTag(terminal.name) && Self.isTag(terminal.policy) {
      let serving = terminal.satelliteId.flatMap { elements[$0] }?.elements.catalogNumber
      add(
        "ntn_handover", tags: ["terminal": terminal.name, "policy": terminal.policy, "run_id": runID],
        fields: [
          "ho_exec_count": .whole(terminal.handovers), "candidates": .whole(terminal.candidates),
          "sat_norad": serving.map { .whole($0) }, "elevation_deg": terminal.elevation.map { .number($0.degrees) },
          "rsrp_dbm": terminal.rsrpDBm.map { .number($0) },
        ], at: time.nanosecondsSince1970)
    }
  }
}
