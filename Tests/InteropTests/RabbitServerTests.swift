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
    #expect(!TestBroker.accepts(server.mqttPort))
    try server.restart()
    try expectCarriage(by: server, of: "two")
  }

  /// What is said, with a part of what the observer finds wrong with it.
  private static let words: [(leaf: String, text: String, fault: String?)] = [
    ("status/ready", #"{"name":"ground","properties":{"ready":true}}"#, nil),
    ("status/mode", #"{"name":"ground","properties":{"mode":"Executing"}}"#, "properties.mode"),
    (
      "status/time", #"{"name":"ground","properties":{"simTime":"2018-01-21T00:00:00","time":"2018-01-21T00:00:00Z"}}"#,
      "no zone: sim_time"
    ),
    ("linkStart", #"{"groundId":2,"satId":0,"satName":"A","linkId":0,"start":"2018-01-21T00:00:00Z"}"#, "data"),
    ("linkStart", #"{"groundId":"2","satId":0,"satName":"A","linkId":0,"start":"2018-01-21","data":1}"#, "groundId"),
    ("hello", "{}", "no model"),
  ]

  /// Says some words over MQTT, which the observer hears over AMQP and judges.
  private func expectCarriage(by server: RabbitServer, of prefix: String) throws {
    let directory = try TemporaryDirectory()
    let observer = try NostTools.start("observer.py", [try directory.write(configuration(prefix, server), to: "c")])
    try observer.waitUntilListening()
    let transport = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: server.mqttPort))
    transport.start { _ in }
    for (leaf, text, _) in Self.words {
      try transport.publish(
        TransportMessage(topic: "\(prefix)/ground/\(leaf)", payload: Array(text.utf8), quality: .atLeastOnce))
    }
    try OrreryProcess.wait(for: "the words") { observer.lines.count >= Self.words.count + 1 }
    let heard = observer.lines.dropFirst()
    #expect(heard.map { $0["text"]?.string } == Self.words.map(\.text))
    for (line, (_, text, fault)) in zip(heard, Self.words) {
      if let fault {
        #expect(line["fault"]?.string?.contains(fault) == true, "\(text)")
      } else {
        #expect(line["fault"] == .null, "\(text)")
      }
    }
    #expect(transport.stop(within: .seconds(10)) == 0)
  }

  private func configuration(_ prefix: String, _ server: RabbitServer) -> String {
    """
    servers: {rabbitmq: {host: 127.0.0.1, port: \(server.amqpPort)}}
    execution: {general: {prefix: \(prefix)}}
    """
  }
}
