import Downlink
import Ground
import Handover
import HandoverAnalysis
import Messages
import Orbits
import Quantities

/// The terminals, and how they are handed over.
extension ScenarioBuilder {
  /// The part of the scenario; nil where it has none, or none that could be.
  mutating func handover(
    start: ScenarioTime, _ satellites: [OrbitingSatellite], _ stations: [ScenarioDefinition.Station],
    apps: ScenarioDefinition.Apps
  ) -> ScenarioDefinition.Handover? {
    guard let node = root["handover"] else { return nil }
    let altitude = node["radio"]?["altitudeKilometres"]?.number ?? meanAltitudeKilometres(satellites)
    let budget = budget(node["radio"], altitude)
    let thresholds = thresholds(budget, altitude, node["radio"])
    let terminals = terminals(node, start: start)
    checkNames(terminals.map(\.name), node["terminals"], "$.handover.terminals")
    let period = span(node["period"]) ?? .seconds(1)
    if period.nanoseconds % 1_000 != 0 {
      report(node["period"], "$.handover.period", "is finer than the wire carries", allowed: "whole microseconds")
    }
    let policies = policies(node, thresholds, period)
    checkNames(policies.map(\.name), node["policies"], "$.handover.policies")
    guard let thresholds, !terminals.isEmpty, !policies.isEmpty else { return nil }
    let interval = span(node["prediction"]?["interval"]) ?? .minutes(5)
    return ScenarioDefinition.Handover(
      terminals: terminals, policies: policies, period: period,
      servedInterval: span(node["servedInterval"]) ?? .minutes(1),
      prediction: interval > .zero ? (interval, span(node["prediction"]?["horizon"]) ?? .minutes(10)) : nil,
      budget: budget, surroundings: surroundings(node["radio"]), rule: rule(node["decision"], thresholds),
      resources: resources(node["resources"], stations), standbys: standbys(node["standbys"], apps))
  }

  private mutating func checkNames(_ names: [String], _ node: DocumentNode?, _ path: String) {
    for name in names where name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      report(node, path, "has the name \(name.debugDescription)", allowed: "a name without control characters")
    }
    let groups = Dictionary(grouping: names, by: \.self).sorted { $0.key < $1.key }
    for (name, same) in groups where same.count > 1 {
      report(node, path, "uses the name \"\(name)\" \(same.count) times", allowed: "a name of its own for each")
    }
  }

  // MARK: Terminals

  private mutating func terminals(_ node: DocumentNode, start: ScenarioTime) -> [UserTerminal] {
    var terminals: [UserTerminal] = []
    for (index, terminal) in (node["terminals"]?.elements ?? []).enumerated() {
      guard let name = terminal["name"]?.text else { continue }
      let mask = Angle.degrees(terminal["minimumElevationDegrees"]?.number ?? 10)
      if let list = terminal["track"] {
        guard let track = track(list, "$.handover.terminals[\(index)].track", start: start) else { continue }
        terminals.append(UserTerminal(name: name, along: track, minimumElevation: mask))
      } else if let place = place(terminal) {
        terminals.append(UserTerminal(name: name, at: place, minimumElevation: mask))
      }
    }
    return terminals
  }

  private mutating func track(_ node: DocumentNode, _ path: String, start: ScenarioTime) -> TerminalTrack? {
    var waypoints: [TerminalTrack.Waypoint] = []
    for waypoint in node.elements {
      guard let time = instant(waypoint["at"], after: start), let place = place(waypoint) else { return nil }
      waypoints.append(TerminalTrack.Waypoint(time: time, place: place))
    }
    do {
      return try TerminalTrack(waypoints)
    } catch {
      let place = error.waypoint
      report(
        place.map { node.elements[$0] } ?? node, place.map { "\(path)[\($0)]" } ?? path,
        "cannot be: \(error.quantity) is \(error.value)", value: nil, allowed: error.allowed)
      return nil
    }
  }

  private func place(_ node: DocumentNode) -> Geodetic? {
    guard let latitude = node["latitudeDegrees"]?.number, let longitude = node["longitudeDegrees"]?.number else {
      return nil
    }
    return Geodetic(
      latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: node["heightMetres"]?.number ?? 0)
  }

  // MARK: Policies

  private mutating func policies(
    _ node: DocumentNode, _ thresholds: DefaultThresholds?, _ period: TimeSpan
  ) -> [HandoverPolicy] {
    guard let list = node["policies"]?.elements else {
      return [HandoverPolicy(name: "highest", trigger: .elevation(.highest))]
    }
    var policies: [HandoverPolicy] = []
    for (index, policy) in list.enumerated() {
      let path = "$.handover.policies[\(index)]"
      guard let name = policy["name"]?.text else { continue }
      if let elevation = policy["elevation"] {
        guard let serving = servingPolicy(elevation, "\(path).elevation") else { continue }
        policies.append(HandoverPolicy(name: name, trigger: .elevation(serving)))
      } else if let thresholds {
        let measurements = (policy["measurements"]?.elements ?? []).enumerated().compactMap {
          measurement($1, "\(path).measurements[\($0)]", thresholds, period)
        }
        if !measurements.isEmpty { policies.append(HandoverPolicy(name: name, trigger: .measurements(measurements))) }
      }
    }
    return policies
  }

  private mutating func servingPolicy(_ node: DocumentNode, _ path: String) -> ServingPolicy? {
    let stay = span(node["minimumStay"]) ?? .zero
    do {
      return try ServingPolicy(
        hysteresisDegrees: node["hysteresisDegrees"]?.number ?? 0, minimumDwell: span(node["minimumDwell"]) ?? .zero,
        holdTicks: node["holdTicks"]?.integer ?? 0, admission: stay > .zero ? .staying(stay) : .any)
    } catch {
      // The shape has reported the value.
      return nil
    }
  }

  // MARK: Radio, decisions, resources

  /// How high the satellites are on average, km; 600 for none, and for those that are too high or too low for a budget.
  private func meanAltitudeKilometres(_ satellites: [OrbitingSatellite]) -> Double {
    guard !satellites.isEmpty else { return 600 }
    let sum = satellites.reduce(0) { $0 + $1.elements.meanAltitudeKilometres }
    return max(100, min(50_000, sum / Double(satellites.count)))
  }

  private mutating func budget(_ node: DocumentNode?, _ altitude: Double) -> LinkBudget {
    let band = node?["band"]?.text.flatMap(RadioBand.init) ?? .s
    let set = node?["parameterSet"]?.integer.flatMap(RadioProfile.ParameterSet.init) ?? .one
    var spacing = SubcarrierSpacing.kHz15
    if let wanted = node?["spacingKilohertz"], let number = wanted.integer {
      if let known = SubcarrierSpacing(rawValue: number) {
        spacing = known
      } else {
        report(
          wanted, "$.handover.radio.spacingKilohertz", "is no spacing of subcarriers",
          allowed: SubcarrierSpacing.allCases.map { String($0.rawValue) }.joined(separator: ", "))
      }
    }
    return LinkBudget(.standard(altitude > 900 ? .km1200 : .km600, band, set), spacing: spacing)
  }

  private func thresholds(
    _ budget: LinkBudget, _ altitude: Double, _ node: DocumentNode?
  ) -> DefaultThresholds? {
    // An altitude that cannot be has been reported by the shape.
    try? DefaultThresholds(budget, altitudeKilometres: altitude) { [losses = surroundings(node)] elevation in
      guard let losses else { return 0 }
      return LinkLosses.outdoors(
        elevation: elevation, frequencyGigahertz: budget.profile.frequencyGigahertz, surroundings: losses.surroundings,
        sight: losses.sight
      ).totalDB
    }
  }

  private func surroundings(_ node: DocumentNode?) -> LinkSurroundings? {
    guard let surroundings = node?["surroundings"]?.text.flatMap(Surroundings.init) else { return nil }
    let decorrelation = span(node?["shadowing"]).map { max($0, .microsecond) }
    return LinkSurroundings(
      surroundings, node?["lineOfSight"]?.boolean ?? true ? .clear : .blocked, decorrelationTime: decorrelation)
  }

  private mutating func rule(_ node: DocumentNode?, _ thresholds: DefaultThresholds) -> DecisionRule {
    do {
      return try DecisionRule(
        signalWeight: node?["signalWeight"]?.number, mobilityWeight: node?["mobilityWeight"]?.number,
        resourceWeight: node?["resourceWeight"]?.number, threshold: node?["threshold"]?.number,
        requiredRSRPDBm: node?["requiredLevelDBm"]?.number ?? thresholds.serving.value,
        fullMarginDB: node?["fullMarginDecibels"]?.number, fullStay: span(node?["fullStay"]),
        minimumStay: span(node?["minimumStay"]))
    } catch {
      report(node, "$.handover.decision", "cannot be: \(error)", value: nil)
      return .usual
    }
  }

  private func resources(_ node: DocumentNode?, _ stations: [ScenarioDefinition.Station]) -> ResourceRule {
    let places = stations.compactMap { entry in
      entry.station.simultaneousContacts.map { (entry.station.groundId, $0) }
    }
    return ResourceRule(
      payload: node?["payload"]?.text.flatMap(ResourceRule.Payload.init) ?? .regenerative,
      terminalsPerSatellite: max(1, node?["terminalsPerSatellite"]?.integer ?? 100),
      contactsPerStation: Dictionary(places) { first, _ in first }, delay: span(node?["delay"]) ?? .seconds(60))
  }

  private mutating func standbys(_ node: DocumentNode?, _ apps: ScenarioDefinition.Apps) -> [String] {
    let names = (node?.elements ?? []).enumerated().compactMap { index, element in
      checkedName(element, "$.handover.standbys[\(index)]")
    }
    let all = apps.all + names
    if Set(all).count < all.count {
      report(node, "$.handover.standbys", "names an application twice", allowed: "names that no other application has")
    }
    return names
  }
}
