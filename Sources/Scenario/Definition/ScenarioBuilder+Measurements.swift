import Handover
import HandoverAnalysis
import Quantities

/// The measurements of a policy, with thresholds that follow from the link budget where they are not told.
extension ScenarioBuilder {
  mutating func measurement(
    _ node: DocumentNode, _ path: String, _ thresholds: DefaultThresholds, _ period: TimeSpan
  ) -> ReportConfiguration? {
    var filter: LayerThreeFilter?
    if node["filterCoefficient"] != nil {
      guard let coefficient = gridValue(node, "filterCoefficient", path, else: 4, FilterCoefficient.init) else {
        return nil
      }
      filter = LayerThreeFilter(coefficient, period: period)
    }
    checkMembers(node, path)
    guard let event = event(node, path, thresholds),
      let trigger = gridValue(node, "timeToTriggerMilliseconds", path, else: 256, TimeToTrigger.init),
      let interval = gridValue(node, "reportIntervalMilliseconds", path, else: 5_120, ReportInterval.init)
    else { return nil }
    do {
      return try ReportConfiguration(
        event, timeToTrigger: trigger, reportAmount: .greatest, reportInterval: interval, filter: filter)
    } catch {
      report(node, path, "cannot be: \(error)", value: nil)
      return nil
    }
  }

  /// The members that only some events have.
  private static let members: [String: Set<String>] = [
    "offsetDecibels": ["A3"], "servingThresholdDBm": ["A5"], "thresholdDBm": ["A4", "A5"],
    "hysteresisDecibels": ["A3", "A4", "A5"], "filterCoefficient": ["A3", "A4", "A5"],
    "servingDistanceMetres": ["D2"], "targetDistanceMetres": ["D2"], "hysteresisMetres": ["D2"],
  ]

  /// Reports the members that a measurement's event does not have.
  private mutating func checkMembers(_ node: DocumentNode, _ path: String) {
    guard let event = node["event"]?.text else { return }
    for (name, events) in Self.members.sorted(by: { $0.key < $1.key })
    where node[name] != nil && !events.contains(event) {
      report(
        node[name], "\(path).\(name)", "is nothing that \(event) has", value: nil,
        allowed: "with \(events.sorted().joined(separator: ", ")) only")
    }
  }

  private mutating func event(
    _ node: DocumentNode, _ path: String, _ thresholds: DefaultThresholds
  ) -> MeasurementEvent? {
    guard let hysteresis = gridValue(node, "hysteresisDecibels", path, else: 1, Hysteresis.init) else { return nil }
    switch node["event"]?.text {
    case "A3":
      return gridValue(node, "offsetDecibels", path, else: 3, EventOffset.init).map {
        .a3(offset: $0, hysteresis: hysteresis)
      }
    case "A4":
      return gridValue(node, "thresholdDBm", path, else: thresholds.neighbour.value, RSRPThreshold.init).map {
        .a4(threshold: .rsrp($0), hysteresis: hysteresis)
      }
    case "A5":
      guard let bad = gridValue(node, "servingThresholdDBm", path, else: thresholds.serving.value, RSRPThreshold.init),
        let good = gridValue(node, "thresholdDBm", path, else: thresholds.neighbour.value, RSRPThreshold.init)
      else { return nil }
      return .a5(serving: .rsrp(bad), neighbour: .rsrp(good), hysteresis: hysteresis)
    case "D2":
      guard let location = gridValue(node, "hysteresisMetres", path, else: 10_000, LocationHysteresis.init),
        let far = distance(node, "servingDistanceMetres", path, thresholds.servingDistance),
        let near = distance(node, "targetDistanceMetres", path, thresholds.targetDistance)
      else { return nil }
      return .d2(serving: far, target: near, hysteresis: location)
    default:
      return nil
    }
  }

  private mutating func distance(
    _ node: DocumentNode, _ key: String, _ path: String, _ fallback: DistanceThreshold?
  ) -> DistanceThreshold? {
    guard node[key] != nil || fallback != nil else {
      report(
        node, path, "has no \(key), and that of the link budget is past 3276.25 km", value: nil,
        allowed: "a distance, or satellites that are lower")
      return nil
    }
    return gridValue(node, key, path, else: fallback?.value ?? 0, DistanceThreshold.init)
  }

  /// A value of an information element; nil, and reported, where it is not on the element's grid.
  private mutating func gridValue<Value>(
    _ node: DocumentNode, _ key: String, _ path: String, else fallback: Double,
    _ make: (Double) throws(GridError) -> Value
  ) -> Value? {
    do {
      return try make(node[key]?.number ?? fallback)
    } catch {
      report(
        node[key], "\(path).\(key)", "is not on the grid of \(error.element)",
        allowed: "\(error.allowed); nearest: \(error.nearest.joined(separator: " and "))")
      return nil
    }
  }
}
