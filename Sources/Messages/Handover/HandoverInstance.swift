public import JSON
import Quantities

/// Whether a handover application is there: told as it begins, and by its last will (`handover/instance`).
public struct HandoverInstance: Message {
  /// The application's name.
  public var name: String
  /// Whether it is there.
  public var isPresent: Bool

  /// Creates the message.
  public init(name: String, isPresent: Bool) {
    (self.name, self.isPresent) = (name, isPresent)
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "HandoverInstance", "Whether a handover application is there: told as it begins, and by its last will.",
    [
      .required("name", .text, "Name of the application."),
      .required("present", .boolean, "Whether it is there."),
    ])

  /// The message as it may stand on the wire.
  public static let example = HandoverInstance(name: "handover", isPresent: true)

  /// The broker keeps it for one that comes later.
  public static let isRetained = true

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    self.init(name: values.text("name"), isPresent: values.boolean("present"))
  }

  /// The members in the order of the wire.
  public var members: JSONObject { ["name": .string(name), "present": .bool(isPresent)] }
}
