import JSON

/// What a RabbitMQ needs so that MQTT and AMQP applications of test runs hear each other.
///
/// AMQP applications of NOS-T publish to a topic exchange named after the prefix; the MQTT plugin publishes to
/// `amq.topic`. Each exchange is bound to the other for the prefix's own routing keys, so that a message of either side
/// comes to both, once.
struct RabbitMQSetup {
  /// The exchange of the MQTT plugin, which every broker has.
  static let exchangeOfMQTT = "amq.topic"

  /// The names of the test runs.
  var prefixes: [String]
  /// Whether the user guest, with the password guest, stands in the definitions.
  var hasGuest = false
  /// Where the broker finds the definitions.
  var definitionsPath = "/etc/rabbitmq/definitions.json"

  /// The definitions, as `rabbitmqctl import_definitions` and `load_definitions` take them.
  var definitions: JSONValue {
    var definitions: JSONObject = ["vhosts": [["name": "/"]]]
    if hasGuest {
      definitions["users"] = [["name": "guest", "password": "guest", "tags": ["administrator"], "limits": [:]]]
      definitions["permissions"] = [["user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"]]
    }
    definitions["exchanges"] = .array(prefixes.map(Self.exchange))
    definitions["bindings"] = .array(
      prefixes.flatMap { prefix in
        [
          Self.binding(from: prefix, to: Self.exchangeOfMQTT, prefix: prefix),
          Self.binding(from: Self.exchangeOfMQTT, to: prefix, prefix: prefix),
        ]
      })
    return .object(definitions)
  }

  /// The exchange as nost-tools declares it: with other flags, its applications would end with error 406.
  private static func exchange(_ prefix: String) -> JSONValue {
    [
      "name": .string(prefix), "vhost": "/", "type": "topic", "durable": true, "auto_delete": true,
      "internal": false, "arguments": [:],
    ]
  }

  private static func binding(from source: String, to destination: String, prefix: String) -> JSONValue {
    [
      "source": .string(source), "vhost": "/", "destination": .string(destination), "destination_type": "exchange",
      "routing_key": .string("\(prefix).#"), "arguments": [:],
    ]
  }

  /// The lines of `rabbitmq.conf`, with what each is for.
  var configuration: String {
    """
    # rabbitmq.conf for the NOS-T test run\(prefixes.count == 1 ? "" : "s") \(prefixes.joined(separator: ", ")).
    # Python applications (nost-tools 2 and 3) speak AMQP on port 5672, Orrery speaks MQTT 3.1.1 on port 1883.
    # The MQTT plugin is switched on once:  rabbitmq-plugins enable rabbitmq_mqtt

    # An exchange for each prefix, bound to amq.topic and back; read at every start of the broker. One that runs
    # takes the same without a restart:  rabbitmqctl import_definitions definitions.json
    # A new broker that loads definitions makes no user of its own: \(guestAdvice)
    load_definitions = \(definitionsPath)

    # Where AMQP and MQTT listen. Beyond a trusted network use TLS: ssl_options.*, mqtt.listeners.ssl.default = 8883
    listeners.tcp.default = 5672
    mqtt.listeners.tcp.default = 1883

    # What is said over MQTT goes to amq.topic, as the plugin has it by default. With the prefix's own exchange here
    # there could be but one prefix, and that exchange would have to be there before the first client.
    mqtt.exchange = amq.topic
    mqtt.vhost = /

    # Nobody without a user. The user guest may come from this machine only: none is for that rule to be lifted.
    mqtt.allow_anonymous = false
    loopback_users.guest = true

    # Small messages leave at once. Without this they may wait 40 ms each.
    tcp_listen_options.nodelay = true
    mqtt.tcp_listen_options.nodelay = true

    # How many messages are on their way to one MQTT client before it has acknowledged the first; 10 by default.
    mqtt.prefetch = 100

    # How long the messages of an MQTT client that is away are kept, in milliseconds: a day. For RabbitMQ up to 3.12;
    # from 3.13 on it is called mqtt.max_session_expiry_interval_seconds = 86400
    mqtt.subscription_ttl = 86400000

    """
  }

  private var guestAdvice: String {
    hasGuest
      ? "guest stands in them."
      : "say --guest for guest, or\n# rabbitmqctl add_user NAME; rabbitmqctl set_permissions NAME '.*' '.*' '.*'"
  }
}
