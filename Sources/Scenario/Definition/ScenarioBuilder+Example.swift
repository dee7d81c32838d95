import Downlink
import Quantities

/// What NOS-T's downlink example cannot do, for scenarios that ask for its arithmetic.
extension ScenarioBuilder {
  /// The longest wallclock time between two rounds of states: they are told 60 times as far ahead.
  private static let longestStateInterval = TimeSpan.hours(24)

  /// The example's satellites speak to the first station, those of the exact model to the highest unless told otherwise.
  func stationChoice(_ model: DownlinkModel) -> StationChoice {
    root["stationChoice"]?.text.flatMap(StationChoice.init) ?? (model == .nosT ? .first : .highest)
  }

  /// Reports what a scenario asks of the example's arithmetic in vain.
  mutating func checkExample(_ definition: ScenarioDefinition) {
    if definition.stationChoice != .first {
      report(
        root["stationChoice"], "$.stationChoice", "is not what the model nos-t does",
        allowed: "first, or leave the key out")
    }
    for (index, node) in (root["stations"]?.elements ?? []).enumerated() where node["simultaneousContacts"] != nil {
      report(
        node["simultaneousContacts"], "$.stations[\(index)].simultaneousContacts",
        "is not counted by the model nos-t: a station speaks to any number of satellites",
        allowed: "to leave the key out")
    }
    if definition.stateInterval > Self.longestStateInterval {
      report(
        root["stateInterval"], "$.stateInterval", "is too long for the model nos-t, which looks 60 times as far ahead",
        allowed: "at most P1D")
    }
  }
}
