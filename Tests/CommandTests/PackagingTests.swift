import Foundation
import JSON
import TestSupport
import Testing

@testable import orrery

/// What a machine is given beside the program: services, dashboards, and their installation.
@Suite struct PackagingTests {
  private static let packaging = OrreryProcess.root.appending(path: "packaging")

  private static func units(_ scope: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: packaging.appending(path: "systemd/\(scope)").path)
      .filter { $0.hasPrefix("orrery-") && $0.contains(".") && !$0.hasSuffix(".d") }.sorted()
  }

  /// What a unit is told besides, or the example of it that stands in its file.
  private static func options(of unit: String) throws -> Substring {
    let files = ["orrery-api": "api", "orrery-twin": "twin", "orrery-join": "join-observer"]
    let file = try #require(files.first { unit.hasPrefix($0.key) }).value
    let told = try String(contentsOf: packaging.appending(path: "etc/\(file).conf"), encoding: .utf8)
    return try #require(told.firstMatch(of: /(?m)^#?OPTIONS=(.+)$/)).1
  }

  @Test func `Both scopes have the same services, which call commands with options that they know`() throws {
    let system = try Self.units("system")
    #expect(system.count == 5)
    #expect(try Self.units("user") == system)
    for scope in ["system", "user"] {
      for unit in system where unit.hasSuffix(".service") {
        let file = Self.packaging.appending(path: "systemd/\(scope)/\(unit)")
        let line = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first {
          $0.hasPrefix("ExecStart=")
        }
        let words = try #require(line).replacing(/\$\{PORT\}/, with: "8090")
          .replacing("$OPTIONS", with: try Self.options(of: unit)).split(separator: " ").dropFirst().map(String.init)
        let specification = try #require(Orrery.specifications.first { $0.name == words[0] }, "\(words)")
        #expect(try Arguments.parse(Array(words.dropFirst()), specification) != nil, "\(unit)")
      }
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"), "systemd is not installed"),
    arguments: ["system", "user"])
  func `systemd finds no fault with the units, and little that they are exposed to`(_ scope: String) throws {
    let directory = try TemporaryDirectory()
    try Subprocess.shell("cp -r '\(Self.packaging.path)/systemd/\(scope)' units", in: directory)
    // The program that runs here stands where the units say, and its pages where man looks.
    let rename =
      "sed -i 's#^ExecStart=[^ ]*#ExecStart=\(OrreryProcess.program)#; /^Documentation/d' units/orrery-*.service units/orrery-*.timer"
    try Subprocess.shell(rename, in: directory)
    for unit in try Self.units(scope) {
      let verify = "XDG_RUNTIME_DIR=$PWD systemd-analyze verify --\(scope) --man=no"
      try Subprocess.shell("\(verify) 'units/\(unit)' >words.txt 2>&1", in: directory)
      let words = try String(contentsOfFile: directory.path("words.txt"), encoding: .utf8)
      #expect(!words.contains("orrery"), "\(words)")
      guard scope == "system", unit.hasSuffix(".service") else { continue }
      try Subprocess.shell(
        "systemd-analyze security --no-pager --offline=yes --threshold=20 'units/\(unit)' >/dev/null", in: directory)
    }
  }

  /// Left to itself a filter kills: so it did the twin, whose threads ask for a priority.
  @Test(arguments: ["system", "user"]) func `A system call that is denied fails, and ends no service`(_ scope: String)
    throws
  {
    let file = Self.packaging.appending(path: "systemd/\(scope)/orrery-.service.d/10-orrery.conf")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("SystemCallFilter=") } && lines.contains("SystemCallErrorNumber=EPERM"))
  }

  private static func dashboard(_ name: String) throws -> String {
    let text = try String(contentsOf: packaging.appending(path: "grafana/\(name).json"), encoding: .utf8)
    #expect(try JSONValue.parse(text)["panels"]?.array?.isEmpty == false)
    return text
  }

  @Test func `The dashboards show metrics and fields that a run has`() throws {
    let process = try ServedProcess(["serve", "Scenarios/handover-taipei", "--port", "0", "--speed", "600"])
    try ServedProcess.wait(for: "a terminal with service") {
      try process.ask("/lineprotocol?measurement=ntn_handover").text.contains("rsrp_dbm=")
    }
    let metrics = try process.ask("/metrics").text
    let names = Set(try Self.dashboard("orrery-run").matches(of: /orrery_[a-z_]+/).map { String($0.output) })
    #expect(names.count >= 10)
    for name in names { #expect(metrics.contains("\n\(name)"), "\(name)") }
    let lines = try process.ask("/lineprotocol").text.split(separator: "\n")
    let queries = try Self.dashboard("orrery-points").matches(
      of: /last\(\\"([a-z_]+)\\"\)(?: AS \\"n\\")? FROM \\"([a-z_]+)\\"/)
    #expect(queries.count == 9)
    for query in queries {
      let (field, measurement) = (query.output.1, query.output.2)
      #expect(lines.contains { $0.hasPrefix("\(measurement),") && $0.contains("\(field)=") }, "\(query.output.0)")
    }
    process.send(SIGINT)
    process.end()
  }

  @Test func `An installation has the program, its pages, completions, services and scenarios`() throws {
    let directory = try TemporaryDirectory()
    try Subprocess.shell(
      """
      cp -r '\(OrreryProcess.root.path)/scripts' '\(OrreryProcess.root.path)/packaging' \
        '\(OrreryProcess.root.path)/Scenarios' .
      mkdir -p .build/release && cp '\(OrreryProcess.program)' .build/release/orrery
      for way in '' --user; do
        HOME=$PWD/home XDG_CONFIG_HOME= DESTDIR=$PWD/root PREFIX=/opt/orrery scripts/install $way >/dev/null
      done
      cd root
      opt/orrery/bin/orrery --version >/dev/null
      opt/orrery/bin/orrery validate opt/orrery/share/orrery/Scenarios/downlink >/dev/null
      test -s opt/orrery/share/man/man1/orrery-run.1
      test -s opt/orrery/share/bash-completion/completions/orrery
      grep -q '^ExecStart=/opt/orrery/bin/orrery twin' opt/orrery/lib/systemd/system/orrery-twin.service
      grep -q '^SCENARIO=/opt/orrery/share/orrery/Scenarios' etc/orrery/federation.conf
      test -s opt/orrery/lib/systemd/system/orrery-.service.d/10-orrery.conf
      test -s "$OLDPWD/root$OLDPWD/home/.config/systemd/user/orrery-twin.service"
      """, in: directory)
  }
}
