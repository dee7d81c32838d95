public import JSON

/// Reads a file of time series part by part, so that never more than one satellite is held as JSON.
///
/// The file is an object whose member `satellites` is a list of objects; every other member comes as a whole.
public struct TimeSeriesReader: Sendable {
  /// A part of the file.
  public enum Part: Hashable, Sendable {
    /// A member beside the satellites.
    case member(String, JSONValue)
    /// A satellite, and its number in the file.
    case satellite(Int, JSONObject)
  }

  private enum State: Hashable {
    case before, members, satellites(read: Int), after
  }

  private let bytes: [UInt8]
  private var index = 0
  private var state = State.before
  private var names: Set<String> = []

  /// Creates a reader of a whole file in UTF-8.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns the next part; nil at the end.
  /// - Throws: ``ParameterError`` where the file is no such object.
  public mutating func next() throws(ParameterError) -> Part? {
    while true {
      switch state {
      case .before:
        try require("{", "an object")
        state = .members
      case .members:
        if let part = try member() { return part }
      case .satellites(let count):
        if let satellite = try satellite(count) { return satellite }
      case .after:
        guard peek == nil else { throw failure("nothing after the object") }
        guard names.contains("satellites") else {
          throw ParameterError(parameter: "$.satellites", value: "absent", allowed: "a list of satellites")
        }
        return nil
      }
    }
  }

  /// Reads a member; nil where it is the satellites, or none is left.
  private mutating func member() throws(ParameterError) -> Part? {
    if take("}") {
      state = .after
      return nil
    }
    if !names.isEmpty { try require(",", "a comma or }") }
    guard peek == UInt8(ascii: "\""), let name = try value().string else { throw failure("a member's name") }
    guard names.insert(name).inserted else {
      throw ParameterError(parameter: "$.\(name.prefix(64))", value: "there twice", allowed: "each member once")
    }
    try require(":", "a colon")
    guard name == "satellites" else { return .member(name, try value()) }
    try require("[", "a list of satellites")
    state = .satellites(read: 0)
    return nil
  }

  /// Reads a satellite; nil at the end of their list.
  private mutating func satellite(_ count: Int) throws(ParameterError) -> Part? {
    if take("]") {
      state = .members
      return nil
    }
    if count > 0 { try require(",", "a comma or ]") }
    guard let object = try value().object else {
      throw ParameterError(parameter: "$.satellites[\(count)]", value: "no object", allowed: "an object")
    }
    state = .satellites(read: count + 1)
    return .satellite(count, object)
  }

  private mutating func value() throws(ParameterError) -> JSONValue {
    do {
      let (value, end) = try JSONValue.parse(prefixOf: bytes, from: index)
      index = end
      return value
    } catch {
      throw ParameterError(parameter: "byte \(error.offset)", value: error.reason, allowed: "JSON (RFC 8259)")
    }
  }

  /// The next byte that is no blank.
  private var peek: UInt8? {
    mutating get {
      while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
      return index < bytes.count ? bytes[index] : nil
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func require(_ character: Unicode.Scalar, _ allowed: String) throws(ParameterError) {
    guard take(character) else { throw failure(allowed) }
  }

  private mutating func failure(_ allowed: String) -> ParameterError {
    let value = peek.map { "the byte 0x" + String($0, radix: 16) } ?? "the end of the file"
    return ParameterError(parameter: "byte \(index)", value: value, allowed: allowed)
  }
}
