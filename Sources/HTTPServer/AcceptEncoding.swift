/// What a client says of encodings that it can read (RFC 9110, 12.5.3).
enum AcceptEncoding {
  /// Whether some values of the field admit gzip, with a weight above 0.
  static func admitsGzip(_ values: [String]) -> Bool {
    var ofAny = false
    for value in values {
      for entry in value.utf8.split(separator: UInt8(ascii: ",")) {
        let parts = entry.split(separator: UInt8(ascii: ";")).map(\.trimmingSpace)
        guard let name = parts.first?.map(\.lowercased) else { continue }
        let isWanted = parts.dropFirst().allSatisfy { !isNoWeight($0) }
        if name.elementsEqual("gzip".utf8) || name.elementsEqual("x-gzip".utf8) { return isWanted }
        if name.elementsEqual("*".utf8) { ofAny = isWanted }
      }
    }
    return ofAny
  }

  /// Whether a parameter is `q=0`, with as many zeros behind the point as one likes.
  private static func isNoWeight(_ parameter: Substring.UTF8View) -> Bool {
    guard parameter.first?.lowercased == UInt8(ascii: "q"), parameter.dropFirst().first == UInt8(ascii: "=") else {
      return false
    }
    return parameter.dropFirst(2).allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
  }
}
