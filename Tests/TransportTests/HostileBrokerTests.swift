#if MQTT
  import Foundation
  import MosquittoTransport
  import Testing
  import Transport

  /// Answers every connection with the same bytes, and then nothing, or the end.
  private final class ScriptedBroker: Sendable {
    let port: Int
    private let listener: Int32

    init(answer: [UInt8], closes: Bool = false) throws {
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      // Listening without an address picks a free port.
      try #require(listen(listener, 5) == 0)
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &address) {
        _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
      }
      self.listener = listener
      port = Int(UInt16(bigEndian: address.sin_port))
      Thread.detachNewThread {
        var peers: [Int32] = []
        // Ends when the listener is shut down.
        while case let peer = accept(listener, nil, nil), peer >= 0 {
          var request = [UInt8](repeating: 0, count: 1024)
          _ = read(peer, &request, request.count)
          _ = send(peer, answer, answer.count, Int32(MSG_NOSIGNAL))
          if closes { close(peer) } else { peers.append(peer) }
        }
        for peer in peers { close(peer) }
        close(listener)
      }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
  }

  @Suite(.serialized) struct HostileBrokerTests {
    /// A broker's welcome: CONNACK, no session, accepted.
    static let welcome: [UInt8] = [0x20, 2, 0, 0]

    static let strange =
      "the connection ended before an answer in MQTT: is PORT the broker's port for MQTT without TLS?"

    @Test(
      "What is no MQTT is reported, and tried again",
      arguments: [
        (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), false, "no answer within 0.1 seconds"),
        ([0x20, 2, 0, 9], false, Self.strange),
        ([0x90, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], false, Self.strange),
        ([0x00, 2, 0, 0], false, Self.strange + " (Error: Unrecognised command 0)"),
        ([], false, "no answer within 0.1 seconds"),
        ([], true, Self.strange),
      ])
    func garbage(answer: [UInt8], closes: Bool, reason: String) throws {
      let broker = try ScriptedBroker(answer: answer, closes: closes)
      var options = BrokerOptions(host: "127.0.0.1", port: broker.port)
      options.attemptLimit = .milliseconds(100)
      let (client, log) = try MosquittoTransportTests.echo(options)
      log.wait(for: "notice") { !$0.notices.isEmpty }
      let text = reason.replacing("PORT", with: "\(broker.port)")
      #expect(log.all == [.notice("127.0.0.1:\(broker.port): \(text); trying again")])
      client.stop(within: .zero)
    }

    @Test("A refused subscription is told, and the connection goes on")
    func refusedSubscription() throws {
      // SUBACK of the first request: refused.
      let broker = try ScriptedBroker(answer: Self.welcome + [0x90, 3, 0, 1, 0x80])
      let (client, log) = try MosquittoTransportTests.echo(BrokerOptions(host: "127.0.0.1", port: broker.port))
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(
        log.all == [
          .connected(count: 1, sessionPresent: false),
          .notice("127.0.0.1:\(broker.port): the broker refused the subscription to echo"),
        ])
      client.stop(within: .zero)
    }

    @Test("A broker that never acknowledges is given up by stop after its timeout")
    func noAcknowledgement() throws {
      let broker = try ScriptedBroker(answer: Self.welcome)
      let (client, log) = try MosquittoTransportTests.echo(BrokerOptions(host: "127.0.0.1", port: broker.port))
      log.wait(for: "connection") { $0.connections == 1 }
      for number in 0..<300 { try client.publish(TransportMessage("echo", number)) }
      #expect(client.statistics.queued == 300)
      let elapsed = ContinuousClock().measure { #expect(client.stop(within: .milliseconds(100)) == 300) }
      #expect(elapsed < promptness)
    }
  }
#endif
