import JSON
import Orbits
import Quantities

/// The value of a keyword, as every OMM format writes it.
private enum OMMContent {
  case text(String)
  case whole(Int)
  case number(Double)

  var written: String {
    switch self {
    case .text(let text): text
    case .whole(let value): String(value)
    // The shortest digits that read back; a whole number without its point, as CelesTrak has it.
    case .number(let value): Int64(exactly: value).map(String.init) ?? value.description
    }
  }
}

extension ElementSet {
  private func content(of key: OMMKey) -> OMMContent {
    switch key {
    case .name: .text(name ?? "")
    case .designator: .text(internationalDesignator)
    case .epoch: .text(ommEpoch)
    case .meanMotion: .number(meanMotionRevolutionsPerDay)
    case .eccentricity: .number(eccentricity)
    case .inclination: .number(inclinationDegrees)
    case .node: .number(rightAscensionDegrees)
    case .perigee: .number(argumentOfPerigeeDegrees)
    case .anomaly: .number(meanAnomalyDegrees)
    case .ephemerisType: .whole(0)
    case .classification: .text(String(classification))
    case .number: .whole(catalogNumber)
    case .setNumber: .whole(elementSetNumber)
    case .revolution: .whole(revolutionNumber)
    case .bstar: .number(bstar)
    case .motionDot: .number(meanMotionDot)
    case .motionDoubleDot: .number(meanMotionDoubleDot)
    case .centre: .text("EARTH")
    case .frame: .text("TEME")
    case .timeSystem: .text("UTC")
    case .theory: .text("SGP4")
    case .semiMajorAxis: preconditionFailure("a set has a mean motion instead")
    }
  }

  /// The epoch as CelesTrak writes it: microseconds, or nanoseconds where they are needed, and no zone.
  private var ommEpoch: String {
    let text = epoch.iso8601.dropLast()
    return text.contains(".") ? String(text) : text + ".000000"
  }

  /// One record of OMM JSON: CelesTrak's keywords in CelesTrak's order.
  var ommObject: JSONValue {
    var object = JSONObject()
    for key in OMMKey.published {
      object[key.word] =
        switch content(of: key) {
        case .text(let text): key == .name && name == nil ? .null : .string(text)
        case .whole(let value): .integer(Int64(value))
        case .number(let value): Int64(exactly: value).map { .integer($0) } ?? .number(value)
        }
    }
    return .object(object)
  }

  /// One record of CSV, with the end of its line.
  var csvRecord: String {
    OMMKey.published.map { quotedForCSV(content(of: $0).written) }.joined(separator: ",") + "\n"
  }

  private func quotedForCSV(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" }) || text.first == "#" else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// The keywords of the metadata that CCSDS wants ahead of the elements.
  private static let metadata: [OMMKey] = [.name, .designator, .centre, .frame, .timeSystem, .theory]
  private static let elements: [OMMKey] = [.epoch, .meanMotion, .eccentricity, .inclination, .node, .perigee, .anomaly]
  private static let parameters: [OMMKey] = [
    .ephemerisType, .classification, .number, .setNumber, .revolution, .bstar, .motionDot, .motionDoubleDot,
  ]

  /// One message in keyword-value notation. The creation date is the epoch, so that the same sets give the same bytes.
  func kvnMessage(isFirst: Bool) -> String {
    let head = [("CCSDS_OMM_VERS", "3.0"), ("CREATION_DATE", ommEpoch), ("ORIGINATOR", "Orrery")]
    let body = (Self.metadata + Self.elements + Self.parameters).map { ($0.word, content(of: $0).written) }
    let lines = (head + body).map { word, value in
      word + String(repeating: " ", count: 20 - word.count) + "= " + value + "\n"
    }
    return (isFirst ? "" : "\n") + lines.joined()
  }

  /// One message of an `ndm`, with the end of its line.
  var xmlMessage: String {
    func elements(_ keys: [OMMKey]) -> String {
      keys.map { "<\($0.word)>\(escapedForXML(content(of: $0).written))</\($0.word)>" }.joined()
    }
    return "<omm id=\"CCSDS_OMM_VERS\" version=\"3.0\"><header><CREATION_DATE>\(ommEpoch)</CREATION_DATE>"
      + "<ORIGINATOR>Orrery</ORIGINATOR></header><body><segment><metadata>\(elements(Self.metadata))</metadata>"
      + "<data><meanElements>\(elements(Self.elements))</meanElements>"
      + "<tleParameters>\(elements(Self.parameters))</tleParameters></data></segment></body></omm>\n"
  }

  private func escapedForXML(_ text: String) -> String {
    guard text.contains(where: { "<>&".contains($0) }) else { return text }
    return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
