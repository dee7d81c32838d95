public import JSON

/// How many messages an application has said in the run (`APP/status/sent`), told before its last words.
///
/// Orrery's own: NOS-T's applications do not listen there. With it the receivers know of the end of a stream that has
/// not come.
public struct SentStatus: Message {
  /// The application.
  public var name: String
  /// A word on it, left out where there is none.
  public var text: String?
  /// How many numbered messages it has said, by the address below PREFIX/APP.
  public var counts: [String: Int]

  /// Creates the status.
  public init(name: String, text: String? = nil, counts: [String: Int]) {
    (self.name, self.text, self.counts) = (name, text, counts)
  }

  /// What the message may hold.
  public static let shape = MessageShape(
    "SentStatus", "How many messages an application has said in the run, told before its last words.",
    statusMembers([.required("sent", .counts, "The numbers of messages, by the address below PREFIX/APP.")]))

  /// The message as it may stand on the wire.
  public static let example = SentStatus(
    name: "ground", counts: ["linkCharge": 4, "linkStart": 4, "location": 11, "status/mode": 3])

  /// Creates the message from members that its shape has accepted.
  public init(_ values: MessageValues) {
    name = values.text("name")
    text = values.textIfPresent("description")
    counts = values.object("properties").counts("sent")
  }

  /// The members in the order of the wire.
  public var members: JSONObject {
    var sent = JSONObject()
    for (leaf, count) in counts.sorted(by: { $0.key < $1.key }) { sent[leaf] = .integer(Int64(count)) }
    return statusObject(name, text, ["sent": .object(sent)])
  }
}
