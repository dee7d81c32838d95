import Messages
import Quantities
import Simulation

/// The manager's work while the run goes on: changes of scale, freezes and the stop, each a command lead ahead.
final class ManagerEntity: Entity {
  let name: String
  private let parameters: ManagerPlan.Parameters
  private let simulator: Simulator
  private let outbox: Outbox
  private var updates: [UpdateCommand] = []
  private var freezes: [FreezeCommand] = []
  private var hasSaidStop = false

  init(outbox: Outbox, parameters: ManagerPlan.Parameters, simulator: Simulator) {
    name = outbox.app
    self.outbox = outbox
    self.parameters = parameters
    self.simulator = simulator
  }

  func initialize(at time: ScenarioTime) {
    updates = parameters.updates.sorted { $0.simUpdateTime < $1.simUpdateTime }
    freezes = parameters.freezes.sorted { $0.simFreezeTime < $1.simFreezeTime }
    hasSaidStop = false
  }

  func tick(by step: TimeSpan) {}
  func tock() {}

  /// Plans a change of scale.
  func plan(_ update: UpdateCommand) {
    let place = updates.firstIndex { $0.simUpdateTime > update.simUpdateTime } ?? updates.count
    updates.insert(update, at: place)
  }

  /// Plans a freeze.
  func plan(_ freeze: FreezeCommand) {
    let place = freezes.firstIndex { $0.simFreezeTime > freeze.simFreezeTime } ?? freezes.count
    freezes.insert(freeze, at: place)
  }

  var nextEvent: ScenarioEvent? {
    [stopTime, updateTime, freezeTime].compactMap { $0 }.min().map { ScenarioEvent(at: $0, priority: .world) }
  }

  func execute(_ event: ScenarioEvent) {
    if let updateTime, updateTime <= event.time {
      outbox.publish(updates.removeFirst(), under: "update")
    } else if let freezeTime, freezeTime <= event.time {
      outbox.publish(freezes.removeFirst(), under: "freeze")
    } else {
      hasSaidStop = true
      outbox.publish(StopCommand(simStopTime: simulator.endTime), under: "stop")
    }
  }

  // When each command is said.
  private var stopTime: ScenarioTime? { hasSaidStop ? nil : lead(before: simulator.endTime) }
  private var updateTime: ScenarioTime? { updates.first.map { lead(before: $0.simUpdateTime) } }
  private var freezeTime: ScenarioTime? { freezes.first.map { lead(before: $0.simFreezeTime) } }

  /// The scenario time that is the command lead of wallclock before another, not before the run.
  private func lead(before time: ScenarioTime) -> ScenarioTime {
    let running = simulator.clock.running(at: time) - parameters.commandLead
    return running > .zero ? min(simulator.clock.scenario(afterRunning: running), time) : simulator.clock.start
  }
}
