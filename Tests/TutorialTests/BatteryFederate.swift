import Federation
import JSON
import Messages
import Quantities
import Simulation
import Transport

// step 1: the model
/// A battery that a constant surplus of power charges until it is full.
struct BatteryModel: Equatable {
  let capacityWattHours: Double
  let surplusWatts: Double
  private(set) var wattHours: Double
  private var nextWattHours: Double

  init(capacityWattHours: Double, surplusWatts: Double, wattHours: Double) {
    self.capacityWattHours = capacityWattHours
    self.surplusWatts = surplusWatts
    (self.wattHours, nextWattHours) = (wattHours, wattHours)
  }

  /// next = min(capacity, now + surplus x step)
  mutating func tick(by step: TimeSpan) {
    nextWattHours = min(capacityWattHours, wattHours + surplusWatts * step.seconds / 3_600)
  }

  mutating func tock() {
    wattHours = nextWattHours
  }
}

// step 2: the message
/// What a battery holds (`battery/state`).
struct BatteryState: Message {
  var wattHours: Double
  var time: ScenarioTime

  static let shape = MessageShape(
    "BatteryState", "What a battery holds.",
    [
      .required("wattHours", .number(0...1e6), "Energy on board in watt hours."),
      .required("time", .time, "Scenario time at which that holds."),
    ])

  static let example = BatteryState(
    wattHours: 80, time: ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21)))

  init(wattHours: Double, time: ScenarioTime) {
    (self.wattHours, self.time) = (wattHours, time)
  }

  init(_ values: MessageValues) {
    self.init(wattHours: values.number("wattHours"), time: values.time("time"))
  }

  var members: JSONObject {
    ["wattHours": .number(wattHours), "time": .string(time.iso8601)]
  }
}

// step 3: the federate
/// The words of the battery: it tells its state every ten minutes of the scenario.
final class BatteryFederate: Federate, Entity {
  let name = "battery"
  private let outbox: Outbox
  private var model = BatteryModel(capacityWattHours: 100, surplusWatts: 30, wattHours: 80)

  init(outbox: Outbox) {
    self.outbox = outbox
  }

  var entities: [any Entity] {
    let publisher = ScenarioTimeIntervalPublisher(name: name, every: .minutes(10), priority: .publication) {
      [unowned self] time in
      outbox.publish(BatteryState(wattHours: model.wattHours, time: time), under: "state")
    }
    return [self, publisher]
  }

  func initialize(at time: ScenarioTime) {
    model = BatteryModel(capacityWattHours: 100, surplusWatts: 30, wattHours: 80)
  }

  func tick(by step: TimeSpan) { model.tick(by: step) }
  func tock() { model.tock() }
}

// step 4: the observer
/// Counts the steps of a run.
final class StepCounter: SimulationObserver {
  private(set) var steps = 0

  func simulation(_ simulator: Simulator, changed change: PropertyChange) {
    if case .time = change { steps += 1 }
  }
}

// step 5: the run
/// Runs the battery for an hour as fast as possible, and returns what it said and how many steps it took.
func runBattery() throws -> (states: [BatteryState], steps: Int) {
  let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  let manager = ManagerPlan.Parameters(
    start: start, stop: start + .hours(1), scale: 60, commandLead: .zero, requiredApps: ["battery"])
  let outbox = Outbox(app: "battery")
  let node = FederationNode(
    options: .init(prefix: "tutorial", step: .seconds(60), pacing: .maximum, manager: manager),
    federates: [BatteryFederate(outbox: outbox)], transport: InProcessBus().client(named: "tutorial"),
    outboxes: [outbox], log: { level, text in print(level, text) })
  let counter = StepCounter()
  node.simulator.add(counter)
  var states: [BatteryState] = []
  node.observer = { message in
    if message.topic == "tutorial/battery/state", let state = try? BatteryState.decode(message.payload) {
      states.append(state)
    }
  }
  guard case .completed = node.run() else { return ([], 0) }
  return (states, counter.steps)
}
