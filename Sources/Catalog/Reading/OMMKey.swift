/// The keywords of an OMM (CCSDS 502.0, section 4) that an element set is made of; others are passed over.
enum OMMKey: Int, CaseIterable {
  case name, designator, centre, frame, timeSystem, theory
  case epoch, meanMotion, semiMajorAxis, eccentricity, inclination, node, perigee, anomaly
  case ephemerisType, classification, number, setNumber, revolution, bstar, motionDot, motionDoubleDot

  /// The keyword.
  var word: String { OMMKey.words[rawValue] }

  /// The unit that CCSDS gives it; nil for one without.
  var unit: String? {
    switch self {
    case .meanMotion: "rev/day"
    case .semiMajorAxis: "km"
    case .inclination, .node, .perigee, .anomaly: "deg"
    case .bstar: "1/ER"
    case .motionDot: "rev/day**2"
    case .motionDoubleDot: "rev/day**3"
    default: nil
    }
  }

  private static let words = [
    "OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "MEAN_ELEMENT_THEORY", "EPOCH",
    "MEAN_MOTION",
    "SEMI_MAJOR_AXIS", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY",
    "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "NORAD_CAT_ID", "ELEMENT_SET_NO", "REV_AT_EPOCH", "BSTAR",
    "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT",
  ]

  private static let keys = Dictionary(uniqueKeysWithValues: allCases.map { ($0.word, $0) })

  init?(_ word: String) {
    guard let key = OMMKey.keys[word] else { return nil }
    self = key
  }

  init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count <= 19 else { return nil }
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  /// CelesTrak's keywords in CelesTrak's order.
  static let published: [OMMKey] = [
    .name, .designator, .epoch, .meanMotion, .eccentricity, .inclination, .node, .perigee, .anomaly, .ephemerisType,
    .classification, .number, .setNumber, .revolution, .bstar, .motionDot, .motionDoubleDot,
  ]
}

/// One record's values by keyword, as they stand, and where.
struct OMMRecord {
  /// What stands at a keyword.
  enum Value {
    case text(ArraySlice<UInt8>)
    case integer(Int64)
    case number(Double)
    /// Something that is neither: shown as it stands.
    case other(String)
  }

  struct Field {
    let value: Value
    let offset: Int
  }

  /// Where it begins.
  let offset: Int
  /// What comes before the keyword in messages: `$[3].` in JSON.
  var prefix = ""
  /// Whether the record must name its theory, frame, time system and centre, as CCSDS messages do.
  var needsMetadata = false
  private var fields = [Field?](repeating: nil, count: OMMKey.allCases.count)

  init(offset: Int, prefix: String = "", needsMetadata: Bool = false) {
    (self.offset, self.prefix, self.needsMetadata) = (offset, prefix, needsMetadata)
  }

  var isEmpty: Bool { fields.allSatisfy { $0 == nil } }

  subscript(key: OMMKey) -> Field? {
    get { fields[key.rawValue] }
    set { fields[key.rawValue] = newValue }
  }
}

extension OMMRecord.Value {
  /// The value as a message shows it.
  var shown: String {
    switch self {
    case .text(let bytes): String(decoding: bytes.prefix(320), as: UTF8.self)
    case .integer(let value): String(value)
    case .number(let value): value.description
    case .other(let text): text
    }
  }
}
