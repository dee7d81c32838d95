import Quantities

/// Appends numbers and texts, little-endian.
struct BinaryWriter {
  var bytes: [UInt8] = []

  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ number: Double) { append(number.bitPattern) }

  /// A text: its length in bytes, and its UTF-8.
  mutating func append(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }
}

/// Takes numbers and texts from bytes that may be anything, and never reads past their end.
struct BinaryReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where the next number is.
  var place: String { "byte \(index)" }

  /// The last eight bytes as a number; 0 where there are fewer.
  var last: UInt64 { bytes.suffix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(ParameterError) -> Number {
    try require(1, 1, 1, of: Number.bitWidth / 8)
    let number = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index, as: Number.self) }
    index += Number.bitWidth / 8
    return Number(littleEndian: number)
  }

  mutating func double() throws(ParameterError) -> Double {
    Double(bitPattern: try number(UInt64.self))
  }

  mutating func double(in range: ClosedRange<Double>) throws(ParameterError) -> Double {
    let place = place
    let number = try double()
    guard range.contains(number) else {
      throw ParameterError(
        parameter: place, value: "\(number)", allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func time() throws(ParameterError) -> ScenarioTime {
    let place = place
    let time = ScenarioTime(nanosecondsSince1970: try number(Int64.self))
    guard time >= .earliest, time <= .latest else {
      throw ParameterError(
        parameter: place, value: "\(time.nanosecondsSince1970) ns", allowed: "the years 1900 to 2200")
    }
    return time
  }

  mutating func times(_ count: Int) throws(ParameterError) -> [ScenarioTime] {
    var times: [ScenarioTime] = []
    times.reserveCapacity(count)
    for _ in 0..<count {
      let place = place
      let time = try time()
      if let last = times.last, time <= last {
        throw ParameterError(parameter: place, value: "\(time)", allowed: "a time after \(last)")
      }
      times.append(time)
    }
    return times
  }

  mutating func text() throws(ParameterError) -> String {
    let count = try count(of: 1)
    guard let text = String(validating: bytes[index..<index + count], as: UTF8.self) else {
      throw ParameterError(parameter: place, value: "\(count) bytes that are no text", allowed: "UTF-8")
    }
    index += count
    return text
  }

  /// Reads how many things of at least some bytes follow, and sees that they can.
  mutating func count(of size: Int) throws(ParameterError) -> Int {
    let count = Int(try number(UInt32.self))
    try require(count, 1, 1, of: size)
    return count
  }

  mutating func index(below limit: Int) throws(ParameterError) -> Int {
    let place = place
    let number = Int(try number(UInt32.self))
    guard number < limit else {
      throw ParameterError(parameter: place, value: "satellite \(number)", allowed: "one below \(limit)")
    }
    return number
  }

  mutating func choice<Choice>(_ name: String, _ choices: [Choice]) throws(ParameterError) -> Choice {
    let place = place
    let number = Int(try number(UInt32.self))
    guard choices.indices.contains(number) else {
      throw ParameterError(parameter: place, value: "\(name) \(number)", allowed: "0 to \(choices.count - 1)")
    }
    return choices[number]
  }

  mutating func skip(_ expected: [UInt8], _ name: String) throws(ParameterError) {
    guard bytes[index...].starts(with: expected) else {
      throw ParameterError(parameter: place, value: "something else", allowed: name)
    }
    index += expected.count
  }

  func check<Value>(
    _ name: String, _ value: Value, is allowed: String, _ holds: (Value) -> Bool
  ) throws(ParameterError) {
    guard holds(value) else { throw ParameterError(parameter: name, value: "\(value)", allowed: allowed) }
  }

  /// Sees that so many things follow; counts of less than 2³² each.
  func require(_ first: Int, _ second: Int, _ third: Int, of size: Int) throws(ParameterError) {
    let (pairs, isOver) = first.multipliedReportingOverflow(by: second)
    let (things, isOverAgain) = pairs.multipliedReportingOverflow(by: third)
    let rest = bytes.count - index
    guard !isOver, !isOverAgain, things <= rest / size else {
      throw ParameterError(
        parameter: place, value: "\(rest) bytes to the end",
        allowed: "room for \(first) x \(second) x \(third) of \(size)")
    }
  }

  /// Sees that nothing but the checksum is left.
  func end() throws(ParameterError) {
    guard index == bytes.count - 8 else {
      throw ParameterError(parameter: place, value: "\(bytes.count - index) bytes to the end", allowed: "8")
    }
  }
}
