import Quantities

/// Reads values out of a NOS-T configuration, and keeps what became of every key and what is wrong.
///
/// Values are taken as Python's YAML and pydantic take them: `True` and `yes` are true, `"60"` is a number, and of a
/// key that stands twice the last counts.
struct ConfigurationReader {
  /// A key with its value, and where both stand.
  struct Member {
    var path: String
    var place: SourcePlace
    var node: DocumentNode
  }

  /// The members of an object that are to be read, by key.
  struct Section {
    var path: String
    var place: SourcePlace
    var members: [String: Member] = [:]

    subscript(key: String) -> Member? { members[key] }
  }

  /// For how many keys that are not known it is guessed which was meant: a guess costs more than all the rest.
  static let mostGuesses = 1_000

  let file: String
  private var unknownCount = 0
  private(set) var notes: [ImportNote] = []
  private(set) var problems: [ScenarioProblem] = []
  /// Where the note of a path stands among the notes.
  private var noteIndices: [String: Int] = [:]

  init(file: String) { self.file = file }

  // MARK: Notes and problems

  /// Says what became of a key; what is said later of the same key stands in the place of that.
  mutating func note(_ member: Member, _ outcome: ImportNote.Outcome, _ text: String = "") {
    let value: String? =
      switch member.node.content {
      case .scalar(_, isQuoted: true): member.node.quotation
      case .scalar(let text, isQuoted: false): text.isEmpty ? nil : String(text.prefix(60))
      case .sequence, .mapping: nil
      }
    note(ImportNote(place: member.place, path: member.path, value: value, outcome: outcome, text: text))
  }

  /// Says what stands in the scenario, or is missing there, although the configuration says nothing of it.
  mutating func assume(_ path: String, _ text: String) {
    note(ImportNote(place: nil, path: path, value: nil, outcome: .assumed, text: text))
  }

  private mutating func note(_ note: ImportNote) {
    if let index = noteIndices[note.path] {
      notes[index] = note
    } else {
      noteIndices[note.path] = notes.count
      notes.append(note)
    }
  }

  mutating func report(
    _ place: SourcePlace?, _ path: String, value: String? = nil, _ reason: String, allowed: String? = nil
  ) {
    problems.append(
      ScenarioProblem(
        file: file, place: place, path: path.isEmpty ? "$" : path.onOneLine, value: value?.onOneLine, reason: reason,
        allowed: allowed))
  }

  mutating func report(_ member: Member, _ reason: String, allowed: String) {
    report(member.node.place, member.path, value: member.node.quotation, reason, allowed: allowed)
  }

  // MARK: Sections

  /// Takes an object apart: what is to be read is returned, and of everything else it is said what became of it.
  mutating func section(
    _ member: Member, _ keys: some Collection<(key: String, value: ConfigurationKeys.Fate)>
  ) -> Section {
    var section = self.members(of: member)
    for (key, member) in section.members.sorted(by: { $0.value.place < $1.value.place }) {
      guard let fate = keys.first(where: { $0.key == key })?.value else {
        unknownCount += 1
        let isGuessed = unknownCount <= Self.mostGuesses
        let hint = isGuessed ? nearest(to: key, among: keys.map(\.key)).map { "did you mean \($0)?" } : nil
        let extent = member.node.entries.isEmpty ? nil : "with all below it"
        note(member, .unknown, [extent, hint].compactMap { $0 }.joined(separator: "; "))
        section.members[key] = nil
        continue
      }
      if case .ignored(let reason) = fate {
        note(member, .ignored, reason)
        section.members[key] = nil
      } else if member.node.isNull {
        note(member, .ignored, "nothing stands there")
        section.members[key] = nil
      }
    }
    return section
  }

  /// The members of an object, whatever their keys.
  mutating func members(of member: Member) -> Section {
    var section = Section(path: member.path, place: member.place)
    guard case .mapping(let entries) = member.node.content else {
      if !member.node.isNull { report(member, "is no section", allowed: "keys with their values") }
      return section
    }
    for entry in entries {
      let path = member.path.isEmpty ? entry.key : "\(member.path).\(entry.key)"
      let new = Member(path: path, place: entry.keyPlace, node: entry.value)
      if let old = section.members.updateValue(new, forKey: entry.key) {
        notes.append(
          ImportNote(
            place: old.place, path: path, value: nil, outcome: .ignored, text: "the key stands again below it"))
      }
    }
    return section
  }

  /// The elements of a list.
  mutating func list(_ member: Member?) -> [Member]? {
    guard let member else { return nil }
    guard case .sequence(let elements) = member.node.content else {
      report(member, "is no list", allowed: "a list")
      return nil
    }
    note(member, .carried)
    return elements.enumerated().map { index, node in
      Member(path: "\(member.path)[\(index)]", place: node.place, node: node)
    }
  }

  // MARK: Values

  /// A text, which may be a number or a truth value without quotes.
  mutating func text(_ member: Member?) -> String? {
    guard let member else { return nil }
    guard let text = member.node.text, !text.isEmpty else {
      report(member, "is no text", allowed: "a text")
      return nil
    }
    note(member, .carried)
    return text
  }

  mutating func number(_ member: Member?, _ range: ClosedRange<Double>, _ unit: String) -> Double? {
    guard let member else { return nil }
    guard let value = member.node.looseNumber, range.contains(value) else {
      report(
        member, "is no such number",
        allowed: "a number of \(unit) from \(range.lowerBound.shortest) to \(range.upperBound.shortest)")
      return nil
    }
    note(member, .carried)
    return value
  }

  mutating func integer(_ member: Member?, _ range: ClosedRange<Int>) -> Int? {
    guard let member else { return nil }
    guard let value = member.node.looseNumber.flatMap({ Int(exactly: $0) }), range.contains(value) else {
      report(
        member, "is no such number", allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    note(member, .carried)
    return value
  }

  mutating func boolean(_ member: Member?) -> Bool? {
    guard let member else { return nil }
    switch member.node.text?.lowercased() {
    case "true", "yes", "on", "1":
      note(member, .carried)
      return true
    case "false", "no", "off", "0":
      note(member, .carried)
      return false
    default:
      report(member, "is neither true nor false", allowed: "true or false")
      return nil
    }
  }

  mutating func time(_ member: Member?) -> ScenarioTime? {
    guard let member else { return nil }
    guard let text = member.node.text, let reading = try? ScenarioTime.read(text) else {
      report(member, "is no time", allowed: ScenarioTime.allowedForms)
      return nil
    }
    if reading.namesZone {
      note(member, .carried)
    } else {
      note(member, .changed, "it names no zone and is read as UTC, where nost-tools stops with an error")
    }
    return reading.time.wholeMicrosecond
  }

  mutating func duration(_ member: Member?, mayBeZero: Bool = false, factor: Double = 1) -> TimeSpan? {
    guard let member else { return nil }
    guard let span = member.node.looseDuration, let scaled = TimeSpan(roundingSeconds: span.seconds * factor),
      scaled > .zero || (mayBeZero && span == .zero), scaled <= Shape.longestSpan
    else {
      report(member, "is no such duration", allowed: Shape.span(mayBeZero: mayBeZero).allowed)
      return nil
    }
    note(member, .carried)
    return scaled
  }
}

extension DocumentNode {
  /// The number that Python would read here, quoted or not: `60`, `"60"`, `.5`, `1_000`.
  fileprivate var looseNumber: Double? {
    guard let text, text.wholeMatch(of: /[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?/) != nil else { return nil }
    return Double(text.filter { $0 != "_" }).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The duration that Python would read here; unquoted, `1:30` is a minute and a half (YAML 1.1, sexagesimal).
  fileprivate var looseDuration: TimeSpan? {
    guard let text else { return nil }
    if case .scalar(_, isQuoted: false) = content, let match = text.wholeMatch(of: /([1-9]\d{0,8}):([0-5]?\d)/),
      let minutes = Int(match.1), let seconds = Int(match.2)
    {
      return .seconds(minutes * 60 + seconds)
    }
    return try? TimeSpan(text)
  }
}
