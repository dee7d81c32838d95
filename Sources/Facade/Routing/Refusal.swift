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
  init(parameter: String, value: String?, allowed: String?, reason: String = "is not allowed") {
    var detail = "\(parameter): \(value.map { "\($0) " } ?? "")\(reason)"
    if let allowed { detail += "; allowed: \(allowed)" }
    self.init(
      Problem(
        422, detail,
        members: [
          "parameter": .string(parameter), "value": value.map { .string($0) } ?? .null,
          "allowed": allowed.map { .string($0) } ?? .null,
        ]))
  }

  /// A member of a body, under its JSON path.
  init(body error: MessageError) {
    self.init(parameter: error.path, value: error.value, allowed: error.allowed, reason: error.reason)
  }

  /// A parameter of the path or the query, under its name.
  init(parameter error: MessageError) {
    let name = error.path.hasPrefix("$.") ? String(error.path.dropFirst(2)) : error.path
    self.init(parameter: name, value: error.value, allowed: error.allowed, reason: error.reason)
  }
}
