/// Points as InfluxDB takes them: one a line, tags and fields in order, nanoseconds exact.
struct LineProtocol {
  private(set) var bytes: [UInt8] = []

  /// Adds a point.
  /// - Parameter nanoseconds: its time since 1970.
  mutating func add(
    _ measurement: String, tags: KeyValuePairs<String, String>, fields: KeyValuePairs<String, Double>,
    at nanoseconds: Int64
  ) {
    bytes += Self.escaped(measurement, ", ").utf8
    for (name, value) in tags where !value.isEmpty {
      bytes += ",\(Self.escaped(name, ",= "))=\(Self.escaped(value, ",= "))".utf8
    }
    for (place, (name, value)) in fields.enumerated() {
      bytes += "\(place == 0 ? " " : ",")\(Self.escaped(name, ",= "))=\(value)".utf8
    }
    bytes += " \(nanoseconds)\n".utf8
  }

  /// Whether a text can be a tag: a line break cannot be escaped, and a backslash at the end would escape what follows.
  static func isTag(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } && !text.hasSuffix("\\")
  }

  private static func escaped(_ text: String, _ characters: String) -> String {
    text.contains(where: characters.contains)
      ? text.reduce(into: "") { $0 += characters.contains($1) ? "\\\($1)" : "\($1)" } : text
  }
}
