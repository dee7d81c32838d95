import Catalog
import Foundation

/// Files compressed by the program `gzip`, which every Debian machine has.
enum Gzip {
  /// Reads a file, unpacked where its name ends in `.gz`.
  /// - Throws: ``FileFault`` in the system's words or those of gzip, or for more than may be read.
  static func read(_ path: String) throws -> [UInt8] {
    guard path.hasSuffix(".gz") else { return try AtomicFile.read(path) }
    // Whether it is there and may be read is told in the system's words.
    _ = try AtomicFile.read(path)
    let output = Pipe()
    let process = try started(["-dc", "--", path], of: path, output: output)
    var bytes: [UInt8] = []
    while let data = try output.fileHandleForReading.read(upToCount: 1 << 20), !data.isEmpty {
      bytes += data
      if bytes.count > AtomicFile.mostBytes { process.terminate() }
    }
    process.waitUntilExit()
    guard bytes.count <= AtomicFile.mostBytes else {
      throw FileFault(path: path, reason: "more than \(AtomicFile.mostBytes) bytes unpacked")
    }
    guard process.terminationStatus == 0 else { throw FileFault(path: path, reason: "gzip cannot unpack it") }
    return bytes
  }

  /// Puts a compressed file, the same bytes for the same contents, in the place of a file; returns its path.
  /// - Throws: ``FileFault`` where there is no gzip, or it fails.
  static func compress(_ path: String) throws -> String {
    let process = try started(["-nf9", "--", path], of: path, output: nil)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw FileFault(path: path, reason: "gzip cannot compress it") }
    return path + ".gz"
  }

  private static func started(_ arguments: [String], of path: String, output: Pipe?) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip"] + arguments
    process.standardInput = FileHandle.nullDevice
    if let output { process.standardOutput = output }
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw FileFault(path: path, reason: "gzip cannot be started: \(error.localizedDescription)")
    }
    return process
  }
}
