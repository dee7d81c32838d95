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
        // Every message is worth the same care; NOS-T's own are never kept for who comes later.
        "bindings": [
          "mqtt": ["qos": 1, "retain": .bool(channel.message.isRetained), "bindingVersion": "0.2.0"]
        ],
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
      "servers": ["broker": broker],
      "channels": .object(channels),
      "operations": .object(operations),
      "components": ["messages": .object(messages)],
    ]
  }

  /// How an application is connected: `orrery join`, one application in a process.
  private static var broker: JSONValue {
    let lastWill: JSONValue = [
      "topic": "{prefix}/{app}/status/ready",
      "qos": 1,
      "retain": false,
      "message": .string(
        String(decoding: ReadyStatus(name: "{app}", text: "connection lost", ready: false).payload, as: UTF8.self)),
    ]
    return [
      "host": "localhost:1883",
      "protocol": "mqtt",
      "protocolVersion": "3.1.1",
      "description":
        """
      The session is kept while the application runs, so that what is said at QoS 1 while its connection is broken \
      reaches it later, and ended with it. Every subscription asks for QoS 1; what others say at QoS 0 comes at 0.
      """,
      "bindings": [
        "mqtt": [
          "clientId": "orrery-{prefix}-{app}",
          "cleanSession": false,
          "keepAlive": 15,
          "lastWill": lastWill,
          "bindingVersion": "0.2.0",
        ]
      ],
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
    case .handover: "the handover application"
    case .catalog: "whoever follows the catalogue of satellites"
    case .application: "every application"
    }
  }
}
