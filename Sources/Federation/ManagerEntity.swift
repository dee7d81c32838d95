import Messages
import Quantities
import Simulation

/// The manager's work while the run goes on: scheduled changes of scale, and the stop, each a command lead ahead.
final class ManagerEntity: Entity {
  let name: String
  private let parameters: ManagerPlan.Parameters
  private let simulator: Simulator
  private let outbox: Outbox
  private var pending: [UpdateCommand] = []
  private var hasSaidStop = false

  init(outbox: Outbox, parameters: ManagerPlan.Parameters, simulator: Simulator) {
    name = outbox.app
    self.outbox = outbox
    self.parameters = parameters
    self.simulator = simulator
  }

  func initialize(at time: ScenarioTime) {
    pending = parameters.updates.sorted { $0.simUpdateTime < $1.simUpdateTime }
    hasSaidStop = false
  }

  func tick(by step: TimeSpan) {}
  func tock() {}

  var nextEvent: ScenarioEvent? {
    let stop = hasSaidStop ? nil : lead(before: simulator.endTime)
    let update = pending.first.map { lead(before: $0.simUpdateTime) }
    return [stop, update].compactMap { $0 }.min().map { ScenarioEvent(at: $0, priority: .world) }
  }

  func execute(_ event: ScenarioEvent) {
    if let update = pending.first, lead(before: update.simUpdateTime) <= event.time {
      pending.removeFirst()
      outbox.publish(update, under: "update")
    } else {
      hasSaidStop = true
      outbox.publish(StopCommand(simStopTime: simulator.endTime), under: "stop")
    }
  }

  /// The scenario time that is the command lead of wallclock before another, not before the run.
  private func lead(before time: ScenarioTime) -> ScenarioTime {
    let running = simulator.clock.running(at: time) - parameters.commandLead
    return running > .zero ? min(simulator.clock.scenario(afterRunning: running), time) : simulator.clock.start
  }
}
