import Testing
import Transport

@Suite struct InProcessBusTests {
  @Test("When publish returns, every handler has run")
  func synchronousDelivery() throws {
    let bus = InProcessBus()
    let (sender, first, second) = (bus.client(named: "s"), bus.client(named: "1"), bus.client(named: "2"))
    let log = EventLog()
    for (client, name) in [(first, "first"), (second, "second")] {
      client.subscribe(to: try TopicFilter("a"), quality: .atMostOnce)
      client.start { if case .message = $0 { log.append(.notice(name)) } }
    }
    sender.start { _ in }
    try sender.publish(TransportMessage("a", ""))
    #expect(log.notices == ["first", "second"])
  }

  @Test("What handlers publish is delivered breadth first, in one order for all")
  func breadthFirst() throws {
    let bus = InProcessBus()
    let log = EventLog()
    let clients = ["x", "y"].map { bus.client(named: $0) }
    for (client, name) in zip(clients, ["x", "y"]) {
      client.subscribe(to: try TopicFilter("#"), quality: .atMostOnce)
      client.start { [unowned client] event in
        guard case .message(let message) = event else { return }
        log.append(.notice("\(name)<\(message.topic)"))
        if message.topic.utf8.count < 3 { try? client.publish(TransportMessage("\(message.topic)\(name)", "")) }
      }
    }
    try clients[0].publish(TransportMessage("m", ""))
    let topics = ["m", "mx", "my", "mxx", "mxy", "myx", "myy"]
    #expect(log.notices == topics.flatMap { ["x<\($0)", "y<\($0)"] })
  }

  @Test("A subscription made by a handler takes its place in the order")
  func subscriptionInHandler() throws {
    let bus = InProcessBus()
    let log = EventLog()
    let (asker, sender) = (bus.client(named: "asker"), bus.client(named: "sender"))
    asker.subscribe(to: try TopicFilter("go"), quality: .atMostOnce)
    let data = try TopicFilter("data")
    asker.start { [unowned asker, unowned sender] event in
      log.append(event)
      guard case .message(let message) = event, message.topic == "go" else { return }
      try? sender.publish(TransportMessage("data", "too early"))
      asker.subscribe(to: data, quality: .atMostOnce)
      try? sender.publish(TransportMessage("data", "in time"))
    }
    sender.start { _ in }
    try sender.publish(TransportMessage("go", ""))
    #expect(log.messages.map(\.text) == ["", "in time"])
  }

  @Test("Retained messages come in the order of their topics")
  func retainedOrder() throws {
    let bus = InProcessBus()
    let (sender, late) = (bus.client(named: "s"), bus.client(named: "l"))
    let log = EventLog()
    sender.start { _ in }
    for topic in ["c", "a", "b/x", "b"] {
      try sender.publish(TransportMessage(topic: topic, payload: [1], isRetained: true))
    }
    late.subscribe(to: try TopicFilter("#"), quality: .atMostOnce)
    late.start { log.append($0) }
    #expect(log.messages.map(\.topic) == ["a", "b", "b/x", "c"])
  }

  @Test("Overlapping filters deliver once, at the higher quality")
  func overlapping() throws {
    let bus = InProcessBus()
    let client = bus.client(named: "c")
    let log = EventLog()
    client.subscribe(to: try TopicFilter("a/#"), quality: .atMostOnce)
    client.subscribe(to: try TopicFilter("a/+"), quality: .atLeastOnce)
    client.start { log.append($0) }
    try client.publish(TransportMessage("a/b", "", .atLeastOnce))
    #expect(log.messages.map(\.quality) == [.atLeastOnce])
  }

  @Test("A handler may own other clients: letting it go takes them along")
  func ownership() throws {
    let bus = InProcessBus()
    let owner = bus.client(named: "owner")
    weak var owned: InProcessClient?
    do {
      let client = bus.client(named: "owned")
      owned = client
      owner.start { _ in _ = client.statistics }
    }
    #expect(owned != nil)
    owner.stop()
    #expect(owned == nil)
  }

  @Test("A client let go is gone from the bus")
  func lettingGo() throws {
    let bus = InProcessBus()
    let log = EventLog()
    do {
      let brief = bus.client(named: "brief")
      brief.subscribe(to: try TopicFilter("#"), quality: .atMostOnce)
      brief.start { log.append($0) }
    }
    let sender = bus.client(named: "s")
    sender.start { _ in }
    try sender.publish(TransportMessage("a", ""))
    #expect(log.messages.isEmpty)
  }
}
