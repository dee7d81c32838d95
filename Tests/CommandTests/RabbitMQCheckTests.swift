#if MQTT
  import JSON
  import TestSupport
  import Testing

  @testable import orrery

  /// `orrery broker check` at a real RabbitMQ.
  @Suite(.enabled(if: RabbitServer.absence == nil, "\(RabbitServer.absence ?? "")")) struct RabbitMQCheckTests {
    @Test func `A RabbitMQ is known by what it does, and told is what it does not show`() throws {
      let server = try RabbitServer(prefixes: ["nost"])
      let (status, checks, json) = try BrokerCheckTests.check("mqtt://127.0.0.1:\(server.mqttPort)", "--prefix", "nost")
      #expect((status, json["isUsable"]) == (0, true))
      for name in ["connection", "echo", "session", "retained"] {
        #expect(checks[name]?["verdict"] == "good", "\(name): \(checks[name] ?? .null)")
      }
      #expect(checks["broker"]?["text"]?.string?.hasPrefix("behaves as RabbitMQ: ") == true)
      #expect(checks["MQTT versions"]?["verdict"] == "warning")
      #expect(checks["exchange"]?["text"]?.string?.contains("nost amq.topic nost.#") == true)
    }
  }
#endif
