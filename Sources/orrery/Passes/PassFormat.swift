import JSON
import Orbits
import Quantities

/// Passes as a table, CSV, JSON and iCalendar, written as they are made: there may be millions.
struct PassFormat: Sendable {
  private let head, between, tail: String
  private let row: @Sendable (Pass, inout [UInt8]) -> Void

  /// Writes all passes, as many threads at a time as the list has, until somebody refuses the bytes.
  func write(_ passes: PassList, to write: ([UInt8]) -> Bool) {
    guard write(Array(head.utf8)) else { return }
    var isFirst = true
    let isWhole = passes.forEachPortion { portion in
      var bytes: [UInt8] = []
      for pass in portion {
        bytes += between.utf8
        row(pass, &bytes)
      }
      return bytes
    } take: { bytes in
      let rest = isFirst ? Array(bytes.dropFirst(between.utf8.count)) : bytes
      isFirst = false
      return write(rest)
    }
    if isWhole { _ = write(Array(tail.utf8)) }
  }

  // MARK: Table

  /// An aligned table; the passes are gone through twice, as the widths come first.
  static func table(_ passes: PassList, colour: Bool) -> PassFormat {
    let tellsSunlight = passes.tellsSunlight
    var table = Table(
      columns: [
        .text("Satellite"), .text("Station"), .text("Rise (UTC)"), .text("Highest"), .text("Set"),
        .number("Duration", "s"), .number("Elevation", "deg"), .number("Azimuth", "rise - set, deg"),
      ] + (tellsSunlight ? [.text("Light")] : []))
    var widths = table.widths
    var seconds = 0.0
    passes.forEachPortion { [table] portion in
      var widths = table.widths
      var seconds = 0.0
      for pass in portion {
        table.widen(&widths, for: cells(pass, tellsSunlight))
        seconds += (pass.window.end - pass.window.start).seconds
      }
      return (widths, seconds)
    } take: { outcome in
      widths = zip(widths, outcome.0).map { max($0, $1) }
      seconds += outcome.1
      return true
    }
    table.total =
      ["\(passes.count) passes", "", "", "", "", seconds.fixed(1), "", ""] + (tellsSunlight ? [""] : [])
    if let total = table.total { table.widen(&widths, for: total) }
    return PassFormat(
      head: table.head(widths, colour: colour), between: "", tail: table.foot(widths, colour: colour) + "\n"
    ) { [table, widths] pass, bytes in
      bytes += table.line(cells(pass, tellsSunlight), widths).utf8
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  private static func cells(_ pass: Pass, _ tellsSunlight: Bool) -> [String] {
    let window = pass.window
    func azimuth(_ look: LookAngles?) -> String { look?.azimuth.degrees.fixed(0) ?? "?" }
    return [
      pass.satellite, pass.station, (window.startsBeforeSpan ? "<" : " ") + String(window.start.iso8601.prefix(19)),
      String(window.culmination.time.iso8601.dropFirst(11).prefix(8)),
      (window.endsAfterSpan ? ">" : " ") + String(window.end.iso8601.dropFirst(11).prefix(8)),
      (window.end - window.start).seconds.fixed(1), window.culmination.elevation.degrees.fixed(1),
      "\(azimuth(pass.rise)) - \(azimuth(pass.set))",
    ] + (tellsSunlight ? [pass.contact.isSunlit == true ? "sunlit" : "eclipsed"] : [])
  }

  // MARK: JSON

  /// An array with an object a pass.
  static func json(_ passes: PassList) -> PassFormat {
    guard passes.count > 0 else { return PassFormat(head: "[]\n", between: "", tail: "") { _, _ in } }
    return PassFormat(head: "[", between: ",", tail: "\n]\n") { pass, bytes in
      bytes += "\n  ".utf8
      bytes += json(pass).indented.replacing("\n", with: "\n  ").utf8
    }
  }

  private static func json(_ pass: Pass) -> JSONValue {
    let window = pass.window
    func azimuth(_ look: LookAngles?) -> JSONValue { look.map { .number($0.azimuth.degrees) } ?? .null }
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
      "riseAzimuthDegrees": azimuth(pass.rise),
      "setAzimuthDegrees": azimuth(pass.set),
    ]
    if let isSunlit = pass.contact.isSunlit { object["sunlit"] = .bool(isSunlit) }
    return .object(object)
  }

  // MARK: CSV

  /// A header and a row a pass.
  static func csv(_ passes: PassList) -> PassFormat {
    let satellites = passes.satellites.map { Array("\($0.name.csvField),".utf8) }
    let stations = passes.stations.map { Array("\($0.name.csvField),\($0.groundId),".utf8) }
    let tellsSunlight = passes.tellsSunlight
    return PassFormat(
      head: "satellite,station,groundId,rise,highest,set,startsBeforeSpan,endsAfterSpan,durationSeconds,"
        + "maximumElevationDegrees,riseAzimuthDegrees,setAzimuthDegrees" + (tellsSunlight ? ",sunlit\n" : "\n"),
      between: "", tail: ""
    ) { pass, bytes in
      func put(_ text: String) {
        bytes += text.utf8
        bytes.append(UInt8(ascii: ","))
      }
      let window = pass.window
      bytes += satellites[pass.contact.satellite]
      bytes += stations[pass.contact.station]
      for time in [window.start, window.culmination.time, window.end] { put(time.iso8601) }
      put(window.startsBeforeSpan ? "true" : "false")
      put(window.endsAfterSpan ? "true" : "false")
      put((window.end - window.start).seconds.description)
      put(window.culmination.elevation.degrees.description)
      put(pass.rise?.azimuth.degrees.description ?? "")
      put(pass.set?.azimuth.degrees.description ?? "")
      if tellsSunlight { put(pass.contact.isSunlit == true ? "true" : "false") }
      bytes[bytes.count - 1] = UInt8(ascii: "\n")
    }
  }

  // MARK: iCalendar

  /// An iCalendar (RFC 5545) with an event a pass; the same passes give the same bytes.
  static func calendar() -> PassFormat {
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Orrery//orrery \(orreryVersion)//EN"]
    return PassFormat(head: head.map(folded).joined(), between: "", tail: folded("END:VCALENDAR")) { pass, bytes in
      for line in event(pass) { bytes += folded(line).utf8 }
    }
  }

  private static func event(_ pass: Pass) -> [String] {
    let window = pass.window
    let start = stamp(window.start)
    let elevation = window.culmination.elevation.degrees.fixed(0)
    let light = pass.contact.isSunlit.map { $0 ? "; sunlit" : "; eclipsed" } ?? ""
    func azimuth(_ look: LookAngles?) -> String { look.map { " at azimuth \($0.azimuth.degrees.fixed(0)) deg" } ?? "" }
    let description =
      "Rise \(window.start.iso8601)\(azimuth(pass.rise)); highest \(window.culmination.time.iso8601); "
      + "set \(window.end.iso8601)\(azimuth(pass.set))\(light)"
    return [
      "BEGIN:VEVENT",
      "UID:\(pass.number)-\(pass.groundId)-\(window.start.nanosecondsSince1970 / 1_000)@orrery",
      "DTSTAMP:\(start)",
      "DTSTART:\(start)",
      "DTEND:\(stamp(window.end))",
      "SUMMARY:" + escaped("\(pass.satellite) over \(pass.station), \(elevation) deg"),
      "LOCATION:" + escaped(pass.station),
      "DESCRIPTION:" + escaped(description),
      "END:VEVENT",
    ]
  }

  /// A time as iCalendar writes it in UTC, to the second before.
  private static func stamp(_ time: ScenarioTime) -> String {
    time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
      .replacing("\n", with: "\\n")
  }

  /// A content line in pieces of at most 75 octets, each but the first after CRLF and a space.
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
    return pieces + "\r\n"
  }
}
