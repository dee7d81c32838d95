public import JSON

/// An application's answer to an init (`APP/status/ready`).
public struct ReadyStatus: Message {
  /// The application.
  public var name: String
  /// A word on it, left out where there is none.
  public var text: String?
  /// Whether it is ready.
  public var ready: Bool

  /// Creates the status.
  public init(name: String, text: String? = nil, ready: Bool = true) {
    self.name = name
    self.text = text
    self.ready = ready
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "ReadyStatus", "An application's answer to an init.",
    statusMembers([.optional("ready", .boolean, "Whether the application is ready.", default: true)]))

  /// The message as it may stand on the wire.
  public static let example = ReadyStatus(name: "satelliteStorage")

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    name = values.text("name")
    text = values.textIfPresent("description")
    ready = values.object("properties").boolean("ready")
  }

  /// The members in the order of the wire.
  public var members: JSONObject { statusObject(name, text, ["ready": .bool(ready)]) }
}

/// The members that every status has, around its own properties.
func statusMembers(_ properties: [Member]) -> [Member] {
  [
    .required("name", .text, "The application."),
    .optional("description", .text, "A word on it."),
    .required("properties", .object(properties), "What it says of itself."),
  ]
}

/// A status as it is written: a missing description is left out.
func statusObject(_ name: String, _ text: String?, _ properties: JSONObject) -> JSONObject {
  var object: JSONObject = ["name": .string(name)]
  object["description"] = text.map { .string($0) }
  object["properties"] = .object(properties)
  return object
}
