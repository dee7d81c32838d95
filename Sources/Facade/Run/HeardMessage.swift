public import Messages
public import Quantities

/// A message as it passed through a process, own or foreign.
public struct HeardMessage: Sendable {
  /// Which one it is of all that were heard, from 0; given by the history.
  public internal(set) var number = 0
  /// The scenario time as it passed; nil before the run.
  public let time: ScenarioTime?
  /// The wallclock time as it passed, as a calendar instant.
  public let wall: ScenarioTime
  /// Whether this very process said it.
  public let isOwn: Bool
  /// Its topic, taken apart.
  public let address: Address
  /// Which message of its stream it is; nil for one without a number.
  public let stamp: Stamp?
  private let bytes: @Sendable () -> [UInt8]
  private let value: @Sendable (any Message.Type) throws(MessageError) -> any Message

  /// Puts a message together.
  /// - Parameters:
  ///   - payload: returns its bytes when they are asked for.
  ///   - read: returns it as a kind of message.
  public init(
    time: ScenarioTime?, wall: ScenarioTime, isOwn: Bool, address: Address, stamp: Stamp? = nil,
    payload: @escaping @Sendable () -> [UInt8],
    read: @escaping @Sendable (any Message.Type) throws(MessageError) -> any Message
  ) {
    (self.time, self.wall, self.isOwn, self.address, self.stamp) = (time, wall, isOwn, address, stamp)
    (bytes, value) = (payload, read)
  }

  /// Puts a message together from its bytes.
  public init(time: ScenarioTime?, wall: ScenarioTime, isOwn: Bool, address: Address, payload: [UInt8]) {
    self.init(
      time: time, wall: wall, isOwn: isOwn, address: address, payload: { payload },
      read: { (kind) throws(MessageError) in try kind.decode(payload) })
  }

  /// Its bytes.
  public var payload: [UInt8] { bytes() }

  /// Returns it as a kind of message.
  /// - Throws: ``MessageError`` for bytes that are none.
  public func read<Kind: Message>(as kind: Kind.Type = Kind.self) throws(MessageError) -> Kind {
    guard let message = try value(kind) as? Kind else {
      throw MessageError(message: Kind.shape.name, path: "$", reason: "is another message")
    }
    return message
  }
}
