import HTTPServer
import JSON
import Messages

/// The routes for people to read: one page of HTML that needs nothing else.
enum DocumentationPage {
  static func html(version: String) -> String {
    let chapters = Chapter.allCases.map { chapter in
      let routes = Facade.router.routes.filter { $0.chapter == chapter }
      return routes.isEmpty ? "" : "<h2>\(escaped(chapter.rawValue))</h2>\n" + routes.map(section).joined()
    }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Orrery \(escaped(version))</title><style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
      code { background: #eee; padding: 0 .2em } td { padding: .1em 1em .1em 0; vertical-align: top; overflow-wrap: break-word }
      h3 code { overflow-wrap: break-word }
      table { display: block; overflow-x: auto }
      @media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } code { background: #333 } a { color: #8cf } }
      </style></head><body>
      <h1>Orrery \(escaped(version))</h1>
      <p><a href="/">The viewer</a> shows the run. The same as here for programs:
      <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1). What is wrong with a request is told as <code>application/problem+json</code>.</p>
      \(chapters.joined())</body></html>

      """
  }

  private static func section(_ route: Route) -> String {
    var rows = route.parameters.map(row)
    var note = ""
    switch route.body {
    case .none: break
    case .json(let shape, _): rows += shape.members.map(row)
    case .text(let summary): note = "<p>Body: \(marked(summary))</p>\n"
    }
    if route.isCommand { note += "<p>Needs the bearer token.</p>\n" }
    let path = escaped("\(route.path)")
    let isLink = route.method == .get && route.parameters.allSatisfy { !$0.isRequired }
    let name = isLink ? "<a href=\"\(path)\">\(path)</a>" : path
    let table = rows.isEmpty ? "" : "<table>\n\(rows.joined())</table>\n"
    return "<h3>\(route.method.rawValue) <code>\(name)</code></h3>\n<p>\(marked(route.summary))</p>\n\(note)\(table)"
  }

  private static func row(_ member: Member) -> String {
    let what = member.isRequired ? "required" : member.fallback.map { "default \($0.compact)" } ?? ""
    let cells = [
      "<code>\(escaped(member.name))</code>", escaped(what), escaped(member.kind.allowed), marked(member.summary),
    ]
    return "<tr>\(cells.map { "<td>\($0)</td>" }.joined())</tr>\n"
  }

  /// Text with what stands between backquotes as code.
  private static func marked(_ text: String) -> String {
    let parts = escaped(text).split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return escaped(text) }
    return parts.enumerated().map { $0 % 2 == 1 ? "<code>\($1)</code>" : String($1) }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
