public import Messages
public import Quantities
public import SharedState
public import Simulation

/// A message as it came in, with its address taken apart.
public struct InboundMessage: Equatable, Sendable {
  /// Where it was published.
  public let address: Address
  /// What it says.
  public let content: Content

  /// Creates a message.
  public init(address: Address, content: Content) {
    self.address = address
    self.content = content
  }

  /// Creates a message from its bytes.
  public init(address: Address, payload: [UInt8]) {
    self.init(address: address, content: Content(payload: payload))
  }

  /// Its bytes.
  public var payload: [UInt8] { content.payload }

  /// Returns what it says as a kind of message.
  /// - Throws: ``MessageError`` for bytes that are none.
  public func read<Kind: Message>(as kind: Kind.Type = Kind.self) throws(MessageError) -> Kind {
    try content.read(as: kind)
  }
}

/// Something that a federate listens to: the application that publishes, and what it publishes.
public struct Interest: Hashable, Sendable {
  /// The application.
  public let app: String
  /// The address below PREFIX/APP.
  public let leaf: String

  /// Creates an interest.
  public init(app: String, leaf: String) {
    self.app = app
    self.leaf = leaf
  }
}

/// An application of a test run: its entities, and its words.
///
/// All calls come on the simulation's executor. A federate publishes through its ``Outbox`` and never calls
/// another federate.
public protocol Federate: AnyObject {
  /// The application's name.
  var name: String { get }
  /// What moves with scenario time, in the order in which it is ticked.
  var entities: [any Entity] { get }
  /// What it listens to.
  var interests: [Interest] { get }
  /// The applications whose last words, where they take part, it needs before its accounts are final; never a circle.
  var settlesAfter: [String] { get }

  /// Hears a message that it is interested in.
  /// - Throws: what is wrong with the message; it is counted, logged with its topic, and dropped.
  func hear(_ message: InboundMessage) throws

  /// Adds what the federate knows to a snapshot.
  func contribute(to snapshot: inout Snapshot)
}

extension Federate {
  /// Listens to nobody.
  public var interests: [Interest] { [] }
  /// Waits for nobody.
  public var settlesAfter: [String] { [] }
  /// Hears nothing.
  public func hear(_ message: InboundMessage) throws {}
  /// Has nothing to show.
  public func contribute(to snapshot: inout Snapshot) {}
}

/// Where a federate puts what it says; the node carries it on in order.
public final class Outbox {
  /// The application that speaks.
  public let app: String
  private var sink: (String, Content) -> Void = { _, _ in }
  private var logSink: Log = { _, _ in }

  /// Creates the outbox of an application.
  public init(app: String) {
    self.app = app
  }

  /// Says something under PREFIX/APP/`leaf`.
  public func publish(_ message: some Message, under leaf: String) {
    sink(leaf, Content(message))
  }

  /// Says bytes as they are under PREFIX/APP/`leaf`.
  public func publish(payload: [UInt8], under leaf: String) {
    sink(leaf, Content(payload: payload))
  }

  /// Makes the broker forget what it has kept under PREFIX/APP/`leaf`.
  public func forget(_ leaf: String) {
    sink(leaf, .forgetting)
  }

  /// Writes a line to the log, with the application's name.
  public func log(_ level: LogLevel, _ text: String) {
    logSink(level, "\(app): \(text)")
  }

  /// Connects the outbox to what carries it on.
  public func connect(log: @escaping Log, _ sink: @escaping (_ leaf: String, _ content: Content) -> Void) {
    self.sink = sink
    logSink = log
  }
}

/// A federate that takes ground stations out.
public protocol OutageInjector: Federate {
  /// Takes a station out for a time beside what is planned; the start is not past.
  func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime)
}
