import Facade
import Federation
import Ground
import Quantities
import Scenario
import Simulation

extension RunDescription {
  /// Describes the run of a scenario.
  init(_ definition: ScenarioDefinition, _ assembly: RunAssembly.Options) {
    self.init(
      name: definition.name, start: definition.start, stop: assembly.until ?? definition.stop,
      orientation: definition.orientation,
      stations: definition.stations.map {
        Station(
          groundId: $0.station.groundId, name: $0.name, at: $0.station.position,
          minimumElevation: $0.station.minimumElevation,
          downlinkGigabitsPerSecond: $0.station.downlinkRate.gigabitsPerSecond)
      },
      apps: Apps(
        storage: definition.apps.storage, ground: definition.apps.ground, outage: definition.apps.outage,
        handover: definition.handoverApps))
    speeds = assembly.pacing == .wallclock ? ManagedLifecycle.scales : nil
    isStepped = assembly.pacing == .singleStep
    takesOutages = RunAssembly(definition, assembly).takesOutages
  }
}
