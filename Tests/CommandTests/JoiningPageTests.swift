import Foundation
import TestSupport
import Testing

@testable import orrery

@Suite struct JoiningPageTests {
  static let page = OrreryProcess.root.appending(path: "docs/joining.md")

  /// The words of each command of the page, without its comment.
  static func commands() throws -> [[String]] {
    let text = try String(contentsOf: page, encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("orrery ") }.map { line in
      let command = line.components(separatedBy: "  #")[0]
      return command.split(separator: " ").dropFirst().map { String($0).replacing("'", with: "") }
    }
  }

  @Test func `The commands of the page are commands, with options that they know`() throws {
    let commands = try Self.commands()
    #expect(commands.count == 6)
    for words in commands {
      let group = Orrery.groups.first { $0.name == words[0] }
      let command = try group?.command(words[1]) ?? Orrery.commands.first { $0.specification.name == words[0] }
      let specification = try #require(command, "\(words)").specification
      #expect(try Arguments.parse(Array(words.dropFirst(group == nil ? 1 : 2)), specification) != nil)
    }
  }

  @Test(.enabled(if: SharedData.has("nos-t-downlink/downlink.yaml"), "\(SharedData.absence)"))
  func `The lines of an import are those that it prints`() throws {
    let path = try #require(SharedData.file("nos-t-downlink/downlink.yaml"))
    let run = try OrreryProcess.run("import", "nos-t", path.path)
    let told = run.errors.replacing(path.path, with: "downlink.yaml").split(separator: "\n")
    let shown = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n").filter {
      $0.hasPrefix("downlink.yaml: line ")
    }
    #expect(shown.count == 2)
    for line in shown { #expect(told.contains(line), "\(line)") }
  }
}
