import Foundation
import Synchronization

/// A real RabbitMQ with its MQTT plugin on free ports of the loopback, for one test. Killed when it is let go.
///
/// The exchange of each prefix is bound to `amq.topic` and back, so that AMQP and MQTT clients hear each other.
public final class RabbitServer: Sendable {
  /// The user that AMQP clients log in as, and its password; MQTT clients need none.
  public static let user = "guest"

  /// The port for AMQP, on 127.0.0.1.
  public let amqpPort: Int
  /// The port for MQTT, on 127.0.0.1.
  public let mqttPort: Int
  private let directory: TemporaryDirectory
  private let portMapper: Subprocess
  private let process = Mutex<Subprocess?>(nil)

  /// How long a server may take until it accepts connections: six seconds are usual, and twenty on a loaded machine.
  private static let patience = Duration.seconds(120)

  /// Starts a server for some prefixes and waits until it accepts connections.
  /// - Throws: ``TestBroker/Failure`` if RabbitMQ is not installed or does not start.
  public init(prefixes: [String]) throws {
    directory = try TemporaryDirectory()
    let ports = Ports()
    (amqpPort, mqttPort) = (ports.amqp, ports.mqtt)
    try directory.write(Self.definitions(prefixes), to: "definitions.json")
    try directory.write(Self.configuration(ports, directory), to: "rabbitmq.conf")
    try directory.write("[rabbitmq_mqtt].\n", to: "plugins")
    try directory.write(try Self.startScript(ports, directory), to: "start")
    // Left to itself the server starts one that outlives it.
    portMapper = try Subprocess(
      "/usr/bin/epmd", ["-port", "\(ports.mapper)", "-address", "127.0.0.1"], output: directory.path("epmd.log"))
    try Self.wait(for: ports.mapper, of: portMapper)
    try restart()
  }

  deinit {
    kill()
    portMapper.end(with: SIGKILL)
  }

  /// Why there is no RabbitMQ with its MQTT plugin on this machine; nil where it is.
  public static var absence: String? {
    (try? program()) == nil ? "RabbitMQ is not installed: scripts/bootstrap --test" : nil
  }

  /// Kills it as a power cut would: what it has not written is gone.
  public func kill() { process.withLock { $0?.end(with: SIGKILL) } }

  /// Starts it again on the same ports with what it had written, and waits until it accepts connections.
  /// - Returns: When it first accepted MQTT.
  @discardableResult
  public func restart() throws -> ContinuousClock.Instant {
    kill()
    let started = try Subprocess("/bin/sh", [directory.path("start")], output: directory.path("log"))
    process.withLock { $0 = started }
    try Self.wait(for: mqttPort, of: started)
    let accepting = ContinuousClock.now
    // The last of its listeners: all that was to be loaded is there.
    try Self.wait(for: amqpPort, of: started)
    return accepting
  }

  /// What it has logged since its last start.
  public var log: String { process.withLock { $0?.text ?? "" } }

  private static func wait(for port: Int, of process: Subprocess) throws {
    let deadline = ContinuousClock.now + patience
    while !TestBroker.accepts(port) {
      guard process.isRunning, .now < deadline else {
        process.end(with: SIGKILL)
        throw TestBroker.Failure(description: "RabbitMQ on port \(port) did not start: \(process.text)")
      }
      poll(nil, 0, 5)
    }
  }
}

/// What a server of one's own is made of.
extension RabbitServer {
  /// Free ports of the loopback: its listeners, and those of Erlang's distribution, which it does not start without.
  private struct Ports {
    let amqp: Int, mqtt: Int, distribution: Int, mapper: Int

    init() {
      var ports: Set<Int> = []
      // Below those that the system hands out: seconds pass until the server takes them.
      while ports.count < 4 {
        if let port = try? TestBroker.freePort(.random(in: 20_000..<32_000)) { ports.insert(port) }
      }
      let chosen = Array(ports)
      (amqp, mqtt, distribution, mapper) = (chosen[0], chosen[1], chosen[2], chosen[3])
    }
  }

  /// Debian's `/usr/sbin/rabbitmq-server` changes the user and the environment; this is what it calls.
  private static func program() throws -> String {
    let path = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    if FileManager.default.isExecutableFile(atPath: path) { return path }
    throw TestBroker.Failure(
      description: "RabbitMQ is not installed, and these tests speak to a real one: scripts/bootstrap --test")
  }

  private static func configuration(_ ports: Ports, _ directory: TemporaryDirectory) -> String {
    """
    listeners.tcp.1 = 127.0.0.1:\(ports.amqp)
    mqtt.listeners.tcp.1 = 127.0.0.1:\(ports.mqtt)
    mqtt.tcp_listen_options.nodelay = true
    mqtt.exchange = amq.topic
    mqtt.allow_anonymous = true
    mqtt.default_user = \(user)
    mqtt.default_pass = \(user)
    load_definitions = \(directory.path("definitions.json"))
    log.console = true
    log.file = false

    """
  }

  private static func startScript(_ ports: Ports, _ directory: TemporaryDirectory) throws -> String {
    let nowhere = directory.path("none")
    let environment = [
      "HOME": directory.url.path,
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
      "ERL_EPMD_ADDRESS": "127.0.0.1",
      "ERL_EPMD_PORT": "\(ports.mapper)",
      "RABBITMQ_NODENAME": "orrery-\(ports.amqp)@localhost",
      "RABBITMQ_DIST_PORT": "\(ports.distribution)",
      "RABBITMQ_MNESIA_BASE": directory.path("data"),
      "RABBITMQ_LOG_BASE": directory.path("logs"),
      "RABBITMQ_CONFIG_FILE": directory.path("rabbitmq.conf"),
      "RABBITMQ_ENABLED_PLUGINS_FILE": directory.path("plugins"),
      "RABBITMQ_CONF_ENV_FILE": nowhere,
      "RABBITMQ_ADVANCED_CONFIG_FILE": nowhere,
      // The script becomes the server, so that a signal to the one is to the other.
      "RABBITMQ_ALLOW_INPUT": "1",
      // An idle scheduler sleeps instead of spinning.
      "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
        "-noinput -kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
    ]
    let settings = environment.sorted { $0.key < $1.key }.map { "'\($0.key)=\($0.value)'" }.joined(separator: " ")
    return "exec env -i \(settings) \(try program())\n"
  }

  /// The definitions of a server whose exchanges carry both wires.
  private static func definitions(_ prefixes: [String]) -> String {
    let exchanges = prefixes.map {
      """
      {"name": "\($0)", "vhost": "/", "type": "topic", "durable": true, "auto_delete": true, "internal": false,
       "arguments": {}}
      """
    }
    let bindings = prefixes.flatMap { prefix in
      [(prefix, "amq.topic"), ("amq.topic", prefix)].map { source, destination in
        """
        {"source": "\(source)", "vhost": "/", "destination": "\(destination)", "destination_type": "exchange",
         "routing_key": "\(prefix).#", "arguments": {}}
        """
      }
    }
    // The hash is of the salt 0000 and the password `guest`.
    return """
      {"users": [{"name": "\(user)", "password_hash": "AAAAAPEoQ8a3jY6DABRiJzkoKooQbXiBp2iGLke7d+FVKzJx",
        "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "administrator"}],
       "vhosts": [{"name": "/"}],
       "permissions": [{"user": "\(user)", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
       "exchanges": [\(exchanges.joined(separator: ", "))],
       "bindings": [\(bindings.joined(separator: ",\n"))]}

      """
  }
}
