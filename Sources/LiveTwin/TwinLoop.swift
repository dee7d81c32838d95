public import Catalog
public import Facade
import JSON
public import Orbits
public import Quantities

/// Fetches element sets, propagates them and writes where satellites are, again and again on a fixed period.
///
/// A failure ends an iteration's part and never the loop. What a reader opens is always whole.
public final class TwinLoop {
  /// What can be set.
  public struct Options: Sendable {
    /// Where the element sets come from.
    public var feed: TwinFeed
    /// How many satellites at most; nil for all.
    public var mostSatellites: Int?
    /// From one iteration's beginning to the next one's, above zero.
    public var interval = Duration.seconds(60)
    /// After how many iterations, good or not, it ends; nil for never.
    public var mostIterations: Int?
    /// The tag `run_id` of every point.
    public var runID = "twin"
    /// How the Earth is turned.
    public var orientation = EarthOrientation.utc
    /// Where the scene goes; nil for nowhere.
    public var scenePath: String?
    /// How far ahead the scene reaches, and from sample to sample.
    public var sceneWindow = TimeSpan.minutes(5), sceneStep = TimeSpan.seconds(30)
    /// Where the points go.
    public var sinks: [any LineSink] = []
    /// Where the statistics go after each iteration; nil for nowhere.
    public var statisticsPath: String?
    /// The wallclock.
    public var now: @Sendable () -> ScenarioTime = ElementFetcher.Options().now
    /// What ends it at once.
    public var cancellation = Cancellation()

    /// Creates the usual options.
    public init(_ feed: TwinFeed) { self.feed = feed }
  }

  /// What happens.
  public enum Event {
    /// An iteration begins: which instant of the period, from 0.
    case begins(Int)
    /// The element sets have been compared with their source.
    case flies(ElementsInUse, refreshed: ScenarioTime)
    /// Something that a person may want to know.
    case note(String)
    /// Something that went wrong.
    case fault(String)
    /// An iteration is over.
    case ended(TwinStatistics)
  }

  private let options: Options
  private let tell: (Event) -> Void
  private var statistics: TwinStatistics
  private var elements: ElementsInUse?
  private var lastNotes: [String] = []

  /// Creates a loop.
  /// - Parameter tell: is told of what happens, on the thread of ``run()``.
  public init(_ options: Options, tell: @escaping (Event) -> Void = { _ in }) {
    (self.options, self.tell) = (options, tell)
    statistics = TwinStatistics(startedAt: options.now())
  }

  /// Runs until the greatest number of iterations or the wish to end; returns what it has done.
  public func run() -> TwinStatistics {
    var period = TwinPeriod(from: .now, every: options.interval)
    // What fails here fails in the first iteration, too.
    _ = writeStatistics()
    while !options.cancellation.isCancelled {
      tell(.begins(period.number))
      iterate()
      if let most = options.mostIterations, statistics.iterations + statistics.errorCount >= most { break }
      let skipped = period.advance(at: .now)
      if skipped > 0 {
        statistics.skipped += skipped
        let limit = (options.interval * skipped) / .seconds(1)
        tell(.note("an iteration took longer than \(limit) s: \(skipped) left out, the period stays"))
      }
      options.cancellation.wait(until: period.deadline)
    }
    if let failure = writeStatistics() { tell(.fault(failure)) }
    return statistics
  }

  // MARK: An iteration

  private func iterate() {
    let begin = ContinuousClock.now
    var failures: [String] = []
    if let elements = load(&failures), !options.cancellation.isCancelled {
      let time = options.now().wholeSecond
      write(elements, at: time, &failures)
      if failures.isEmpty { statistics.lastIteration = time }
    }
    // Who was told to end has not failed.
    if options.cancellation.isCancelled { return }
    if failures.isEmpty {
      statistics.iterations += 1
    } else {
      statistics.errorCount += 1
      statistics.lastError = failures.joined(separator: "; ")
      for failure in failures { tell(.fault(failure)) }
    }
    statistics.lastSeconds = (ContinuousClock.now - begin) / .seconds(1)
    statistics.cumulativeSeconds += statistics.lastSeconds
    if let failure = writeStatistics() {
      // An iteration that cannot be told of was not a good one.
      if failures.isEmpty {
        (statistics.iterations, statistics.errorCount) = (statistics.iterations - 1, statistics.errorCount + 1)
      }
      statistics.lastError = (failures + [failure]).joined(separator: "; ")
      tell(.fault(failure))
    }
    tell(.ended(statistics))
  }

  /// Returns the element sets to use: new ones, or those of before where none can be had.
  private func load(_ failures: inout [String]) -> ElementsInUse? {
    do {
      let delivery = try options.feed.deliver(now: options.now())
      say(delivery.notes)
      if let failure = delivery.failure { note(feedFailure: failure) }
      return take(delivery)
    } catch {
      if options.cancellation.isCancelled { return nil }
      guard let elements else {
        failures.append("\(error)")
        return nil
      }
      note(feedFailure: "\(error); the sets of before are used")
      return elements
    }
  }

  private func take(_ delivery: TwinFeed.Delivery) -> ElementsInUse {
    let satellites = delivery.sets.prefix(options.mostSatellites ?? .max).numbered
    let flying: ElementsInUse
    if let elements, elements.sets == satellites.map(\.elements) {
      flying = elements
    } else {
      flying = ElementsInUse(satellites, from: options.now().wholeMicrosecond)
      statistics.hash = flying.hash
    }
    elements = flying
    (statistics.origin, statistics.lastCount) = (delivery.origin, satellites.count)
    tell(.flies(flying, refreshed: delivery.checked ?? options.now()))
    return flying
  }

  private func note(feedFailure reason: String) {
    statistics.feedFailures += 1
    statistics.lastFeedFailure = reason
    tell(.note("feed: \(reason)"))
  }

  /// Says what has not been said in the iteration before.
  private func say(_ notes: [String]) {
    for note in notes where !lastNotes.contains(note) { tell(.note(note)) }
    lastNotes = notes
  }

  // MARK: What is written

  private func write(_ elements: ElementsInUse, at time: ScenarioTime, _ failures: inout [String]) {
    if let path = options.scenePath {
      do throws(FileFault) {
        try writeScene(elements, at: time, to: path)
      } catch {
        failures.append("\(error)")
      }
    }
    var lines = LineProtocol()
    statistics.lastWithoutState = lines.addPositions(of: elements, at: time, options.orientation, runID: options.runID)
    for sink in options.sinks where !options.cancellation.isCancelled {
      do throws(SinkFailure) {
        statistics.pointsWritten += try sink.deliver(lines, options.cancellation)
      } catch {
        statistics.pointsWritten += error.delivered
        statistics.pointsRejected += error.rejected
        failures.append("\(sink.name): \(error.reason)")
      }
    }
  }

  private func writeScene(_ elements: ElementsInUse, at time: ScenarioTime, to path: String) throws(FileFault) {
    let scene = SceneExport(
      of: elements, named: options.runID, orientation: options.orientation, from: time,
      to: time + options.sceneWindow, step: options.sceneStep)
    try RegularFile.require(path)
    let file = try FileReplacement(path)
    for piece in scene.document(at: time) {
      if options.cancellation.isCancelled { return }
      try file.write(piece)
    }
    try file.commit()
  }

  /// Returns why the statistics cannot be written; nil where they are, or nobody wants them.
  private func writeStatistics() -> String? {
    guard let path = options.statisticsPath else { return nil }
    do throws(FileFault) {
      try RegularFile.require(path)
      try AtomicFile.write(Array((statistics.json.indented + "\n").utf8), to: path)
      return nil
    } catch {
      return "\(error)"
    }
  }
}

extension Collection<ElementSet> {
  /// The sets as satellites under their catalogue numbers; those without one get free ones, as points go by number.
  fileprivate var numbered: [ElementsInUse.Satellite] {
    var taken = Set(map(\.catalogNumber))
    var next = ElementsInUse.firstFreeNumber
    return map { set in
      var set = set
      if set.catalogNumber == 0 {
        while !taken.insert(next).inserted { next += 1 }
        set.catalogNumber = next
      }
      return ElementsInUse.Satellite(id: set.catalogNumber, name: set.name ?? "\(set.catalogNumber)", elements: set)
    }.sorted { $0.id < $1.id }
  }
}
