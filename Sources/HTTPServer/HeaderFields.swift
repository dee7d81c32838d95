/// The header fields of a request, in order, in one buffer; texts are made of what is asked for only.
public struct HeaderFields: Sendable, ExpressibleByDictionaryLiteral {
  private struct Place {
    let start: Int
    let nameEnd: Int
    let end: Int
  }

  private var bytes: [UInt8] = []
  private var places: [Place] = []

  /// Creates fields with none in it.
  public init() {}

  /// Creates fields in order, for tests of a responder.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements {
      var (name, value) = (name, value)
      name.withUTF8 { name in value.withUTF8 { append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) } }
    }
  }

  /// How many there are.
  public var count: Int { places.count }

  /// The value of the first field of a name, in upper or lower case; nil where there is none.
  public subscript(name: StaticString) -> String? {
    places.first { isNamed($0, name) }.map(value)
  }

  /// Every value of a name, in order.
  public func values(of name: StaticString) -> [String] { places.lazy.filter { isNamed($0, name) }.map(value) }

  /// How many fields have a name.
  func count(of name: StaticString) -> Int { places.count { isNamed($0, name) } }

  /// Whether every name is a token (RFC 9110, 5.6.2), and every value without control characters but tabs.
  var isWellFormed: Bool {
    bytes.withUnsafeBufferPointer { bytes in
      places.allSatisfy { place in
        place.start < place.nameEnd && bytes[place.start..<place.nameEnd].allSatisfy(\.isTokenCharacter)
          && bytes[place.nameEnd..<place.end].allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
      }
    }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  /// Adds a field; white space around its value is no part of it.
  mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    var value = value[...]
    while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
    while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
    let start = bytes.count
    bytes.append(contentsOf: name)
    let nameEnd = bytes.count
    bytes.append(contentsOf: value)
    places.append(Place(start: start, nameEnd: nameEnd, end: bytes.count))
  }

  private func isNamed(_ place: Place, _ name: StaticString) -> Bool {
    guard place.nameEnd - place.start == name.utf8CodeUnitCount else { return false }
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return bytes.withUnsafeBufferPointer { bytes in
      zip(bytes[place.start..<place.nameEnd], wanted).allSatisfy { $0.lowercased == $1.lowercased }
    }
  }

  private func value(_ place: Place) -> String { String(decoding: bytes[place.nameEnd..<place.end], as: UTF8.self) }
}

extension UInt8 {
  /// The byte with an ASCII letter in lower case.
  var lowercased: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  var isLetter: Bool { lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "z") }

  /// Whether it may stand in a token (RFC 9110, 5.6.2).
  var isTokenCharacter: Bool {
    if isDigit || isLetter { return true }
    return switch Unicode.Scalar(self) {
    case "!", "#", "$", "%", "&", "'", "*", "+", "-", ".", "^", "_", "`", "|", "~": true
    default: false
    }
  }
}
