/// A text that is not a time or a span of time: what it was, what is wrong, what is allowed.
public struct TimeTextError: Error, Equatable, CustomStringConvertible {
  /// The text as given.
  public let text: String
  /// What is wrong with it.
  public let reason: String
  /// What would be right.
  public let allowed: String

  /// The sentence for a log.
  public var description: String { "\"\(text)\": \(reason); allowed: \(allowed)" }
}

/// A time read from text, with what a caller may want to warn of.
public struct TimeReading: Equatable, Sendable {
  /// The instant.
  public let time: ScenarioTime
  /// Whether the text named a leap second (…:60), which is read as the next 00:00:00.
  public let namesLeapSecond: Bool
  /// Whether the text named its zone; without one it is read as UTC.
  public let namesZone: Bool
}

/// A cursor over the bytes of a short text.
struct TextCursor {
  private let bytes: [UInt8]
  private(set) var index = 0

  init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { index == bytes.count }
  var next: UInt8? { isAtEnd ? nil : bytes[index] }

  mutating func take(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    index += 1
    return true
  }

  mutating func takeAny(of characters: String) -> Character? {
    for character in characters where take(character) { return character }
    return nil
  }

  /// Takes exactly `count` digits.
  mutating func digits(_ count: Int) -> Int? {
    guard index + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[index..<index + count] {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    index += count
    return value
  }

  /// Takes as many digits as there are, at most 15 of them, and says how many.
  mutating func digits() -> (value: Int, count: Int)? {
    let start = index
    var value = 0
    while let byte = next, isDigit(byte), index - start < 15 {
      value = value * 10 + Int(byte - 48)
      index += 1
    }
    return index == start ? nil : (value, index - start)
  }

  /// Takes the digits of a fraction of a second as nanoseconds; digits past the ninth are dropped.
  mutating func nanoseconds() -> Int? {
    var value = 0
    var count = 0
    while let byte = next, isDigit(byte) {
      if count < 9 { value = value * 10 + Int(byte - 48) }
      count += 1
      index += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}

/// Writes a number with leading zeros.
func padded(_ value: Int, to width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
