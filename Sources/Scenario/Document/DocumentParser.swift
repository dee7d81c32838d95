#if ScenarioFiles
  import CYaml
#endif

/// Reads a scenario's document: JSON with comments, or YAML, into nodes that know their places.
public enum DocumentParser {
  /// The largest document that is read, in bytes.
  public static let maximumBytes = 16 << 20
  /// The deepest nesting that is read.
  public static let maximumDepth = 64
  /// The most values that a document may come to when its aliases are spelled out.
  public static let maximumValues = 1_000_000

  /// How a document is written.
  public enum Dialect: Sendable {
    /// A scenario: `//` and `/*` begin comments, and every value stands where it is used.
    case scenario
    /// YAML as other programs read it: no such comments, but anchors, aliases and merged mappings (`<<`).
    case yaml
  }

  /// Parses one document.
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - file: the file's name, for problems.
  ///   - dialect: how it is written.
  /// - Throws: the first ``ScenarioProblem`` that keeps the text from being a document.
  public static func parse(
    _ bytes: [UInt8], file: String, dialect: Dialect = .scenario
  ) throws(ScenarioProblem) -> DocumentNode {
    guard bytes.count <= maximumBytes else {
      throw ScenarioProblem(
        file: file, value: "\(bytes.count) bytes", reason: "are too many", allowed: "at most \(maximumBytes) bytes")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ScenarioProblem(file: file, place: firstBadPlace(bytes), reason: "the text is not UTF-8")
    }
    // A byte order mark says nothing that UTF-8 needs.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    #if ScenarioFiles
      var builder = TreeBuilder(
        file: file, bytes: dialect == .scenario ? blankingComments(in: bytes) : bytes, dialect: dialect)
      return try builder.build()
    #else
      throw ScenarioProblem(file: file, reason: "this program was built without libyaml and reads no scenario files")
    #endif
  }

  /// The line and column of the first byte that is not UTF-8, counted in characters as everywhere.
  private static func firstBadPlace(_ bytes: [UInt8]) -> SourcePlace {
    var place = SourcePlace(line: 1, column: 1)
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
      place =
        scalar == "\n"
        ? SourcePlace(line: place.line + 1, column: 1)
        : SourcePlace(line: place.line, column: place.column + 1)
    }
    return place
  }
}

#if ScenarioFiles
  /// Builds the tree from the parser's events.
  private struct TreeBuilder {
    let file: String
    let bytes: [UInt8]
    let dialect: DocumentParser.Dialect
    /// What has been named, with how many values it spells.
    private var anchors: [String: (node: DocumentNode, size: Int)] = [:]
    /// How many values the document has so far, with those that stand for an alias.
    private var size = 0

    init(file: String, bytes: [UInt8], dialect: DocumentParser.Dialect) {
      (self.file, self.bytes, self.dialect) = (file, bytes, dialect)
    }

    mutating func build() throws(ScenarioProblem) -> DocumentNode {
      var parser = yaml_parser_t()
      guard yaml_parser_initialize(&parser) == 1 else {
        throw ScenarioProblem(file: file, reason: "cannot be read: out of memory")
      }
      defer { yaml_parser_delete(&parser) }
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
      defer { buffer.deallocate() }
      _ = buffer.update(fromContentsOf: bytes)
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(&parser, buffer.baseAddress, bytes.count)
      return try document(&parser)
    }

    private mutating func document(_ parser: inout yaml_parser_t) throws(ScenarioProblem) -> DocumentNode {
      var root: DocumentNode?
      while true {
        var event = try next(&parser)
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
        case YAML_STREAM_END_EVENT:
          guard let root else {
            throw ScenarioProblem(file: file, reason: "is empty", allowed: "one scenario, in JSON or YAML")
          }
          return root
        case YAML_DOCUMENT_START_EVENT:
          guard root == nil else {
            throw problem(event.start_mark, "a second document begins", allowed: "one scenario in a file")
          }
          root = try node(&parser, depth: 0)
        default: continue
        }
      }
    }

    /// Reads the node that the next event begins.
    private mutating func node(_ parser: inout yaml_parser_t, depth: Int) throws(ScenarioProblem) -> DocumentNode {
      var event = try next(&parser)
      defer { yaml_event_delete(&event) }
      return try node(from: event, &parser, depth: depth)
    }

    private mutating func node(
      from event: yaml_event_t, _ parser: inout yaml_parser_t, depth: Int
    ) throws(ScenarioProblem) -> DocumentNode {
      let place = place(event.start_mark)
      guard depth <= DocumentParser.maximumDepth else {
        throw problem(event.start_mark, "nested too deep", allowed: "at most \(DocumentParser.maximumDepth) levels")
      }
      if event.type == YAML_ALIAS_EVENT { return try named(event) }
      let sizeBefore = size
      size += 1
      let (content, anchor): (DocumentNode.Content, UnsafeMutablePointer<UInt8>?)
      switch event.type {
      case YAML_SCALAR_EVENT:
        let scalar = event.data.scalar
        try refuse(tag: scalar.tag, event.start_mark)
        let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        content = .scalar(text, isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
        anchor = scalar.anchor
      case YAML_SEQUENCE_START_EVENT:
        try refuse(tag: event.data.sequence_start.tag, event.start_mark)
        content = .sequence(try elements(&parser, depth: depth + 1))
        anchor = event.data.sequence_start.anchor
      case YAML_MAPPING_START_EVENT:
        try refuse(tag: event.data.mapping_start.tag, event.start_mark)
        content = .mapping(try entries(&parser, depth: depth + 1))
        anchor = event.data.mapping_start.anchor
      default: throw problem(event.start_mark, "a value should stand here")
      }
      let node = DocumentNode(content: content, place: place)
      if let anchor { anchors[String(cString: anchor)] = (node, size - sizeBefore) }
      return node
    }

    /// What an alias stands for, at the place of the alias.
    private mutating func named(_ event: yaml_event_t) throws(ScenarioProblem) -> DocumentNode {
      let name = String(cString: event.data.alias.anchor)
      guard dialect == .yaml else {
        throw problem(event.start_mark, "an alias (*\(name)) stands here", allowed: "the value itself")
      }
      guard let (node, spelled) = anchors[name] else {
        throw problem(event.start_mark, "*\(name) names nothing that ends before it", allowed: anchorsInWords)
      }
      size += spelled
      guard size <= DocumentParser.maximumValues else {
        throw problem(
          event.start_mark, "with *\(name) the document comes to too many values",
          allowed: "at most \(DocumentParser.maximumValues) when every alias is spelled out")
      }
      return DocumentNode(content: node.content, place: place(event.start_mark))
    }

    private var anchorsInWords: String {
      anchors.isEmpty ? "the value itself" : anchors.keys.sorted().prefix(10).map { "*\($0)" }.joined(separator: ", ")
    }

    private mutating func elements(_ parser: inout yaml_parser_t, depth: Int) throws(ScenarioProblem) -> [DocumentNode]
    {
      var elements: [DocumentNode] = []
      while true {
        var event = try next(&parser)
        defer { yaml_event_delete(&event) }
        if event.type == YAML_SEQUENCE_END_EVENT { return elements }
        elements.append(try node(from: event, &parser, depth: depth))
      }
    }

    private mutating func entries(
      _ parser: inout yaml_parser_t, depth: Int
    ) throws(ScenarioProblem) -> [DocumentNode.Entry] {
      var entries: [DocumentNode.Entry] = []
      var merged: [DocumentNode.Entry] = []
      while true {
        var event = try next(&parser)
        defer { yaml_event_delete(&event) }
        if event.type == YAML_MAPPING_END_EVENT { break }
        let key = try node(from: event, &parser, depth: depth)
        guard let name = key.text else { throw problem(event.start_mark, "a key is no text", allowed: "a name") }
        let value = try node(&parser, depth: depth)
        if dialect == .yaml, case .scalar("<<", isQuoted: false) = key.content {
          merged += try mergeable(value, event.start_mark)
        } else {
          entries.append(DocumentNode.Entry(key: name, keyPlace: key.place, value: value))
        }
      }
      // A name of the mapping's own goes before a merged one, and of those the first.
      var names = Set(entries.map(\.key))
      return entries + merged.filter { names.insert($0.key).inserted }
    }

    /// The named values that `<<` brings into a mapping: those of a mapping, or of each in a list.
    private func mergeable(_ value: DocumentNode, _ mark: yaml_mark_t) throws(ScenarioProblem) -> [DocumentNode.Entry] {
      let sources = if case .sequence(let elements) = value.content { elements } else { [value] }
      if let stray = sources.first(where: { if case .mapping = $0.content { false } else { true } }) {
        throw problem(mark, "<< merges \(stray.quotation)", allowed: "a mapping, or a list of mappings")
      }
      return sources.flatMap(\.entries)
    }

    private func refuse(tag: UnsafeMutablePointer<UInt8>?, _ mark: yaml_mark_t) throws(ScenarioProblem) {
      guard let tag else { return }
      throw problem(mark, "a tag (\(String(cString: tag))) stands here", allowed: "a value without a tag")
    }

    private func next(_ parser: inout yaml_parser_t) throws(ScenarioProblem) -> yaml_event_t {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else {
        let reason = parser.problem.map { String(cString: $0) } ?? "cannot be read"
        let context = parser.context.map { " (\(String(cString: $0)))" } ?? ""
        // What no text may hold is found before there are lines: its place is a count of bytes.
        let isUnreadable = parser.error == YAML_READER_ERROR
        throw problem(
          isUnreadable ? mark(ofByte: parser.problem_offset) : parser.problem_mark,
          "not JSON or YAML: \(reason)\(context)")
      }
      return event
    }

    /// The place of a byte: columns count characters, which begin with every byte that continues none.
    private func mark(ofByte offset: Int) -> yaml_mark_t {
      let before = bytes.prefix(offset)
      let line = before.count { $0 == 0x0A }
      let column = before.suffix(from: before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0).count { $0 & 0xC0 != 0x80 }
      return yaml_mark_t(index: offset, line: line, column: column)
    }

    private func place(_ mark: yaml_mark_t) -> SourcePlace {
      SourcePlace(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func problem(_ mark: yaml_mark_t, _ reason: String, allowed: String? = nil) -> ScenarioProblem {
      ScenarioProblem(file: file, place: place(mark), reason: reason, allowed: allowed)
    }
  }
#endif
