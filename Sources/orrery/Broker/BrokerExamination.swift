#if MQTT
  import Foundation
  import MosquittoTransport
  import Transport

  /// Looks at a broker as a test run will use it, one thing after the other.
  struct BrokerExamination {
    /// How many messages are sent there and back.
    static let roundTripCount = 50
    /// How many pairs are sent to a second listener.
    static let pairCount = 10

    let options: BrokerOptions
    /// The test run's prefix; nil to stay away from all of them.
    let prefix: String?
    /// How long each step may take.
    let limit: Duration
    /// How long a connection may take: with a command for its password, that as well.
    private let connectionLimit: Duration
    /// Told of each check as it is made.
    let report: (BrokerCheck) -> Void

    private(set) var checks: [BrokerCheck] = []
    private(set) var roundTrips: RoundTrips?
    private let app = "orrery-check-" + String(UInt32.random(in: .min ... .max), radix: 16)
    private var sequence = 0

    init(_ options: BrokerOptions, prefix: String?, limit: Duration, report: @escaping (BrokerCheck) -> Void) {
      var options = options
      let passwordTime = if case .command = options.password { PasswordSource.commandLimit } else { Duration.zero }
      connectionLimit = limit + passwordTime
      // The examination says itself that nobody answers.
      options.attemptLimit = connectionLimit + .seconds(1)
      (self.options, self.prefix, self.limit, self.report) = (options, prefix, limit, report)
    }

    /// Whether a test run can take place.
    var isUsable: Bool { !checks.contains { $0.verdict == .bad } }

    private var base: String { "\(prefix ?? "orrery-check")/\(app)" }

    /// Makes all checks; ends at the first that leaves nothing to look at.
    mutating func run() throws {
      let probe = try BrokerProbe(options, ownTopics: base)
      defer { probe.stop() }
      guard connect(probe), try hearsItself(probe) else { return }
      let isRabbitMQ = try identify(probe)
      try measure(probe)
      try askForVersion5()
      try askForSession(probe)
      try askForRetained(probe)
      lookForOthers(probe, isRabbitMQ)
    }

    private mutating func add(_ name: String, _ verdict: BrokerCheck.Verdict, _ text: String) {
      add(BrokerCheck(name: name, verdict: verdict, text: text))
    }

    private mutating func add(_ check: BrokerCheck) {
      checks.append(check)
      report(check)
    }

    // MARK: Without these nothing goes

    private mutating func connect(_ probe: BrokerProbe) -> Bool {
      let place = "\(options.host):\(options.port)"
      let begin = ContinuousClock.now
      guard probe.waitConnected(connectionLimit) != nil else {
        add("connection", .bad, probe.reason ?? "\(place): no answer within \(connectionLimit.spelledSeconds)")
        return false
      }
      let time = "\(((ContinuousClock.now - begin) / .milliseconds(1)).fixed(0)) ms"
      let user = options.user.map { "as \($0)" } ?? "without a user"
      add("connection", .good, "\(place) \(user), \(options.tls == nil ? "in the clear" : "over TLS"), in \(time)")
      return true
    }

    private mutating func hearsItself(_ probe: BrokerProbe) throws -> Bool {
      let filter = prefix.map { "\($0)/#" } ?? "\(base)/#"
      guard try probe.subscribe(filter, limit) else {
        let advice =
          "; RabbitMQ does so where the exchange of mqtt.exchange does not exist, or the user may not use it: "
          + "rabbitmqctl list_exchanges and orrery broker rabbitmq --help"
        add(
          "subscription", .bad,
          probe.losses > 0
            ? "the broker ends the connection when \(filter) is asked for\(advice)"
            : probe.reason ?? "the broker does not answer that \(filter) is asked for, within \(limit.spelledSeconds)")
        return false
      }
      guard echo(probe, "echo") != nil else {
        add(
          "echo", .bad,
          "\(base)/echo was published and did not come back within \(limit.spelledSeconds): may the user publish there? "
            + (probe.losses > 0 ? "The broker ended the connection." : ""))
        return false
      }
      add("echo", .good, "what is published under \(prefix ?? "orrery-check") comes back")
      return true
    }

    /// Publishes a message and waits until it comes back; returns where it came, and how long it took.
    private mutating func echo(
      _ probe: BrokerProbe, _ leaf: String, isRetained: Bool = false
    ) -> (topic: String, time: Duration)? {
      sequence += 1
      let payload = Array("\(app) \(sequence)".utf8)
      let begin = ContinuousClock.now
      let message = TransportMessage(
        topic: "\(base)/\(leaf)", payload: payload, quality: .atLeastOnce, isRetained: isRetained)
      guard (try? probe.transport.publish(message)) != nil,
        let heard = probe.message(limit, where: { $0.payload == payload })
      else { return nil }
      return (heard.topic, .now - begin)
    }

    // MARK: What it is

    /// Says which broker it seems to be, from what was seen; returns whether it behaves as RabbitMQ.
    private mutating func identify(_ probe: BrokerProbe) throws -> Bool {
      let topic = "$SYS/broker/version"
      let isGranted = try probe.subscribe(topic, min(limit, .seconds(1)))
      // A broker sends what it keeps ahead of what comes later, so that nothing need be waited for.
      let dotted = echo(probe, "a.b")?.topic
      let version = isGranted ? probe.message(.zero) { $0.topic == topic } : nil
      let turnsDots = dotted == "\(base)/a/b"
      if let version {
        let text = String(decoding: version.payload.prefix(100), as: UTF8.self)
        add("broker", .good, "calls itself \"\(String(text.filter { !$0.isNewline && $0 != "\u{1B}" }))\"")
      } else if turnsDots {
        add("broker", .good, "behaves as RabbitMQ: a '.' in a topic comes back as '/', and it tells no $SYS")
      } else {
        add("broker", .good, "not known: it tells no version in $SYS")
      }
      return turnsDots
    }

    private mutating func measure(_ probe: BrokerProbe) throws {
      var times: [Duration] = []
      for _ in 0..<Self.roundTripCount {
        guard let time = echo(probe, "round-trip")?.time else {
          add("round trip", .bad, "message \(times.count + 1) did not come back within \(limit.spelledSeconds)")
          return
        }
        times.append(time)
      }
      let roundTrips = RoundTrips(times, seconds: try timesOfSeconds(probe))
      self.roundTrips = roundTrips
      add(roundTrips.check)
    }

    /// Sends pairs of messages to a listener that has just spoken itself; returns how long the second of each took.
    ///
    /// Its side then waits up to 40 ms before it acknowledges what it gets, and a broker without TCP_NODELAY holds the
    /// second message back until then. A round trip at QoS 1 hides that: its answers carry the acknowledgement.
    private mutating func timesOfSeconds(_ probe: BrokerProbe) throws -> [Duration] {
      let listener = try BrokerProbe(options, ownTopics: base)
      defer { listener.stop() }
      guard listener.waitConnected(connectionLimit) != nil,
        try listener.subscribe("\(base)/pair", limit, quality: .atMostOnce)
      else { return [] }
      var times: [Duration] = []
      for _ in 0..<Self.pairCount {
        sequence += 1
        let (begin, first, last) = (marker("begin"), marker("first"), marker("last"))
        try listener.transport.publish(TransportMessage(topic: "\(base)/begin", payload: begin, quality: .atMostOnce))
        guard probe.message(limit, where: { $0.payload == begin }) != nil else { return times }
        let time = ContinuousClock.now
        for payload in [first, last] {
          try probe.transport.publish(TransportMessage(topic: "\(base)/pair", payload: payload, quality: .atMostOnce))
        }
        guard listener.message(limit, where: { $0.payload == last }) != nil else { return times }
        times.append(.now - time)
      }
      return times
    }

    private func marker(_ name: String) -> [UInt8] { Array("\(app) \(sequence) \(name)".utf8) }

    private mutating func askForVersion5() throws {
      var options = options
      options.version = .v5
      let probe = try BrokerProbe(options, ownTopics: base)
      defer { probe.stop() }
      // One refusal is enough: nothing else differs from the connection that stands.
      let answer = probe.wait(limit) { events in
        events.lazy.compactMap { event -> Bool? in
          switch event {
          case .connected: true
          case .notice, .disconnected: false
          default: nil
          }
        }.first
      }
      if answer == true {
        add("MQTT versions", .good, "3.1.1, which Orrery speaks, and 5.0")
      } else {
        let place = "\(options.host):\(options.port): "
        let reason = probe.reason.map { ": \($0.replacingOccurrences(of: place, with: ""))" } ?? ""
        add("MQTT versions", .warning, "3.1.1, which Orrery speaks, and not 5.0\(reason)")
      }
    }

    // MARK: What it keeps

    private mutating func askForSession(_ main: BrokerProbe) throws {
      var options = options
      options.clientID = "\(app)-session"
      options.session = .always
      let first = try BrokerProbe(options, ownTopics: base)
      let isSubscribed = try first.waitConnected(connectionLimit) != nil && first.subscribe("\(base)/session", limit)
      first.stop()
      let isSaid = isSubscribed && echo(main, "session") != nil
      let second = try BrokerProbe(options, ownTopics: base)
      let isKept = second.waitConnected(connectionLimit)
      let message =
        isSaid && isKept == true ? second.message(limit) { $0.topic == "\(base)/session" } : nil
      second.stop()
      // A clean connection of the same name takes away what was kept.
      options.session = .none
      let third = try BrokerProbe(options, ownTopics: base)
      _ = third.waitConnected(connectionLimit)
      third.stop()
      if message != nil {
        add("session", .good, "kept: what is said at QoS 1 while an application is away reaches it later")
      } else {
        let what = isKept == true ? "the session is kept and its message is not" : "no session is kept"
        add("session", .warning, "\(what): what is said while an application is away is lost to it")
      }
    }

    private mutating func askForRetained(_ main: BrokerProbe) throws {
      let topic = "\(base)/retained"
      let isSaid = echo(main, "retained", isRetained: true) != nil
      let probe = try BrokerProbe(options, ownTopics: base)
      let isSubscribed = try isSaid && probe.waitConnected(connectionLimit) != nil && probe.subscribe(topic, limit)
      let message = isSubscribed ? probe.message(min(limit, .seconds(1))) { $0.topic == topic } : nil
      probe.stop()
      try main.transport.publish(TransportMessage(topic: topic, payload: [], quality: .atLeastOnce, isRetained: true))
      if message?.isRetained == true {
        add("retained", .good, "kept: a message that is to be retained reaches those who come later")
      } else {
        add("retained", .warning, "not kept; NOS-T retains nothing, so that a test run goes without it")
      }
    }

    // MARK: The others

    private mutating func lookForOthers(_ probe: BrokerProbe, _ isRabbitMQ: Bool) {
      if !probe.apps.isEmpty {
        add("others", .good, "heard under \(prefix ?? ""): \(probe.apps.joined(separator: ", "))")
      }
      guard isRabbitMQ else { return }
      let name = prefix ?? "PREFIX"
      add(
        "exchange", .warning,
        "MQTT cannot show whether AMQP applications share \(name). On the broker's machine, rabbitmqctl list_bindings "
          + "source_name destination_name routing_key shows both of: \(name) amq.topic \(name).# and "
          + "amq.topic \(name) \(name).#; orrery broker rabbitmq --prefix \(name) makes them")
    }
  }

  extension Duration {
    fileprivate var spelledSeconds: String { "\((self / .seconds(1)).fixed(self < .seconds(1) ? 1 : 0)) s" }
  }
#endif
