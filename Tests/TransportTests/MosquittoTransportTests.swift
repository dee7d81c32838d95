#if MQTT
  import Foundation
  import MosquittoTransport
  import TestSupport
  import Testing
  import Transport

  /// What only a broker that can die can show.
  @Suite(.serialized) struct MosquittoTransportTests {
    /// How soon after the broker accepts again a transport is back, in seconds: the longest wait is 1 s.
    static let returnLimit: TimeInterval = 3

    static func options(_ broker: TestBroker, host: String = "127.0.0.1") -> BrokerOptions {
      BrokerOptions(host: host, port: broker.port)
    }

    /// A transport that hears what it says under a topic, with its log.
    static func echo(_ options: BrokerOptions, topic: String = "echo") throws -> (MosquittoTransport, EventLog) {
      let client = try MosquittoTransport(options)
      let log = EventLog()
      client.subscribe(to: try TopicFilter(topic), quality: .atLeastOnce)
      client.start { log.append($0) }
      return (client, log)
    }

    // MARK: A broker that goes and comes

    @Test("A broker that is down is reported; when it comes up, what waited arrives in order")
    func downThenUp() throws {
      let broker = try TestBroker(isRunning: false)
      let (client, log) = try Self.echo(Self.options(broker))
      defer { client.stop(within: .zero) }
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(log.notices == ["127.0.0.1:\(broker.port): Connection refused; trying again"])
      for number in 0..<200 {
        let quality: DeliveryQuality = number < 100 ? .atLeastOnce : .atMostOnce
        try client.publish(TransportMessage("echo", number, quality))
      }
      #expect(client.statistics.queued == 200)
      let age = client.statistics.queueAge
      eventually("a queue that grows old") { client.statistics.queueAge >= age + .milliseconds(20) }
      try broker.restart()
      let messages = log.messages(200)
      // The broker may let the lower quality overtake: order holds within each.
      #expect(faultOfOrder(in: messages.filter { $0.quality == .atLeastOnce }.map(\.text), count: 100) == nil)
      #expect(messages.filter { $0.quality == .atMostOnce }.map(\.text) == (100..<200).map(String.init))
    }

    @Test("After SIGKILL and restart, all that was not acknowledged arrives, in order, within 3 s")
    func killed() throws {
      let broker = try TestBroker()
      let (client, log) = try Self.echo(Self.options(broker))
      defer { client.stop(within: .zero) }
      log.wait(for: "subscription") { $0.confirmations == 1 }
      for number in 0..<1000 { try client.publish(TransportMessage("echo", number)) }
      broker.kill()
      log.wait(for: "loss of the connection") { $0.disconnections == 1 }
      // Acknowledgements come in order: these and only these may have died with the broker.
      let acknowledged = client.statistics.acknowledged
      for number in 1000..<2000 { try client.publish(TransportMessage("echo", number)) }
      try broker.restart()
      log.wait(for: "renewed subscription", within: Self.returnLimit) { $0.confirmations == 2 }
      log.wait(for: "last message") { $0.messages.last?.text == "1999" }
      eventually("everything acknowledged") { client.statistics.acknowledged == 2000 }
      var seen = Set<Int>()
      let firsts = log.messages.compactMap { Int($0.text) }.filter { seen.insert($0).inserted }
      #expect(zip(firsts, firsts.dropFirst()).allSatisfy { $0 < $1 })
      #expect(seen.isSuperset(of: acknowledged..<2000))
      #expect(client.statistics.queued == 0)
      #expect(client.statistics.queueAge == .zero)
      #expect(client.statistics.dropped == 0)
      #expect(client.statistics.connections == 2)
    }

    @Test("Two federates in talk come back both, and lose only what the broker had taken and not passed on")
    func talkGoesOn() throws {
      let broker = try TestBroker()
      let talks = [
        try Self.echo(Self.options(broker), topic: "to/0"), try Self.echo(Self.options(broker), topic: "to/1"),
      ]
      defer { talks.forEach { $0.0.stop(within: .zero) } }
      for (_, log) in talks { log.wait(for: "subscription") { $0.confirmations == 1 } }
      func say(_ numbers: Range<Int>) throws {
        for number in numbers {
          try talks[0].0.publish(TransportMessage("to/1", number))
          try talks[1].0.publish(TransportMessage("to/0", number))
        }
      }
      for round in 0..<3 {
        try say(round * 1000..<round * 1000 + 500)
        broker.kill()
        try say(round * 1000 + 500..<round * 1000 + 1000)
        try broker.restart()
        for (_, log) in talks {
          log.wait(for: "return \(round)", within: Self.returnLimit) { $0.confirmations == round + 2 }
        }
        // Only when both listen again is either sure to be heard.
        try talks[0].0.publish(TransportMessage("to/1", "end \(round)"))
        try talks[1].0.publish(TransportMessage("to/0", "end \(round)"))
        for (_, log) in talks { log.wait(for: "end \(round)") { $0.messages.contains { $0.text == "end \(round)" } } }
      }
      for (client, log) in talks {
        eventually("everything acknowledged") { client.statistics.acknowledged == 3003 }
        var seen = Set<Int>()
        let firsts = log.messages.compactMap { Int($0.text) }.filter { seen.insert($0).inserted }
        #expect(zip(firsts, firsts.dropFirst()).allSatisfy { $0 < $1 })
      }
    }

    @Test("Events alternate: connected, disconnected, connected, with the count of connections")
    func alternation() throws {
      let broker = try TestBroker()
      let (client, log) = try Self.echo(Self.options(broker))
      defer { client.stop(within: .zero) }
      for round in 1...3 {
        log.wait(for: "connection \(round)") { $0.connections == round && $0.confirmations == round }
        if round == 2 { broker.stop() } else { broker.kill() }
        log.wait(for: "loss \(round)") { $0.disconnections == round }
        try broker.restart()
      }
      log.wait(for: "connection 4") { $0.connections == 4 }
      let states = log.all.compactMap { event in
        switch event {
        case .connected(let count, let sessionPresent): sessionPresent ? "session" : "\(count)"
        case .disconnected(let reason, let pause): pause <= .seconds(1) ? reason : "\(pause)"
        default: nil
        }
      }
      let lost = "127.0.0.1:\(broker.port): The connection was lost."
      #expect(states == ["1", lost, "2", lost, "3", lost, "4"])
    }

    @Test("A session outlives the broker's restart")
    func keptSession() throws {
      let store = try TemporaryDirectory()
      let broker = try TestBroker(settings: ["persistence true", "persistence_location \(store.url.path)/"])
      var options = Self.options(broker)
      (options.clientID, options.session) = ("keeper", .whileRunning)
      let (client, log) = try Self.echo(options)
      log.wait(for: "subscription") { $0.confirmations == 1 }
      broker.stop()
      try broker.restart()
      log.wait(for: "connection 2") { $0.connections == 2 }
      let sessions = log.all.compactMap { event in
        if case .connected(_, let isPresent) = event { isPresent } else { nil }
      }
      #expect(sessions == [false, true])
      client.stop(within: flushPatience)
    }

    @Test("What the broker kept for an earlier process of the same name is thrown away", arguments: [true, false])
    func forgottenSession(isOrderly: Bool) throws {
      let broker = try TestBroker()
      var options = Self.options(broker)
      (options.clientID, options.session) = ("keeper", .whileRunning)
      do {
        let (first, log) = try Self.echo(options)
        log.wait(for: "subscription") { $0.confirmations == 1 }
        if isOrderly { first.stop(within: flushPatience) }
      }
      let (sender, _) = try Self.echo(Self.options(broker), topic: "other")
      try sender.publish(TransportMessage("echo", "stale"))
      #expect(sender.stop(within: flushPatience) == 0)
      let (second, again) = try Self.echo(options)
      again.wait(for: "subscription") { $0.confirmations == 1 }
      try second.publish(TransportMessage("echo", "fresh"))
      #expect(again.messages(1).map(\.text) == ["fresh"])
      #expect(again.all.first == .connected(count: 1, sessionPresent: false))
      second.stop(within: flushPatience)
    }

    @Test("What the broker kept for an earlier process that goes on is heard, and forgotten at the end")
    func resumedSession() throws {
      let broker = try TestBroker()
      var options = Self.options(broker)
      (options.clientID, options.session) = ("keeper", .always)
      let (first, subscribed) = try Self.echo(options)
      subscribed.wait(for: "subscription") { $0.confirmations == 1 }
      first.stop(within: flushPatience)
      let (sender, _) = try Self.echo(Self.options(broker), topic: "other")
      try sender.publish(TransportMessage("echo", "meanwhile"))
      #expect(sender.stop(within: flushPatience) == 0)
      options.session = .resumed
      let (second, log) = try Self.echo(options)
      #expect(log.messages(1).map(\.text) == ["meanwhile"])
      #expect(log.all.first == .connected(count: 1, sessionPresent: true))
      second.stop(within: flushPatience)
      let (third, again) = try Self.echo(options)
      again.wait(for: "subscription") { $0.confirmations == 1 }
      #expect(again.all.first == .connected(count: 1, sessionPresent: false))
      third.stop(within: flushPatience)
    }

    @Test("A host that does not exist is reported as such")
    func unknownHost() throws {
      let (client, log) = try Self.echo(BrokerOptions(host: "no-such-host.invalid", port: 1))
      log.wait(for: "notice") { !$0.notices.isEmpty }
      let reasons = ["Name or service not known", "Temporary failure in name resolution"]
      #expect(reasons.contains { log.notices == ["no-such-host.invalid:1: \($0); trying again"] })
      client.stop(within: .zero)
    }

    // MARK: Who may come in

    @Test("The right password opens; a wrong one is reported and tried again")
    func login() throws {
      let broker = try TestBroker(.login(user: "sat", password: "right"))
      var options = Self.options(broker)
      (options.user, options.password) = ("sat", "right")
      let (good, welcome) = try Self.echo(options)
      welcome.wait(for: "connection") { $0.connections == 1 }
      good.stop(within: .zero)
      options.password = "wrong"
      let (bad, log) = try Self.echo(options)
      eventually("three attempts") { broker.log.components(separatedBy: "not authorised").count > 3 }
      bad.stop(within: .zero)
      #expect(
        log.all == [.notice("127.0.0.1:\(broker.port): Connection Refused: not authorised.; trying again")])
    }

    @Test("TLS to a broker whose authority and name are right carries everything")
    func encrypted() throws {
      let broker = try TestBroker(.tls(requiresClientCertificate: false))
      var options = Self.options(broker, host: "localhost")
      options.tls = TLSOptions(authority: try TLSMaterial.shared.get().authority)
      let (client, log) = try Self.echo(options)
      log.wait(for: "subscription") { $0.confirmations == 1 }
      // Many small ones, some of which share a TLS record, and one that fills many.
      for number in 0..<1000 { try client.publish(TransportMessage("echo", number)) }
      let big = TransportMessage(
        topic: "echo", payload: [UInt8](repeating: 7, count: options.limits.payloadBytes), quality: .atLeastOnce)
      try client.publish(big)
      let messages = log.messages(1001)
      #expect(faultOfOrder(in: messages.prefix(1000).map(\.text), count: 1000) == nil)
      #expect(messages.last == big)
      #expect(client.stop(within: flushPatience) == 0)
      #expect(log.notices.isEmpty)
    }

    @Test("A broker that cannot prove itself is refused, and the notice says why")
    func unprovenBroker() throws {
      let broker = try TestBroker(.tls(requiresClientCertificate: false))
      let material = try TLSMaterial.shared.get()
      func notice(host: String, _ tls: TLSOptions) throws -> String {
        var options = Self.options(broker, host: host)
        options.tls = tls
        let (client, log) = try Self.echo(options)
        defer { client.stop(within: .zero) }
        log.wait(for: "notice") { !$0.notices.isEmpty }
        #expect(log.connections == 0)
        return log.notices.first ?? ""
      }
      let stranger = try notice(host: "localhost", TLSOptions(authority: material.stranger))
      #expect(stranger.hasPrefix("localhost:\(broker.port): "))
      #expect(stranger.contains("certificate verify failed"))
      let otherName = try notice(host: "127.0.0.1", TLSOptions(authority: material.authority))
      #expect(otherName.hasPrefix("127.0.0.1:\(broker.port): "))
      #expect(otherName.contains("host name verification failed"))
      let system = try notice(host: "localhost", TLSOptions())
      #expect(system.contains("certificate verify failed"))
    }

    @Test("A file of TLS that cannot be read is refused at once; one that goes later is told and waited for")
    func unreadableFiles() throws {
      let broker = try TestBroker(.tls(requiresClientCertificate: false))
      let material = try TLSMaterial.shared.get()
      func refusal(_ tls: TLSOptions) -> String? {
        var options = Self.options(broker, host: "localhost")
        options.tls = tls
        return #expect(throws: BrokerOptionsError.self) { try MosquittoTransport(options) }?.description
      }
      #expect(
        refusal(TLSOptions(authority: "/no/such/file"))
          == "ca /no/such/file (No such file or directory): allowed: a PEM file that can be read")
      #expect(refusal(TLSOptions(authority: "/tmp"))?.hasPrefix("ca /tmp (Is a directory)") == true)
      #expect(
        refusal(TLSOptions(authority: material.authority, certificate: material.authority, key: "/no/key"))
          == "key /no/key (No such file or directory): allowed: a PEM file that can be read")
      let folder = try TemporaryDirectory()
      let authority = try folder.write(try String(contentsOfFile: material.authority, encoding: .utf8), to: "ca.pem")
      var options = Self.options(broker, host: "localhost")
      options.tls = TLSOptions(authority: authority)
      let transport = try MosquittoTransport(options)
      try FileManager.default.removeItem(atPath: authority)
      let log = EventLog()
      transport.start { log.append($0) }
      defer { transport.stop(within: .zero) }
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(
        log.notices.first
          == "localhost:\(broker.port): ca file \(authority): No such file or directory; trying again")
    }

    @Test("Checks are left out only where that was asked for, and only those")
    func leavingOutChecks() throws {
      let broker = try TestBroker(.tls(requiresClientCertificate: false))
      let material = try TLSMaterial.shared.get()
      for tls in [
        TLSOptions(authority: material.authority, verification: .withoutHostName),
        TLSOptions(authority: material.stranger, verification: .none),
      ] {
        var options = Self.options(broker)
        options.tls = tls
        let (client, log) = try Self.echo(options)
        log.wait(for: "connection") { $0.connections == 1 }
        client.stop(within: .zero)
      }
      var options = Self.options(broker)
      options.tls = TLSOptions(authority: material.stranger, verification: .withoutHostName)
      let (client, log) = try Self.echo(options)
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(log.connections == 0)
      client.stop(within: .zero)
    }

    @Test("A broker that asks for a certificate gets one, or refuses")
    func clientCertificate() throws {
      let broker = try TestBroker(.tls(requiresClientCertificate: true))
      let material = try TLSMaterial.shared.get()
      var options = Self.options(broker, host: "localhost")
      options.tls = TLSOptions(authority: material.authority)
      let (without, log) = try Self.echo(options)
      log.wait(for: "notice") { !$0.notices.isEmpty }
      #expect(log.connections == 0)
      #expect(log.notices.first?.hasPrefix("localhost:\(broker.port): ") == true)
      without.stop(within: .zero)
      options.tls?.certificate = material.clientCertificate
      options.tls?.key = material.clientKey
      let (with, welcome) = try Self.echo(options)
      welcome.wait(for: "connection") { $0.connections == 1 }
      with.stop(within: .zero)
    }

    // MARK: The end

    @Test("A federate that dies leaves its last will; one that stops does not")
    func lastWill() async throws {
      let broker = try TestBroker()
      let (listener, log) = try Self.echo(Self.options(broker), topic: "will/#")
      defer { listener.stop(within: .zero) }
      log.wait(for: "subscription") { $0.confirmations == 1 }
      let port = broker.port
      await #expect(processExitsWith: .signal(SIGKILL)) { [port = port as Int] in
        var options = BrokerOptions(host: "127.0.0.1", port: port)
        options.lastWill = TransportMessage(
          topic: "will/dead", payload: [0, 1], quality: .atLeastOnce, isRetained: true)
        let (client, log) = try MosquittoTransportTests.echo(options)
        log.wait(for: "connection") { $0.connections == 1 }
        kill(getpid(), SIGKILL)
        client.stop(within: .zero)
      }
      #expect(
        log.messages(1) == [TransportMessage(topic: "will/dead", payload: [0, 1], quality: .atLeastOnce)])
      var options = Self.options(broker)
      options.lastWill = TransportMessage("will/stopped", "")
      let (client, own) = try Self.echo(options)
      own.wait(for: "connection") { $0.connections == 1 }
      client.stop(within: flushPatience)
      try listener.publish(TransportMessage("will/end", "end"))
      #expect(log.messages(2).map(\.topic) == ["will/dead", "will/end"])
    }

    @Test("Fifty starts and stops leave no thread and no descriptor, with a broker and without")
    func noLeak() async throws {
      // In a process of its own: other tests open and close things too.
      await #expect(processExitsWith: .success) {
        let broker = try TestBroker()
        let deserted = try TestBroker.freePort()
        func cycle() throws {
          let (client, log) = try MosquittoTransportTests.echo(MosquittoTransportTests.options(broker))
          log.wait(for: "connection") { $0.connections == 1 }
          try client.publish(TransportMessage("echo", "x"))
          guard client.stop(within: flushPatience) == 0 else { exit(2) }
          let (lonely, notices) = try MosquittoTransportTests.echo(BrokerOptions(host: "127.0.0.1", port: deserted))
          notices.wait(for: "notice") { !$0.notices.isEmpty }
          lonely.stop(within: .zero)
          _ = try MosquittoTransport(BrokerOptions())
        }
        func count(_ directory: String) throws -> Int {
          try FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(directory)").count
        }
        try cycle()
        let before = (try count("task"), try count("fd"))
        for _ in 0..<50 { try cycle() }
        let after = (try count("task"), try count("fd"))
        guard before == after else {
          print("threads and descriptors before \(before), after \(after)")
          exit(3)
        }
      }
    }

    @Test("With the broker away, stop gives up after its timeout and says what is left")
    func stopWithoutBroker() throws {
      let (client, log) = try Self.echo(BrokerOptions(host: "127.0.0.1", port: try TestBroker.freePort()))
      log.wait(for: "notice") { !$0.notices.isEmpty }
      for number in 0..<3 { try client.publish(TransportMessage("echo", number)) }
      let elapsed = ContinuousClock().measure { #expect(client.stop(within: .milliseconds(100)) == 3) }
      #expect(elapsed >= .milliseconds(100) && elapsed < promptness)
      #expect(client.statistics.queued == 3)
    }

    @Test("With nothing left to send, stop does not wait for a broker that is away")
    func stopWithNothingLeft() throws {
      let (client, log) = try Self.echo(BrokerOptions(host: "127.0.0.1", port: try TestBroker.freePort()))
      log.wait(for: "notice") { !$0.notices.isEmpty }
      let elapsed = ContinuousClock().measure { client.stop(within: .seconds(60)) }
      #expect(elapsed < promptness)
    }

    @Test("A handler that blocks cannot hold up stop, and hears nothing more")
    func blockedHandler() throws {
      let broker = try TestBroker()
      let client = try MosquittoTransport(Self.options(broker))
      let log = EventLog()
      let gate = DispatchSemaphore(value: 0)
      let isOver = DispatchSemaphore(value: 0)
      client.subscribe(to: try TopicFilter("echo"), quality: .atLeastOnce)
      client.start { event in
        log.append(event)
        guard case .message = event else { return }
        gate.wait()
        isOver.signal()
      }
      log.wait(for: "subscription") { $0.confirmations == 1 }
      for number in 0..<20 { try client.publish(TransportMessage("echo", number)) }
      _ = log.messages(1)
      let elapsed = ContinuousClock().measure { client.stop(within: .milliseconds(50)) }
      #expect(elapsed < promptness)
      gate.signal()
      isOver.wait()
      let (other, own) = try Self.echo(Self.options(broker))
      try other.publish(TransportMessage("echo", "later"))
      _ = own.messages(1)
      other.stop(within: flushPatience)
      #expect(log.messages.count == 1)
    }
  }
#endif
