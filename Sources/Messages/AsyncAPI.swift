public import JSON

/// The federation's AsyncAPI 3.0 document, made from the shapes that read and write the messages.
public enum AsyncAPI {
  /// Returns the document for a version of the program.
  public static func document(version: String) -> JSONValue {
    var channels = JSONObject()
    var operations = JSONObject()
    var messages = JSONObject()
    for channel in Channel.all {
      let key = "\(channel.role.rawValue)-\(channel.leaf.replacing("/", with: "-"))"
      channels[key] = description(of: channel)
      operations["publish-\(key)"] = [
        "action": "send",
        "channel": ["$ref": .string("#/channels/\(key)")],
        "summary": .string("Published by \(channel.role.publisher)."),
      ]
      messages[channel.message.shape.name] = message(channel.message)
    }
    return [
      "asyncapi": "3.0.0",
      "info": [
        "title": "Orrery federation",
        "version": .string(version),
        "description":
          "What the federates of a NOS-T test run say to each other: JSON over MQTT 3.1.1, topic PREFIX/APP/LEAF.",
        "license": ["name": "Apache-2.0"],
      ],
      "defaultContentType": "application/json",
      "channels": .object(channels),
      "operations": .object(operations),
      "components": ["messages": .object(messages)],
    ]
  }

  private static func description(of channel: Channel) -> JSONValue {
    let name = channel.message.shape.name
    var parameters: JSONObject = ["prefix": ["description": "The name of the test run.", "default": "orrery"]]
    if let app = channel.role.defaultApp, !channel.role.hasFixedName {
      parameters["app"] = ["description": "The application's name.", "default": .string(app)]
    } else if channel.role == .application {
      parameters["app"] = ["description": "The application's name."]
    }
    let app = channel.role.hasFixedName ? channel.role.defaultApp ?? "" : "{app}"
    return [
      "address": .string("{prefix}/\(app)/\(channel.leaf)"),
      "messages": .object([name: ["$ref": .string("#/components/messages/\(name)")]]),
      "parameters": .object(parameters),
    ]
  }

  private static func message(_ type: any Message.Type) -> JSONValue {
    [
      "name": .string(type.shape.name),
      "summary": .string(type.shape.summary),
      "contentType": "application/json",
      "payload": ["$ref": .string("./\(type.shape.name).schema.json")],
      "examples": [["payload": .object(example(type))]],
    ]
  }

  private static func example<Kind: Message>(_ type: Kind.Type) -> JSONObject { type.example.members }
}

extension Role {
  fileprivate var publisher: String {
    switch self {
    case .manager: "the manager"
    case .storage: "the satellites' application"
    case .ground: "the ground application"
    case .outage: "the outage injector"
    case .catalog: "whoever follows the catalogue of satellites"
    case .application: "every application"
    }
  }
}
