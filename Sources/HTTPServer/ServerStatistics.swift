/// What a server has done since it started, for metrics.
public struct ServerStatistics: Equatable, Sendable {
  /// The bounds of the classes of ``latencies`` but the last, which has none.
  public static let latencyBounds: [Duration] = [
    .microseconds(50), .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1),
    .microseconds(2_500), .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50),
    .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2_500),
  ]

  /// Answers by the first digit of their status: the element 2 counts 200 to 299.
  public var answers = [Int](repeating: 0, count: 6)
  /// How many whole requests took up to each bound until their answer was ready to go out.
  public var latencies = [Int](repeating: 0, count: latencyBounds.count + 1)
  /// The sum of those times.
  public var latencySum = Duration.zero
  /// Bytes of bodies handed out.
  public var bodyBytes = 0
  /// Connections that are open.
  public var openConnections = 0
  /// Connections that were accepted.
  public var connections = 0
  /// Connections turned away.
  public var refusedConnections = 0
  /// Connections ended to make room for others.
  public var displacedConnections = 0
  /// Connections ended because a request was not whole in time.
  public var slowRequests = 0
  /// Connections ended because a client did not take its answer in time.
  public var slowReaders = 0

  /// Creates the statistics of a server that has done nothing.
  public init() {}
}
