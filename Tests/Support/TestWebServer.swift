import Foundation

/// A real HTTP server on a free port of the loopback, for one test. Killed when it is let go.
///
/// It gives the file `body` of its folder, and misbehaves in the ways that its script lists.
public final class TestWebServer: Sendable {
  /// One request that it got.
  public struct Request: Decodable, Sendable {
    /// Path with the query.
    public let path: String
    /// Header fields by their names in lower case.
    public let headers: [String: String]
    /// When it came, seconds since 1970.
    public let time: Double
  }

  /// A server that does not start: what it said.
  public struct Failure: Error, CustomStringConvertible {
    /// The sentence for the log of the test.
    public let description: String
  }

  /// Where it listens.
  public let port: Int
  private let directory: TemporaryDirectory
  private let process: Subprocess

  /// Starts it with the body that it gives, and waits until it listens.
  public init(body: [UInt8]) throws {
    directory = try TemporaryDirectory()
    try Data(body).write(to: directory.url.appending(path: "body"))
    try directory.write(Self.script, to: "server.py")
    process = try Subprocess(
      "/usr/bin/python3", ["-u", directory.path("server.py"), directory.url.path], output: directory.path("log"))
    let deadline = ContinuousClock.now + .seconds(20)
    var port: Int?
    while port == nil {
      port = process.text.split(separator: "\n").first.flatMap { Int($0) }
      guard process.isRunning, .now < deadline else { throw Failure(description: process.text) }
      if port == nil { usleep(2_000) }
    }
    self.port = port ?? 0
  }

  deinit { stop() }

  /// Kills it.
  public func stop() { process.end(with: SIGKILL) }

  /// Returns the address of a path.
  public func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// What it was asked so far.
  public var requests: [Request] {
    let text = (try? String(contentsOfFile: directory.path("requests"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
  }

  /// Changes the body that it gives, with a new entity tag.
  public func give(_ body: [UInt8]) throws {
    try Data(body).write(to: directory.url.appending(path: "body"))
  }

  private static let script = #"""
    import hashlib, http.server, json, pathlib, sys, time

    folder = pathlib.Path(sys.argv[1])
    UNCHANGED = (b"GP data has not updated since your last successful\ndownload of GROUP=stations at "
                 b"2026-09-19 08:11:36 UTC.\nData is updated once every 2 hours.\n")


    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def answer(self, status, body, kind="text/plain", **headers):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if "Content_Length" not in headers:
                headers["Content_Length"] = str(len(body))
            for name, value in headers.items():
                if value is not None:
                    self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            entry = {"path": self.path, "time": time.time(),
                     "headers": {name.lower(): value for name, value in self.headers.items()}}
            with open(folder / "requests", "a") as file:
                file.write(json.dumps(entry) + "\n")
            body = (folder / "body").read_bytes()
            tag = '"%s"' % hashlib.sha1(body).hexdigest()
            path = self.path.split("?")[0]
            try:
                self.act(path, body, tag)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def act(self, path, body, tag):
            if path == "/404":
                self.answer(404, b"there is no such thing")
            elif path == "/nodata":
                self.answer(404, b"No GP data found")
            elif path == "/invalid":
                self.answer(200, b'Invalid query: "GROUP=nix&FORMAT=json" (GROUP "nix" not found)')
            elif path == "/500":
                self.answer(500, b"oh no")
            elif path == "/403":
                self.answer(403, b"<!DOCTYPE html>\n<html><body>blocked</body></html>", "text/html")
            elif path == "/unchanged":
                self.answer(403, UNCHANGED)
            elif path == "/unchanged200":
                self.answer(200, UNCHANGED)
            elif path == "/html":
                self.answer(200, b"<html><body>log in to this network</body></html>", "text/html")
            elif path == "/slow":
                time.sleep(60)
            elif path == "/stall":
                self.answer(200, body[:100], Content_Length=str(len(body)))
                time.sleep(60)
            elif path == "/drip":
                self.answer(200, b"", Content_Length=str(len(body)))
                for index in range(len(body)):
                    self.wfile.write(body[index:index + 1])
                    time.sleep(0.1)
            elif path == "/truncated":
                self.answer(200, body[:100], Content_Length=str(len(body)))
            elif path == "/cut":
                self.answer(200, body[:len(body) // 2], Content_Length=None)
            elif path == "/huge":
                self.answer(200, body, Content_Length=str(10 ** 12))
            elif path == "/endless":
                self.answer(200, body, Content_Length=None)
                while True:
                    self.wfile.write(b" " * 65536)
            elif path == "/redirect":
                self.answer(302, b"", Location="/ok")
            elif path == "/loop":
                self.answer(302, b"", Location="/loop")
            elif path == "/tofile":
                self.answer(302, b"", Location="file:///etc/hostname")
            elif self.headers.get("If-None-Match") == tag:
                self.answer(304, b"", ETag=tag, Content_Length=None)
            elif path == "/dated" and self.headers.get("If-Modified-Since"):
                self.answer(304, b"", Content_Length=None)
            elif path == "/dated":
                self.answer(200, body, "application/json", Last_Modified="Sat, 19 Sep 2026 08:11:36 GMT")
            else:
                self.answer(200, body, "application/json", ETag=tag)


    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port)
    server.serve_forever()
    """#
}
