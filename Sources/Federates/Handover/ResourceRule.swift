import Federation
public import Quantities

/// How loaded a satellite is for a terminal that might come to it, from what the federation says.
public struct ResourceRule: Hashable, Sendable {
  /// What a satellite does with what a terminal sends.
  public enum Payload: String, Hashable, Sendable, CaseIterable {
    /// It sends it on at once: without a station in range it serves nobody (a bent pipe).
    case transparent
    /// It keeps it in its recorder, and needs no station while that has room.
    case regenerative
  }

  /// What the satellites carry.
  public let payload: Payload
  /// How many terminals a satellite serves at most, from 1.
  public let terminalsPerSatellite: Int
  /// How many satellites a station speaks to at a time, by number; any number where it is not among them.
  public let contactsPerStation: [Int: Int]
  /// How old what the federation says is when it is used: later than it takes to come, so that every process decides
  /// on the same.
  public let delay: TimeSpan

  /// Creates a rule.
  public init(
    payload: Payload = .regenerative, terminalsPerSatellite: Int = 100, contactsPerStation: [Int: Int] = [:],
    delay: TimeSpan = .seconds(60)
  ) {
    precondition(
      terminalsPerSatellite > 0 && delay >= .zero, "a satellite serves one at least, and nothing is told early")
    (self.payload, self.terminalsPerSatellite) = (payload, terminalsPerSatellite)
    (self.contactsPerStation, self.delay) = (contactsPerStation, delay)
  }

  /// The part of a satellite's own resources that is taken, 0...1: by its terminals, and by what its recorder holds.
  func beamLoad(ofSatellite id: Int, terminals: Int, _ mirror: StateMirror) -> Double {
    let seats = min(1, Double(terminals) / Double(terminalsPerSatellite))
    return payload == .transparent ? seats : max(seats, mirror.fill(ofSatellite: id) ?? 0)
  }

  /// The part of the station's contacts that is taken by other satellites, 0...1; 1 where a bent pipe has no station.
  func stationLoad(ofSatellite id: Int, at time: ScenarioTime, _ mirror: StateMirror) -> Double {
    guard let station = mirror.station(ofSatellite: id), mirror.isOperational(station: station, at: time) else {
      return payload == .transparent ? 1 : 0
    }
    guard let places = contactsPerStation[station] else { return 0 }
    let others = mirror.contacts(ofStation: station).count { $0 != id }
    return min(1, Double(others) / Double(places))
  }
}
