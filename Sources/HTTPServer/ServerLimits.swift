/// How much a client may send, keep and wait. Deadlines are of the whole: bytes that trickle in do not put them off.
public struct ServerLimits: Equatable, Sendable {
  /// The request line and all header fields together, in bytes; more is answered with 431.
  public var headerBytes = 16_384
  /// Header fields; more are answered with 431.
  public var headerFields = 100
  /// The body of a request, in bytes; more is answered with 413.
  public var bodyBytes = 1_048_576
  /// Connections in all. A new one takes the place of the one that is farthest behind: by the time it has been without a
  /// whole request, or by that which ``slowestReader`` would not have needed.
  public var connections = 1_024
  /// Connections from one address, with the same rule.
  public var connectionsPerAddress = 256
  /// From a connection's begin, or a further request's first bytes, to the last header field.
  public var wholeHeaders = Duration.seconds(10)
  /// From the last header field to the end of the body.
  public var wholeBody = Duration.seconds(20)
  /// From an answer's end to the next request's first bytes.
  public var idle = Duration.seconds(60)
  /// For a client to take an answer, beside what its size allows at ``slowestReader``.
  public var wholeAnswer = Duration.seconds(10)
  /// The rate at which a client must take a large answer, on average since its begin, in bytes a second.
  public var slowestReader = 65_536
  /// For a client to take one piece of a stream.
  public var streamPiece = Duration.seconds(10)
  /// Answers that take long and are worked out at once; more wait for one of them to be ready.
  public var longAnswers = 2
  /// Answers that take long and wait; for more the answer is 503.
  public var waitingAnswers = 64
  /// For answers under way when the server stops.
  public var closingGrace = Duration.milliseconds(500)

  /// Creates the limits of a server for one machine or a small network.
  public init() {}

  /// How long a client may take to read an answer.
  func answerDeadline(bytes: Int) -> Duration {
    wholeAnswer + .milliseconds(Int64(bytes) * 1_000 / Int64(slowestReader))
  }

  /// The shortest of all deadlines.
  var shortest: Duration { min(wholeHeaders, wholeBody, idle, wholeAnswer, streamPiece) }
}
