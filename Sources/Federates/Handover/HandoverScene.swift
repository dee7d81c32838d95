import Federation
import HandoverAnalysis
import Orbits
import Quantities

/// What all services share: the terminals' skies, the levels, and how many terminals a satellite serves.
struct HandoverScene: Sendable {
  let parameters: HandoverModel.Parameters
  private(set) var predictor: HandoverPredictor
  /// What each terminal sees at the last sample.
  private(set) var sights: [[TerminalSight]]
  /// The same at the sample before.
  private(set) var earlier: [[TerminalSight]]
  /// Which cell stands for which satellite, by terminal, and what changed with the last sample.
  private(set) var slots: [CellSlots], changedSlots: [[Int]]
  private var skies: [TerminalSky]
  private var levels: LinkLevels
  private let places: [Int: Int]
  /// The terminals that each satellite serves, by policy.
  private var occupants: [[Int: Int]]

  /// How many cells a terminal measures at least; it is twice the satellites in view at once in the first hours, and of
  /// more those that rose last are not measured.
  static let leastCells = 16

  init(_ parameters: HandoverModel.Parameters) {
    self.parameters = parameters
    predictor = HandoverScene.predictor(parameters.satellites.map(\.elements), parameters)
    skies = parameters.terminals.map { [predictor] in TerminalSky(over: $0, of: predictor, beam: parameters.beam) }
    levels = LinkLevels(parameters.budget, parameters.surroundings, seed: parameters.seed)
    places = Dictionary(parameters.satellites.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let count = parameters.terminals.count
    sights = Array(repeating: [], count: count)
    earlier = sights
    slots = Array(repeating: CellSlots(count: 0), count: count)
    changedSlots = Array(repeating: [], count: count)
    occupants = Array(repeating: [:], count: parameters.policies.count)
  }

  /// The place of a satellite by its number.
  func place(ofSatellite id: Int) -> Int? { places[id] }

  /// Looks at the sky of every terminal.
  mutating func advance(to time: ScenarioTime) {
    swap(&earlier, &sights)
    for terminal in skies.indices {
      sights[terminal] = skies[terminal].look(at: time)
      if slots[terminal].satellites.isEmpty {
        let cells = max(HandoverScene.leastCells, 2 * skies[terminal].crowd)
        slots[terminal] = CellSlots(count: min(cells, parameters.satellites.count))
      }
      changedSlots[terminal] = slots[terminal].follow(sights[terminal].map(\.satellite))
    }
  }

  /// Flies the satellites by other elements from the next sample on.
  mutating func change(to elements: [ElementSet]) {
    predictor = HandoverScene.predictor(elements, parameters)
    for terminal in skies.indices { skies[terminal].change(to: predictor) }
  }

  private static func predictor(_ elements: [ElementSet], _ parameters: HandoverModel.Parameters) -> HandoverPredictor {
    HandoverPredictor(
      of: Propagator(elements), orientation: parameters.orientation, aging: CatalogueAging(elements))
  }

  /// Returns what a terminal sees at a time between the last two samples, of those seen at one of them.
  func sights(of terminal: Int, at time: ScenarioTime) -> [TerminalSight] {
    var known: [Int: TerminalSight] = [:]
    for sight in earlier[terminal] + sights[terminal] where sight.rise <= time && time < sight.set {
      known[sight.satellite] = sight
    }
    return known.values.compactMap { self.sight(of: $0, terminal: terminal, at: time) }
      .sorted { $0.satellite < $1.satellite }
  }

  /// Returns a satellite of a pass as it stands at another time of it.
  func sight(of pass: TerminalSight, terminal: Int, at time: ScenarioTime) -> TerminalSight? {
    guard var sight = skies[terminal].sight(of: pass.satellite, at: time) else { return nil }
    (sight.rise, sight.set) = (pass.rise, pass.set)
    return sight
  }

  /// Returns the level of a satellite at a terminal, dBm.
  mutating func levelDBm(of sight: TerminalSight, terminal: Int, at time: ScenarioTime) -> Double {
    levels.rsrpDBm(of: sight, terminal: terminal, at: time)
  }

  // MARK: Who is where

  /// Notes that a terminal has gone from one satellite to another under a policy.
  mutating func move(from old: Int?, to new: Int?, policy: Int) {
    if let old { occupants[policy][old, default: 1] -= 1 }
    if let new { occupants[policy][new, default: 0] += 1 }
  }

  /// Returns how loaded a satellite is for a terminal of a policy by all the others.
  func loads(
    of satellite: Int, for service: TerminalService, at time: ScenarioTime, _ mirror: StateMirror
  ) -> (beam: Double, station: Double) {
    let (id, rule) = (parameters.satellites[satellite].id, parameters.resources)
    let others = (occupants[service.policy][satellite] ?? 0) - (service.serving == satellite ? 1 : 0)
    return (
      rule.beamLoad(ofSatellite: id, terminals: others, mirror),
      rule.stationLoad(ofSatellite: id, at: time, mirror)
    )
  }

  /// Returns a service as it stands at a time.
  func view(of service: TerminalService, at time: ScenarioTime) -> ServiceView {
    let seen = sights(of: service.terminal, at: time)
    let sight = service.serving.flatMap { skies[service.terminal].sight(of: $0, at: time) }
    var levels = levels
    let pass = seen.first { $0.satellite == service.serving } ?? sight
    let level = sight.map { sight in
      var placed = sight
      placed.rise = pass?.rise ?? sight.rise
      return levels.rsrpDBm(of: placed, terminal: service.terminal, at: time)
    }
    return ServiceView(satellite: service.serving, sight: sight, rsrpDBm: level, candidates: seen.count)
  }
}
