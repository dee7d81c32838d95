import Downlink
import Orbits
import Quantities

/// The stations as they have been told, by number, with their outages.
struct StationTable: Sendable {
  private(set) var stations: [SatelliteStorageModel.Station] = []
  private var availability: [Int: StationAvailability] = [:]

  /// Enters a station.
  /// - Returns: the time from which the ranges change: the start for a new station, now for a changed one; nil
  ///   where nothing is new.
  mutating func enter(
    _ station: SatelliteStorageModel.Station, start: ScenarioTime, now: ScenarioTime
  ) -> ScenarioTime? {
    availability[station.groundId, default: StationAvailability()].isCommissioned = station.isOperational
    guard let index = stations.firstIndex(where: { $0.groundId >= station.groundId }) else {
      stations.append(station)
      return start
    }
    guard stations[index].groundId == station.groundId else {
      stations.insert(station, at: index)
      return start
    }
    guard stations[index] != station else { return nil }
    stations[index] = station
    return now
  }

  /// Enters an outage, also of a station that has not been told yet.
  mutating func report(_ outage: Outage, at groundId: Int) -> Bool {
    availability[groundId, default: StationAvailability()].report(outage)
  }

  mutating func restore(_ groundId: Int, at end: ScenarioTime) -> ScenarioTime? {
    availability[groundId, default: StationAvailability()].restore(at: end)
  }

  func isOperational(_ groundId: Int, at time: ScenarioTime) -> Bool {
    availability[groundId]?.isOperational(at: time) ?? false
  }

  func rate(of groundId: Int) -> DataRate? {
    stations.first { $0.groundId == groundId }?.downlinkRate
  }

  /// The instants between two at which an outage begins or ends.
  func outageEdges(from start: ScenarioTime, to end: ScenarioTime) -> [ScenarioTime] {
    stations.flatMap { availability[$0.groundId]?.outages ?? [] }.flatMap { [$0.start, $0.end] }
      .filter { $0 >= start && $0 < end }
  }

  var sites: [VisibilityTimeline.Station] {
    stations.map {
      VisibilityTimeline.Station(site: GroundSite($0.position), minimumElevation: $0.minimumElevation)
    }
  }
}
