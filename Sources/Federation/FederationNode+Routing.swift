import Messages
import Quantities
import Simulation
import Transport

/// Carrying what is said: out to the wire and to the other local applications, in to those who listen.
extension FederationNode {
  /// The filters that cover what the applications need; none fits a topic that another one fits.
  func filters() -> Set<TopicFilter> {
    let prefix = options.prefix
    if options.hearsEverything { return filter("\(prefix)/#") }
    var filters = filter("\(prefix)/\(Self.managerName)/+").union(filter("\(prefix)/+/status/mode"))
    if options.manager != nil { filters.formUnion(filter("\(prefix)/+/status/ready")) }
    for interest in federates.flatMap(\.interests) where !localApps.contains(interest.app) {
      filters.formUnion(filter("\(prefix)/\(interest.app)/\(interest.leaf)"))
    }
    return filters
  }

  private func filter(_ text: String) -> Set<TopicFilter> {
    do {
      return [try TopicFilter(text)]
    } catch {
      log(.error, "cannot subscribe: \(error)")
      return []
    }
  }

  func connect(_ outbox: Outbox) {
    outbox.connect(log: log) { [unowned self, app = outbox.app] leaf, content in
      outgoing.append((route(from: app, leaf), content))
    }
  }

  func publish(_ message: some Message, by app: String, under leaf: String) {
    outgoing.append((route(from: app, leaf), Content(message)))
  }

  /// Carries everything that was said, in order, and what is said in answer to it.
  func deliver() {
    var next = 0
    while next < outgoing.count {
      let route = outgoing[next].route
      // Bytes are made once, and only where somebody wants them.
      let content = transport == nil && !route.isScripted ? outgoing[next].content : outgoing[next].content.encoded
      next += 1
      ingress.published += 1
      if route.isScripted { echoes[Echo(topic: route.topic, payload: content.payload), default: 0] += 1 }
      show(route.topic, route.address, content, isOwn: true)
      if let transport { publish(content, on: route, over: transport) }
      if route.concernsThisProcess { hear(content, at: route.address, route.listeners) }
    }
    outgoing.removeAll(keepingCapacity: true)
  }

  private func publish(_ content: Content, on route: Route, over transport: any Transport) {
    do {
      try transport.publish(
        TransportMessage(topic: route.topic, payload: content.payload, quality: .atLeastOnce))
    } catch {
      log(.error, "not published: \(error)")
    }
  }

  /// Returns where what an application of this process says under a leaf goes.
  private func route(from app: String, _ leaf: String) -> Route {
    routes.route(from: app, leaf) {
      let address = Address(prefix: options.prefix, app: app, leaf: leaf)
      return Route(
        address: address, listeners: listeners(to: address, but: app),
        isScripted: options.scriptedTopics.contains(address.topic))
    }
  }

  private func listeners(to address: Address, but sender: String?) -> [any Federate] {
    let interest = Interest(app: address.app, leaf: address.leaf)
    return federates.filter { $0.name != sender && $0.interests.contains(interest) }
  }

  /// Takes a message from the wire; what this process said itself comes back from the broker and is let go.
  func receive(_ message: TransportMessage) {
    guard let address = Address(topic: message.topic), address.prefix == options.prefix,
      !isEcho(message, of: address.app), !isStale(message, address)
    else { return }
    ingress.received += 1
    let content = Content(payload: message.payload)
    show(message.topic, address, content, isOwn: false)
    hear(content, at: address, listeners(to: address, but: nil))
  }

  /// Says whether a message is a command or a status that the broker has kept: it was said of another time.
  private func isStale(_ message: TransportMessage, _ address: Address) -> Bool {
    guard message.isRetained, address.app == Self.managerName || address.leaf.hasPrefix("status/") else { return false }
    if staleTopics.insert(message.topic).inserted {
      log(.warning, "\(message.topic): ignored what the broker has kept (a retained message is of another time)")
    }
    return true
  }

  /// Says whether a message is one of this process's own that comes back.
  ///
  /// An application's name tells, but on the topics of the script, which two processes may use: there each own
  /// message comes back once, and every other is another's.
  private func isEcho(_ message: TransportMessage, of app: String) -> Bool {
    guard options.scriptedTopics.contains(message.topic) else { return localApps.contains(app) }
    let echo = Echo(topic: message.topic, payload: message.payload)
    guard let count = echoes[echo] else { return false }
    echoes[echo] = count > 1 ? count - 1 : nil
    return true
  }

  private func show(_ topic: String, _ address: Address, _ content: Content, isOwn: Bool) {
    let time = simulator.mode == .undefined ? nil : simulator.time
    observer(
      PassingMessage(time: time, wall: clock.now, isOwn: isOwn, topic: topic, address: address, content: content))
  }

  /// Hands a message to whom it concerns; a bad one is counted, logged with its topic, and dropped.
  private func hear(_ content: Content, at address: Address, _ listeners: [any Federate]) {
    do {
      try obey(address, content)
      for federate in listeners {
        try federate.hear(InboundMessage(address: address, content: content))
        simulator.inputsChanged()
      }
    } catch {
      if let line = ingress.reject(topic: address.topic, because: error) { log(.warning, line) }
    }
  }

  /// Follows the manager, and keeps in mind what the applications say of themselves.
  private func obey(_ address: Address, _ content: Content) throws(MessageError) {
    switch (address.app, address.leaf) {
    case (Self.managerName, "init"): command(.initialize(try content.read(as: InitCommand.self)))
    case (Self.managerName, "start"): command(.start(try content.read(as: StartCommand.self)))
    case (Self.managerName, "stop"): command(.stop(try content.read(as: StopCommand.self)))
    case (Self.managerName, "update"): command(.update(try content.read(as: UpdateCommand.self)))
    case (Self.managerName, "freeze"): command(.freeze(try content.read(as: FreezeCommand.self)))
    case (Self.managerName, "resume"): command(.resume(try content.read(as: ResumeCommand.self)))
    case (_, "status/mode"):
      let mode = try content.read(as: ModeStatus.self).mode
      if mode == SimulationMode.terminating.rawValue || mode == SimulationMode.terminated.rawValue {
        settledPeers.insert(address.app)
      }
      if address.app == Self.managerName, plan == nil, let mode = SimulationMode(rawValue: mode) {
        for action in lifecycle.hear(managersMode: mode) { carryOut(action) }
      }
    case (_, "status/ready") where plan != nil:
      let isReady = try content.read(as: ReadyStatus.self).ready
      carryOut(plan?.hear(app: address.app, isReady: isReady, at: clock.now) ?? [])
    case (_, "status/time"): _ = try content.read(as: TimeStatus.self)
    default: break
    }
  }

  private func command(_ command: Command) {
    let actions = lifecycle.hear(command, at: clock.now)
    for action in actions { carryOut(action) }
    if plan != nil, case .freeze(let freeze) = command { freezeDuration = freeze.freezeDuration }
    // A manager whose own start cannot be has nothing left to do.
    if plan != nil, case .start = command, lifecycle.phase == .idle, case .ignore(let reason) = actions.last {
      outcome = .refused(reason)
    }
  }

  private func carryOut(_ action: LifecycleAction) {
    switch action {
    case .answerReady:
      for federate in federates {
        publish(ReadyStatus(name: federate.name), by: federate.name, under: "status/ready")
      }
    case .begin(let start, let stop, let wall, let scale): begin(start: start, stop: stop, wall: wall, scale: scale)
    case .setEnd(let end): simulator.setEndTime(end)
    case .setScale(let scale, let time): simulator.setTimeScale(scale, at: time)
    case .pause(let time): simulator.pause(at: time)
    case .resume(let time, let wall): simulator.resume(from: time, at: wall)
    case .leave: if plan == nil { outcome = outcome ?? .missed }
    case .ignore(let reason): log(.warning, reason)
    }
  }

  func carryOut(_ actions: [ManagerAction]) {
    for action in actions {
      switch action {
      case .publishInit(let command): publish(command, by: Self.managerName, under: "init")
      case .publishStart(let command): publish(command, by: Self.managerName, under: "start")
      case .log(let text): log(.info, "\(Self.managerName): \(text)")
      case .fail(let missing): outcome = .missing(missing)
      }
    }
  }
}
