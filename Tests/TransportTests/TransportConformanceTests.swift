import Foundation
import MosquittoTransport
import TestSupport
import Testing
import Transport

/// The carriers that must keep the laws of ``Transport``.
enum Carrier: String, CaseIterable, CustomTestStringConvertible {
  case bus
  case mosquitto

  var testDescription: String { rawValue }

  static var built: [Carrier] {
    #if MQTT
      allCases
    #else
      [.bus]
    #endif
  }
}

/// A carrier made ready for one test, with as many clients as the test wants.
final class Network {
  private let bus = InProcessBus()
  private let broker: TestBroker?
  private var clients: [any Transport] = []

  init(_ carrier: Carrier) throws {
    broker = carrier == .mosquitto ? try TestBroker() : nil
  }

  deinit { clients.forEach { $0.stop(within: .zero) } }

  func client(limits: TransportLimits = TransportLimits()) throws -> any Transport {
    let client: any Transport
    #if MQTT
      client =
        if let broker {
          try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: broker.port, limits: limits))
        } else {
          bus.client(named: "test", limits: limits)
        }
    #else
      client = bus.client(named: "test", limits: limits)
    #endif
    clients.append(client)
    return client
  }

  /// Starts a client whose subscriptions are in force when this returns.
  func listener(
    _ filters: String..., quality: DeliveryQuality = .atLeastOnce, limits: TransportLimits = TransportLimits()
  ) throws -> (any Transport, EventLog) {
    let client = try client(limits: limits)
    let log = EventLog()
    for filter in filters { client.subscribe(to: try TopicFilter(filter), quality: quality) }
    client.start { log.append($0) }
    log.wait(for: "subscription to \(filters)") { $0.connections == 1 && $0.confirmations == filters.count }
    return (client, log)
  }
}

/// Long enough for a flush on a loaded machine; a test that needs it has failed.
let flushPatience = Duration.seconds(30)

@Suite(.serialized) struct TransportConformanceTests {
  @Test("What is published arrives with its topic, bytes and quality", arguments: Carrier.built)
  func delivery(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (_, log) = try network.listener("a/b")
    let (sender, _) = try network.listener()
    let sent = [
      TransportMessage(topic: "a/b", payload: [1, 2, 3], quality: .atLeastOnce),
      TransportMessage(topic: "a/b", payload: [], quality: .atLeastOnce),
      TransportMessage(topic: "a/b", payload: [0, 255, 0], quality: .atLeastOnce),
      TransportMessage(topic: "a/b", payload: Array(0...255), quality: .atMostOnce),
    ]
    for message in sent { try sender.publish(message) }
    #expect(log.messages(sent.count) == sent)
  }

  @Test("A subscriber gets what fits its filters and nothing else", arguments: Carrier.built)
  func filtering(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (_, one) = try network.listener("n/+/ready", "end")
    let (_, tree) = try network.listener("n/a/#", "end")
    let (_, none) = try network.listener("end")
    let (sender, _) = try network.listener()
    for topic in ["n/a/ready", "n/b/ready", "n/a", "n/a/b/ready", "m/a/ready", "end"] {
      try sender.publish(TransportMessage(topic, topic))
    }
    #expect(one.messages(3).map(\.topic) == ["n/a/ready", "n/b/ready", "end"])
    #expect(tree.messages(4).map(\.topic) == ["n/a/ready", "n/a", "n/a/b/ready", "end"])
    #expect(none.messages(1).map(\.topic) == ["end"])
  }

  @Test("A topic is bytes of UTF-8, kept as they are", arguments: Carrier.built)
  func unicodeTopics(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (_, log) = try network.listener("état/+/衛星/#")
    let (sender, _) = try network.listener()
    try sender.publish(TransportMessage("état/🛰/衛星", "1"))
    try sender.publish(TransportMessage("e\u{301}tat/🛰/衛星", "decomposed: another topic"))
    try sender.publish(TransportMessage("état/a b/衛星/ñ", "2"))
    #expect(log.messages(2).map { Array($0.topic.utf8) } == ["état/🛰/衛星", "état/a b/衛星/ñ"].map { Array($0.utf8) })
  }

  @Test("The lower quality of sender and subscriber holds", arguments: Carrier.built)
  func quality(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (_, low) = try network.listener("q", quality: .atMostOnce)
    let (_, high) = try network.listener("q", quality: .atLeastOnce)
    let (sender, _) = try network.listener()
    try sender.publish(TransportMessage("q", "0", .atMostOnce))
    try sender.publish(TransportMessage("q", "1", .atLeastOnce))
    #expect(low.messages(2).map(\.quality) == [.atMostOnce, .atMostOnce])
    #expect(high.messages(2).map(\.quality) == [.atMostOnce, .atLeastOnce])
  }

  @Test(
    "Messages of each publisher arrive in its order, over topics and qualities of one kind", arguments: Carrier.built)
  func order(carrier: Carrier) throws {
    let network = try Network(carrier)
    let count = 2000
    let (_, log) = try network.listener("o/#")
    let senders = [try network.listener().0, try network.listener().0]
    DispatchQueue.concurrentPerform(iterations: senders.count) { index in
      for number in 0..<count {
        #expect(throws: Never.self) { try senders[index].publish(TransportMessage("o/\(index)/\(number % 7)", number)) }
      }
    }
    let messages = log.messages(senders.count * count)
    for index in senders.indices {
      let own = messages.filter { $0.topic.hasPrefix("o/\(index)/") }.map(\.text)
      #expect(faultOfOrder(in: own, count: count) == nil)
    }
    #expect(senders.map { $0.stop(within: flushPatience) } == [0, 0])
    #expect(senders.map(\.statistics.acknowledged) == [count, count])
  }

  @Test("A retained message waits for later subscribers, until an empty one takes it away", arguments: Carrier.built)
  func retained(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (_, early) = try network.listener("r/#")
    let (sender, own) = try network.listener("sent")
    for text in ["old", "new"] {
      try sender.publish(
        TransportMessage(topic: "r/kept", payload: Array(text.utf8), quality: .atLeastOnce, isRetained: true))
    }
    try sender.publish(TransportMessage(topic: "r/gone", payload: [1], quality: .atLeastOnce, isRetained: true))
    try sender.publish(TransportMessage(topic: "r/gone", payload: [], quality: .atLeastOnce, isRetained: true))
    try sender.publish(TransportMessage("sent", ""))
    #expect(early.messages(4).map(\.isRetained) == [false, false, false, false])
    _ = own.messages(1)
    let (_, late) = try network.listener("r/#")
    try sender.publish(TransportMessage("r/live", "live"))
    let heard = late.messages(2)
    #expect(heard.map(\.text) == ["new", "live"])
    #expect(heard.map(\.isRetained) == [true, false])
  }

  @Test("A payload up to the limit arrives; one byte more is refused", arguments: Carrier.built)
  func largePayload(carrier: Carrier) throws {
    let network = try Network(carrier)
    let limit = TransportLimits().payloadBytes
    let (client, log) = try network.listener("big")
    let payload = (0..<limit).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try client.publish(TransportMessage(topic: "big", payload: payload, quality: .atLeastOnce))
    let error = #expect(throws: PublishError.self) {
      try client.publish(TransportMessage(topic: "big", payload: payload + [0], quality: .atLeastOnce))
    }
    #expect(
      error?.description == "topic \"big\": payload of 1048577 bytes; allowed: at most 1048576 bytes")
    #expect(log.messages(1).first?.payload == payload)
  }

  @Test("A received payload over the receiver's limit is dropped and told", arguments: Carrier.built)
  func oversizeReceived(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (small, log) = try network.listener("s", limits: TransportLimits(payloadBytes: 10))
    let (sender, _) = try network.listener()
    try sender.publish(TransportMessage("s", "eleven byte"))
    try sender.publish(TransportMessage("s", "ten bytes!"))
    #expect(log.messages(1).map(\.text) == ["ten bytes!"])
    #expect(log.notices.count == 1)
    #expect(
      log.notices.first?.hasSuffix(
        ": topic \"s\": dropped a received payload of 11 bytes; allowed: at most 10 bytes (payloadBytes)") == true)
    #expect(small.statistics.oversize == 1)
    #expect(small.statistics.received == 1)
  }

  @Test("A topic that is none is refused, and the transport goes on", arguments: Carrier.built)
  func badTopic(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (client, log) = try network.listener("#")
    for topic in ["", "a/+", "#", "a\0", String(repeating: "a", count: 65_536), String(repeating: "/", count: 201)] {
      #expect(throws: PublishError.self) { try client.publish(TransportMessage(topic, "")) }
    }
    let deepest = String(repeating: "/", count: 200)
    let longest = String(repeating: "é", count: 32_767) + "a"
    try client.publish(TransportMessage(deepest, "deepest"))
    try client.publish(TransportMessage(longest, "longest"))
    #expect(log.messages(2).map(\.topic) == [deepest, longest])
    #expect(log.disconnections == 0)
  }

  @Test("What is asked for before the start is done in order after it", arguments: Carrier.built)
  func beforeStart(carrier: Carrier) throws {
    let network = try Network(carrier)
    let client = try network.client()
    let log = EventLog()
    client.subscribe(to: try TopicFilter("early"), quality: .atLeastOnce)
    for number in 0..<50 { try client.publish(TransportMessage("early", number)) }
    #expect(client.statistics.queued == 50)
    client.start { log.append($0) }
    #expect(log.messages(50).map(\.text) == (0..<50).map(String.init))
    #expect(log.all.first == .connected(count: 1, sessionPresent: false))
  }

  @Test("A subscription made while connected is confirmed and then in force", arguments: Carrier.built)
  func laterSubscription(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (client, log) = try network.listener()
    let (sender, _) = try network.listener()
    let filter = try TopicFilter("later/#")
    client.subscribe(to: filter, quality: .atLeastOnce)
    log.wait(for: "confirmation") { $0.all.contains(.subscribed(filter)) }
    try sender.publish(TransportMessage("later/x", "1"))
    #expect(log.messages(1).map(\.text) == ["1"])
  }

  @Test("A handler may publish: what it says comes after the event it handles", arguments: Carrier.built)
  func handlerPublishes(carrier: Carrier) throws {
    let network = try Network(carrier)
    let client = try network.client()
    let log = EventLog()
    client.subscribe(to: try TopicFilter("chain/#"), quality: .atLeastOnce)
    client.start { [weak client] event in
      log.append(event)
      guard case .message(let message) = event, let number = Int(message.text), number < 100 else { return }
      try? client?.publish(TransportMessage("chain/\(number + 1)", number + 1))
      log.append(.notice("handled \(number)"))
    }
    log.wait(for: "subscription") { $0.confirmations == 1 }
    try client.publish(TransportMessage("chain/0", 0))
    #expect(log.messages(101).map(\.text) == (0...100).map(String.init))
    // Each event is handled to its end before the next begins.
    let trace = log.all.compactMap { event in
      switch event {
      case .message(let message): message.text
      case .notice(let text): text
      default: nil
      }
    }
    #expect(Array(trace.prefix(4)) == ["0", "handled 0", "1", "handled 1"])
  }

  @Test("A full queue drops the newest, keeps what it took, and counts", arguments: Carrier.built)
  func overflow(carrier: Carrier) throws {
    let network = try Network(carrier)
    let client = try network.client(limits: TransportLimits(queuedMessages: 5))
    let log = EventLog()
    client.subscribe(to: try TopicFilter("full"), quality: .atLeastOnce)
    for number in 0..<8 { try client.publish(TransportMessage("full", number)) }
    #expect(client.statistics.dropped == 3)
    #expect(client.statistics.published == 5)
    client.start { log.append($0) }
    #expect(log.messages(5).map(\.text) == ["0", "1", "2", "3", "4"])
    log.wait(for: "notice") { $0.notices.count == 1 }
    #expect(
      log.notices.first?.hasSuffix(": queue full, 5 messages wait (queuedMessages); newest dropped: 3") == true)
  }

  @Test("Stop delivers what was accepted, at either quality", arguments: Carrier.built, [0, 1])
  func stopFlushes(carrier: Carrier, quality: Int) throws {
    let network = try Network(carrier)
    let count = 3000
    let (_, log) = try network.listener("flush")
    let (sender, _) = try network.listener()
    let wanted = try #require(DeliveryQuality(rawValue: quality))
    for number in 0..<count { try sender.publish(TransportMessage("flush", number, wanted)) }
    #expect(sender.stop(within: flushPatience) == 0)
    #expect(sender.statistics.queued == 0)
    #expect(faultOfOrder(in: log.messages(count).map(\.text), count: count) == nil)
  }

  @Test(
    "After stop nothing is taken and nothing is handed over; stopping twice is stopping once", arguments: Carrier.built)
  func afterStop(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (client, log) = try network.listener("x")
    let (sender, own) = try network.listener("x")
    #expect(client.stop(within: flushPatience) == 0)
    #expect(client.stop(within: flushPatience) == 0)
    let told = log.all.count
    let error = #expect(throws: PublishError.self) { try client.publish(TransportMessage("x", "")) }
    #expect(error?.description == "topic \"x\": not published, the transport has been stopped")
    try sender.publish(TransportMessage("x", "unheard"))
    _ = own.messages(1)
    #expect(log.all.count == told)
  }

  @Test("A transport that was never started stops, and says what it never sent", arguments: Carrier.built)
  func stopBeforeStart(carrier: Carrier) throws {
    let network = try Network(carrier)
    let client = try network.client()
    try client.publish(TransportMessage("x", ""))
    #expect(client.stop(within: .zero) == 1)
  }

  @Test("A handler may stop its own transport", arguments: Carrier.built)
  func handlerStops(carrier: Carrier) throws {
    let network = try Network(carrier)
    let client = try network.client()
    let log = EventLog()
    client.subscribe(to: try TopicFilter("x"), quality: .atLeastOnce)
    client.start { [weak client] event in
      log.append(event)
      if case .message = event { client?.stop(within: flushPatience) }
    }
    let (sender, own) = try network.listener("x")
    log.wait(for: "subscription") { $0.confirmations == 1 }
    for number in 0..<3 { try sender.publish(TransportMessage("x", number)) }
    _ = own.messages(3)
    #expect(log.messages(1).map(\.text) == ["0"])
    client.stop(within: flushPatience)
    #expect(log.messages.count == 1)
  }

  @Test(
    "Statistics balance: published is acknowledged or queued, received is what was handed over",
    arguments: Carrier.built)
  func statistics(carrier: Carrier) throws {
    let network = try Network(carrier)
    let (client, log) = try network.listener("s")
    for number in 0..<100 { try client.publish(TransportMessage("s", number)) }
    _ = log.messages(100)
    client.stop(within: flushPatience)
    var expected = TransportStatistics()
    (expected.published, expected.acknowledged, expected.received, expected.connections) = (100, 100, 100, 1)
    #expect(client.statistics == expected)
  }
}
