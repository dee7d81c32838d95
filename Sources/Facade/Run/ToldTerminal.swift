import Messages
import Quantities
import SharedState

extension Snapshot.Terminal {
  /// The terminal as a message told of it.
  init(_ told: ServedTerminal) {
    self.init(
      name: told.terminal, policy: told.policy,
      position: Geodetic(
        latitudeDegrees: told.latitude, longitudeDegrees: told.longitude, heightMetres: told.altitude),
      satelliteId: told.satId, elevation: told.elevation.map { .degrees($0) }, rsrpDBm: told.rsrp,
      candidates: told.candidates, handovers: told.totals.handovers)
  }
}

extension ServedTerminal {
  /// Takes over a change that came after what was told, which names the satellite by its number alone.
  mutating func follow(_ event: HandoverEvent) {
    (satId, satName, time) = (event.newSatId, nil, event.time)
    (elevation, range, rsrp) = (nil, nil, nil)
    totals.handovers = event.number
    if event.kind == .handover { totals.satelliteHandovers += 1 }
  }
}
