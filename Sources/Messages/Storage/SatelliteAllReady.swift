public import JSON

/// The word that every satellite has been named (`satelliteStorage/allReady`).
public struct SatelliteAllReady: Message {
  /// The word itself.
  public var ready: String

  /// Creates the message.
  public init(ready: String = "allReady") {
    self.ready = ready
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "SatelliteAllReady", "The word that every satellite has been named.",
    [.optional("ready", .text, "Says that all SatelliteReady messages have been sent.", default: "allReady")])

  /// The message as it may stand on the wire.
  public static let example = SatelliteAllReady()

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    ready = values.text("ready")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["ready": .string(ready)] }
}
