import JSON
import Orbits
public import Quantities

/// A format in which ephemerides are written.
public enum EphemerisFormat: String, Sendable, CaseIterable {
  /// Comma-separated values with a header: one row a state.
  case csv
  /// One JSON object a satellite and line: its name, number, frame and states.
  case json
  /// CCSDS Orbit Ephemeris Message 2.0 (CCSDS 502.0-B-2), one segment a satellite.
  case oem
  /// An STK external ephemeris (`.e`), for one satellite.
  case stk

  /// The text before the first satellite.
  /// - Parameter created: when the file is made, for the formats that say so.
  public func head(frame: EphemerisTable.Frame, created: ScenarioTime) -> String {
    switch self {
    case .csv: "name,number,time,frame,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s\n"
    case .json, .stk: ""
    case .oem: "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = \(EphemerisFormat.unzoned(created))\nORIGINATOR = ORRERY\n"
    }
  }

  /// One satellite's path.
  public func text(of table: EphemerisTable) -> String {
    switch self {
    case .csv: csv(table)
    case .json: json(table)
    case .oem: oem(table)
    case .stk: stk(table)
    }
  }

  private func csv(_ table: EphemerisTable) -> String {
    let name = EphemerisFormat.quoted(table.elements.name ?? "")
    let head = "\(name),\(table.elements.catalogNumber),"
    var text = ""
    for state in table.states {
      text += head + "\(state.time.iso8601),\(table.frame.rawValue)"
      EphemerisFormat.append(state, to: &text, before: ",")
      text += "\n"
    }
    return text
  }

  private func json(_ table: EphemerisTable) -> String {
    var object: JSONObject = [
      "name": table.elements.name.map { .string($0) } ?? .null,
      "number": .integer(Int64(table.elements.catalogNumber)),
      "epoch": .string(table.elements.epoch.iso8601),
      "frame": .string(table.frame.rawValue),
      "columns": ["time", "x_km", "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s"],
    ]
    object["states"] = .array(
      table.states.map { state in
        let (r, v) = (state.position, state.velocity)
        return .array([.string(state.time.iso8601)] + [r.x, r.y, r.z, v.x, v.y, v.z].map { .number($0) })
      })
    if let failure = table.failure { object["failure"] = .string("\(failure)") }
    return JSONValue.object(object).compact + "\n"
  }

  private func oem(_ table: EphemerisTable) -> String {
    guard let first = table.states.first, let last = table.states.last else { return "" }
    let designator = table.elements.internationalDesignator
    var text = """

      META_START
      OBJECT_NAME = \(table.elements.name ?? String(table.elements.catalogNumber))
      OBJECT_ID = \(designator.isEmpty ? String(table.elements.catalogNumber) : designator)
      CENTER_NAME = EARTH
      REF_FRAME = \(table.frame == .teme ? "TEME" : "ITRF2014")
      TIME_SYSTEM = UTC
      START_TIME = \(EphemerisFormat.unzoned(first.time))
      STOP_TIME = \(EphemerisFormat.unzoned(last.time))
      META_STOP

      COMMENT SGP4 from elements of \(EphemerisFormat.unzoned(table.elements.epoch)), catalogue number \
      \(table.elements.catalogNumber)

      """
    if let failure = table.failure {
      text += "COMMENT no states from \(EphemerisFormat.unzoned(failure.time)) on: \(failure.error)\n"
    }
    for state in table.states {
      text += EphemerisFormat.unzoned(state.time)
      EphemerisFormat.append(state, to: &text, before: " ")
      text += "\n"
    }
    return text
  }

  private func stk(_ table: EphemerisTable) -> String {
    guard let first = table.states.first else { return "" }
    var text = """
      stk.v.11.0
      # SGP4 from elements of \(table.elements.epoch.iso8601)
      BEGIN Ephemeris
      NumberOfEphemerisPoints \(table.states.count)
      ScenarioEpoch \(EphemerisFormat.spoken(first.time))
      InterpolationMethod Lagrange
      InterpolationSamplesM1 7
      DistanceUnit Kilometers
      CentralBody Earth
      CoordinateSystem \(table.frame == .teme ? "TEMEOfDate" : "Fixed")
      EphemerisTimePosVel

      """
    for state in table.states {
      text += EphemerisFormat.decimal((state.time - first.time).seconds, 6)
      EphemerisFormat.append(state, to: &text, before: " ")
      text += "\n"
    }
    return text + "END Ephemeris\n"
  }

  /// Positions to a micrometre, velocities to a nanometre a second.
  private static func append(_ state: EphemerisTable.State, to text: inout String, before separator: String) {
    for axis in 0..<3 { text += separator + decimal(state.position[axis], 9) }
    for axis in 0..<3 { text += separator + decimal(state.velocity[axis], 12) }
  }

  /// A number with so many decimals, of a magnitude that leaves 18 digits in all.
  static func decimal(_ value: Double, _ places: Int) -> String {
    let power = (0..<places).reduce(Int64(1)) { product, _ in product * 10 }
    let whole = value.rounded(.towardZero)
    var units = Int64(whole)
    var rest = Int64(((value - whole).magnitude * Double(power)).rounded())
    if rest == power { (units, rest) = (units + (value < 0 ? -1 : 1), 0) }
    let sign = value < 0 && (units != 0 || rest != 0) ? "-" : ""
    let digits = String(rest)
    return "\(sign)\(units.magnitude)." + String(repeating: "0", count: places - digits.count) + digits
  }

  /// A time as CCSDS writes it: no letter for the zone, which the time system tells.
  private static func unzoned(_ time: ScenarioTime) -> String {
    let text = time.iso8601
    return text.hasSuffix("Z") ? String(text.dropLast()) : text
  }

  /// A time as STK writes it: 1 Jan 2020 00:00:00.000000000.
  private static func spoken(_ time: ScenarioTime) -> String {
    let date = time.calendarDate
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
    let fraction = String(date.nanosecond + 1_000_000_000).dropFirst()
    return "\(date.day) \(months[date.month - 1]) \(date.year) \(two(date.hour)):\(two(date.minute)):"
      + "\(two(date.second)).\(fraction)"
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
