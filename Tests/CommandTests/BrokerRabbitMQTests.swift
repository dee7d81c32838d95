import Foundation
import JSON
import TestSupport
import Testing

@testable import orrery

/// `orrery broker rabbitmq`, run as a person runs it.
@Suite struct BrokerRabbitMQTests {
  @Test func `Each prefix has an exchange as nost-tools declares it, bound to MQTT's and back`() throws {
    let run = try OrreryProcess.run(
      "broker", "rabbitmq", "--prefix", "nost", "--prefix", "downlink", "--prefix", "nost", "--only", "definitions")
    #expect((run.status, run.errors) == (0, ""))
    let definitions = try JSONValue.parse(run.output)
    #expect(definitions["users"] == nil)
    #expect(
      definitions["exchanges"]?.array?.first == [
        "name": "nost", "vhost": "/", "type": "topic", "durable": true, "auto_delete": true, "internal": false,
        "arguments": [:],
      ])
    let bindings = try #require(definitions["bindings"]?.array)
    let ways = bindings.map { binding in
      ["source", "destination", "routing_key"].map { binding[$0]?.string ?? "" }.joined(separator: " ")
    }
    #expect(
      ways == [
        "nost amq.topic nost.#", "amq.topic nost nost.#", "downlink amq.topic downlink.#",
        "amq.topic downlink downlink.#",
      ])
    #expect(bindings.allSatisfy { $0["destination_type"] == "exchange" && $0["vhost"] == "/" })
  }

  @Test func `A folder gets both files, and the one names the other`() throws {
    let directory = try TemporaryDirectory()
    let folder = directory.path("etc/rabbitmq")
    let run = try OrreryProcess.run("broker", "rabbitmq", "--prefix", "nost", "--guest", "--into", folder)
    #expect((run.status, run.output, run.errors) == (0, "", ""))
    let definitions = try JSONValue.parse(try String(contentsOfFile: folder + "/definitions.json", encoding: .utf8))
    #expect(definitions["users"]?.array?.map { $0["name"]?.string } == ["guest"])
    #expect(definitions["permissions"]?.array?.count == 1)
    let lines = try String(contentsOfFile: folder + "/rabbitmq.conf", encoding: .utf8).split(separator: "\n")
    #expect(lines.contains("load_definitions = \(folder)/definitions.json"))
    for line in lines where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: /[a-z_.]+ = \S+/) != nil, "\(line)")
    }
    // What serves another test run is not taken from it in passing.
    let other = try OrreryProcess.run("broker", "rabbitmq", "--prefix", "other", "--into", folder)
    #expect(other.status == 3 && other.errors.contains("definitions.json: is there already"))
    let both = try OrreryProcess.run(
      "broker", "rabbitmq", "--prefix", "nost", "--prefix", "other", "--into", folder, "--replace")
    #expect(both.status == 0)
    #expect(try String(contentsOfFile: folder + "/definitions.json", encoding: .utf8).contains("\"other\""))
  }

  @Test func `Standard output has the lines of the configuration and then the definitions`() throws {
    let all = try OrreryProcess.run("broker", "rabbitmq", "--prefix", "nost").output
    let parts = all.components(separatedBy: "\n# definitions.json\n")
    #expect(parts.count == 2)
    #expect(try JSONValue.parse(parts[1]) == RabbitMQSetup(prefixes: ["nost"]).definitions)
    #expect(try OrreryProcess.run("broker", "rabbitmq", "--prefix", "nost", "--only", "conf").output == parts[0])
    #expect(parts[0].contains("rabbitmqctl add_user NAME"))
  }

  @Test(arguments: [
    (["--prefix", "a.b"], "--prefix \"a.b\" holds the character \".\"; allowed: letters, digits, - and _"),
    (["--prefix", "a", "--prefix", ""], "--prefix \"\" is empty; allowed: letters, digits, - and _"),
    (["--prefix", "amq"], "--prefix \"amq\": RabbitMQ keeps names with amq to itself"),
    ([], "broker rabbitmq needs --prefix NAME"),
    (["--prefix", "a", "--only", "all"], "--only \"all\": allowed: definitions, conf"),
    (["--prefix", "a", "--only", "conf", "--into", "x"], "--into and --only shut each other out"),
    (["nost"], "broker rabbitmq takes options only, and no \"nost\""),
  ])
  func `A wrong command line is answered with what is right`(arguments: [String], message: String) throws {
    let process = try OrreryProcess(["broker", "rabbitmq"] + arguments)
    #expect(process.end() == 2)
    #expect(process.errors == "orrery: \(message)\nTry: orrery broker rabbitmq --help\n")
  }
}
