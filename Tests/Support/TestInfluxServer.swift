import Foundation

/// A real InfluxDB 1 on a free port of the loopback, for one test. Killed when it is let go.
public final class TestInfluxServer: Sendable {
  /// The port for HTTP, on 127.0.0.1.
  public let port: Int
  private let directory: TemporaryDirectory
  private let process: Subprocess

  private static let program = "/usr/bin/influxd"

  /// How long a server may take until it accepts connections: a second is usual.
  private static let patience = Duration.seconds(60)

  /// Why there is no InfluxDB on this machine; nil where it is.
  public static var absence: String? {
    FileManager.default.isExecutableFile(atPath: program)
      ? nil : "InfluxDB is not installed: scripts/bootstrap --test"
  }

  /// Starts it with folders of its own, and waits until it accepts connections.
  /// - Throws: ``TestBroker/Failure`` if it is not installed or does not start.
  public init() throws {
    if let absence = Self.absence { throw TestBroker.Failure(description: absence) }
    directory = try TemporaryDirectory()
    port = try TestBroker.freePort()
    let folder = directory.url.path
    try directory.write(
      """
      reporting-disabled = true
      bind-address = "127.0.0.1:\(try TestBroker.freePort())"
      [meta]
        dir = "\(folder)/meta"
      [data]
        dir = "\(folder)/data"
        wal-dir = "\(folder)/wal"
      [monitor]
        store-enabled = false
      [http]
        bind-address = "127.0.0.1:\(port)"
        log-enabled = false

      """, to: "influxdb.conf")
    process = try Subprocess(
      Self.program, ["-config", directory.path("influxdb.conf")], output: directory.path("log"))
    let deadline = ContinuousClock.now + Self.patience
    while !TestBroker.accepts(port) {
      guard process.isRunning, .now < deadline else {
        process.end(with: SIGKILL)
        throw TestBroker.Failure(description: "influxd on port \(port) did not start: \(process.text)")
      }
      usleep(5_000)
    }
  }

  deinit { process.end(with: SIGKILL) }
}
