import Catalog
import Facade
import Foundation
import TestSupport
import Testing

@testable import LiveTwin

@Suite struct LineSinkTests {
  private let directory: TemporaryDirectory
  private let cancellation = Cancellation()

  init() throws { directory = try TemporaryDirectory() }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: directory.path(name), encoding: .utf8)
  }

  private func failure(_ body: () throws(SinkFailure) -> Int) -> SinkFailure? {
    do throws(SinkFailure) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func `A file has the points of the last time, or with append of all times`() throws {
    let points = try Sky.points(3)
    for _ in 0..<2 {
      #expect(try LineFile(directory.path("last")).deliver(points, cancellation) == 3)
      #expect(try LineFile(directory.path("all"), appends: true).deliver(points, cancellation) == 3)
    }
    #expect(try text("last").utf8.elementsEqual(points.bytes))
    #expect(try text("all").utf8.elementsEqual(points.bytes + points.bytes))
  }

  @Test func `A line that was cut by a crash does not spoil the first one after it`() throws {
    try directory.write("ntn_sat_pos,run_id=a sat_x", to: "cut")
    let points = try Sky.points(1)
    _ = try LineFile(directory.path("cut"), appends: true).deliver(points, cancellation)
    #expect(try text("cut").split(separator: "\n").last?.utf8.elementsEqual(points.bytes.dropLast()) == true)
  }

  @Test func `What is no file is refused, and holds nobody up`() throws {
    #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
    let points = try Sky.points(1)
    for sink in [LineFile(directory.path("pipe")), LineFile(directory.path("pipe"), appends: true)] {
      let failure = failure { () throws(SinkFailure) in try sink.deliver(points, cancellation) }
      #expect(failure?.reason == "is no file")
    }
    let folder = failure { () throws(SinkFailure) in
      try LineFile("/nonexistent/points").deliver(points, cancellation)
    }
    #expect(folder?.reason.contains("No such file or directory") == true)
  }

  @Test func `Datagrams hold whole lines, at most 1400 bytes, and all of them`() throws {
    let listener = try DatagramListener()
    let points = try Sky.points(600)
    #expect(try DatagramSink(host: "127.0.0.1", port: listener.port).deliver(points, cancellation) == 600)
    let datagrams = listener.read()
    #expect(datagrams.count > 1)
    #expect(datagrams.allSatisfy { $0.count <= 1_400 && $0.last == 0x0A })
    #expect(datagrams.flatMap { $0 } == points.bytes)
  }

  @Test func `A port where nobody listens and a name that nobody knows are told of`() throws {
    let listener = try DatagramListener()
    let port = listener.port
    listener.close()
    let points = try Sky.points(600)
    let deaf = failure { () throws(SinkFailure) in
      try DatagramSink(host: "127.0.0.1", port: port).deliver(points, cancellation)
    }
    #expect(deaf?.reason.hasPrefix("nobody listens, ") == true, "\(deaf?.reason ?? "sent")")
    let unknown = failure { () throws(SinkFailure) in
      try DatagramSink(host: "no.such.host.invalid", port: 8_089).deliver(points, cancellation)
    }
    #expect(unknown?.reason.contains("no.such.host.invalid") == true)
  }
}

/// A real socket that datagrams are sent to.
final class DatagramListener {
  let port: Int
  private var descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var size: Int32 = 4 << 20
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close() }

  func close() {
    if descriptor >= 0 { Foundation.close(descriptor) }
    descriptor = -1
  }

  /// Returns what has come.
  func read() -> [[UInt8]] {
    var datagrams: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count >= 0 else { return datagrams }
      datagrams.append(Array(buffer[..<count]))
    }
  }
}
