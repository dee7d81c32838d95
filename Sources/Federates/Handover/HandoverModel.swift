public import Federation
public import HandoverAnalysis
public import Orbits
public import Quantities

/// Terminals that are handed over from satellite to satellite, each under several policies side by side.
///
/// - Source: TS 38.331 5.5.4 (events), the serving-satellite precheck (elevation), the handover handbook (decision).
/// - Units: degrees, km, dBm, scenario time.
/// - Assumes: a cell a satellite, with the terminal in its beam's centre; signalling takes no time; what is measured is
///   straight between two samples; a terminal whose satellite sets takes another one at once.
/// - Omits: random access, interruption times, interference, the load that a handover itself makes.
///
/// Everything is a function of the parameters, scenario time and what the federation has said by then: each policy of
/// each terminal is a service of its own, and shares with the others of its policy the places on the satellites.
public struct HandoverModel: Sendable {
  /// A satellite as the model knows it.
  public struct Satellite: Sendable {
    /// The satellite's number and name.
    public var id: Int, name: String
    /// Its elements.
    public var elements: ElementSet

    /// Creates a satellite.
    public init(id: Int, name: String, elements: ElementSet) {
      (self.id, self.name, self.elements) = (id, name, elements)
    }
  }

  /// What the model is made from.
  public struct Parameters: Sendable {
    /// The terminals.
    public var terminals: [UserTerminal]
    /// The policies, each applied to every terminal.
    public var policies: [HandoverPolicy]
    /// The satellites.
    public var satellites: [Satellite]
    /// How the Earth is turned.
    public var orientation = EarthOrientation.utc
    /// Who sends and who hears.
    public var budget = LinkBudget(.standard(.km600, .s))
    /// Where the reference locations of the cells are.
    public var beam = Boresight.nadir
    /// What is lost beside free space; nil for nothing.
    public var surroundings: LinkSurroundings?
    /// How decisions are made.
    public var rule = DecisionRule.usual
    /// How loaded a satellite is.
    public var resources = ResourceRule()
    /// The time from sample to sample.
    public var period = TimeSpan.seconds(1)
    /// The seed of the run.
    public var seed: UInt64 = 0

    /// What decides on reports.
    var engine: DecisionEngine { DecisionEngine(rule) }

    /// Creates the parameters of a run without losses, in the S band.
    public init(terminals: [UserTerminal], policies: [HandoverPolicy], satellites: [Satellite]) {
      (self.terminals, self.policies, self.satellites) = (terminals, policies, satellites)
    }
  }

  /// What the model is made from.
  public let parameters: Parameters
  /// Which service is which: terminals outside, policies inside.
  public private(set) var services: [TerminalService]
  /// When the next sample is taken; nil before the run.
  public private(set) var nextSample: ScenarioTime?
  private var scene: HandoverScene
  private var elements: [ElementSet]
  private var pending: [(time: ScenarioTime, satellite: Int, elements: ElementSet)] = []

  /// Creates the model.
  public init(_ parameters: Parameters) {
    precondition(parameters.period > .zero, "samples are some time apart")
    self.parameters = parameters
    elements = parameters.satellites.map(\.elements)
    scene = HandoverScene(parameters)
    services = parameters.terminals.indices.flatMap { terminal in
      parameters.policies.indices.map { TerminalService(terminal: terminal, policy: $0, parameters) }
    }
  }

  /// Takes on the state at the start of a run.
  public mutating func initialize(at time: ScenarioTime) {
    self = HandoverModel(parameters)
    nextSample = time
  }

  /// Takes the next sample, and returns what has happened since the one before it.
  /// - Parameter mirror: what the federation has said by then.
  public mutating func sample(knowing mirror: StateMirror) -> [TerminalService.Event] {
    guard let time = nextSample else { return [] }
    changeElements(at: time)
    scene.advance(to: time)
    var events: [TerminalService.Event] = []
    for index in services.indices { services[index].advance(to: time, in: &scene, knowing: mirror, &events) }
    nextSample = time.adding(parameters.period)
    return events
  }

  /// Takes other elements for a satellite, from a time on, or from the next sample on.
  /// - Returns: whether there is such a satellite.
  @discardableResult
  public mutating func change(satellite id: Int, to elements: ElementSet, from time: ScenarioTime?) -> Bool {
    guard let place = scene.place(ofSatellite: id) else { return false }
    let since = time ?? nextSample ?? .earliest
    let later = pending.firstIndex { $0.time > since } ?? pending.endIndex
    pending.insert((since, place, elements), at: later)
    return true
  }

  private mutating func changeElements(at time: ScenarioTime) {
    guard pending.contains(where: { $0.time <= time }) else { return }
    for change in pending where change.time <= time { elements[change.satellite] = change.elements }
    pending.removeAll { $0.time <= time }
    scene.change(to: elements)
  }

  /// Predicts who serves a terminal over a span ahead, as the highest satellite does.
  public func forecast(terminal: Int, from: ScenarioTime, over horizon: TimeSpan) -> HandoverForecast {
    scene.predictor.forecast(
      for: parameters.terminals[terminal], from: from, to: from.adding(horizon) ?? .latest)
  }

  /// What a service is like at a time, with the satellite as it stands then.
  public func view(of service: TerminalService, at time: ScenarioTime) -> ServiceView {
    scene.view(of: service, at: time)
  }

  /// The element sets in use, by the satellites' places.
  public var elementsInUse: [ElementSet] { elements }

  /// Takes over what another one has told of a service.
  public mutating func adopt(service: Int, satellite: Int?, told: Int, at time: ScenarioTime) {
    services[service].adopt(satellite.flatMap { scene.place(ofSatellite: $0) }, told: told, at: time, in: &scene)
  }
}

/// A service as it stands at a time.
public struct ServiceView: Equatable, Sendable {
  /// Who serves, by its place; nil for none.
  public var satellite: Int?
  /// Where it stands; nil for none.
  public var sight: TerminalSight?
  /// Its level, dBm; nil for none.
  public var rsrpDBm: Double?
  /// How many satellites are at or above the mask.
  public var candidates: Int
}
