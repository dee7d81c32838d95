import Foundation
import Synchronization

/// A real mosquitto on a free port of the loopback, for one test. Killed when it is let go.
public final class TestBroker: Sendable {
  /// Who may connect, and how.
  public enum Access: Sendable {
    /// Anyone, in the clear.
    case anonymous
    /// One user with a password, in the clear.
    case login(user: String, password: String)
    /// Anyone over TLS, or those only whom the authority of ``TLSMaterial`` has signed for.
    case tls(requiresClientCertificate: Bool)
  }

  /// A broker that could not be had: why, and what to do.
  public struct Failure: Error, CustomStringConvertible {
    /// The sentence for the log of the test.
    public let description: String
  }

  /// How long a broker may take until it accepts connections: a second is usual on a loaded machine.
  private static let patience = Duration.seconds(20)

  /// The port that it listens on, on 127.0.0.1.
  public let port: Int
  private let directory: TemporaryDirectory
  private let process = Mutex<Subprocess?>(nil)

  /// Makes a broker and, unless told otherwise, starts it.
  ///
  /// - Parameter settings: Further lines of `mosquitto.conf`.
  /// - Throws: ``Failure`` if mosquitto is not installed or does not start.
  public init(_ access: Access = .anonymous, settings: [String] = [], isRunning: Bool = true) throws {
    directory = try TemporaryDirectory()
    let started: Subprocess
    (port, started) = try Self.launchOnFreePort(access, settings, directory)
    if !isRunning { started.end(with: SIGKILL) }
    process.withLock { $0 = started }
  }

  deinit { kill() }

  /// Kills it as a power cut would.
  public func kill() { process.withLock { $0?.end(with: SIGKILL) } }

  /// Stops it as an administrator would.
  public func stop() { process.withLock { $0?.end(with: SIGTERM) } }

  /// Starts it again on the same port, and waits until it accepts connections.
  public func restart() throws {
    kill()
    let started = try Self.launch(port, directory)
    process.withLock { $0 = started }
  }

  /// What it has logged since its last start.
  public var log: String { process.withLock { $0?.text ?? "" } }

  private static func launchOnFreePort(
    _ access: Access, _ settings: [String], _ directory: TemporaryDirectory, attempts: Int = 5
  ) throws -> (Int, Subprocess) {
    let port = try freePort()
    try directory.write(try configuration(access, port, settings, directory), to: "mosquitto.conf")
    do {
      return (port, try launch(port, directory))
    } catch let failure as Failure where attempts > 1 && failure.description.contains("Address already in use") {
      return try launchOnFreePort(access, settings, directory, attempts: attempts - 1)
    }
  }

  private static func launch(_ port: Int, _ directory: TemporaryDirectory) throws -> Subprocess {
    let program = try installedProgram("mosquitto")
    let process = try Subprocess(
      program, ["-c", directory.path("mosquitto.conf")], output: directory.path("mosquitto.log"))
    let deadline = ContinuousClock.now + patience
    while !accepts(port) {
      guard process.isRunning, .now < deadline else {
        process.end(with: SIGKILL)
        throw Failure(description: "mosquitto on port \(port) did not start: \(process.text)")
      }
      poll(nil, 0, 2)
    }
    // Something answers on the port; a broker that has just died of a clash was not it.
    if process.text.contains("Address already in use") { throw Failure(description: process.text) }
    return process
  }

  private static func installedProgram(_ name: String) throws -> String {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
    if let path = places.first(where: FileManager.default.isExecutableFile) { return path }
    throw Failure(
      description: "\(name) is not installed, and these tests speak to a real broker: apt-get install mosquitto")
  }

  private static func configuration(
    _ access: Access, _ port: Int, _ settings: [String], _ directory: TemporaryDirectory
  ) throws -> String {
    var lines = [
      "listener \(port) 127.0.0.1", "set_tcp_nodelay true", "persistence false", "log_dest stderr",
      "log_type error", "log_type warning", "log_type notice", "log_type information",
      // Without this, what a slow subscriber has not read is dropped without a word past 1,000 messages.
      "max_queued_messages 0",
    ]
    switch access {
    case .anonymous:
      lines.append("allow_anonymous true")
    case .login(let user, let password):
      try directory.write("\(user):\(password)\n", to: "users")
      try Subprocess.shell("\(try installedProgram("mosquitto_passwd")) -U users", in: directory)
      lines += ["allow_anonymous false", "password_file \(directory.path("users"))"]
    case .tls(let requiresClientCertificate):
      let material = try TLSMaterial.shared.get()
      lines += [
        "allow_anonymous true", "cafile \(material.authority)", "certfile \(material.brokerCertificate)",
        "keyfile \(material.brokerKey)", "require_certificate \(requiresClientCertificate)",
      ]
    }
    if getuid() == 0 { lines.append("user root") }
    return (lines + settings).joined(separator: "\n") + "\n"
  }
}

/// A listener's place on the loopback.
extension TestBroker {
  /// Returns a port that nobody listens on just now: a certain one, or any.
  public static func freePort(_ wanted: Int = 0) throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(wanted)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
      }
    }
    guard result == 0 else { throw Failure(description: "no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Whether something listens on a port of the loopback.
  public static func accepts(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return address
  }
}
