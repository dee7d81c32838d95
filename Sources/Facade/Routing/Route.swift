import HTTPServer
import Messages

/// One method of one path: what it takes, what it answers, and who answers it.
struct Route: Sendable {
  /// What a request brings in its body.
  enum Body: Sendable {
    case none
    /// JSON of a shape, and whether members that it does not have are let pass; an empty body is an object without any.
    case json(MessageShape, ignoringOthers: Bool = false)
    /// Anything else; what it is.
    case text(String)
  }

  /// What an answer brings.
  indirect enum Answer: Sendable {
    /// JSON.
    case json(Schema)
    /// Another type, and what it is.
    case other(type: String, String)
    /// Server-Sent Events, and the members of each.
    case events(Schema)
    /// One of two, of different types, as the request wants it.
    case either(Answer, Answer)
  }

  /// How long it may take to work an answer out.
  enum Effort {
    /// Some hundredths of a second at most.
    case little
    /// That for a thousand satellites, and as many times longer as there are more.
    case growsWithFleet
    /// Seconds, by what is asked for.
    case much
  }

  typealias Handler = @Sendable (Call) throws(Refusal) -> Response

  let method: Method
  let path: PathTemplate
  let summary: String
  /// The chapter of the documentation.
  let chapter: Chapter
  /// How long an answer may take.
  let effort: Effort
  /// What the path and the query hold.
  let parameters: [Member]
  /// The same as a shape, which is named in errors.
  let shape: MessageShape
  let body: Body
  let answer: Answer
  /// The status of a good answer.
  let status: Int
  let handler: Handler

  init(
    _ method: Method, _ path: String, _ summary: String, in chapter: Chapter, effort: Effort = .little,
    parameters: [Member] = [], body: Body = .none, status: Int = 200, answer: Answer, _ handler: @escaping Handler
  ) {
    (self.method, self.path, self.summary) = (method, PathTemplate(path), summary)
    (self.chapter, self.effort, self.parameters, self.body) = (chapter, effort, parameters, body)
    shape = MessageShape(path, summary, parameters)
    (self.status, self.answer, self.handler) = (status, answer, handler)
  }

  /// Whether it commands the run, for which a token is wanted.
  var isCommand: Bool { chapter == .control }
}

/// The chapters of the documentation.
enum Chapter: String, Sendable, CaseIterable {
  case twin = "Digital twin"
  case run = "Run"
  case control = "Control"
  case satellites = "Satellites"
  case stations = "Ground stations"
  case books = "Books"
  case handover = "Handover"
  case elements = "Element sets"
  case exports = "Exports"
  case service = "Service"
}
