/// The keys of NOS-T configurations of versions 2 and 3, section by section, and what becomes of each.
enum ConfigurationKeys {
  /// What becomes of a key.
  enum Fate {
    /// Its value, or the section below it, is read.
    case read
    /// It means nothing to a scenario, for this reason.
    case ignored(String)
  }

  typealias Section = KeyValuePairs<String, Fate>

  private static let amqp = "it belongs to the AMQP connection of the Python programs; Orrery speaks MQTT"
  private static let clock = "Orrery takes its time from the machine; keep that right with NTP or PTP"
  private static let logging = "orrery run and join write what happens with --record FILE"
  private static let ending = "Orrery's processes end with the run"

  static let root: Section = [
    "info": .read, "servers": .read, "execution": .read,
    "channels": .ignored("topics follow from the names; some versions of nost-tools end at this section"),
  ]

  static let info: Section = [
    "title": .read, "description": .read, "version": .ignored("a scenario has no version of its own"),
  ]

  static let servers: Section = ["rabbitmq": .read, "keycloak": .read]

  static let rabbitMQ: Section = [
    "keycloak_authentication": .read, "tls": .read, "host": .read, "virtual_host": .read,
    "tls_ca_cert": .ignored("name the authority in the broker's address: mqtts://HOST?ca=FILE"),
    "port": .ignored("it is AMQP's; MQTT is at 1883, or 8883 over TLS"),
    "reconnect_delay": .ignored("Orrery connects again after 50 ms to 1 s, for ever"),
    "queue_max_size": .ignored("Orrery keeps 250,000 messages while the broker is away"),
    "heartbeat": .ignored("Orrery gives a sign of life every 15 s"),
    "connection_attempts": .ignored(amqp), "retry_delay": .ignored(amqp), "connection_timeout": .ignored(amqp),
    "socket_timeout": .ignored(amqp), "stack_timeout": .ignored(amqp), "locale": .ignored(amqp),
    "channel_max": .ignored(amqp), "frame_max": .ignored(amqp), "blocked_connection_timeout": .ignored(amqp),
    "content_type": .ignored(amqp), "content_encoding": .ignored(amqp), "headers": .ignored(amqp),
    "delivery_mode": .ignored(amqp), "priority": .ignored(amqp), "correlation_id": .ignored(amqp),
    "reply_to": .ignored(amqp), "message_expiration": .ignored(amqp), "message_id": .ignored(amqp),
    "timestamp": .ignored(amqp), "type": .ignored(amqp), "user_id": .ignored(amqp), "app_id": .ignored(amqp),
    "cluster_id": .ignored(amqp),
  ]

  private static let token = "the token is the MQTT password: --password-command COMMAND fetches it at each connection"

  static let keycloak: Section = [
    "host": .ignored(token), "port": .ignored(token), "realm": .ignored(token), "tls": .ignored(token),
    "tls_ca_cert": .ignored(token), "token_refresh_interval": .ignored(token),
  ]

  static let execution: Section = [
    "general": .read, "manager": .read, "managed_applications": .read,
    "applications": .ignored("applications without a manager take part by themselves"),
    "logger_application": .ignored(logging),
  ]

  static let general: Section = [
    "prefix": .read, "wallclock_offset_refresh_interval": .ignored(clock), "ntp_host": .ignored(clock),
    "resume_tolerance": .ignored("Orrery resumes at the times of the command"),
  ]

  private static let common: [(String, Fate)] = [
    ("time_step", .read), ("is_scenario_time_step", .read), ("time_scale_factor", .read),
    ("time_status_step", .read), ("is_scenario_time_status_step", .read), ("time_status_init", .read),
    ("set_offset", .ignored(clock)), ("shut_down_when_terminated", .ignored(ending)),
    ("enable_file_logging", .ignored(logging)), ("log_dir", .ignored(logging)), ("log_filename", .ignored(logging)),
    ("log_level", .ignored(logging)), ("max_bytes", .ignored(logging)), ("backup_count", .ignored(logging)),
    ("log_format", .ignored(logging)),
  ]

  static let manager: [(String, Fate)] =
    common + [
      ("sim_start_time", .read), ("sim_stop_time", .read),
      ("start_time", .ignored("the wallclock of one run; Orrery's manager starts once everybody is ready")),
      ("time_scale_updates", .read), ("command_lead", .read), ("required_apps", .read), ("init_retry_delay_s", .read),
      ("init_max_retry", .read),
    ]

  static let application: [(String, Fate)] =
    common + [("manager_app_name", .read), ("configuration_parameters", .read)]

  static let storageParameters: Section = [
    "SSR_CAPACITY": .read, "CAPACITY_USED": .read, "INSTRUMENT_RATES": .read, "COST_MODE": .read, "FIXED_RATES": .read,
  ]

  static let groundParameters: Section = ["stations": .read]

  static let station: Section = [
    "groundId": .read, "name": .read, "latitude": .read, "longitude": .read, "elevAngle": .read, "operational": .read,
    "downlinkRate": .read, "costPerSecond": .read, "costMode": .read,
  ]

  static let update: Section = ["time_scale_factor": .read, "sim_update_time": .read]
}
