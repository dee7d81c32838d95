#if MQTT
  import Foundation
  import JSON
  import MosquittoTransport
  import TestSupport
  import Testing
  import Transport

  @testable import orrery

  /// `orrery record`, in test beds of others and of Orrery's applications.
  @Suite struct RecordCommandTests {
    /// Says things in a test bed, at quality 1.
    private static func say(_ messages: [(String, String)], at broker: TestBroker) throws {
      let client = try MosquittoTransport(BrokerOptions(host: "127.0.0.1", port: broker.port))
      client.start { _ in }
      for (topic, payload) in messages {
        try client.publish(TransportMessage(topic: topic, payload: Array(payload.utf8), quality: .atLeastOnce))
      }
      #expect(client.stop(within: .seconds(20)) == 0)
    }

    /// Records while something is said; returns the account.
    private static func record(
      _ messages: [(String, String)], prefix: String = "bed", to path: String
    ) throws -> (recorder: OrreryProcess, account: JSONValue) {
      let broker = try TestBroker()
      let recorder = try OrreryProcess([
        "record", path, "--broker", "mqtt://127.0.0.1:\(broker.port)", "--prefix", prefix, "--one-run", "--json",
      ])
      try OrreryProcess.wait(for: "the recorder") { broker.log.contains("as orrery-\(prefix)-recorder-") }
      // What it hears from now on; the broker takes its subscription before what others say later.
      try OrreryProcess.wait(for: "a recorded message") {
        guard (try? say([("\(prefix)/probe/hello", "{}")], at: broker)) != nil else { return false }
        return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").contains("probe/hello")
      }
      try say(messages, at: broker)
      #expect(recorder.end() == 0, "\(recorder.errors)")
      return (recorder, try JSONValue.parse(recorder.output))
    }

    private static func delivery(_ topic: String, in account: JSONValue) throws -> JSONValue {
      try #require(account["deliveries"]?.array?.first { $0["topic"]?.string == topic })
    }

    private static func mode(_ mode: String) -> (String, String) {
      ("bed/manager/status/mode", #"{"name":"manager","properties":{"mode":"\#(mode)"}}"#)
    }

    @Test func `What others say is written down, gaps in their beat and bytes that are no JSON included`() throws {
      let directory = try TemporaryDirectory()
      let path = directory.path("bed.jsonl")
      let times = [1, 2, 3, 4, 7, 8].map { minute in
        (
          "bed/py/status/time",
          #"{"name":"py","properties":{"simTime":"2023-01-23T07:0\#(minute):00Z","time":"2026-11-20T09:33:27Z"}}"#
        )
      }
      let (recorder, account) = try Self.record(
        times + [("bed/hello", "there"), ("bed/py/x", "no JSON"), Self.mode("TERMINATED")], to: path)
      let beat = try Self.delivery("bed/py/status/time", in: account)
      #expect(beat["missing"] == 2 && beat["isNumbered"] == false)
      #expect(beat["gaps"] == ["between 2023-01-23T07:04:00Z and 2023-01-23T07:07:00Z"])
      #expect(try Self.delivery("bed/py/x", in: account)["received"] == 1)
      let printed = try OrreryProcess.run("replay", path, "--topics", "bed/py/x")
      #expect(printed.output == "bed/py/x no JSON\n")
      // What names no application is kept, said again under any name, and told of.
      let hello = try OrreryProcess.run("replay", path, "--topics", "+/hello", "--prefix", "again")
      #expect(hello.output == "again/hello there\n")
      #expect(recorder.errors.contains("1 of the messages are in the record and not in the table"))
      let report = try OrreryProcess.run("report", path)
      #expect(report.status == 0)
      #expect(report.output.contains("bed/py/status/time: between 2023-01-23T07:04:00Z"))
    }

    @Test func `Numbered messages are counted by their numbers, up to the totals that their sender tells`() throws {
      let directory = try TemporaryDirectory()
      func link(_ number: Int) -> (String, String) {
        ("bed/ground/linkStart", #"{"run":"2026-11-20T09:33:16Z","seq":\#(number)}"#)
      }
      let sent = (
        "bed/ground/status/sent",
        #"{"name":"ground","properties":{"sent":{"linkStart":9}},"run":"2026-11-20T09:33:16Z","seq":0}"#
      )
      let messages = [0, 1, 1, 5, 4].map(link) + [sent, Self.mode("TERMINATED")]
      let (_, account) = try Self.record(messages, to: directory.path("bed.jsonl"))
      let stream = try Self.delivery("bed/ground/linkStart", in: account)
      #expect(stream["missing"] == 5 && stream["duplicates"] == 1 && stream["reordered"] == 1)
      #expect(stream["gaps"] == ["seq 2-3", "seq 6-8"])
      // The record of before is put aside, not lost.
      let (recorder, _) = try Self.record([Self.mode("TERMINATED")], to: directory.path("bed.jsonl"))
      #expect(recorder.errors.contains("put the record \(directory.path("bed.jsonl")) aside as "))
    }

    @Test func `A wrong command line is answered with what is right`() throws {
      let none = try OrreryProcess.run("record", "x", "--broker", "mqtt://127.0.0.1:1")
      #expect(none.status == 2 && none.errors.contains("record needs --prefix NAME"))
      let bad = try OrreryProcess.run("record", "x", "--broker", "mqtt://127.0.0.1:1", "--prefix", "a/b")
      #expect(bad.status == 2 && bad.errors.contains(#"--prefix "a/b" holds the character "/""#))
      let span = try OrreryProcess.run("record", "x", "--broker", "mqtt://127.0.0.1:1", "--prefix", "a", "--for", "-1")
      #expect(span.status == 2 && span.errors.contains("a span above zero"))
    }
  }
#endif
