import Quantities

/// Checks documents against shapes and gathers everything that is wrong.
struct ShapeChecker {
  let file: String
  private(set) var problems: [ScenarioProblem] = []

  init(file: String) {
    self.file = file
  }

  /// Checks a value and all that it holds.
  mutating func check(_ node: DocumentNode, _ shape: Shape, path: String = "$") {
    checkNames(node, path)
    switch shape {
    case .anything:
      for entry in node.entries { check(entry.value, .anything, path: "\(path).\(entry.key)") }
      for (index, element) in node.elements.enumerated() { check(element, .anything, path: "\(path)[\(index)]") }
    case .object(let fields): checkObject(node, fields, shape, path)
    case .oneOf(let alternatives):
      guard case .mapping = node.content else { return report(node, path, "is no object", shape.allowed) }
      let kind = alternatives.first { node[$0.key] != nil } ?? alternatives[alternatives.count - 1]
      checkObject(node, kind.fields, shape, path)
    case .list(let element, let count):
      guard case .sequence(let elements) = node.content else { return report(node, path, "is no list", shape.allowed) }
      if elements.count < count { report(node, path, "has too few elements", shape.allowed) }
      for (index, node) in elements.enumerated() { check(node, element, path: "\(path)[\(index)]") }
    default:
      if let reason = scalarProblem(node, shape) { report(node, path, reason, shape.allowed, shape: shape) }
      warn(node, shape, path)
    }
  }

  private mutating func checkNames(_ node: DocumentNode, _ path: String) {
    var places: [String: SourcePlace] = [:]
    for entry in node.entries {
      guard let first = places.updateValue(entry.keyPlace, forKey: entry.key) else { continue }
      problems.append(
        ScenarioProblem(
          file: file, place: entry.keyPlace, path: path,
          reason: "the key \"\(entry.key)\" stands twice: first at line \(first.line), column \(first.column)"))
    }
  }

  private mutating func checkObject(_ node: DocumentNode, _ fields: [Shape.Field], _ shape: Shape, _ path: String) {
    guard case .mapping(let entries) = node.content else { return report(node, path, "is no object", shape.allowed) }
    for entry in entries {
      if let field = fields.first(where: { $0.name == entry.key }) {
        if entry.value.isNull, !field.isRequired { continue }
        check(entry.value, field.shape, path: "\(path).\(entry.key)")
      } else {
        problems.append(
          ScenarioProblem(
            file: file, place: entry.keyPlace, path: path, value: "the key \"\(entry.key)\"", reason: "is not known",
            allowed: fields.map(\.name).joined(separator: ", "),
            suggestion: nearest(to: entry.key, among: fields.map(\.name)).map { "\"\($0)\"" }))
      }
    }
    let names = Set(entries.map(\.key))
    for field in fields where field.isRequired && !names.contains(field.name) {
      let owner = node["name"]?.text.map { " from \"\($0)\"" } ?? ""
      problems.append(
        ScenarioProblem(
          file: file, place: node.place, path: "\(path).\(field.name)", reason: "is missing\(owner)",
          allowed: field.shape.allowed))
    }
  }

  /// Says what is wrong with a scalar, or nil.
  private func scalarProblem(_ node: DocumentNode, _ shape: Shape) -> String? {
    guard let text = node.text, !node.isNull else {
      if case .anything = shape { return nil }
      return node.isNull ? "is empty" : "is no single value"
    }
    switch shape {
    case .text: return text.isEmpty ? "is empty" : nil
    case .choice(let words): return words.contains(text) ? nil : "is none of them"
    case .number(let bounds, _): return number(node, node.number) { bounds.contains($0) }
    case .integer(let range):
      if let integer = node.integer { return range.contains(integer) ? nil : "is out of range" }
      // A whole number that is not one of Swift's is past all ranges.
      return number(node, node.number) { _ in false }.map { node.number?.isWhole == false ? "is not whole" : $0 }
    case .boolean: return node.boolean == nil ? "is not true or false" : nil
    case .time: return timeProblem(text)
    case .timeOrSpan: return timeProblem(text) == nil || (try? TimeSpan(text)) != nil ? nil : "is no time"
    case .span(let mayBeZero):
      guard let span = try? TimeSpan(text) else { return "is no duration" }
      let isAllowed = (span > .zero || (mayBeZero && span == .zero)) && span <= Shape.longestSpan
      return isAllowed ? nil : "is out of range"
    case .list, .object, .oneOf, .anything: return nil
    }
  }

  private func number(_ node: DocumentNode, _ value: Double?, isAllowed: (Double) -> Bool) -> String? {
    guard let value else {
      if case .scalar(let text, isQuoted: true) = node.content, Double(text) != nil {
        return "is text, not a number: take away its quotes"
      }
      return "is not a number"
    }
    return isAllowed(value) ? nil : "is out of range"
  }

  private func timeProblem(_ text: String) -> String? {
    do {
      _ = try ScenarioTime.read(text)
      return nil
    } catch {
      return error.reason.hasPrefix("is") ? error.reason : "is no time (\(error.reason))"
    }
  }

  /// Warns of times that can be read but may not mean what they seem to.
  private mutating func warn(_ node: DocumentNode, _ shape: Shape, _ path: String) {
    switch shape {
    case .time, .timeOrSpan: break
    default: return
    }
    guard let text = node.text, let reading = try? ScenarioTime.read(text) else { return }
    func warning(_ reason: String) {
      problems.append(
        ScenarioProblem(
          file: file, place: node.place, path: path, value: node.quotation, reason: reason, severity: .warning))
    }
    if reading.namesLeapSecond { warning("names a leap second, which is read as \(reading.time)") }
    if !reading.namesZone { warning("names no zone and is read as UTC") }
  }

  private mutating func report(
    _ node: DocumentNode, _ path: String, _ reason: String, _ allowed: String, shape: Shape? = nil
  ) {
    var suggestion: String?
    if case .choice(let words) = shape, let text = node.text {
      suggestion = nearest(to: text, among: words).map { "\"\($0)\"" }
    }
    problems.append(
      ScenarioProblem(
        file: file, place: node.place, path: path, value: node.quotation, reason: reason, allowed: allowed,
        suggestion: suggestion))
  }
}

extension Double {
  fileprivate var isWhole: Bool { self == rounded() }
}

/// Returns the name that a misspelt one may have meant: within a third of its length, letter case apart.
public func nearest(to word: String, among names: [String]) -> String? {
  if let same = names.first(where: { $0.lowercased() == word.lowercased() }) { return same }
  guard word.count <= 64 else { return nil }
  let limit = max(1, word.count / 3)
  return names.map { (name: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
}

/// Counts the letters to insert, delete, change or swap with their neighbour (optimal string alignment).
private func editDistance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left), Array(right))
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
