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
    var filters = filter("\(prefix)/\(Self.managerName)/+")
    for leaf in ["mode", "time", "sent"] { filters.formUnion(filter("\(prefix)/+/status/\(leaf)")) }
    if options.manager != nil {
      filters.formUnion(filter("\(prefix)/+/status/ready"))
      filters.formUnion(filter("\(prefix)/+/request/+"))
    }
    for federate in federates {
      // What a federate wants to hear of itself is what it left with the broker.
      for interest in federate.interests where interest.app == federate.name || !localApps.contains(interest.app) {
        filters.formUnion(filter("\(prefix)/\(interest.app)/\(interest.leaf)"))
      }
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
      if isToBeSaid(content) { outgoing.append((route(from: app, leaf), content)) }
    }
  }

  /// Whether something is worth saying: one who catches up with a run tells no states of the time before it joined.
  private func isToBeSaid(_ content: Content) -> Bool {
    !(isCatchingUp && content.isMomentary)
  }

  func publish(_ message: some Message, by app: String, under leaf: String) {
    outgoing.append((route(from: app, leaf), Content(message)))
  }

  /// Carries everything that was said, in order, and what is said in answer to it.
  func deliver() {
    var next = 0
    while next < outgoing.count {
      let route = outgoing[next].route
      var content = outgoing[next].content
      next += 1
      let isKnown = recollection.takeSaid(content, on: route.topic)
      if !isKnown, let runName { content = content.stamped(route.nextStamp(of: runName)) }
      // Bytes are made once, and only where somebody wants them.
      if transport != nil || route.isScripted { content = content.encoded }
      if isKnown {
        // The process before this one said it, and its record told the others' words: nobody needs it but they.
        if route.concernsThisProcess { hear(content, at: route.address, route.listeners) }
        continue
      }
      ingress.published += 1
      if route.isScripted { echoes[Echo(topic: route.topic, payload: content.payload), default: 0] += 1 }
      show(route.topic, route.address, content, isOwn: true)
      if let transport { publish(content, on: route, over: transport) }
      if route.concernsThisProcess { hear(content, at: route.address, route.listeners) }
    }
    outgoing.removeAll(keepingCapacity: true)
  }

  func publish(_ content: Content, on route: Route, over transport: any Transport) {
    do {
      try transport.publish(
        TransportMessage(
          topic: route.topic, payload: content.payload, quality: .atLeastOnce, isRetained: content.isRetained))
    } catch {
      log(.error, "not published: \(error)")
    }
  }

  /// Returns where what an application of this process says under a leaf goes.
  func route(from app: String, _ leaf: String) -> Route {
    routes.route(from: app, leaf) {
      let address = Address(prefix: options.prefix, app: app, leaf: leaf)
      return Route(
        address: address, listeners: listeners(to: address, but: app),
        isScripted: options.scriptedTopics.contains(address.topic))
    }
  }

  func listeners(to address: Address, but sender: String?) -> [any Federate] {
    let interest = Interest(app: address.app, leaf: address.leaf)
    return federates.filter { $0.name != sender && $0.interests.contains(interest) }
  }

  /// Takes a message from the wire; what this process said itself comes back from the broker and is let go.
  func receive(_ message: TransportMessage) {
    guard let address = Address(topic: message.topic), address.prefix == options.prefix,
      !isStale(message, address)
    else { return }
    if message.isRetained { return receive(kept: message, at: address) }
    guard !isEcho(message, of: address.app) else { return }
    ingress.received += 1
    let content = Content(payload: message.payload)
    show(message.topic, address, content, isOwn: false)
    let verdict = streams.hear(
      topic: message.topic, stamp: content.stamp, time: content.scenarioTime, lateness: lateness(of: content))
    switch verdict {
    case .fresh: hear(inbound: content, of: message, at: address)
    case .duplicate: break
    case .otherRun:
      if staleTopics.insert(message.topic).inserted {
        let run = content.stamp.map { $0.run.description } ?? ""
        log(.warning, "\(message.topic): ignored what was said in another run (\(run))")
      }
    }
  }

  /// Takes what the broker has kept: it comes with every subscription anew, and is no part of a stream.
  private func receive(kept message: TransportMessage, at address: Address) {
    ingress.received += 1
    let content = Content(payload: message.payload)
    show(message.topic, address, content, isOwn: false)
    guard let runName, simulator.mode != .undefined else {
      kept[address] = content
      return
    }
    if content.stamp?.run.isSameRun(as: runName) ?? true {
      hear(content, at: address, listeners(to: address, but: nil))
    }
  }

  /// Hands over what the broker has kept of a run that has just begun here.
  func hearKept() {
    for (address, content) in kept.sorted(by: { $0.key.topic < $1.key.topic }) {
      guard let runName, content.stamp?.run.isSameRun(as: runName) ?? true else { continue }
      if let time = content.scenarioTime, time > latestKept {
        log(.warning, "\(address.topic) ignored: the broker has kept it of \(time), which is still to come")
        continue
      }
      hear(content, at: address, listeners(to: address, but: nil))
    }
    kept = [:]
  }

  /// The latest time of which somebody can have told already: now, and what clocks may differ by.
  private var latestKept: ScenarioTime {
    let leeway = TimeSpan(roundingSeconds: Self.clockLeeway.seconds * simulator.clock.scale(at: scenarioNow))
    return leeway.flatMap { scenarioNow.adding($0) } ?? .latest
  }

  /// By how much the clock of who joins may be behind those of others, in wallclock time.
  private static let clockLeeway = TimeSpan.seconds(1)

  /// Hands a message of the wire to whom it concerns: to the applications not before they have a run, and, where they
  /// catch up with one, not before they have come to the present.
  private func hear(inbound content: Content, of message: TransportMessage, at address: Address) {
    let listeners = listeners(to: address, but: nil)
    guard !listeners.isEmpty, simulator.mode == .undefined || isCatchingUp else {
      return hear(content, at: address, listeners)
    }
    hear(content, at: address, [])
    if simulator.mode == .undefined, let stamp = content.stamp {
      for action in lifecycle.see(stamp.run) { carryOut(action) }
    }
    let kept = PassingMessage(
      time: joinTime, wall: clock.now, isOwn: false, topic: message.topic, address: address, content: content)
    if let joinTime { recollection.hear(kept, at: joinTime) } else { early.keep(kept) }
  }

  /// How long after its own time on the clock a message comes, in wallclock time; nil where there is no such clock.
  private func lateness(of content: Content) -> TimeSpan? {
    guard options.pacing == .wallclock, simulator.mode == .executing, let time = content.scenarioTime,
      time >= simulator.clock.start, let wall = simulator.clock.wall(at: time)
    else { return nil }
    return clock.now - wall
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
  func hear(_ content: Content, at address: Address, _ listeners: [any Federate]) {
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
    case (Self.managerName, "init"): command(.initialize(try content.read(as: InitCommand.self)), content)
    case (Self.managerName, "start"): command(.start(try content.read(as: StartCommand.self)), content)
    case (Self.managerName, "stop"): command(.stop(try content.read(as: StopCommand.self)), content)
    case (Self.managerName, "update"): command(.update(try content.read(as: UpdateCommand.self)), content)
    case (Self.managerName, "freeze"): command(.freeze(try content.read(as: FreezeCommand.self)), content)
    case (Self.managerName, "resume"): command(.resume(try content.read(as: ResumeCommand.self)), content)
    case (_, "status/mode"):
      let mode = try content.read(as: ModeStatus.self).mode
      if mode == SimulationMode.terminating.rawValue || mode == SimulationMode.terminated.rawValue {
        settledPeers.insert(address.app)
      } else {
        presentPeers.insert(address.app)
      }
      if address.app == Self.managerName, plan == nil, let mode = SimulationMode(rawValue: mode) {
        for action in lifecycle.hear(managersMode: mode, in: content.stamp?.run) { carryOut(action) }
      }
    case (_, "status/ready") where plan != nil:
      let isReady = try content.read(as: ReadyStatus.self).ready
      // Who is ready for this run has still to have his last word in it.
      if isReady, content.stamp == nil { settledPeers.remove(address.app) }
      // Who answers in the name of a run still takes part in that one: one process does one run.
      if simulator.mode == .undefined, let run = content.stamp?.run {
        if engagedPeers.updateValue(run, forKey: address.app) != run {
          log(
            .warning, "\(address.app) still takes part in the run \(run): waiting for its end, or for another process")
        }
      } else {
        engagedPeers[address.app] = nil
      }
      carryOut(plan?.hear(app: address.app, isReady: isReady && content.stamp == nil, at: clock.now) ?? [])
    case (_, "status/time"):
      let status = try content.read(as: TimeStatus.self)
      guard plan == nil, !localApps.contains(address.app) else { return }
      let pair = ClockEstimate.Pair(scenario: status.simTime, wall: WallTime(calendar: status.time))
      for action in lifecycle.hear(pair, of: address.app, in: content.stamp?.run ?? streams.lastRun, at: clock.now) {
        carryOut(action)
      }
      if address.app == Self.managerName {
        let ahead = [status.nextUpdate.map { .update($0) }, status.nextFreeze.map { .freeze($0) }] as [Command?]
        for action in lifecycle.hear(ahead: ahead.compactMap { $0 }, at: clock.now) { carryOut(action) }
      }
    case (_, "status/sent"):
      let sent = try content.read(as: SentStatus.self)
      guard let run = content.stamp?.run, !localApps.contains(address.app) else { return }
      for (leaf, count) in sent.counts {
        let topic = Address(prefix: address.prefix, app: address.app, leaf: leaf).topic
        streams.close(topic: topic, run: run, after: count)
      }
    case (_, "request/freeze") where plan != nil: grant(try content.read(as: FreezeRequest.self))
    case (_, "request/resume") where plan != nil: grant(try content.read(as: ResumeRequest.self))
    case (_, "request/update") where plan != nil: grant(try content.read(as: UpdateRequest.self))
    default: break
    }
  }

  private func command(_ command: Command, _ content: Content) {
    let actions = lifecycle.hear(command, in: content.stamp?.run, at: clock.now)
    for action in actions { carryOut(action) }
    if plan != nil, case .freeze(let freeze) = command { freezes.append(freeze) }
    if case .resume(let resume) = command { freezes.removeAll { $0.simFreezeTime <= resume.simResumeTime } }
    // A manager whose own start cannot be has nothing left to do.
    if plan != nil, case .start = command, lifecycle.phase == .idle, case .ignore(let reason) = actions.last {
      outcome = .refused(reason)
    }
  }

  func carryOut(_ action: LifecycleAction) {
    switch action {
    case .answerReady:
      for federate in federates {
        publish(ReadyStatus(name: federate.name), by: federate.name, under: "status/ready")
      }
    case .begin(let start, let stop, let wall, let scale, let run):
      runName = run
      streams.follow(run)
      begin(start: start, stop: stop, wall: wall, scale: scale)
      hearKept()
      for message in early.take(of: run, heardSince: clock.now - EarlyMessages.haste) { remember(message) }
    case .join(let start, let stop, let now, let scale): join(from: start, to: stop, now, scale)
    case .align(let pair, let scale): simulator.align(pair.scenario, at: pair.wall, scale: scale)
    case .setEnd(let end): simulator.setEndTime(end)
    case .setScale(let scale, let time): simulator.setTimeScale(scale, at: time)
    case .pause(let time):
      if !simulator.pause(at: time) { log(.warning, "freeze ignored: the run is \(simulator.mode.rawValue)") }
    case .resume(let time, let wall):
      guard !simulator.resume(from: time, at: wall) else { return }
      // A freeze that was not heard: its end sets the clock right all the same.
      log(.warning, "resume without a freeze: the clock is set by it, \(time) at \(wall.calendar)")
      simulator.align(time, at: wall, scale: simulator.clock.scale(at: time))
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
      case .fail(let missing):
        outcome = .missing(missing, engaged: engagedPeers.filter { missing.contains($0.key) })
      }
    }
  }
}
