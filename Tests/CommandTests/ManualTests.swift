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
    (["orrery", "run", "--speed", ""], []),
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

  @Test(arguments: [("zsh", "zsh -n"), ("fish", "fish --no-execute")])
  func `The other shells can read theirs`(_ shell: String, _ check: String) throws {
    let directory = try TemporaryDirectory()
    let run = try OrreryProcess.run("completions", shell)
    #expect(run.output.contains("handover"))
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") else { return }
    try directory.write(run.output, to: "completions")
    try Subprocess.shell("\(check) completions", in: directory)
  }
}
