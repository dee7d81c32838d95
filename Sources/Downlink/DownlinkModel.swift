/// The arithmetic by which a run's satellites and stations work.
public enum DownlinkModel: String, CaseIterable, Sendable {
  /// Exact edges, and books that balance.
  case exact
  /// That of NOS-T's published downlink example, whose numbers it reproduces.
  case nosT = "nos-t"
}
