import Catalog
import Foundation
import Orbits
import Quantities
import Synchronization
import TestSupport
import Testing

/// The fetcher against a real server on the loopback.
@Suite struct ElementFetcherTests {
  /// A clock that the test moves.
  final class Wall: Sendable {
    private let time = Mutex(ScenarioTime(CalendarDate(year: 2026, month: 9, day: 19)))
    var now: ScenarioTime { time.withLock { $0 } }
    func pass(_ span: TimeSpan) { time.withLock { $0 += span } }
  }

  final class Bench {
    let server: TestWebServer
    let directory: TemporaryDirectory
    let wall = Wall()
    var options = ElementFetcher.Options()

    init(_ body: [UInt8]? = nil) throws {
      server = try TestWebServer(body: body ?? Bench.elements(25_544))
      directory = try TemporaryDirectory()
      options.cacheFolder = directory.path("cache")
      options.celesTrak = server.url("/gp.php")
      options.requestInterval = 0
      options.version = "1.2.3"
      (options.silence, options.total) = (20, 20)
      let wall = wall
      options.now = { wall.now }
    }

    static func elements(_ number: Int) -> [UInt8] {
      ElementFormat.json.write(
        [try? CatalogHealthTests.set(number, "SAT", epoch: "2026-09-18T00:00:00Z")].compactMap { $0 }
      ).bytes
    }

    func fetch(_ path: String) throws -> FetchedElements {
      try ElementFetcher(options).fetch(.url(try #require(URL(string: server.url(path)))))
    }

    func reason(_ path: String) -> String {
      do {
        _ = try fetch(path)
        return "fetched"
      } catch {
        return "\(error)".replacing(":\(server.port)", with: "").replacing(options.cacheFolder, with: "CACHE")
      }
    }

    var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: options.cacheFolder))?.sorted() ?? [] }
  }

  @Test func `A group and a number are asked for as CelesTrak wants it, in the program's own name`() throws {
    let bench = try Bench()
    let group = try ElementFetcher(bench.options).fetch(.group("last-30-days"))
    #expect(group.origin == .network)
    #expect(group.file.sets.map(\.catalogNumber) == [25_544])
    #expect(group.bytes == Bench.elements(25_544))
    #expect(group.notes == [])
    _ = try ElementFetcher(bench.options).fetch(.catalogNumber(100_057))
    let requests = bench.server.requests
    #expect(requests.map(\.path) == ["/gp.php?GROUP=last-30-days&FORMAT=json", "/gp.php?CATNR=100057&FORMAT=json"])
    #expect(requests.first?.headers["user-agent"] == "Orrery/1.2.3 (co-simulation federate for satellite test runs)")
    #expect(ElementSource.celesTrak == "https://celestrak.org/NORAD/elements/gp.php")
  }

  @Test func `A fresh copy is used without asking, an old one with its tag, and a 304 makes it fresh again`() throws {
    let bench = try Bench()
    #expect(try bench.fetch("/ok").origin == .network)
    bench.wall.pass(.minutes(119))
    #expect(try bench.fetch("/ok").origin == .cache(age: .minutes(119)))
    #expect(bench.server.requests.count == 1)
    bench.wall.pass(.minutes(2))
    let again = try bench.fetch("/ok")
    #expect(again.origin == .notModified)
    #expect(again.file.sets.count == 1)
    #expect(bench.server.requests.last?.headers["if-none-match"] != nil)
    bench.wall.pass(.minutes(119))
    #expect(try bench.fetch("/ok").origin == .cache(age: .minutes(119)))
    bench.wall.pass(.minutes(2))
    try bench.server.give(Bench.elements(7))
    let changed = try bench.fetch("/ok")
    #expect(changed.origin == .network)
    #expect(changed.file.sets.map(\.catalogNumber) == [7])
    #expect(bench.server.requests.count == 3)
  }

  @Test func `Without a tag the date is the condition`() throws {
    let bench = try Bench()
    #expect(try bench.fetch("/dated").origin == .network)
    bench.wall.pass(.hours(3))
    #expect(try bench.fetch("/dated").origin == .notModified)
    #expect(bench.server.requests.last?.headers["if-modified-since"] == "Sat, 19 Sep 2026 08:11:36 GMT")
  }

  @Test(arguments: [
    ("/404", "HTTP status 404: there is no such thing"),
    ("/nodata", "CelesTrak has no such satellite or group: \"No GP data found\""),
    (
      "/invalid",
      "CelesTrak does not know what is asked: \"Invalid query: \"GROUP=nix&FORMAT=json\" (GROUP \"nix\" not found)\""
    ),
  ])
  func `What the server does not know is an error, copy or not`(path: String, reason: String) throws {
    let bench = try Bench()
    #expect(bench.reason(path) == "http://127.0.0.1\(path): \(reason)")
    #expect(bench.files.filter { $0.hasSuffix(".elements") } == [])
  }

  static let embedded =
    "there is no copy in CACHE, and the program carries only the groups active, amateur, galileo, glo-ops, gps-ops, iridium-NEXT, kuiper, molniya, noaa, oneweb, science, starlink, stations, visual, weather"

  @Test(arguments: [
    ("/500", "HTTP status 500: oh no"), ("/403", "HTTP status 403: an HTML page"),
    ("/html", "no whole element file: line 1, column 1: an HTML page; allowed: an OMM of CCSDS 505.0"),
    ("/cut", "no whole element file: line 2, column 177: the text ends inside the list: it may be cut off; allowed: ]"),
    ("/loop", "more than 5 redirections"), ("/tofile", "a redirection to file"),
    ("/truncated", "the connection broke off"), ("/huge", "the answer is longer than 100000 bytes"),
    ("/endless", "the answer is longer than 100000 bytes"),
  ])
  func `An answer that is none is told with what was wrong`(path: String, reason: String) throws {
    let bench = try Bench()
    bench.options.mostBytes = 100_000
    #expect(bench.reason(path) == "http://127.0.0.1\(path): http://127.0.0.1\(path): \(reason); \(Self.embedded)")
    #expect(bench.files.filter { $0.hasSuffix(".elements") } == [])
  }

  @Test(arguments: ["/slow", "/stall"])
  func `A server that is silent is left`(path: String) throws {
    let bench = try Bench()
    (bench.options.silence, bench.options.total) = (1, 60)
    #expect(bench.reason(path).contains(": no answer within 1 s;"))
  }

  @Test func `A server that drips is left when the time for the whole answer is over`() throws {
    let bench = try Bench()
    (bench.options.silence, bench.options.total) = (60, 2)
    #expect(bench.reason("/drip").contains(": no whole answer within 2 s;"))
  }

  @Test func `A redirection is followed`() throws {
    let bench = try Bench()
    #expect(try bench.fetch("/redirect").file.sets.count == 1)
    #expect(bench.server.requests.map(\.path) == ["/redirect", "/ok"])
  }

  @Test(arguments: ["/unchanged", "/unchanged200"])
  func `CelesTrak's word that nothing is new keeps the copy, and without one says so`(path: String) throws {
    let bench = try Bench()
    #expect(
      bench.reason(path).contains(
        "gives each address once in two hours: GP data has not updated since your last successful download of GROUP=stations at 2026-09-19 08:11:36 UTC."
      ))
    // The copy of another path in the place of this one's: as if the last answer had been that.
    _ = try bench.fetch("/ok")
    let file = try #require(bench.files.first { $0.hasSuffix(".elements") })
    let text = try String(contentsOfFile: bench.directory.path("cache/\(file)"), encoding: .utf8)
    bench.options.celesTrak = bench.server.url(path)
    let fetcher = ElementFetcher(bench.options)
    #expect(throws: Never.self) { try fetcher.fetch(.group("stations")) }
    #expect(!text.isEmpty)
  }

  @Test func `Where the network fails an old copy is used, and said to be one`() throws {
    let bench = try Bench()
    _ = try bench.fetch("/ok")
    bench.wall.pass(.hours(30))
    bench.server.stop()
    let stale = try bench.fetch("/ok")
    #expect(stale.origin == .cache(age: .hours(30)))
    #expect(stale.file.sets.count == 1)
    #expect(
      stale.notes.map { $0.replacing(":\(bench.server.port)", with: "") } == [
        "http://127.0.0.1/ok: the host does not accept connections; the copy of 2026-09-19T00:00:00Z, 30 h old, is used"
      ])
  }

  @Test func `Where there is no copy either, the program's own sets are used, and said to be old`() throws {
    let bench = try Bench()
    bench.server.stop()
    let weather = try ElementFetcher(bench.options).fetch(.group("weather"))
    #expect(weather.origin == .embedded)
    #expect(weather.file.sets.count > 30)
    #expect(ElementFile(weather.bytes).sets == weather.file.sets)
    let note = try #require(weather.notes.first)
    #expect(note.contains("the host does not accept connections; the program's own sets are used: "))
    #expect(note.contains(" real sets of January 2018, epochs 201"))
    let iss = try ElementFetcher(bench.options).fetch(.catalogNumber(25_544))
    #expect(iss.file.sets.map(\.catalogNumber) == [25_544])
    #expect(throws: FetchError.self) { try ElementFetcher(bench.options).fetch(.catalogNumber(999_999)) }
    #expect(throws: FetchError.self) { try ElementFetcher(bench.options).fetch(.group("nix")) }
  }

  @Test func `Offline nothing is asked`() throws {
    let bench = try Bench()
    bench.options.isOffline = true
    let shells = try ElementFetcher(bench.options).fetch(.group("oneweb"))
    #expect(shells.origin == .embedded)
    #expect(
      shells.notes == [
        "offline; the program's own sets are used: 720 places of the published pattern of oneweb, no real satellites, "
          + "epochs 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z"
      ])
    #expect(bench.server.requests.isEmpty)
  }

  /// Two fetchers, as two processes would be: the second waits for the first one's turn to pass.
  @Test func `Requests to one host keep their distance`() throws {
    let bench = try Bench()
    bench.options.requestInterval = 1
    _ = try bench.fetch("/one")
    _ = try bench.fetch("/two")
    let times = bench.server.requests.map(\.time)
    try #require(times.count == 2)
    #expect(times[1] - times[0] >= 0.99)
  }

  @Test func `A copy that is not whole is no copy`() throws {
    let bench = try Bench()
    _ = try bench.fetch("/ok")
    let file = try #require(bench.files.first { $0.hasSuffix(".elements") })
    let path = bench.directory.path("cache/\(file)")
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for bytes in [[], Array(whole.prefix(40)), Array(whole.dropLast()), whole + [0x20], Array("{}\n".utf8)] {
      try Data(bytes).write(to: URL(filePath: path))
      #expect(try bench.fetch("/ok").origin == .network)
      #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == whole)
    }
    #expect(!bench.files.contains { $0.hasSuffix(".part") })
  }

  @Test func `Without a network it is told why a copy cannot be used`() throws {
    let bench = try Bench()
    _ = try bench.fetch("/ok")
    let file = try #require(bench.files.first { $0.hasSuffix(".elements") })
    let path = bench.directory.path("cache/\(file)")
    bench.options.isOffline = true
    #expect(try bench.fetch("/ok").notes.isEmpty)
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    let ofAnother = whole.replacing("/ok\"", with: "/another\"", maxReplacements: 1)
    try Data(ofAnother.utf8).write(to: URL(filePath: path))
    #expect(bench.reason("/ok").contains("CACHE/\(file): it is of http://127.0.0.1/another, and the program"))
    try Data("half".utf8).write(to: URL(filePath: path))
    let rest = ", and the program carries only"
    #expect(bench.reason("/ok").contains("offline; the copy cannot be used: CACHE/\(file): it is not whole\(rest)"))
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(bench.reason("/ok").contains("CACHE/\(file): Is a directory\(rest)"))
  }

  @Test func `A cache that cannot be written is told, and the answer given`() throws {
    let bench = try Bench()
    bench.options.cacheFolder = try bench.directory.write("a file", to: "no-folder")
    let fetched = try bench.fetch("/ok")
    #expect(fetched.origin == .network)
    #expect(fetched.notes.count == 1)
    #expect(fetched.notes.first?.hasPrefix("the answer is not kept: ") == true)
  }

  @Test(arguments: [
    (ElementSource.group("a b"), "group a b: \"a b\" is no name of a group; allowed: letters, digits, - and _"),
    (.group(""), "group : \"\" is no name of a group; allowed: letters, digits, - and _"),
    (.catalogNumber(0), "satellite 0: 0 is no catalogue number; allowed: 1...999999999"),
  ])
  func `A source that cannot be is not asked for`(source: ElementSource, message: String) throws {
    let error = #expect(throws: FetchError.self) { try ElementFetcher().fetch(source) }
    #expect(error?.description == message)
    let file = try #require(URL(string: "file:///etc/hostname"))
    #expect(throws: FetchError.self) { try ElementFetcher().fetch(.url(file)) }
  }

  @Test func `A file is replaced in one step, or left as it was`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("old", to: "file")
    try AtomicFile.write(Array("new".utf8), to: path)
    #expect(try AtomicFile.read(path) == Array("new".utf8))
    #expect(throws: FileFault.self) { try AtomicFile.write([1], to: directory.path("none/file")) }
    #expect(throws: FileFault.self) { try AtomicFile.write([1], to: directory.url.path) }
    #expect(throws: FileFault.self) { try AtomicFile.read(directory.url.path) }
    #expect(throws: FileFault.self) { try AtomicFile.read(path, atMost: 2) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["file"])
  }
}
