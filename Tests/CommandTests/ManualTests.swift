import Foundation
import TestSupport
import Testing

@testable import orrery

/// The manual and the completions, as man and the shells take them.
@Suite struct ManualTests {
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff"), "groff is not installed"))
  func `Every page is set without a warning, and says what its command takes`() throws {
    let directory = try TemporaryDirectory()
    #expect(try OrreryProcess.run("manual", "--into", directory.path("man")).status == 0)
    let pages = try FileManager.default.contentsOfDirectory(atPath: directory.path("man"))
    #expect(pages.count == Orrery.specifications.count + 1)
    for specification in Orrery.specifications {
      let name = "orrery-\(specification.words.joined(separator: "-")).1"
      try Subprocess.shell("groff -man -Tutf8 -P-cbou -ww 'man/\(name)' >page.txt 2>warnings.txt", in: directory)
      #expect(try String(contentsOfFile: directory.path("warnings.txt"), encoding: .utf8) == "", "\(name)")
      let page = try String(contentsOfFile: directory.path("page.txt"), encoding: .utf8)
      for option in specification.options { #expect(page.contains("--\(option.name)"), "\(name)") }
    }
  }

  @Test func `A page that is not there is told of, with the nearest`() throws {
    let run = try OrreryProcess.run("manual", "handover", "predit")
    #expect(run.status == 2)
    #expect(run.errors.contains("did you mean handover predict?"))
  }

  @Test(arguments: [
    (["orrery", "handover", "pre"], ["predict"]),
    (["orrery", "repl"], ["replay"]),
    (["orrery", "run", "--spe"], ["--speed"]),
    (["orrery", "handover", "predict", "--band", ""], ["S", "Ka"]),
    (["orrery", "run", "Pack"], ["Package.swift"]),
    (["orrery", "run", "--record", "Pack"], ["Package.swift"]),
    (["orrery", "run", "--speed", ""], []), (["orrery", "completions", "z"], ["zsh"]),
  ])
  func `bash completes what can stand there`(_ words: [String], _ wanted: [String]) throws {
    let directory = try TemporaryDirectory()
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    try directory.write(
      """
      source \(directory.path("orrery.bash"))
      cd '\(OrreryProcess.root.path)'
      COMP_WORDS=(\(list)) COMP_CWORD=\(words.count - 1)
      _orrery
      printf '%s\\n' "${COMPREPLY[@]}"
      """, to: "complete.sh")
    try Subprocess.shell(
      "'\(OrreryProcess.program)' completions bash > orrery.bash && bash complete.sh > found.txt", in: directory)
    let found = try String(contentsOfFile: directory.path("found.txt"), encoding: .utf8)
    #expect(found.split(separator: "\n").map(String.init) == wanted)
  }

  @Test(
    .enabled(if: hasShell("fish"), "skipped: no fish (scripts/bootstrap --test)"),
    arguments: [
      ("orrery handover pre", ["predict"]), ("orrery repl", ["replay"]), ("orrery run --spe", ["--speed"]),
      ("orrery handover predict --band ", ["Ka", "S"]), ("orrery run Pack", ["Package.swift"]),
      ("orrery completions z", ["zsh"]), ("orrery completions ", ["bash", "fish", "zsh"]),
    ])
  func `fish completes what can stand there`(_ line: String, _ wanted: [String]) throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      """
      source \(directory.path("orrery.fish"))
      cd '\(OrreryProcess.root.path)'
      complete -C '\(line)' | cut -f 1
      """, to: "complete.fish")
    try Subprocess.shell(
      "'\(OrreryProcess.program)' completions fish > orrery.fish && HOME=$PWD fish complete.fish > found.txt",
      in: directory)
    let found = try String(contentsOfFile: directory.path("found.txt"), encoding: .utf8)
    #expect(found.split(separator: "\n").map(String.init).sorted() == wanted)
  }

  @Test(.enabled(if: hasShell("zsh"), "skipped: no zsh (scripts/bootstrap --test)"))
  func `zsh can read its own`() throws {
    let directory = try TemporaryDirectory()
    try Subprocess.shell("'\(OrreryProcess.program)' completions zsh > orrery.zsh && zsh -n orrery.zsh", in: directory)
    let script = try String(contentsOfFile: directory.path("orrery.zsh"), encoding: .utf8)
    #expect(script.contains("':word:(bash zsh fish)'") && script.contains("handover"))
  }

  private static func hasShell(_ name: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)")
  }
}
