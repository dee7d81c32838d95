import Downlink
import Ground
import Quantities

/// What a station does where its file does not say.
struct StationService {
  var minimumElevationDegrees: Double
  var downlinkGigabitsPerSecond: Double
  var dollarsPerSecond: Double
  var chargesDownlinks: Bool
  var simultaneousContacts: Int?
  var isOperational: Bool
  /// What the names of a file's stations begin with.
  var namePrefix = ""

  /// Reads the service from a scenario's station; what is missing has the format's defaults.
  init(_ node: DocumentNode) {
    minimumElevationDegrees = node["minimumElevationDegrees"]?.number ?? 10
    downlinkGigabitsPerSecond = node["downlinkGigabitsPerSecond"]?.number ?? 0.5
    dollarsPerSecond = node["dollarsPerSecond"]?.number ?? 0
    chargesDownlinks = (node["costMode"]?.text ?? "discrete") == "discrete"
    simultaneousContacts = node["simultaneousContacts"]?.integer
    isOperational = node["operational"]?.boolean ?? true
    namePrefix = node["namePrefix"]?.text ?? ""
  }

  /// The defaults of the format, with a lowest elevation.
  init(minimumElevation: Angle) {
    minimumElevationDegrees = minimumElevation.degrees
    (downlinkGigabitsPerSecond, dollarsPerSecond, chargesDownlinks) = (0.5, 0, true)
    isOperational = true
  }

  func station(groundId: Int, name: String?, at place: Geodetic) -> ScenarioDefinition.Station {
    ScenarioDefinition.Station(
      name: namePrefix + (name ?? "Station \(groundId)"),
      station: GroundModel.Station(
        groundId: groundId, position: place, minimumElevation: .degrees(minimumElevationDegrees),
        downlinkRate: .gigabitsPerSecond(downlinkGigabitsPerSecond),
        tariff: Tariff(rate: .dollarsPerSecond(dollarsPerSecond), chargesDownlinks: chargesDownlinks),
        simultaneousContacts: simultaneousContacts, isOperational: isOperational))
  }
}

/// Reads ground stations from CSV and GeoJSON files.
enum StationFile {
  static func read(
    _ bytes: [UInt8], name: String, firstGroundId: Int, service: StationService
  ) throws(ScenarioProblems) -> [ScenarioDefinition.Station] {
    let isJSON = bytes.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "{")
    var reader = Reader(file: name, service: service, nextGroundId: firstGroundId)
    let stations = isJSON ? reader.geoJSON(bytes) : reader.csv(String(decoding: bytes, as: UTF8.self))
    guard reader.problems.isEmpty else { throw ScenarioProblems(problems: reader.problems) }
    return stations
  }

  /// The columns of a CSV file by the names that are in use: NOS-T's first.
  private static let columns: [String: [String]] = [
    "groundId": ["groundid", "id"],
    "name": ["name"],
    "latitude": ["latitude", "lat"],
    "longitude": ["longitude", "lon", "lng"],
    "height": ["altitude", "alt_m", "height"],
    "elevation": ["elevangle", "min_horizon_deg", "minelevation"],
    "operational": ["operational"],
    "rate": ["downlinkrate"],
    "price": ["costpersecond"],
    "mode": ["costmode"],
  ]

  private struct Reader {
    let file: String
    let service: StationService
    var nextGroundId: Int
    var problems: [ScenarioProblem] = []

    mutating func geoJSON(_ bytes: [UInt8]) -> [ScenarioDefinition.Station] {
      let root: DocumentNode
      do {
        root = try DocumentParser.parse(bytes, file: file)
      } catch {
        problems.append(error)
        return []
      }
      guard let features = root["features"] else {
        report(root.place, "$.features", "is missing", allowed: "a GeoJSON FeatureCollection")
        return []
      }
      var stations: [ScenarioDefinition.Station] = []
      for (index, feature) in features.elements.enumerated() {
        let path = "$.features[\(index)].geometry.coordinates"
        let numbers = feature["geometry"]?["coordinates"]?.elements.map(\.number) ?? []
        guard feature["geometry"]?["type"]?.text == "Point", numbers.count >= 2, let longitude = numbers[0],
          let latitude = numbers[1], abs(longitude) <= 180, abs(latitude) <= 90
        else {
          report(feature.place, path, "is no place", allowed: "a Point: [longitude, latitude] in degrees, and a height")
          continue
        }
        let place = Geodetic(
          latitudeDegrees: latitude, longitudeDegrees: longitude,
          heightMetres: numbers.count > 2 ? numbers[2] ?? 0 : 0)
        let name = feature["properties"]?["name"]?.text
        let station = service.station(groundId: nextGroundId, name: name, at: place)
        nextGroundId += 1
        stations.append(station)
      }
      return stations
    }

    mutating func csv(_ text: String) -> [ScenarioDefinition.Station] {
      // Spreadsheets put a byte order mark first.
      let lines = (text.first == "\u{FEFF}" ? text.dropFirst() : text[...])
        .split(omittingEmptySubsequences: false) { $0.isNewline }
      guard let header = lines.first else { return [] }
      let names = fields(of: header).map { $0.lowercased() }
      var places: [String: Int] = [:]
      for (column, aliases) in columns { places[column] = names.firstIndex { aliases.contains($0) } }
      for needed in ["latitude", "longitude"] where places[needed] == nil {
        report(SourcePlace(line: 1, column: 1), nil, "has no column \(needed)", allowed: columnNames)
      }
      guard problems.isEmpty else { return [] }
      var stations: [ScenarioDefinition.Station] = []
      for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
        if let station = row(fields(of: line), places, line: index + 1) { stations.append(station) }
      }
      return stations
    }

    private mutating func row(
      _ fields: [String], _ places: [String: Int], line: Int
    ) -> ScenarioDefinition.Station? {
      let before = problems.count
      func text(_ column: String) -> String? {
        places[column].flatMap { $0 < fields.count && !fields[$0].isEmpty ? fields[$0] : nil }
      }
      func number(_ column: String, _ range: ClosedRange<Double>, default fallback: Double?) -> Double {
        guard let text = text(column) else {
          if fallback == nil { report(line, column, value: nil, "is missing", range) }
          return fallback ?? 0
        }
        guard let value = Double(text), range.contains(value) else {
          report(line, column, value: text, "is not allowed", range)
          return 0
        }
        return value
      }
      let wanted = number("groundId", 0...999_999_999, default: Double(nextGroundId))
      let groundId = Int(wanted)
      if Double(groundId) != wanted {
        report(
          SourcePlace(line: line, column: 1), "groundId", "is not whole", value: wanted.shortest,
          allowed: "a whole number from 0 to 999999999")
      }
      nextGroundId = max(nextGroundId, groundId) + 1
      let place = Geodetic(
        latitudeDegrees: number("latitude", -90...90, default: nil),
        longitudeDegrees: number("longitude", -180...180, default: nil),
        heightMetres: number("height", -1_000...10_000, default: 0))
      var service = service
      service.minimumElevationDegrees = number("elevation", -90...90, default: service.minimumElevationDegrees)
      service.downlinkGigabitsPerSecond = number("rate", 0...1e6, default: service.downlinkGigabitsPerSecond)
      service.dollarsPerSecond = number("price", 0...1e9, default: service.dollarsPerSecond)
      func word<Value>(_ column: String, _ words: KeyValuePairs<String, Value>, default fallback: Value) -> Value {
        guard let text = text(column) else { return fallback }
        if let match = words.first(where: { $0.key == text.lowercased() }) { return match.value }
        report(
          SourcePlace(line: line, column: 1), column, "is none of them", value: "\"\(text)\"",
          allowed: words.map(\.key).joined(separator: ", "))
        return fallback
      }
      service.chargesDownlinks = word(
        "mode", ["discrete": true, "continuous": false, "fixed": false], default: service.chargesDownlinks)
      service.isOperational = word("operational", ["true": true, "false": false], default: service.isOperational)
      guard problems.count == before else { return nil }
      return service.station(groundId: groundId, name: text("name"), at: place)
    }

    /// Splits a line at its commas, outside double quotes.
    private func fields(of line: Substring) -> [String] {
      var fields = [""]
      var isQuoted = false
      for character in line {
        if character == "\"" {
          isQuoted.toggle()
        } else if character == ",", !isQuoted {
          fields.append("")
        } else {
          fields[fields.count - 1].append(character)
        }
      }
      return fields.map { $0.trimmed }
    }

    private var columnNames: String {
      columns.values.map { $0[0] }.sorted().joined(separator: ", ")
    }

    private mutating func report(
      _ line: Int, _ column: String, value: String?, _ reason: String, _ range: ClosedRange<Double>
    ) {
      problems.append(
        ScenarioProblem(
          file: file, place: SourcePlace(line: line, column: 1), path: column, value: value.map { "\"\($0)\"" },
          reason: reason, allowed: "a number from \(range.lowerBound.shortest) to \(range.upperBound.shortest)"))
    }

    private mutating func report(
      _ place: SourcePlace, _ path: String?, _ reason: String, value: String? = nil, allowed: String
    ) {
      problems.append(
        ScenarioProblem(file: file, place: place, path: path, value: value, reason: reason, allowed: allowed))
    }
  }
}

extension String {
  /// The text without the blanks around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
