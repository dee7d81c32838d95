import Downlink
public import Federation
import Messages
import Orbits
import Quantities

extension SatelliteStorageModel.Input {
  /// Reads an input from a message; nil for one that says nothing, such as the dummies of a NOS-T ground.
  /// - Parameter outageApp: the outage injector; everything else is taken for the ground's.
  /// - Throws: what is wrong with the message.
  public init?(_ message: InboundMessage, outageApp: String?) throws {
    switch (message.address.app == outageApp, message.address.leaf) {
    case (true, "report"): self = try Self.outage(message.read(as: OutageReport.self))
    case (true, "restore"):
      let restore = try message.read(as: OutageRestore.self)
      self = .restore(groundId: restore.groundId, at: restore.outageEnd)
    case (false, "location"): self = .station(try SatelliteStorageModel.Station(message.read()))
    case (false, "linkStart"):
      let start = try message.read(as: LinkStart.self)
      guard start.groundId != -1 else { return nil }
      try Self.check(link: start.linkId)
      self = .linkStart(satellite: start.satId, link: start.linkId, groundId: start.groundId, at: start.start)
    case (false, "linkCharge"):
      let charge = try message.read(as: LinkCharge.self)
      guard charge.groundId != -1 else { return nil }
      self = try Self.charge(charge)
    case (false, "elements"):
      let change = try message.read(as: SatelliteElements.self)
      _ = try SGP4(change.elements)
      self = .elements(satellite: change.id, change.elements, from: change.time)
    default: return nil
    }
  }

  private static func outage(_ report: OutageReport) throws(InputError) -> Self {
    guard report.outageEnd >= report.outageStart else {
      throw InputError(member: "outageEnd", value: report.outageEnd, allowed: "not before outageStart")
    }
    return .outage(groundId: report.groundId, Outage(start: report.outageStart, end: report.outageEnd))
  }

  private static func charge(_ charge: LinkCharge) throws(InputError) -> Self {
    try check(link: charge.linkId)
    for (member, value) in [
      ("duration", charge.duration), ("dataOffload", charge.dataOffload), ("downlinkCost", charge.downlinkCost),
    ] where value < 0 || value > 1e12 {
      throw InputError(member: member, value: value, allowed: "0 to 1e12")
    }
    guard let duration = TimeSpan(roundingSeconds: charge.duration), duration < .hours(24 * 366 * 100) else {
      throw InputError(member: "duration", value: charge.duration, allowed: "at most a hundred years")
    }
    return .linkCharge(
      satellite: charge.satId, link: charge.linkId, groundId: charge.groundId, at: charge.end, duration: duration,
      offload: .gigabits(charge.dataOffload), cost: .dollars(charge.downlinkCost))
  }

  private static func check(link: Int) throws(InputError) {
    guard link >= 0 else { throw InputError(member: "linkId", value: link, allowed: "0 or more") }
  }
}

extension SatelliteStorageModel.Station {
  /// Reads a station from the wire.
  init(_ location: GroundLocation) throws(InputError) {
    guard (-90...90).contains(location.elevAngle) else {
      throw InputError(member: "elevAngle", value: location.elevAngle, allowed: "-90 to 90 degrees")
    }
    guard (0...1e6).contains(location.downlinkRate) else {
      throw InputError(member: "downlinkRate", value: location.downlinkRate, allowed: "0 to 1e6 Gigabits a second")
    }
    guard (-1e4...1e5).contains(location.altitude) else {
      throw InputError(member: "altitude", value: location.altitude, allowed: "-10 km to 100 km, in metres")
    }
    self.init(
      groundId: location.groundId,
      position: Geodetic(
        latitudeDegrees: location.latitude, longitudeDegrees: location.longitude, heightMetres: location.altitude),
      minimumElevation: .degrees(location.elevAngle), downlinkRate: .gigabitsPerSecond(location.downlinkRate),
      isOperational: location.operational)
  }
}
