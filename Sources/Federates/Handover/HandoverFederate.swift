public import Federation
import HandoverAnalysis
import Messages
import Orbits
public import Quantities
public import SharedState
public import Simulation

/// The words of who hands terminals over: what is measured, decided, served and predicted.
///
/// Of several applications of one scenario one speaks, and the others do the same work in silence until its last will
/// comes; see ``Takeover``.
public final class HandoverFederate: Federate, Entity {
  /// When it speaks, and beside whom.
  public struct Options: Sendable {
    /// The applications that it listens to.
    public var apps: StateMirror.Apps
    /// All applications that do this work, in the order in which they take over; this one among them.
    public var instances: [String]
    /// The scenario time between two rounds of who is served.
    public var servedInterval = TimeSpan.minutes(1)
    /// The scenario time between two predictions, and how far they look ahead; nil for none.
    public var prediction: (interval: TimeSpan, horizon: TimeSpan)? = (.minutes(5), .minutes(10))

    /// Creates the options of one application alone.
    public init(apps: StateMirror.Apps, instances: [String]) {
      (self.apps, self.instances) = (apps, instances)
    }
  }

  public let name: String
  /// The terminals.
  public private(set) var model: HandoverModel
  private let outbox: Outbox
  private let options: Options
  private var mirror: StateMirror
  private var delayed: DelayedMessages
  private var takeover: Takeover
  /// The changes of each service that nobody is known to have told.
  private var untold: [[TerminalService.Change]]
  /// How many changes of each service have been told, by whoever speaks.
  private var told: [Int]
  /// What an earlier process of this name had told when it died, until the model has come that far.
  private var memory: HandoverState?
  /// Whether this process has told a state in this run: from then on it needs no memory of what it told.
  private var hasTold = false
  private var wasSpeaking = true
  private var hasToldOfLateness = false
  private var now = ScenarioTime.earliest

  /// Creates the federate around a model; it speaks through an outbox.
  public init(model: HandoverModel, outbox: Outbox, options: Options) {
    precondition(options.instances.contains(outbox.app), "an application is one of its instances")
    (name, self.model, self.outbox, self.options) = (outbox.app, model, outbox, options)
    mirror = StateMirror(of: options.apps)
    delayed = DelayedMessages(delay: model.parameters.resources.delay)
    takeover = Takeover(own: outbox.app, among: options.instances)
    untold = Array(repeating: [], count: model.services.count)
    told = Array(repeating: 0, count: model.services.count)
  }

  public var entities: [any Entity] {
    let served = ScenarioTimeIntervalPublisher(name: name, every: options.servedInterval, priority: .publication) {
      [unowned self] in tellServed(at: $0)
    }
    guard let prediction = options.prediction else { return [self, served] }
    let predictor = ScenarioTimeIntervalPublisher(name: name, every: prediction.interval, priority: .publication) {
      [unowned self] in predict(over: prediction.horizon, at: $0)
    }
    return [self, served, predictor]
  }

  public var interests: [Interest] {
    let kept = takeover.others.isEmpty ? [] : options.instances.map { Interest(app: $0, leaf: "instance") }
    return options.apps.interests + [Interest(app: Role.catalog.defaultApp ?? "", leaf: "elements")]
      + options.instances.map { Interest(app: $0, leaf: "state") } + kept
  }

  // MARK: Time

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
    (mirror, delayed) = (StateMirror(of: options.apps), DelayedMessages(delay: delayed.delay))
    takeover = Takeover(own: name, among: options.instances)
    (memory, hasTold, wasSpeaking, hasToldOfLateness, now) = (nil, false, true, false, time)
    for service in untold.indices { (untold[service], told[service]) = ([], 0) }
    if !takeover.others.isEmpty { outbox.publish(HandoverInstance(name: name, isPresent: true), under: "instance") }
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? { model.nextSample.map { ScenarioEvent(at: $0, priority: .model) } }

  public func execute(_ event: ScenarioEvent) {
    if let memory, memory.time < event.time { recover(memory) }
    now = event.time
    for message in delayed.take(dueAt: now) {
      do {
        try mirror.hear(message)
      } catch {
        // It was read once already, when it came.
        outbox.log(.error, "\(message.address.topic): \(error)")
      }
    }
    if delayed.lateCount > 0, !hasToldOfLateness {
      hasToldOfLateness = true
      outbox.log(
        .warning,
        "what the federation said came later than it was to be used; a longer resources.delay makes decisions the same in every process"
      )
    }
    say(model.sample(knowing: mirror))
  }

  public func finish(at time: ScenarioTime) {
    tellServed(at: time)
    if takeover.latest?.instance == name { outbox.forget("state") }
    if !takeover.others.isEmpty { outbox.forget("instance") }
  }

  // MARK: Hearing

  public func hear(_ message: InboundMessage) throws {
    switch (message.address.app, message.address.leaf) {
    case (let app, "state") where options.instances.contains(app):
      // What makes the broker forget says nothing.
      guard !message.payload.isEmpty else { return }
      guard message.content.stamp != nil else {
        throw InputError(member: "run", value: "missing", allowed: "the run's name, and seq")
      }
      hear(try message.read(as: HandoverState.self).checked(of: app))
    case (let app, "instance") where options.instances.contains(app):
      guard !message.payload.isEmpty else { return }
      let instance = try message.read(as: HandoverInstance.self)
      guard instance.name == app else { throw InputError(member: "name", value: instance.name, allowed: app) }
      hear(instance)
    case (_, "elements"):
      let change = try message.read(as: SatelliteElements.self)
      _ = try SGP4(change.elements)
      model.change(satellite: change.id, to: change.elements, from: change.time)
    default:
      // One that cannot be read is told of now, and not when it is due.
      var trial = StateMirror(of: options.apps)
      try trial.hear(message)
      delayed.hold(message, of: try message.ownTime())
    }
  }

  private func hear(_ instance: HandoverInstance) {
    if instance.name == name {
      // The broker took this one for gone while it was cut off.
      if !instance.isPresent { outbox.publish(HandoverInstance(name: name, isPresent: true), under: "instance") }
      return
    }
    takeover.hear(instance)
    followSpeaker()
  }

  private func hear(_ state: HandoverState) {
    if state.instance == name {
      // With each connection the broker says again what this one has left with it.
      guard !hasTold else { return }
      memory = state
      return takeover.hear(state)
    }
    takeover.hear(state)
    for service in model.services.indices {
      guard let other = part(of: service, in: state) else { continue }
      told[service] = max(told[service], other.told)
      untold[service].removeAll { $0.time <= state.time }
    }
    followSpeaker()
  }

  /// Begins to speak, or ceases to, as the turn comes.
  private func followSpeaker() {
    guard takeover.isSpeaking != wasSpeaking else { return }
    wasSpeaking = takeover.isSpeaking
    guard wasSpeaking else { return outbox.log(.warning, "\(takeover.speaker) speaks now") }
    guard let latest = takeover.latest else { return outbox.log(.info, "speaks") }
    outbox.log(.warning, "takes over from \(latest.instance), which told everything up to \(latest.time)")
    for service in model.services.indices { takeOver(service, from: latest) }
    tellServed(at: now)
  }

  /// Goes on with a service where another one has left it: tells what that one has not, or takes over what it told.
  private func takeOver(_ service: Int, from state: HandoverState) {
    guard let other = part(of: service, in: state) else { return }
    let (mine, later) = (model.services[service], untold[service].filter { $0.time > state.time })
    let servedThen = later.first.map(\.old) ?? mine.serving
    let isSame = servedThen.map { model.parameters.satellites[$0].id } == other.satId
    untold[service] = []
    guard isSame, mine.tally.handovers - later.count == other.told else {
      outbox.log(
        .warning, "\(other.terminal), \(other.policy): goes on from what \(state.instance) told, not from its own work")
      model.adopt(service: service, satellite: other.satId, told: other.told, at: now)
      return
    }
    for change in later { outbox.publish(HandoverEvent(change, of: mine, model), under: "event") }
    told[service] = mine.tally.handovers
  }

  /// Goes on from what an earlier process of this name had told.
  private func recover(_ state: HandoverState) {
    memory = nil
    for service in model.services.indices {
      guard let other = part(of: service, in: state) else { continue }
      untold[service] = []
      told[service] = other.told
      model.adopt(service: service, satellite: other.satId, told: other.told, at: state.time)
    }
    outbox.log(.warning, "goes on from the state that it left at \(state.time)")
  }

  private func part(of service: Int, in state: HandoverState) -> HandoverState.Service? {
    let mine = model.services[service]
    return state.services.first {
      $0.terminal == model.parameters.terminals[mine.terminal].name
        && $0.policy == model.parameters.policies[mine.policy].name
    }
  }

  // MARK: Speaking

  private var isSpeaking: Bool { takeover.isSpeaking && memory == nil }

  private func say(_ events: [TerminalService.Event]) {
    var hasChanged = false
    for event in events {
      let service = event.terminal * model.parameters.policies.count + event.policy
      switch event.kind {
      case .reported(let report):
        if isSpeaking { outbox.publish(MeasurementReport(report, event, model), under: "measurement") }
      case .changed(let change):
        guard isSpeaking else {
          untold[service].append(change)
          continue
        }
        guard change.number > told[service] else { continue }
        outbox.publish(HandoverEvent(change, of: model.services[service], model), under: "event")
        told[service] = change.number
        hasChanged = true
      }
    }
    if hasChanged { tellState(at: now) }
  }

  private func tellServed(at time: ScenarioTime) {
    guard isSpeaking else { return }
    for service in model.services {
      var served = ServedTerminal(service, at: time, model)
      served.totals.lateMessages = delayed.lateCount
      outbox.publish(served, under: "served")
    }
    tellState(at: time)
  }

  private func tellState(at time: ScenarioTime) {
    let services = model.services.enumerated().map { number, service in
      HandoverState.Service(
        terminal: model.parameters.terminals[service.terminal].name,
        policy: model.parameters.policies[service.policy].name,
        satId: service.serving.map { model.parameters.satellites[$0].id }, told: told[number])
    }
    hasTold = true
    outbox.publish(takeover.tell(services, at: time), under: "state")
  }

  private func predict(over horizon: TimeSpan, at time: ScenarioTime) {
    guard isSpeaking else { return }
    for terminal in model.parameters.terminals.indices {
      let forecast = model.forecast(terminal: terminal, from: time, over: horizon)
      outbox.publish(HandoverPrediction(forecast, terminal: terminal, model), under: "prediction")
    }
  }

  public func contribute(to snapshot: inout Snapshot) {
    snapshot.terminals = model.services.map { Snapshot.Terminal($0, at: snapshot.time, model) }
  }
}
