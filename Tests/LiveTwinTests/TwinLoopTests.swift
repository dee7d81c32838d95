#if HTTP
  import Catalog
  import Facade
  import Foundation
  import HTTPServer
  import JSON
  import Orbits
  import Quantities
  import TestSupport
  import Testing

  @testable import LiveTwin

  @Suite struct TwinLoopTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A feed on a port: a real server that gives a file of elements, and can be away.
    private final class Feed {
      let port: Int
      private let body: Bytes
      private var server: Server?

      init(_ sets: [ElementSet]) throws {
        body = Bytes(ElementFormat.json.write(sets).bytes)
        port = try TestBroker.freePort()
        try plugIn()
      }

      func plugIn() throws {
        let body = body
        server = try Server(ServerOptions(port: port)) { _ in .json(body) }
      }

      func cut() {
        server?.stop()
        server = nil
      }

      func twin(in directory: TemporaryDirectory, _ cancellation: Cancellation) throws -> TwinFeed {
        var options = ElementFetcher.Options()
        (options.cacheFolder, options.timeToLive, options.requestInterval) = (directory.path("cache"), .zero, 0)
        options.cancellation = cancellation
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/sets"))
        return .fetched(.url(url), ElementFetcher(options), isOffline: false)
      }
    }

    @Test func `A hundred and forty-four iterations keep their period and whole files, with the feed away for three`()
      throws
    {
      let feed = try Feed(try Sky.sets(20))
      var options = TwinLoop.Options(try feed.twin(in: directory, Cancellation()))
      options.interval = .milliseconds(20)
      options.mostIterations = 144
      options.scenePath = directory.path("twin.czml")
      options.sinks = [LineFile(directory.path("twin.lp"))]
      options.statisticsPath = directory.path("stats.json")
      let reader = Reader(directory)
      var (numbers, notes, faults): ([Int], [String], [String]) = ([], [], [])
      var early = 0
      let begin = ContinuousClock.now
      let loop = TwinLoop(options) { event in
        switch event {
        case .begins(let number):
          if ContinuousClock.now < begin + .milliseconds(20) * number { early += 1 }
          numbers.append(number)
          if numbers.count == 51 { feed.cut() }
          if numbers.count == 54 { try? feed.plugIn() }
        case .note(let text): notes.append(text)
        case .fault(let text): faults.append(text)
        case .flies, .ended: break
        }
      }
      let statistics = loop.run()
      let (opened, broken) = reader.stop()
      #expect(statistics.iterations == 144)
      #expect(statistics.errorCount == 0)
      #expect(faults == [])
      #expect(statistics.feedFailures == 3)
      #expect(notes.count { $0.hasPrefix("feed: ") } == 3)
      #expect(statistics.lastFeedFailure?.contains("does not accept connections; the copy of") == true)
      // No iteration before its instant, none twice, and those left out are told: nothing drifts.
      #expect(early == 0)
      #expect(numbers == numbers.sorted() && Set(numbers).count == 144)
      #expect(numbers.last == 143 + statistics.skipped)
      #expect(statistics.pointsWritten == 144 * 20)
      #expect(opened > 0)
      #expect(broken == [])
      let json = try JSONValue.parse(String(contentsOfFile: directory.path("stats.json"), encoding: .utf8))
      #expect(json == statistics.json)
      #expect(json["last_tle_count"] == 20)
    }

    /// Opens the files of a twin over and over, and judges what it reads.
    private final class Reader: Sendable {
      private let isOver = Cancellation()
      private let opened = Collected<String>()
      private let broken = Collected<String>()
      private let hasEnded = DispatchSemaphore(value: 0)

      init(_ directory: TemporaryDirectory) {
        let files = ["twin.czml", "twin.lp", "stats.json"].map { directory.path($0) }
        Thread.detachNewThread { [self] in
          while !isOver.isCancelled {
            for file in files { judge(file) }
            usleep(500)
          }
          hasEnded.signal()
        }
      }

      private func judge(_ file: String) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
        opened.add(file)
        let isWhole =
          if file.hasSuffix(".lp") {
            text.hasSuffix("\n") && text.split(separator: "\n").count == 20
              && text.split(separator: "\n").allSatisfy { $0.hasPrefix("ntn_sat_pos,") }
          } else if file.hasSuffix(".czml") {
            (try? JSONValue.parse(text))?.array?.count == 21
          } else {
            (try? JSONValue.parse(text))?["iterations"] != nil
          }
        if !isWhole { broken.add("\(file): \(text.prefix(200))") }
      }

      func stop() -> (opened: Int, broken: [String]) {
        isOver.cancel()
        hasEnded.wait()
        return (opened.all.count, broken.all)
      }
    }

    @Test func `A scene has whole seconds, samples of a window, and the positions of the points`() throws {
      let sets = try Sky.sets(4)
      var options = TwinLoop.Options(.fixed(sets, "sky"))
      options.mostIterations = 1
      options.scenePath = directory.path("twin.czml")
      options.sinks = [LineFile(directory.path("twin.lp"))]
      options.now = { Sky.start + TimeSpan(nanoseconds: 987_654_321) }
      #expect(TwinLoop(options).run().iterations == 1)
      let packets = try #require(
        try JSONValue.parse(String(contentsOfFile: directory.path("twin.czml"), encoding: .utf8)).array)
      #expect(packets.count == 5)
      #expect(packets[0]["clock"]?["interval"] == "2026-05-04T00:00:00Z/2026-05-04T00:05:00Z")
      let position = try #require(packets[1]["position"])
      #expect(position["epoch"] == "2026-05-04T00:00:00Z")
      #expect(position["interpolationAlgorithm"] == "LAGRANGE")
      #expect(position["interpolationDegree"] == 5)
      #expect(position["referenceFrame"] == "FIXED")
      let samples = try #require(position["cartesian"]?.array).compactMap(\.double)
      #expect(samples.count == 11 * 4)
      let state = try Orbit(sets[0]).earthFixed(at: Sky.start)
      #expect(abs(samples[1] - state.positionEarthFixed.x * 1_000) < 1e-3)
      let line = try String(contentsOfFile: directory.path("twin.lp"), encoding: .utf8).prefix { $0 != "\n" }
      #expect(line.hasSuffix(" \(Sky.start.nanosecondsSince1970)"))
      #expect(line.contains("sat_x_m=\(samples[1])".dropLast(3)))
    }

    @Test func `Satellites without a number get free ones, so that no point hides another`() throws {
      var sets = try Sky.sets(5)
      for place in [0, 2, 4] { sets[place].catalogNumber = 0 }
      var options = TwinLoop.Options(.fixed(sets, "sky"))
      options.mostIterations = 1
      options.sinks = [LineFile(directory.path("twin.lp"))]
      var flying: ElementsInUse?
      _ = TwinLoop(options) { if case .flies(let elements, _) = $0 { flying = elements } }.run()
      #expect(flying?.satellites.map(\.id) == [90_000, 90_001, 90_002, 90_003, 90_004])
      #expect(Set(flying?.satellites.map(\.name) ?? []).count == 5)
    }

    @Test func `What fails is counted and told, and everything else is written`() throws {
      var options = TwinLoop.Options(.fixed(try Sky.sets(2), "sky"))
      options.interval = .milliseconds(1)
      options.mostIterations = 3
      options.scenePath = "/nonexistent/twin.czml"
      options.sinks = [LineFile("/nonexistent/twin.lp"), LineFile(directory.path("twin.lp"))]
      var faults: [String] = []
      let statistics = TwinLoop(options) { if case .fault(let text) = $0 { faults.append(text) } }.run()
      #expect(statistics.iterations == 0)
      #expect(statistics.errorCount == 3)
      #expect(statistics.lastIteration == nil)
      #expect(faults.count == 6)
      #expect(
        statistics.lastError
          == "/nonexistent/twin.czml: No such file or directory; /nonexistent/twin.lp: No such file or directory"
      )
      #expect(statistics.pointsWritten == 6)
    }

    @Test func `A file of elements that goes away leaves the sets of before, and new ones fly at once`() throws {
      func write(_ count: Int) throws {
        try Data(ElementFormat.json.write(try Sky.sets(count)).bytes)
          .write(to: directory.url.appending(path: "sets.json"))
      }
      try write(3)
      var options = TwinLoop.Options(.file(directory.path("sets.json")))
      options.interval = .milliseconds(1)
      options.mostIterations = 5
      options.mostSatellites = 4
      var flown: [ObjectIdentifier] = []
      var counts: [Int] = []
      let statistics = TwinLoop(options) { [directory] event in
        switch event {
        case .begins:
          if counts.count == 2 { try? FileManager.default.removeItem(atPath: directory.path("sets.json")) }
          if counts.count == 3 { try? write(6) }
        case .flies(let elements, _): flown.append(ObjectIdentifier(elements))
        case .ended(let statistics): counts.append(statistics.lastCount)
        case .note, .fault: break
        }
      }.run()
      #expect(counts == [3, 3, 3, 4, 4])
      #expect(flown[0] == flown[1] && flown[1] != flown[2] && flown[2] == flown[3])
      #expect(statistics.errorCount == 0)
      #expect(statistics.feedFailures == 1)
      #expect(statistics.lastFeedFailure?.hasSuffix("the sets of before are used") == true)
    }

    @Test func `Without any elements an iteration fails, and the next one comes`() {
      var options = TwinLoop.Options(.file("/nonexistent/sets.tle"))
      options.interval = .milliseconds(1)
      options.mostIterations = 2
      let statistics = TwinLoop(options).run()
      #expect(statistics.errorCount == 2)
      #expect(statistics.lastError == "/nonexistent/sets.tle: No such file or directory")
    }

    @Test func `The wish to end is heard in a request that nobody answers, and in the wait for the next iteration`()
      throws
    {
      let server = try TestWebServer(body: [])
      var fetcher = ElementFetcher.Options()
      (fetcher.cacheFolder, fetcher.requestInterval) = (directory.path("cache"), 0)
      let cancellation = Cancellation()
      fetcher.cancellation = cancellation
      let url = try #require(URL(string: server.url("/slow")))
      var asking = TwinLoop.Options(.fetched(.url(url), ElementFetcher(fetcher), isOffline: false))
      asking.cancellation = cancellation
      Thread.detachNewThread {
        while server.requests.isEmpty { usleep(2_000) }
        cancellation.cancel()
      }
      let begin = ContinuousClock.now
      let statistics = TwinLoop(asking).run()
      // The server is silent for a minute.
      #expect(ContinuousClock.now - begin < .seconds(30))
      #expect(statistics.iterations == 0)
      #expect(statistics.errorCount == 0)
      var waiting = TwinLoop.Options(.fixed(try Sky.sets(1), "sky"))
      waiting.interval = .seconds(86_400)
      let wish = waiting.cancellation
      let ended = TwinLoop(waiting) { event in
        if case .ended = event { Thread.detachNewThread { wish.cancel() } }
      }.run()
      #expect(ended.iterations == 1)
    }
  }
#endif
