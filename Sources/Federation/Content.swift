public import Messages

/// What a message says: a value of this very process, or bytes; the one becomes the other only where it is asked for.
public struct Content: Equatable, Sendable {
  private let message: (any Message)?
  private let bytes: [UInt8]?

  /// Takes a message as it is.
  public init(_ message: some Message) {
    self.message = message
    bytes = nil
  }

  /// Takes bytes as they came.
  public init(payload: [UInt8]) {
    message = nil
    bytes = payload
  }

  private init(_ message: (any Message)?, _ bytes: [UInt8]) {
    (self.message, self.bytes) = (message, bytes)
  }

  /// The bytes, which are made anew each time unless the content is ``encoded``.
  public var payload: [UInt8] { bytes ?? message?.payload ?? [] }

  /// The same content with its bytes at hand, for more than one reader of them.
  public var encoded: Content { bytes == nil ? Content(message, payload) : self }

  /// Returns the content as a kind of message.
  /// - Throws: ``MessageError`` for bytes that are none.
  public func read<Kind: Message>(as kind: Kind.Type = Kind.self) throws(MessageError) -> Kind {
    if let message = message as? Kind { return message }
    return try Kind.decode(payload)
  }

  /// Two contents are equal where their bytes are.
  public static func == (left: Content, right: Content) -> Bool { left.payload == right.payload }
}
