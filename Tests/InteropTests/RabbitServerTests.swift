import Foundation
import JSON
import MosquittoTransport
import TestSupport
import Testing
import Transport

@Suite struct RabbitServerTests {
  @Test(.realThing) func `It carries MQTT to AMQP, for every prefix, also after a power cut`() throws {
    let server = try RabbitServer(prefixes: ["one", "two"])
    try expectCarriage(by: server, of: "one")
    server.kill()
    #expect(throws: Never.self) { try TestBroker.freePort(server.mqttPort) }
    try server.restart()
    try expectCarriage(by: server, of: "two")
  }

  /// Says a word over MQTT, which the observer hears over AMQP.
  private func expectCarriage(by server: RabbitServer, of prefix: String) throws {
    let directory = try TemporaryDirectory()
    let observer = try NostTools.start("observer.py", [try directory.write(configuration(prefix, server), to: "c")])
    try observer.waitUntilListening()
    let transport = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: server.mqttPort))
    transport.start { _ in }
    let ready = #"{"name":"app","properties":{"ready":true}}"#
    try transport.publish(
      TransportMessage(topic: "\(prefix)/app/status/ready", payload: Array(ready.utf8), quality: .atLeastOnce))
    try observer.wait(for: "the word") { $0["text"]?.string == ready }
    #expect(observer.lines.count == 2)
    #expect(observer.lines.last?["model"]?.string == "ReadyStatus")
    #expect(observer.lines.last?["fault"] == .null)
    #expect(transport.stop(within: .seconds(10)) == 0)
  }

  private func configuration(_ prefix: String, _ server: RabbitServer) -> String {
    """
    servers: {rabbitmq: {host: 127.0.0.1, port: \(server.amqpPort)}}
    execution: {general: {prefix: \(prefix)}}
    """
  }
}
