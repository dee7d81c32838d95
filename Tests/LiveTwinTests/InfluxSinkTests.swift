#if HTTP
  import Catalog
  import Facade
  import Foundation
  import HTTPServer
  import TestSupport
  import Testing

  @testable import LiveTwin

  /// Against a real server of ours that answers as InfluxDB's interface says; a real InfluxDB 1 is in ``InfluxDBTests``.
  @Suite struct InfluxSinkTests {
    private let cancellation = Cancellation()

    /// A server that keeps what it is asked, and answers each request with the next of some answers, the last for ever.
    private final class Recorder {
      let requests = Collected<Request>()
      let server: Server

      init(_ answers: [Response] = [Response(status: 204)]) throws {
        var options = ServerOptions(port: 0)
        options.limits.bodyBytes = 4 << 20
        server = try Server(options) { [requests] request in
          requests.add(request)
          return answers[min(requests.all.count, answers.count) - 1]
        }
      }

      deinit { server.stop() }

      func url(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }
    }

    private func failure(_ sink: InfluxSink, _ points: LineProtocol) -> SinkFailure? {
      do throws(SinkFailure) {
        _ = try sink.deliver(points, cancellation)
        return nil
      } catch {
        return error
      }
    }

    private static var quick: InfluxSink.Options {
      var options = InfluxSink.Options()
      options.pause = .milliseconds(1)
      return options
    }

    @Test func `InfluxDB 2 gets the points for its organisation and bucket, with the token, in batches`() throws {
      let recorder = try Recorder()
      var options = Self.quick
      options.batchPoints = 4
      let sink = try InfluxSink(
        bucket: recorder.url("/influx/space+sats"), of: "my lab & co", token: "t0ken==", options)
      let points = try Sky.points(10)
      #expect(try sink.deliver(points, cancellation) == 10)
      let requests = recorder.requests.all
      #expect(requests.count == 3)
      for request in requests {
        #expect(request.method == .post)
        #expect(request.path == ["influx", "api", "v2", "write"])
        #expect(
          request.query == [
            QueryItem("org", "my lab & co"), QueryItem("bucket", "space+sats"), QueryItem("precision", "ns"),
          ])
        #expect(request.headers["authorization"] == "Token t0ken==")
        #expect(request.headers["content-type"] == "text/plain; charset=utf-8")
      }
      #expect(requests.flatMap(\.body) == points.bytes)
      #expect(sink.name == recorder.url("/influx/space+sats"))
    }

    @Test func `InfluxDB 1 gets the points for its database, with user and password, and the name tells neither`()
      throws
    {
      let recorder = try Recorder()
      let address = recorder.url("/ntn").replacing("//", with: "//ann:s%3Acret@")
      let sink = try InfluxSink(database: address)
      #expect(try sink.deliver(try Sky.points(2), cancellation) == 2)
      let request = try #require(recorder.requests.all.first)
      #expect(request.path == ["write"])
      #expect(request.query == [QueryItem("db", "ntn"), QueryItem("precision", "ns")])
      #expect(request.headers["authorization"] == "Basic \(Data("ann:s:cret".utf8).base64EncodedString())")
      #expect(sink.name == recorder.url("/ntn"))
    }

    @Test func `Compressed batches say so`() throws {
      let recorder = try Recorder()
      var options = Self.quick
      options.isCompressed = true
      let points = try Sky.points(100)
      #expect(try InfluxSink(database: recorder.url("/ntn"), options).deliver(points, cancellation) == 100)
      let request = try #require(recorder.requests.all.first)
      #expect(request.headers["content-encoding"] == "gzip")
      #expect(request.body.starts(with: [0x1F, 0x8B]))
      #expect(request.body.count < points.bytes.count / 2)
    }

    @Test func `A server that is busy is asked again, and one that stays so is told of`() throws {
      let busy = Response.json(Bytes(#"{"code":"unavailable","message":"shards are loading"}"#), status: 503)
      let points = try Sky.points(3)
      let recovering = try Recorder([busy, busy, Response(status: 204)])
      #expect(
        try InfluxSink(database: recovering.url("/ntn"), Self.quick).deliver(points, cancellation) == 3)
      #expect(recovering.requests.all.count == 3)
      let lasting = try Recorder([busy])
      let failure = failure(try InfluxSink(database: lasting.url("/ntn"), Self.quick), points)
      #expect(failure?.reason == "3 of 3 points not delivered: shards are loading (HTTP status 503)")
      #expect(lasting.requests.all.count == 4)
    }

    @Test func `Points that the server drops are counted, and its words are told`() throws {
      let words = #"{"error":"partial write: field type conflict: input field \"alt_m\" is integer dropped=2"}"#
      let partial = try Recorder([.json(Bytes(words), status: 400)])
      let failed = failure(try InfluxSink(database: partial.url("/ntn"), Self.quick), try Sky.points(5))
      #expect(failed?.delivered == 3)
      #expect(failed?.rejected == 2)
      #expect(
        failed?.reason
          == #"2 of 5 points rejected: partial write: field type conflict: input field "alt_m" is integer dropped=2 (HTTP status 400)"#
      )
      let missing = try Recorder([.json(Bytes(#"{"error":"database not found: \"ntn\""}"#), status: 404)])
      var options = Self.quick
      options.batchPoints = 1
      let absent = failure(try InfluxSink(database: missing.url("/ntn"), options), try Sky.points(5))
      // What is true of one batch is true of all: the others are not sent.
      #expect(missing.requests.all.count == 1)
      #expect(
        absent?.reason
          == #"1 of 5 points rejected, 4 of 5 points not delivered: database not found: "ntn" (HTTP status 404)"#)
    }

    @Test func `A server that is not there is told of, and the wish to end is heard between two tries`() throws {
      let port = try TestBroker.freePort()
      let gone = failure(try InfluxSink(database: "http://127.0.0.1:\(port)/ntn", Self.quick), try Sky.points(1))
      #expect(gone?.reason == "1 of 1 points not delivered: the host does not accept connections")
      var patient = InfluxSink.Options()
      patient.pause = .seconds(3_600)
      patient.patience = .seconds(36_000)
      let sink = try InfluxSink(database: "http://127.0.0.1:\(port)/ntn", patient)
      let cancellation = cancellation
      Thread.detachNewThread {
        usleep(50_000)
        cancellation.cancel()
      }
      #expect(failure(sink, try Sky.points(1)) != nil)
    }

    @Test(arguments: ["http://", "http://host", "http://host/", "ftp://host/db", "http://host/db?x=1", "db"])
    func `An address that is none is refused with what is allowed`(address: String) {
      #expect(throws: SinkFailure(reason: "no address of InfluxDB; allowed: http://HOST:PORT/DATABASE or https://..."))
      {
        _ = try InfluxSink(database: address)
      }
    }
  }
#endif
