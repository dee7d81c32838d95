import Downlink
import Federation
import Messages
import Quantities
import Simulation

/// Tells the state of every satellite on a wallclock interval, each valid at the scenario time that it is stamped with.
struct SatStatePublisher {
  let outbox: Outbox
  let interval: TimeSpan
  let first: ScenarioTime?
  let clock: () -> ClockMap

  init(outbox: Outbox, every interval: TimeSpan, from first: ScenarioTime?, clock: @escaping () -> ClockMap) {
    (self.outbox, self.interval, self.first, self.clock) = (outbox, interval, first, clock)
  }

  /// The publisher's part in the simulation.
  func entity(_ model: @escaping () -> SatelliteStorageModel) -> any Entity {
    WallclockTimeIntervalPublisher(name: outbox.app, every: interval, from: first, clock: clock) { time in
      publish(model(), at: time)
    }
  }

  private func publish(_ model: SatelliteStorageModel, at time: ScenarioTime) {
    let states = model.states(at: time)
    for state in states { outbox.publish(SatelliteState(state), under: "location") }
    guard model.hasContracts else { return }
    let total = model.cumulativeCosts(at: time)
    for state in states where model.profile(ofSatellite: state.id)?.costMode.chargesContract == true {
      outbox.publish(LinkCharge(contractOf: state, allCosts: total), under: "linkCharge")
    }
  }
}
