import JSON
public import Messages
public import Quantities

/// What a message says: a value of this very process, or bytes; the one becomes the other only where it is asked for.
public struct Content: Equatable, Sendable {
  private let message: (any Message)?
  private let bytes: [UInt8]?
  /// The JSON of the bytes, where they are some and it has been asked for.
  private var json: JSONValue?
  /// Whether it is said so that the broker forgets.
  private var forgets = false
  /// Which message of its stream it is; nil for one outside of any run's streams.
  public private(set) var stamp: Stamp?

  /// Takes a message as it is.
  public init(_ message: some Message, stamp: Stamp? = nil) {
    self.message = message
    self.stamp = stamp
    bytes = nil
  }

  /// Takes bytes as they came, with the stamp that they carry.
  public init(payload: [UInt8]) {
    message = nil
    bytes = payload
    json = try? JSONValue.parse(payload)
    stamp = json.flatMap(Stamp.init)
  }

  private init(_ message: (any Message)?, _ bytes: [UInt8], _ stamp: Stamp?) {
    (self.message, self.bytes, self.stamp) = (message, bytes, stamp)
  }

  /// The bytes, which are made anew each time unless the content is ``encoded``.
  public var payload: [UInt8] { bytes ?? message?.payload(stamped: stamp) ?? [] }

  /// The same content with its bytes at hand, for more than one reader of them.
  public var encoded: Content { bytes == nil ? Content(message, payload, stamp) : self }

  /// The bytes without the members of a stamp: what was said, wherever in its stream.
  var unstampedPayload: [UInt8] {
    if let message { return message.payload }
    guard stamp != nil, var members = json?.object else { return payload }
    (members["run"], members["seq"]) = (nil, nil)
    return JSONValue.object(members).compactBytes
  }

  /// The same message as one of a stream; bytes that came from elsewhere stay as they are.
  func stamped(_ stamp: @autoclosure () -> Stamp) -> Content {
    guard message != nil, bytes == nil else { return self }
    var stamped = self
    stamped.stamp = stamp()
    return stamped
  }

  /// Returns the content as a kind of message.
  /// - Throws: ``MessageError`` for bytes that are none.
  public func read<Kind: Message>(as kind: Kind.Type = Kind.self) throws(MessageError) -> Kind {
    if let message = message as? Kind { return message }
    if let json { return try Kind.decode(json) }
    return try Kind.decode(payload)
  }

  /// Whether it tells a state that the next one of its kind replaces.
  var isMomentary: Bool { message.map { type(of: $0).isMomentary } ?? false }

  /// Whether the broker is to keep it for those who subscribe later, or to forget what it has kept.
  var isRetained: Bool { message.map { type(of: $0).isRetained } ?? forgets }

  /// What makes the broker forget what it has kept under a topic: nothing at all.
  static let forgetting: Content = {
    var content = Content(payload: [])
    content.forgets = true
    return content
  }()

  /// The scenario time that bytes from elsewhere name as their message's own; nil where they name none.
  public var scenarioTime: ScenarioTime? {
    guard let json else { return nil }
    let text = json["time"] ?? json["start"] ?? json["end"] ?? json["properties"]?["simTime"]
    return text?.string.flatMap { try? ScenarioTime($0) }
  }

  /// Two contents are equal where their bytes are.
  public static func == (left: Content, right: Content) -> Bool { left.payload == right.payload }
}
