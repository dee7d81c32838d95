/// Where a simulation stands in its life; names and spelling are NOS-T's.
///
/// ```
/// undefined ─▶ initializing ─▶ initialized ─▶ executing ─▶ terminating ─▶ terminated
///                    ▲              ▲          │     ▲                        │
///                    └──────────────┼──────────┼─────┼────────────────────────┘
///                                   │       pausing  resuming
///                                   │          └▶ paused ┘
/// ```
/// Adding or removing an entity makes a standing simulation `undefined` again. A run may end from
/// `executing` and from `paused`.
public enum SimulationMode: String, CaseIterable, Sendable {
  /// Not initialised, or its entities have changed since.
  case undefined = "UNDEFINED"
  /// The entities are being initialised.
  case initializing = "INITIALIZING"
  /// Ready to run from the initial time.
  case initialized = "INITIALIZED"
  /// Running.
  case executing = "EXECUTING"
  /// Asked to pause.
  case pausing = "PAUSING"
  /// Scenario time stands still.
  case paused = "PAUSED"
  /// Asked to run on.
  case resuming = "RESUMING"
  /// Ending: every entity has settled its accounts and said so.
  case terminating = "TERMINATING"
  /// Ended.
  case terminated = "TERMINATED"

  /// Says whether a simulation may pass from this mode to another.
  public func mayBecome(_ next: SimulationMode) -> Bool {
    switch (self, next) {
    case (.undefined, .initializing), (.initialized, .initializing), (.terminated, .initializing),
      (.initializing, .initialized), (.initialized, .executing), (.initialized, .undefined),
      (.terminated, .undefined), (.executing, .pausing), (.pausing, .paused), (.paused, .resuming),
      (.resuming, .executing), (.executing, .terminating), (.paused, .terminating),
      (.terminating, .terminated):
      true
    default: false
    }
  }
}
