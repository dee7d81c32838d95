public import JSON

/// The word that every satellite has been named (`satelliteStorage/allReady`).
public struct SatelliteAllReady: Message {
  /// The word itself.
  public var ready: String

  /// Creates the message.
  public init(ready: String = "allReady") {
    self.ready = ready
  }

  public static let shape = MessageShape(
    "SatelliteAllReady", "The word that every satellite has been named.",
    [.optional("ready", .text, "Says that all SatelliteReady messages have been sent.", default: "allReady")])

  public static let example = SatelliteAllReady()

  public init(_ values: MessageValues) {
    ready = values.text("ready")
  }

  public var members: JSONObject { ["ready": .string(ready)] }
}
