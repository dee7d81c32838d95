import Federation
import Messages
import Quantities

/// The sections of a configuration, from the top down.
extension ConfigurationReader {
  /// Reads the whole; what is wrong is among the problems, and stands in the result as well as it can.
  mutating func configuration(_ root: DocumentNode) -> TestBedConfiguration {
    let top = section(Member(path: "", place: root.place, node: root), ConfigurationKeys.root)
    var configuration = TestBedConfiguration(start: .earliest, stop: .latest)
    if let info = top["info"] {
      let info = section(info, ConfigurationKeys.info)
      configuration.title = text(info["title"])
      configuration.description = text(info["description"])
    }
    if let servers = top["servers"] { configuration.server = server(servers) }
    guard let execution = top["execution"] else {
      report(root.place, "execution", "is missing", allowed: "the section that names manager and applications")
      return configuration
    }
    let sections = section(execution, ConfigurationKeys.execution)
    if let general = sections["general"] {
      let general = section(general, ConfigurationKeys.general)
      configuration.prefix = name(general["prefix"]) ?? configuration.prefix
    } else {
      assume("execution.general.prefix", "the prefix is \(configuration.prefix), as nost-tools has it")
    }
    guard let manager = sections["manager"] else {
      report(execution.place, "execution.manager", "is missing", allowed: "the section of the manager")
      return configuration
    }
    let managerStatus = self.manager(manager, &configuration)
    applications(sections["managed_applications"], managerStatus, &configuration)
    assume(
      "missing applications",
      "NOS-T's manager starts without those that do not answer, and so does the scenario's (missingApps)")
    assume(
      "outages",
      "none are told; the downlink example draws its own by chance, 3 % a station and minute, half an hour each: "
        + "\"outages\": { \"random\": [{ \"outagesPerHour\": 1.8, \"duration\": \"PT30M\" }] }")
    return configuration
  }

  /// A name that is a level of a topic.
  private mutating func name(_ member: Member?) -> String? {
    guard let member, let text = text(member) else { return nil }
    do {
      try Address.check(name: text)
      return text
    } catch {
      report(member, error.reason, allowed: "a name of at most \(Address.nameBytes) bytes: letters, digits, - and _")
      return nil
    }
  }

  // MARK: The broker

  private mutating func server(_ member: Member) -> TestBedConfiguration.Server {
    var server = TestBedConfiguration.Server()
    let servers = section(member, ConfigurationKeys.servers)
    if let rabbitMQ = servers["rabbitmq"] {
      let keys = section(rabbitMQ, ConfigurationKeys.rabbitMQ)
      server.host = text(keys["host"]) ?? server.host
      server.isEncrypted = boolean(keys["tls"]) ?? false
      server.usesKeycloak = boolean(keys["keycloak_authentication"]) ?? false
      server.virtualHost = text(keys["virtual_host"]) ?? "/"
      if let key = keys["host"] { note(key, .changed, "a scenario names no broker; see --broker above") }
      if let key = keys["tls"] { note(key, .changed, "in the broker's address, mqtt or mqtts") }
      if let key = keys["keycloak_authentication"] {
        note(
          key, .changed,
          server.usesKeycloak
            ? "the token is the MQTT password: join with --password-command COMMAND or --password-file FILE"
            : "user and password stand in the broker's address, or in --env-file FILE")
      }
      if let key = keys["virtual_host"] {
        note(
          key, .changed,
          server.virtualHost == "/"
            ? "it is the one that RabbitMQ gives to MQTT by default"
            : "MQTT users name it before their own: \(server.virtualHost):USER")
      }
    }
    if let keycloak = servers["keycloak"] { _ = section(keycloak, ConfigurationKeys.keycloak) }
    return server
  }

  // MARK: The manager

  /// Reads the manager's section; returns its own interval of time statuses.
  private mutating func manager(_ member: Member, _ configuration: inout TestBedConfiguration) -> Member? {
    let keys = section(member, ConfigurationKeys.manager.map { (key: $0.0, value: $0.1) })
    for key in ["sim_start_time", "sim_stop_time"] where keys[key] == nil {
      report(member.place, "\(member.path).\(key)", "is missing", allowed: ScenarioTime.allowedForms)
    }
    configuration.start = time(keys["sim_start_time"]) ?? configuration.start
    configuration.stop = time(keys["sim_stop_time"]) ?? configuration.stop
    if let stop = keys["sim_stop_time"], configuration.stop <= configuration.start {
      report(stop, "is not after the start", allowed: "a time after sim_start_time")
    }
    let scales = ManagedLifecycle.scales
    configuration.scale = number(keys["time_scale_factor"], scales, "scenario seconds a second") ?? 1
    configuration.commandLead = duration(keys["command_lead"], mayBeZero: true) ?? .zero
    configuration.retryDelay = duration(keys["init_retry_delay_s"]) ?? .seconds(5)
    configuration.attempts = integer(keys["init_max_retry"], 1...1_000_000) ?? 5
    requiredApps(keys["required_apps"], &configuration)
    configuration.updates = updates(keys["time_scale_updates"], configuration)
    for key in ["time_step", "is_scenario_time_step"] {
      if let key = keys[key] { note(key, .ignored, "Orrery's manager has no steps of its own") }
    }
    if let key = keys["time_status_init"], let first = time(key), first != configuration.start {
      note(key, .changed, "Orrery's manager tells the time from the start of the run on")
    }
    if let key = keys["is_scenario_time_status_step"] { _ = boolean(key) }
    if let key = keys["time_status_step"] {
      let factor = keys["is_scenario_time_status_step"]?.node.text?.lowercased() == "false" ? configuration.scale : 1
      configuration.timeStatusInterval = duration(key, factor: factor)
    }
    return keys["time_status_step"]
  }

  private mutating func requiredApps(_ member: Member?, _ configuration: inout TestBedConfiguration) {
    if member == nil {
      assume("execution.manager.required_apps", "none are told: the manager starts without waiting for anybody")
    }
    for element in list(member) ?? [] {
      guard let app = name(element) else { continue }
      if app == FederationNode.managerName {
        note(element, .ignored, "the manager does not wait for itself")
      } else if !configuration.requiredApps.contains(app) {
        configuration.requiredApps.append(app)
        guard app == configuration.outageApp else { continue }
        note(element, .changed, "without outages it has nothing to do, and is waited for at the first call only")
      }
    }
  }

  private mutating func updates(_ member: Member?, _ configuration: TestBedConfiguration) -> [UpdateCommand] {
    var updates: [UpdateCommand] = []
    for element in list(member) ?? [] {
      let keys = section(element, ConfigurationKeys.update)
      let scale = number(keys["time_scale_factor"], ManagedLifecycle.scales, "scenario seconds a second")
      guard let scale, let time = time(keys["sim_update_time"]) else {
        for key in ["time_scale_factor", "sim_update_time"] where keys[key] == nil {
          report(element.place, "\(element.path).\(key)", "is missing", allowed: "a scale and its scenario time")
        }
        continue
      }
      updates.append(UpdateCommand(timeScalingFactor: scale, simUpdateTime: time))
    }
    if let member, !updates.isEmpty { note(member, .carried, "programs of version 3 of nost-tools pass over it") }
    return updates
  }
}
