public import JSON
public import Quantities

/// The members of a message that its shape has accepted, each in the type of its kind.
///
/// Asking for a member that the shape does not have, or by another type, is a mistake in the message's own file
/// and traps.
public struct MessageValues: Sendable {
  fileprivate enum Value: Sendable {
    case integer(Int), number(Double), text(String), texts([String]), boolean(Bool)
    case time(ScenarioTime), span(TimeSpan), counts([String: Int]), object(MessageValues), objects([MessageValues])
  }

  fileprivate var values: [String: Value] = [:]

  /// Reads a whole number.
  public func integer(_ name: String) -> Int { need(name, integerIfPresent(name)) }
  /// Reads a number.
  public func number(_ name: String) -> Double { need(name, numberIfPresent(name)) }
  /// Reads a text.
  public func text(_ name: String) -> String { need(name, textIfPresent(name)) }
  /// Reads a truth value.
  public func boolean(_ name: String) -> Bool {
    if case .boolean(let value) = values[name] { value } else { need(name, nil) }
  }
  /// Reads a list of texts.
  public func texts(_ name: String) -> [String] {
    if case .texts(let value) = values[name] { value } else { need(name, nil) }
  }
  /// Reads whole numbers under names.
  public func counts(_ name: String) -> [String: Int] {
    if case .counts(let value) = values[name] { value } else { need(name, nil) }
  }
  /// Reads a list of objects.
  public func objects(_ name: String) -> [MessageValues] {
    if case .objects(let value) = values[name] { value } else { need(name, nil) }
  }
  /// Reads a time.
  public func time(_ name: String) -> ScenarioTime { need(name, timeIfPresent(name)) }
  /// Reads a span of time.
  public func span(_ name: String) -> TimeSpan { need(name, spanIfPresent(name)) }
  /// Reads the members of an object.
  public func object(_ name: String) -> MessageValues { need(name, objectIfPresent(name)) }

  /// Reads a whole number that may be missing or null.
  public func integerIfPresent(_ name: String) -> Int? {
    if case .integer(let value) = values[name] { value } else { nil }
  }
  /// Reads a number that may be missing or null.
  public func numberIfPresent(_ name: String) -> Double? {
    if case .number(let value) = values[name] { value } else { nil }
  }
  /// Reads a text that may be missing or null.
  public func textIfPresent(_ name: String) -> String? {
    if case .text(let value) = values[name] { value } else { nil }
  }
  /// Reads a time that may be missing or null.
  public func timeIfPresent(_ name: String) -> ScenarioTime? {
    if case .time(let value) = values[name] { value } else { nil }
  }
  /// Reads a list of texts that may be missing or null.
  public func textsIfPresent(_ name: String) -> [String]? {
    if case .texts(let value) = values[name] { value } else { nil }
  }
  /// Reads a truth value that may be missing or null.
  public func booleanIfPresent(_ name: String) -> Bool? {
    if case .boolean(let value) = values[name] { value } else { nil }
  }
  /// Reads a span of time that may be missing or null.
  public func spanIfPresent(_ name: String) -> TimeSpan? {
    if case .span(let value) = values[name] { value } else { nil }
  }

  /// Reads the members of an object that may be missing or null.
  public func objectIfPresent(_ name: String) -> MessageValues? {
    if case .object(let value) = values[name] { value } else { nil }
  }

  private func need<Value>(_ name: String, _ value: Value?) -> Value {
    guard let value else { preconditionFailure("the message's shape promises no such member: \(name)") }
    return value
  }
}

extension MessageShape {
  /// Checks a JSON value against the shape and reads its members, tolerantly as NOS-T peers do.
  ///
  /// Unknown members are ignored, `null` is as good as missing where a member is optional, a number may be
  /// written as text, times and spans come in any of their forms.
  /// - Throws: ``MessageError`` with the JSON path, the value and what is allowed.
  public func read(_ value: JSONValue) throws(MessageError) -> MessageValues {
    try MemberReader(message: name).object(value, members, path: "$")
  }
}

/// Reads members for one message, naming it in errors.
private struct MemberReader {
  let message: String

  func object(_ value: JSONValue, _ members: [Member], path: String) throws(MessageError) -> MessageValues {
    guard let object = value.object else {
      throw failure(path, "is not an object", value, MemberKind.object(members).allowed)
    }
    var values = MessageValues()
    for member in members {
      let memberPath = "\(path).\(member.name)"
      let given = object[member.name]
      if given == nil, member.isRequired { throw failure(memberPath, "is missing", nil, member.kind.allowed) }
      if given == .null, !member.isNullable { throw failure(memberPath, "is null", nil, member.kind.allowed) }
      guard let content = given == .null || given == nil ? member.fallback : given else { continue }
      values.values[member.name] = try self.value(content, member.kind, path: memberPath)
    }
    return values
  }

  private func value(
    _ value: JSONValue, _ kind: MemberKind, path: String
  ) throws(MessageError) -> MessageValues.Value {
    let read: MessageValues.Value? =
      switch kind {
      case .integer: integer(value).map { .integer($0) }
      case .count(let range): integer(value).flatMap { range.contains($0) ? .integer($0) : nil }
      case .number(let range): number(value).flatMap { range?.contains($0) ?? true ? .number($0) : nil }
      case .positiveNumber: number(value).flatMap { $0 > 0 ? .number($0) : nil }
      case .text: value.string.map { .text($0) }
      case .choice(let words): value.string.flatMap { words.contains($0) ? .text($0) : nil }
      case .texts: value.array.flatMap { list in all(list.map(\.string)).map { .texts($0) } }
      case .boolean: value.bool.map { .boolean($0) }
      case .time: time(value).map { .time($0) }
      case .span: span(value).map { .span($0) }
      case .counts: counts(value).map { .counts($0) }
      case .object(let members): .object(try object(value, members, path: path))
      case .objects(let members):
        if let list = value.array { .objects(try objects(list, members, path: path)) } else { nil }
      }
    guard let read else { throw failure(path, "is not allowed", value, kind.allowed) }
    return read
  }

  private func objects(
    _ values: [JSONValue], _ members: [Member], path: String
  ) throws(MessageError) -> [MessageValues] {
    var objects: [MessageValues] = []
    objects.reserveCapacity(values.count)
    for (place, value) in values.enumerated() { objects.append(try object(value, members, path: "\(path)[\(place)]")) }
    return objects
  }

  private func integer(_ value: JSONValue) -> Int? { numeral(value).int }

  private func number(_ value: JSONValue) -> Double? { numeral(value).double }

  /// The number that a text holds where it holds one, written as in JSON; else the value itself.
  private func numeral(_ value: JSONValue) -> JSONValue {
    value.string.flatMap { try? JSONValue.parse($0) } ?? value
  }

  /// A date in text, or Unix seconds, or Unix milliseconds where the number is past 2e10 (year 2603 in seconds).
  private func time(_ value: JSONValue) -> ScenarioTime? {
    if let text = value.string { return (try? ScenarioTime.read(text))?.time }
    guard let number = value.double else { return nil }
    let seconds = abs(number) > 2e10 ? number / 1_000 : number
    return TimeSpan(roundingSeconds: seconds).flatMap { ScenarioTime(nanosecondsSince1970: 0).adding($0) }
  }

  private func counts(_ value: JSONValue) -> [String: Int]? {
    guard let members = value.object?.members else { return nil }
    let numbers = members.compactMap { member in member.value.int.flatMap { $0 >= 0 ? (member.name, $0) : nil } }
    return numbers.count == members.count ? Dictionary(numbers) { first, _ in first } : nil
  }

  private func span(_ value: JSONValue) -> TimeSpan? {
    if let text = value.string { return try? TimeSpan(text) }
    return value.double.flatMap { TimeSpan(roundingSeconds: $0) }
  }

  private func all<Element>(_ list: [Element?]) -> [Element]? {
    let present = list.compactMap { $0 }
    return present.count == list.count ? present : nil
  }

  private func failure(
    _ path: String, _ reason: String, _ value: JSONValue?, _ allowed: String? = nil
  ) -> MessageError {
    let text = value.map { value in
      let compact = value.compact
      return compact.count > 60 ? compact.prefix(57) + "..." : compact
    }
    return MessageError(message: message, path: path, reason: reason, value: text, allowed: allowed)
  }
}

extension MemberKind {
  /// What it may hold, in words.
  public var allowed: String {
    switch self {
    case .integer: "a whole number"
    case .count(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range?): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .number(nil): "a number"
    case .positiveNumber: "a number above 0"
    case .text: "text"
    case .choice(let words): words.joined(separator: ", ")
    case .texts: "a list of texts"
    case .boolean: "true or false"
    case .time: ScenarioTime.allowedForms
    case .span: TimeSpan.allowedForms
    case .counts: "an object of whole numbers from 0"
    case .objects: "a list of objects"
    case .object(let members) where !members.contains(where: \.isRequired): "an object"
    case .object(let members): "an object with " + members.filter(\.isRequired).map(\.name).joined(separator: ", ")
    }
  }
}
