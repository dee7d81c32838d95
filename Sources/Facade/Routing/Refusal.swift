import HTTPServer
import JSON
import Messages

/// What a handler answers in place of what was asked for.
struct Refusal: Error {
  let response: Response

  init(_ problem: Problem) { response = problem.response }

  init(answer response: Response) { self.response = response }

  init(_ status: Int, _ detail: String) { self.init(Problem(status, detail)) }

  /// A value that cannot be: which, what it was, and what is allowed.
  init(
    _ status: Int = 422, parameter: String, value: JSONValue?, allowed: String?, reason: String = "is not allowed"
  ) {
    var detail = "\(parameter): \(value.map { "\($0.compact) " } ?? "")\(reason)"
    if let allowed { detail += "; allowed: \(allowed)" }
    self.init(
      Problem(
        status, detail,
        members: [
          "parameter": .string(parameter), "value": value ?? .null, "allowed": .orNull(allowed) { .string($0) },
        ]))
  }

  /// A member of a body, under its JSON path.
  init(body error: MessageError) {
    self.init(parameter: error.path, error)
  }

  /// A parameter of the path or the query, under its name.
  init(parameter error: MessageError) {
    let name = error.path.hasPrefix("$.") ? String(error.path.dropFirst(2)) : error.path
    self.init(parameter: name, error)
  }

  private init(parameter: String, _ error: MessageError) {
    self.init(
      parameter: parameter, value: Self.value(error.value), allowed: error.allowed, reason: error.reason)
  }

  /// A value that an error tells of in text: JSON, or what was shortened or never was any.
  static func value(_ text: String?) -> JSONValue? {
    text.map { (try? JSONValue.parse($0)) ?? .string($0) }
  }
}
