extension String {
  /// The text as a field of CSV: in quotes where it holds a comma, a quote or a line's end (RFC 4180).
  var csvField: String {
    guard contains(where: { ",\"\n\r".contains($0) }) else { return self }
    return "\"\(replacing("\"", with: "\"\""))\""
  }
}
