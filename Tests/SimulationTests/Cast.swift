import Quantities
import Simulation

/// The instant at which every run of these tests starts.
let origin = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
/// The wallclock time at which it does: no whole second.
let wallOrigin = WallTime(nanosecondsSince1970: 1_795_167_329_824_737_000)

func at(_ seconds: Int) -> ScenarioTime { origin + .seconds(seconds) }

/// What happened in a run, in order, as short lines.
final class Journal {
  var lines: [String] = []

  func write(_ line: String) { lines.append(line) }
}

/// An entity that counts committed seconds, and does what stands on its list between steps.
final class CountingEntity: Entity {
  let name: String
  private let journal: Journal
  private(set) var seconds = 0.0
  private var next = 0.0
  private(set) var ticks = 0
  private(set) var finishes: [ScenarioTime] = []
  var agenda: [ScenarioEvent]

  init(_ name: String, journal: Journal = Journal(), agenda: [ScenarioEvent] = []) {
    (self.name, self.journal, self.agenda) = (name, journal, agenda)
  }

  func initialize(at time: ScenarioTime) {
    (seconds, next, ticks, finishes) = (0, 0, 0, [])
    journal.write("\(name) initialize")
  }

  func tick(by step: TimeSpan) {
    ticks += 1
    next = seconds + step.seconds
  }

  func tock() {
    seconds = next
    journal.write("\(name) tock \(Int(seconds))")
  }

  var nextEvent: ScenarioEvent? { agenda.min { ($0.time, $0.priority) < ($1.time, $1.priority) } }

  func execute(_ event: ScenarioEvent) {
    agenda.remove(at: agenda.firstIndex(of: event) ?? 0)
    journal.write("\(name) \(event.priority) \(Int((event.time - origin).seconds))")
  }

  func finish(at time: ScenarioTime) {
    finishes.append(time)
    journal.write("\(name) finish \(Int((time - origin).seconds))")
  }
}

/// An observer that writes down what it is told.
final class WritingObserver: SimulationObserver {
  private let name: String
  private let journal: Journal

  init(_ name: String = "observer", journal: Journal) { (self.name, self.journal) = (name, journal) }

  func simulation(_ simulator: Simulator, changed change: PropertyChange) {
    switch change {
    case .mode(_, let mode): journal.write("\(name) \(mode.rawValue)")
    case .time(_, let time): journal.write("\(name) time \(Int((time - origin).seconds))")
    case .timeStep(let old, let new): journal.write("\(name) step \(old) \(new)")
    case .endTime(let old, let new):
      journal.write("\(name) end \(Int((old - origin).seconds)) \(Int((new - origin).seconds))")
    case .timeScale(let old, let new): journal.write("\(name) scale \(old) \(new)")
    }
  }
}

extension Simulator {
  /// Makes a simulator that executes a run of these entities from the origin.
  static func executing(
    _ entities: [any Entity], until end: Int, step: Int = 60, scale: Double = 60,
    observers: [any SimulationObserver] = []
  ) -> Simulator {
    let simulator = Simulator()
    for entity in entities { simulator.add(entity) }
    for observer in observers { simulator.add(observer) }
    simulator.initialize(
      clock: ClockMap(scenario: origin, wall: wallOrigin, scale: scale), end: at(end), step: .seconds(step))
    simulator.execute()
    return simulator
  }

  /// Does every instant up to a time; returns them in seconds.
  @discardableResult
  func advance(until limit: ScenarioTime = .latest) -> [Int] {
    var instants: [Int] = []
    while let instant = nextInstant(), instant <= limit {
      instants.append(Int((instant - origin).seconds))
      advance()
    }
    return instants
  }
}
