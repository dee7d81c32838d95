public import JSON

/// An application's change of mode (`APP/status/mode`).
public struct ModeStatus: Message {
  /// The modes as the wire spells them.
  public static let modes = [
    "UNDEFINED", "INITIALIZING", "INITIALIZED", "EXECUTING", "PAUSING", "PAUSED", "RESUMING", "TERMINATING",
    "TERMINATED",
  ]

  /// The application.
  public var name: String
  /// A word on it, left out where there is none.
  public var text: String?
  /// The new mode, one of ``modes``.
  public var mode: String

  /// Creates the status.
  public init(name: String, text: String? = nil, mode: String) {
    self.name = name
    self.text = text
    self.mode = mode
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "ModeStatus", "An application's change of mode.",
    statusMembers([.required("mode", .choice(modes), "The new mode.")]))

  /// The message as it may stand on the wire.
  public static let example = ModeStatus(name: "satelliteStorage", mode: "EXECUTING")

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    name = values.text("name")
    text = values.textIfPresent("description")
    mode = values.object("properties").text("mode")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { statusObject(name, text, ["mode": .string(mode)]) }
}
