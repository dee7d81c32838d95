import Downlink
import Ground
import Outage
import Quantities

/// The stations: one by one or from files; and when they go out.
extension ScenarioBuilder {
  mutating func stations() -> [ScenarioDefinition.Station] {
    var stations: [ScenarioDefinition.Station] = []
    for (index, node) in (root["stations"]?.elements ?? []).enumerated() {
      let path = "$.stations[\(index)]"
      let service = StationService(node)
      if node["costMode"]?.text == "fixed" {
        report(
          node["costMode"], "\(path).costMode", "is read as continuous; some NOS-T programs read it as discrete",
          severity: .warning)
      }
      if let fileNode = node["file"], let name = fileNode.text {
        guard let bytes = read(name, fileNode, "\(path).file") else { continue }
        let first = node["firstGroundId"]?.integer.flatMap { ScenarioFormat.ids.contains($0) ? $0 : nil }
        do {
          stations += try StationFile.read(
            bytes, name: name, firstGroundId: first ?? stations.count, service: service)
        } catch {
          for problem in error.problems { report(fileNode, "\(path).file", problem.description, value: nil) }
        }
      } else if let groundId = node["groundId"]?.integer, let latitude = node["latitudeDegrees"]?.number,
        let longitude = node["longitudeDegrees"]?.number
      {
        let place = Geodetic(
          latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: node["heightMetres"]?.number ?? 0)
        stations.append(service.station(groundId: groundId, name: node["name"]?.text, at: place))
      }
    }
    if stations.count > StationChoice.mostStations {
      report(
        root["stations"], "$.stations", "holds \(stations.count) stations",
        allowed: "at most \(StationChoice.mostStations)")
    }
    return stations
  }

  mutating func scheduledOutages(
    start: ScenarioTime, _ stations: [ScenarioDefinition.Station]
  ) -> [OutageModel.StationOutage] {
    var outages: [OutageModel.StationOutage] = []
    for (index, node) in (root["outages"]?["scheduled"]?.elements ?? []).enumerated() {
      let path = "$.outages.scheduled[\(index)]"
      guard let groundId = known(node["groundId"], "\(path).groundId", stations),
        let begin = instant(node["start"], after: start), let duration = span(node["duration"])
      else { continue }
      guard let end = begin.adding(duration) else {
        report(node["duration"], "\(path).duration", "leads out of the years 1900 to 2200")
        continue
      }
      outages.append(.init(groundId: groundId, outage: Outage(start: begin, end: end)))
    }
    return outages
  }

  mutating func randomOutages(_ stations: [ScenarioDefinition.Station]) -> [OutageModel.RandomOutages] {
    var outages: [OutageModel.RandomOutages] = []
    for (index, node) in (root["outages"]?["random"]?.elements ?? []).enumerated() {
      let path = "$.outages.random[\(index)]"
      guard let rate = node["outagesPerHour"]?.number, rate > 0, let duration = span(node["duration"]),
        duration > .zero
      else { continue }
      let named = node["stations"]?.elements.enumerated().compactMap { offset, station in
        known(station, "\(path).stations[\(offset)]", stations)
      }
      for groundId in named ?? stations.map(\.station.groundId) {
        if outages.contains(where: { $0.groundId == groundId }) {
          report(node, path, "gives station \(groundId) a second rate", allowed: "each station once")
        }
        outages.append(.init(groundId: groundId, ratePerHour: rate, duration: duration))
      }
    }
    return outages
  }

  private mutating func known(
    _ node: DocumentNode?, _ path: String, _ stations: [ScenarioDefinition.Station]
  ) -> Int? {
    guard let node, let groundId = node.integer else { return nil }
    guard stations.contains(where: { $0.station.groundId == groundId }) else {
      let ids = stations.map { String($0.station.groundId) }.prefix(20).joined(separator: ", ")
      report(node, path, "is no station's number", allowed: ids)
      return nil
    }
    return groundId
  }
}
