import Simulation
import Testing

@Suite struct SimulationModeTests {
  /// The table of the documentation: from each mode, those that may follow.
  static let table: [SimulationMode: Set<SimulationMode>] = [
    .undefined: [.initializing],
    .initializing: [.initialized],
    .initialized: [.initializing, .executing, .undefined],
    .executing: [.pausing, .terminating],
    .pausing: [.paused],
    .paused: [.resuming, .terminating],
    .resuming: [.executing],
    .terminating: [.terminated],
    .terminated: [.initializing, .undefined],
  ]

  @Test(arguments: SimulationMode.allCases)
  func onlyTheTransitionsOfTheTableAreLegal(_ mode: SimulationMode) {
    for next in SimulationMode.allCases {
      #expect(mode.mayBecome(next) == (Self.table[mode]?.contains(next) == true), "\(mode) to \(next)")
    }
  }

  @Test func theNamesAreThoseOfTheWire() {
    #expect(
      SimulationMode.allCases.map(\.rawValue) == [
        "UNDEFINED", "INITIALIZING", "INITIALIZED", "EXECUTING", "PAUSING", "PAUSED", "RESUMING", "TERMINATING",
        "TERMINATED",
      ])
  }

  @Test func anIllegalTransitionTraps() async {
    await #expect(processExitsWith: .failure) { Simulator().execute() }
  }
}
