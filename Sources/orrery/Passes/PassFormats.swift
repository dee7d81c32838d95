import JSON
import Orbits
import Quantities

/// Passes as a table, CSV, JSON and iCalendar.
enum PassFormats {
  static func table(_ passes: [Pass]) -> Table {
    let tellsSunlight = passes.contains { $0.contact.isSunlit != nil }
    var table = Table(
      columns: [
        .text("Satellite"), .text("Station"), .text("Rise (UTC)"), .text("Highest"), .text("Set"),
        .number("Duration", "s"), .number("Elevation", "deg"), .number("Azimuth", "rise - set, deg"),
      ] + (tellsSunlight ? [.text("Light")] : []))
    table.rows = passes.map { pass in
      let window = pass.window
      return [
        pass.satellite, pass.station, (window.startsBeforeSpan ? "<" : " ") + String(window.start.iso8601.prefix(19)),
        String(window.culmination.time.iso8601.dropFirst(11).prefix(8)),
        (window.endsAfterSpan ? ">" : " ") + String(window.end.iso8601.dropFirst(11).prefix(8)),
        (window.end - window.start).seconds.fixed(1), window.culmination.elevation.degrees.fixed(1),
        "\(pass.rise.azimuth.degrees.fixed(0)) - \(pass.set.azimuth.degrees.fixed(0))",
      ] + (tellsSunlight ? [pass.contact.isSunlit == true ? "sunlit" : "eclipsed"] : [])
    }
    let seconds = passes.reduce(0) { $0 + ($1.window.end - $1.window.start).seconds }
    table.total =
      ["\(passes.count) passes", "", "", "", "", seconds.fixed(1), "", ""] + (tellsSunlight ? [""] : [])
    return table
  }

  static func json(_ pass: Pass) -> JSONValue {
    let window = pass.window
    var object: JSONObject = [
      "satellite": .string(pass.satellite),
      "station": .string(pass.station),
      "groundId": .integer(Int64(pass.groundId)),
      "rise": .string(window.start.iso8601),
      "highest": .string(window.culmination.time.iso8601),
      "set": .string(window.end.iso8601),
      "startsBeforeSpan": .bool(window.startsBeforeSpan),
      "endsAfterSpan": .bool(window.endsAfterSpan),
      "durationSeconds": .number((window.end - window.start).seconds),
      "maximumElevationDegrees": .number(window.culmination.elevation.degrees),
      "riseAzimuthDegrees": .number(pass.rise.azimuth.degrees),
      "setAzimuthDegrees": .number(pass.set.azimuth.degrees),
    ]
    if let isSunlit = pass.contact.isSunlit { object["sunlit"] = .bool(isSunlit) }
    return .object(object)
  }

  /// A header and a row a pass, written by hand: there may be millions.
  static func csv(_ passes: [Pass], _ write: ([UInt8]) -> Void) {
    let tellsSunlight = passes.contains { $0.contact.isSunlit != nil }
    var bytes = Array(
      ("satellite,station,groundId,rise,highest,set,startsBeforeSpan,endsAfterSpan,durationSeconds,"
        + "maximumElevationDegrees,riseAzimuthDegrees,setAzimuthDegrees" + (tellsSunlight ? ",sunlit\n" : "\n")).utf8)
    var fields: [String: [UInt8]] = [:]
    func put(_ text: String) {
      bytes += text.utf8
      bytes.append(UInt8(ascii: ","))
    }
    func putName(_ name: String) {
      if fields[name] == nil { fields[name] = Array(quoted(name).utf8) + [UInt8(ascii: ",")] }
      bytes += fields[name] ?? []
    }
    for pass in passes {
      let window = pass.window
      putName(pass.satellite)
      putName(pass.station)
      put(String(pass.groundId))
      for time in [window.start, window.culmination.time, window.end] { put(time.iso8601) }
      put(window.startsBeforeSpan ? "true" : "false")
      put(window.endsAfterSpan ? "true" : "false")
      put("\((window.end - window.start).seconds)")
      put("\(window.culmination.elevation.degrees)")
      put("\(pass.rise.azimuth.degrees)")
      put("\(pass.set.azimuth.degrees)")
      if tellsSunlight { put(pass.contact.isSunlit == true ? "true" : "false") }
      bytes[bytes.count - 1] = UInt8(ascii: "\n")
      if bytes.count > 1 << 20 {
        write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    write(bytes)
  }

  /// A field of CSV: in quotes where it holds a comma or a quote (RFC 4180).
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// An iCalendar (RFC 5545) with an event a pass; the same passes give the same bytes.
  static func calendar(_ passes: [Pass], _ line: (String) -> Void) {
    func put(_ text: String) { line(folded(text)) }
    put("BEGIN:VCALENDAR")
    put("VERSION:2.0")
    put("PRODID:-//Orrery//orrery \(orreryVersion)//EN")
    for pass in passes {
      let window = pass.window
      let start = stamp(window.start)
      put("BEGIN:VEVENT")
      put("UID:\(pass.number)-\(pass.groundId)-\(window.start.nanosecondsSince1970 / 1_000)@orrery")
      put("DTSTAMP:\(start)")
      put("DTSTART:\(start)")
      put("DTEND:\(stamp(window.end))")
      let elevation = window.culmination.elevation.degrees.fixed(0)
      put("SUMMARY:" + escaped("\(pass.satellite) over \(pass.station), \(elevation) deg"))
      put("LOCATION:" + escaped(pass.station))
      let light = pass.contact.isSunlit.map { $0 ? "; sunlit" : "; eclipsed" } ?? ""
      put(
        "DESCRIPTION:"
          + escaped(
            "Rise \(window.start.iso8601) at azimuth \(pass.rise.azimuth.degrees.fixed(0)) deg; highest "
              + "\(window.culmination.time.iso8601); set \(window.end.iso8601) at azimuth "
              + "\(pass.set.azimuth.degrees.fixed(0)) deg\(light)"))
      put("END:VEVENT")
    }
    put("END:VCALENDAR")
  }

  /// A time as iCalendar writes it in UTC, to the second before.
  private static func stamp(_ time: ScenarioTime) -> String {
    time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
      .replacing("\n", with: "\\n")
  }

  /// A content line in pieces of at most 75 octets, each but the first after CRLF and a space; the end's LF is the
  /// printer's.
  private static func folded(_ text: String) -> String {
    var pieces = ""
    var octets = 0
    for character in text {
      let size = String(character).utf8.count
      if octets + size > 74 {
        pieces += "\r\n "
        octets = 1
      }
      pieces.append(character)
      octets += size
    }
    return pieces + "\r"
  }
}
