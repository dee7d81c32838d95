import HTTPServer
import JSON

/// Finds who answers a request.
struct Router: Sendable {
  let routes: [Route]
  private let words: [[String]: [Int]]
  private let named: [Int]

  init(_ routes: [Route]) {
    self.routes = routes
    var words: [[String]: [Int]] = [:]
    var named: [Int] = []
    for (number, route) in routes.enumerated() {
      guard route.path.names.isEmpty else {
        named.append(number)
        continue
      }
      let path = route.path.segments.map { segment in if case .word(let word) = segment { word } else { "" } }
      words[path, default: []].append(number)
    }
    (self.words, self.named) = (words, named)
  }

  /// What a path leads to.
  enum Finding {
    case route(Route, path: [(name: String, value: String)])
    /// Others than the method asked for.
    case methods([Method])
    case nothing
  }

  /// Finds the route of a method and a path; a path of words goes before one with names.
  func find(_ method: Method, _ path: [String]) -> Finding {
    var others: [Method] = []
    for number in words[path] ?? [] {
      if routes[number].method == method { return .route(routes[number], path: []) }
      others.append(routes[number].method)
    }
    guard others.isEmpty else { return .methods(others) }
    for number in named {
      guard let values = routes[number].path.match(path) else { continue }
      if routes[number].method == method { return .route(routes[number], path: values) }
      others.append(routes[number].method)
    }
    return others.isEmpty ? .nothing : .methods(others)
  }

  /// Returns the answer for a path that leads nowhere, or not by that method.
  func refusal(_ method: Method, _ path: [String], _ finding: Finding) -> Response {
    guard case .methods(let methods) = finding else {
      return Problem(404, "there is nothing at /\(path.joined(separator: "/")); see /docs").response
    }
    var names = methods.map(\.rawValue)
    if methods.contains(.get) { names.append(Method.head.rawValue) }
    let list = (names + [Method.options.rawValue]).joined(separator: ", ")
    return Problem(405, "\(method.rawValue) is not allowed here; allowed: \(list)", members: ["allowed": .string(list)])
      .response.adding("Allow", list)
  }
}
