import Downlink
import Messages
import Quantities

/// The managed applications: the three that Orrery plays, and those of others.
extension ConfigurationReader {
  /// The steps of one application, in scenario time.
  private struct Steps {
    var app: String
    var step: TimeSpan?
    var stepMember: Member?
    var status: TimeSpan?
    var statusMember: Member?
  }

  /// Reads the section of the managed applications.
  /// - Parameter managerStatus: the manager's own interval of time statuses.
  mutating func applications(
    _ member: Member?, _ managerStatus: Member?, _ configuration: inout TestBedConfiguration
  ) {
    let blocks = member.map { members(of: $0) }
    let apps = blocks?.members ?? [:]
    configuration.storageApp = app(with: ["SSR_CAPACITY"], apps) ?? configuration.storageApp
    configuration.groundApp = app(with: ["stations"], apps) ?? configuration.groundApp
    let isBoth = configuration.groundApp == configuration.storageApp
    if isBoth, let member = apps[configuration.groundApp] {
      configuration.groundApp = "ground"
      note(member, .changed, "it is satellites and stations at once; Orrery's stations are the application ground")
    }
    let played = [configuration.storageApp, configuration.groundApp, configuration.outageApp]
    for app in played { check(app, apps[app]) }
    for (app, member) in apps.sorted(by: { $0.value.place < $1.value.place }) where !played.contains(app) {
      guard app != "default" else { continue }
      let names = played.map { "\"\($0)\"" }.joined(separator: ", ")
      let hint = nearest(to: app, among: played).map { "; did you mean \($0)?" } ?? ""
      note(member, .ignored, "Orrery plays \(names); others take part by themselves\(hint)")
    }
    let isDefaultUsed = played.contains { apps[$0] == nil }
    if let block = apps["default"], !isDefaultUsed {
      note(block, .ignored, "every application that Orrery plays has a section of its own")
    }
    var steps: [Steps] = []
    for app in played {
      guard let block = apps[app] ?? apps["default"] else {
        assume("execution.managed_applications.\(app)", "it has no section: nost-tools' own values hold")
        continue
      }
      let isStorage = app == configuration.storageApp
      let keys = section(block, ConfigurationKeys.application.map { (key: $0.0, value: $0.1) })
      steps.append(self.steps(app, keys, configuration))
      guard let parameters = keys["configuration_parameters"] else { continue }
      let isShared = apps[app] == nil || (isStorage && isBoth)
      let hasSatellites = isStorage && (!isShared || parameters.node["SSR_CAPACITY"] != nil)
      let hasStations = app == configuration.groundApp || (isStorage && isBoth)
      let known =
        (isShared || isStorage ? Array(ConfigurationKeys.storageParameters) : [])
        + (isShared || hasStations ? Array(ConfigurationKeys.groundParameters) : [])
      let values = section(parameters, known)
      if hasSatellites { configuration.satellites = satellites(values) }
      if hasStations, values["stations"] != nil { configuration.stations = stations(values) }
    }
    settle(steps, managerStatus, &configuration)
  }

  /// The application that has a parameter; `default` stands for none.
  private func app(with parameters: [String], _ apps: [String: Member]) -> String? {
    apps.sorted { $0.value.place < $1.value.place }.first { name, member in
      let block = member.node["configuration_parameters"]
      return name != "default" && parameters.contains { block?[$0] != nil }
    }?.key
  }

  private mutating func check(_ app: String, _ member: Member?) {
    guard let member else { return }
    do {
      try Address.check(name: app)
    } catch {
      report(member.place, member.path, error.reason, allowed: "letters, digits, - and _")
    }
  }

  // MARK: Steps

  private mutating func steps(_ app: String, _ keys: Section, _ configuration: TestBedConfiguration) -> Steps {
    let factor = number(keys["time_scale_factor"], 1e-3...1e6, "scenario seconds a second") ?? 1
    func scaled(_ isScenarioTime: Bool?) -> Double { isScenarioTime == false ? factor : 1 }
    let stepFactor = scaled(boolean(keys["is_scenario_time_step"]))
    let statusFactor = scaled(boolean(keys["is_scenario_time_status_step"]))
    if let key = keys["time_scale_factor"] { note(key, .carried, "in the two steps; the run has the manager's") }
    let steps = Steps(
      app: app, step: duration(keys["time_step"], factor: stepFactor), stepMember: keys["time_step"],
      status: duration(keys["time_status_step"], factor: statusFactor), statusMember: keys["time_status_step"])
    if let key = keys["time_status_init"], let first = time(key), first != configuration.start {
      note(key, .changed, "Orrery's applications tell the time from the start of the run on")
    }
    if let key = keys["manager_app_name"], let manager = text(key), manager != "manager" {
      note(key, .changed, "Orrery's applications obey the application manager")
    }
    return steps
  }

  /// A scenario has one step and one interval for all: the satellites', else those of the next that tells one.
  private mutating func settle(
    _ steps: [Steps], _ managerStatus: Member?, _ configuration: inout TestBedConfiguration
  ) {
    let managerInterval = configuration.timeStatusInterval
    if let chosen = steps.first(where: { $0.step != nil }), let step = chosen.step {
      configuration.step = step
      for other in steps {
        guard let member = other.stepMember, let own = other.step, own != step else { continue }
        note(member, .changed, "a scenario has one step, of \(chosen.app): \(step) and not \(own)")
      }
    } else {
      assume("execution.managed_applications", "no application tells its time_step: it is PT1S, as nost-tools has it")
    }
    let chosen = steps.first { $0.status != nil }
    configuration.timeStatusInterval = chosen?.status ?? managerInterval
    guard let interval = configuration.timeStatusInterval else { return }
    func mismatch(_ own: TimeSpan) -> String {
      "a scenario has one interval of time statuses: \(interval) and not \(own)"
    }
    for other in steps {
      if let member = other.statusMember, let own = other.status, own != interval {
        note(member, .changed, mismatch(own))
      }
    }
    if let managerStatus, let managerInterval, managerInterval != interval {
      note(managerStatus, .changed, mismatch(managerInterval))
    }
  }

  // MARK: Satellites and stations

  private mutating func satellites(_ keys: Section) -> [TestBedConfiguration.Satellite] {
    guard let capacities = list(keys["SSR_CAPACITY"]) else {
      report(keys.place, "\(keys.path).SSR_CAPACITY", "is missing", allowed: "the Gigabits of each recorder")
      return []
    }
    func values(_ key: String, _ reader: inout ConfigurationReader) -> [Member?] {
      guard let member = keys[key] else {
        let fallback = key == "COST_MODE" ? "discrete" : "0"
        reader.assume("\(keys.path).\(key)", "it is missing: \(fallback) for every satellite")
        return Array(repeating: nil, count: capacities.count)
      }
      guard let elements = reader.list(member) else { return Array(repeating: nil, count: capacities.count) }
      if elements.count != capacities.count {
        reader.report(
          member.place, member.path, "has \(elements.count) values for \(capacities.count) satellites",
          allowed: "one for each of SSR_CAPACITY")
      }
      return (0..<capacities.count).map { $0 < elements.count ? elements[$0] : nil }
    }
    let used = values("CAPACITY_USED", &self)
    let rates = values("INSTRUMENT_RATES", &self)
    let modes = values("COST_MODE", &self)
    let prices = values("FIXED_RATES", &self)
    return capacities.indices.compactMap { index in
      guard let capacity = number(capacities[index], 1e-9...1e12, "Gigabits") else { return nil }
      return TestBedConfiguration.Satellite(
        capacityGigabits: capacity, usedFraction: number(used[index], 0...1, "the capacity") ?? 0,
        instrumentGigabitsPerSecond: number(rates[index], 0...1e6, "Gigabits a second") ?? 0,
        costMode: choice(modes[index], CostMode.allCases.map(\.rawValue)) ?? "discrete",
        fixedDollarsPerSecond: number(prices[index], 0...1e9, "dollars a second") ?? 0)
    }
  }

  private mutating func choice(_ member: Member?, _ words: [String]) -> String? {
    guard let member, let text = text(member) else { return nil }
    guard words.contains(text) else {
      report(member, "is none of them", allowed: words.joined(separator: ", "))
      return nil
    }
    return text
  }

  private mutating func stations(_ keys: Section) -> [TestBedConfiguration.Station] {
    (list(keys["stations"]) ?? []).enumerated().compactMap { index, element in
      let keys = section(element, ConfigurationKeys.station)
      let needed = ["groundId", "latitude", "longitude", "elevAngle", "downlinkRate", "costPerSecond"]
      for key in needed where keys[key] == nil {
        report(element.place, "\(element.path).\(key)", "is missing", allowed: "a number")
      }
      guard let latitude = number(keys["latitude"], -90...90, "degrees"),
        let longitude = number(keys["longitude"], -180...180, "degrees")
      else { return nil }
      return TestBedConfiguration.Station(
        groundId: integer(keys["groundId"], ScenarioFormat.ids) ?? index, name: text(keys["name"]),
        latitudeDegrees: latitude, longitudeDegrees: longitude,
        minimumElevationDegrees: number(keys["elevAngle"], -90...90, "degrees") ?? 0,
        downlinkGigabitsPerSecond: number(keys["downlinkRate"], 0...1e6, "Gigabits a second") ?? 0,
        dollarsPerSecond: number(keys["costPerSecond"], 0...1e9, "dollars a second") ?? 0,
        costMode: stationMode(keys["costMode"]), isOperational: boolean(keys["operational"]) ?? true)
    }
  }

  /// NOS-T's programs ask a station's mode for `continuous` and take every other word for `discrete`.
  private mutating func stationMode(_ member: Member?) -> String {
    guard let member, let text = text(member), text != "discrete" else { return "discrete" }
    if text == "continuous" { return text }
    note(member, .changed, "it is written as discrete, which is what NOS-T's programs take it for")
    return "discrete"
  }
}
