/// What is answered.
public struct Response: Sendable {
  /// What the answer brings.
  public enum Body: Sendable {
    /// Nothing.
    case none
    /// Bytes of a known number.
    case bytes(Bytes)
    /// Pieces as a source has them, opened only if the client is there to read.
    case stream(@Sendable (StreamWaker) -> any StreamSource)
  }

  /// A header field of an answer.
  public struct Field: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value; one with line breaks is not sent, and the answer is a 500.
    public var value: String

    /// Whether it has a name, in upper or lower case.
    func isNamed(_ name: String) -> Bool { self.name.utf8.elementsEqual(name.utf8) { $0.lowercased == $1.lowercased } }
  }

  /// The status code (RFC 9110, 15).
  public var status: Int
  /// The type of the body.
  public var contentType: String?
  /// Names the state of what is answered: the client that has it is answered with 304.
  public var entityTag: EntityTag?
  /// Further header fields; date, length, connection and encoding are the server's own.
  public var fields: [Field] = []
  /// What the answer brings.
  public var body: Body

  /// Creates an answer.
  public init(status: Int = 200, contentType: String? = nil, entityTag: EntityTag? = nil, body: Body = .none) {
    (self.status, self.contentType, self.entityTag, self.body) = (status, contentType, entityTag, body)
  }

  /// Creates an answer of JSON.
  public static func json(_ bytes: Bytes, status: Int = 200, entityTag: EntityTag? = nil) -> Response {
    Response(status: status, contentType: "application/json", entityTag: entityTag, body: .bytes(bytes))
  }

  /// Creates an answer of plain text.
  public static func text(_ text: String, status: Int = 200) -> Response {
    Response(status: status, contentType: "text/plain; charset=utf-8", body: .bytes(Bytes(text)))
  }

  /// Creates an answer of events (Server-Sent Events), which no cache keeps.
  public static func events(_ open: @escaping @Sendable (StreamWaker) -> any StreamSource) -> Response {
    Response(contentType: "text/event-stream", body: .stream(open)).adding("Cache-Control", "no-store")
  }

  /// Returns the answer with one more header field.
  public func adding(_ name: String, _ value: String) -> Response {
    var response = self
    response.fields.append(Field(name: name, value: value))
    return response
  }

  /// The value of a header field; nil where there is none.
  public subscript(name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
}
