import Catalog
import Foundation
import TestSupport
import Testing

@Suite struct FileReplacementTests {
  private func names(_ directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
  }

  @Test func `A file is the old one until it is whole, and one given up leaves nothing`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("old", to: "file")
    do {
      let file = try FileReplacement(path)
      try file.write(Array("half".utf8))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      #expect(try names(directory).count == 2)
    }
    #expect(try names(directory) == ["file"])
    let file = try FileReplacement(path)
    try file.write(Array("ne".utf8))
    try file.write(Array("w".utf8))
    try file.commit()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try names(directory) == ["file"])
  }

  @Test func `Behind a link the file is replaced, and the link stays`() throws {
    let directory = try TemporaryDirectory()
    let target = try directory.write("old", to: "target")
    try FileManager.default.createSymbolicLink(atPath: directory.path("link"), withDestinationPath: "target")
    try AtomicFile.write(Array("new".utf8), to: directory.path("link"))
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory.path("link")) == "target")
  }

  /// A program that ran as root has put files in the place of devices.
  @Test func `What is no file is written to and not replaced`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDWR)
    defer { close(reader) }
    try AtomicFile.write(Array("through".utf8), to: path)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, 16) == 7)
    #expect(String(decoding: bytes[..<7], as: UTF8.self) == "through")
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(try names(directory) == ["pipe"])
    #expect(throws: FileFault.self) { try AtomicFile.write([1], to: directory.url.path) }
  }
}
