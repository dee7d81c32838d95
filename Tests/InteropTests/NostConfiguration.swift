import TestSupport

/// What the Python programs of a test run read: the broker, the run, and the steps of each application.
struct NostConfiguration {
  let server: RabbitServer
  /// The scenario's first and last time, as its file writes them.
  var start = "2018-01-21T00:18:00Z", stop = "2018-01-21T00:27:00Z"
  /// The applications for which the manager waits.
  var requiredApps: [String] = []
  /// The scenario time of a step of the managed applications, as hours, minutes and seconds.
  var step = "0:00:10"

  /// The first run of `Scenarios/downlink` that has links in it: nine minutes.
  static func short(_ server: RabbitServer) -> Self { Self(server: server) }

  /// All of `Scenarios/downlink`: two hours.
  static func whole(_ server: RabbitServer) -> Self {
    Self(server: server, start: "2018-01-21T00:00:00Z", stop: "2018-01-21T02:00:00Z")
  }

  /// Writes it in a folder; returns its path.
  func write(in directory: TemporaryDirectory) throws -> String {
    try directory.write(
      """
      servers:
        rabbitmq: {host: 127.0.0.1, port: \(server.amqpPort)}
      execution:
        general: {prefix: orrery}
        manager:
          sim_start_time: "\(start)"
          sim_stop_time: "\(stop)"
          time_step: "0:00:01"
          time_scale_factor: 60
          time_status_step: "0:00:10"
          is_scenario_time_status_step: true
          command_lead: "0:00:02"
          required_apps: [\((["manager"] + requiredApps).joined(separator: ", "))]
          init_retry_delay_s: 1
          init_max_retry: 60
          set_offset: false
          shut_down_when_terminated: true
        managed_applications:
          default:
            time_step: "\(step)"
            is_scenario_time_step: true
            time_status_step: "\(step)"
            is_scenario_time_status_step: true
            set_offset: false
            shut_down_when_terminated: false
            manager_app_name: manager

      """, to: "configuration.yaml")
  }

  /// Writes the same run of the downlink case for Orrery, with an outage in mid-pass; returns its path.
  func writeScenario(in directory: TemporaryDirectory, adding members: String = "") throws -> String {
    try OrreryProcess.downlink(in: directory) {
      $0.replacing("\"start\": \"2018-01-21T00:00:00Z\"", with: "\"start\": \"\(start)\"")
        .replacing("\"stop\": \"PT2H\"", with: "\"stop\": \"\(stop)\"")
        .replacing("\"earth\":", with: Self.outage + members + "\"earth\":")
    }
  }

  /// Hawaii is out for a minute and a half while the first satellite passes over it.
  private static let outage = """
    "outages": {"scheduled": [{"groundId": 2, "start": "2018-01-21T00:21:30Z", "duration": "PT90S"}]},
    """
}
