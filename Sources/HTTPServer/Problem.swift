public import JSON

/// What is wrong with a request, for programs and people (RFC 9457).
public struct Problem: Hashable, Sendable {
  /// The address of a page about this kind of problem; `about:blank` where the status says it all.
  public var type: String
  /// The kind of problem in a few words, the same each time.
  public var title: String
  /// The status code.
  public var status: Int
  /// What is wrong this time, and what to do.
  public var detail: String
  /// Further members in order, such as `parameter`, `value` and `allowed`.
  public var members: JSONObject

  /// Creates a problem.
  public init(
    _ status: Int, _ detail: String, title: String? = nil, type: String = "about:blank", members: JSONObject = [:]
  ) {
    (self.type, self.status, self.detail, self.members) = (type, status, detail, members)
    self.title = title ?? Self.phrase(status)
  }

  /// The answer that tells it.
  public var response: Response {
    var object: JSONObject = ["type": .string(type), "title": .string(title), "status": .integer(Int64(status))]
    object["detail"] = .string(detail)
    for member in members.members { object[member.name] = member.value }
    let body = Bytes(JSONValue.object(object).compactBytes)
    return Response(status: status, contentType: "application/problem+json", body: .bytes(body))
  }

  /// The standard's words for a status code (RFC 9110, 15; RFC 6585).
  private static func phrase(_ status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Error \(status)"
    }
  }
}
