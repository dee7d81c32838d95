import Catalog
import Foundation
import HandoverAnalysis
import Quantities

/// A wrong row of a track file: the place, the value and what is allowed.
struct TrackFileError: Error, Equatable, CustomStringConvertible {
  let path: String
  /// From 1; nil for the whole file.
  let line: Int?
  let reason: String

  var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}

/// A file with the way of a terminal, `time,lat,lon` or `time,lat,lon,alt`, a waypoint a row.
///
/// Times ascend; they are UTC, or seconds after the start of the prediction. Latitude and longitude are degrees, heights
/// metres above the ellipsoid. Lines end with LF or CRLF, blank ones are passed over.
struct TrackFile {
  static let headers = ["time,lat,lon", "time,lat,lon,alt"]

  let track: TerminalTrack

  /// How many bytes a file may have.
  private static let mostBytes = 64 << 20

  init(_ path: String, from start: ScenarioTime) throws {
    var waypoints: [TerminalTrack.Waypoint] = []
    var lines: [Int] = []
    var columns: Int?
    var text = String(decoding: try AtomicFile.read(path, atMost: Self.mostBytes), as: UTF8.self)[...]
    if text.first == "\u{FEFF}" { text.removeFirst() }
    for (index, row) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      func error(_ reason: String) -> TrackFileError { TrackFileError(path: path, line: index + 1, reason: reason) }
      let content = row.trimmingCharacters(in: .whitespaces)
      if content.isEmpty { continue }
      guard let columns else {
        guard Self.headers.contains(content) else {
          throw error("\(Self.shown(content)) is not the header; allowed: \(Self.headers.joined(separator: " or "))")
        }
        columns = content.split(separator: ",").count
        continue
      }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard fields.count == columns else {
        throw error("\(fields.count) column\(fields.count == 1 ? "" : "s"); allowed: \(columns), as the header has")
      }
      guard let time = Self.time(fields[0], after: start) else {
        throw error(
          "time is \(Self.shown(fields[0])); allowed: a time such as 2026-07-24T00:00:00Z, or seconds after --from, "
            + "-1000000000 to 1000000000")
      }
      let numbers = try zip(["lat", "lon", "alt"], fields.dropFirst()).map { name, field in
        guard let number = decimalNumber(Array(field.utf8)[...]) else {
          throw error("\(name) is \(Self.shown(field)); allowed: \(name == "alt" ? "metres" : "degrees")")
        }
        return number
      }
      let place = Geodetic(
        latitudeDegrees: numbers[0], longitudeDegrees: numbers[1], heightMetres: numbers.count > 2 ? numbers[2] : 0)
      waypoints.append(TerminalTrack.Waypoint(time: time, place: place))
      lines.append(index + 1)
    }
    do {
      track = try TerminalTrack(waypoints)
    } catch {
      throw TrackFileError(path: path, line: error.waypoint.map { lines[$0] }, reason: error.reason)
    }
  }

  private static func time(_ text: String, after start: ScenarioTime) -> ScenarioTime? {
    if let time = try? ScenarioTime(text) { return time }
    guard let seconds = decimalNumber(Array(text.utf8)[...]), abs(seconds) <= 1e9 else { return nil }
    return start.adding(TimeSpan(nanoseconds: Int64((seconds * 1e9).rounded())))
  }

  /// A value in quotes as a terminal may be shown it.
  private static func shown(_ text: String) -> String {
    let visible = text.prefix(40).map {
      $0.isASCII && !($0.asciiValue.map { $0 < 0x20 || $0 == 0x7F } ?? true) ? $0 : "?"
    }
    return "\"\(String(visible))\(text.count > 40 ? "..." : "")\""
  }
}
