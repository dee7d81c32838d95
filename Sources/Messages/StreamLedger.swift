public import Quantities

/// Follows what comes in, topic by topic: what has not come, what came twice, what came late.
///
/// Orrery's applications number their messages (``Stamp``), so that what they lose is known exactly. What others say
/// on a regular beat is held against that beat.
public struct StreamLedger: Equatable, Sendable {
  /// What a message is to its stream.
  public enum Verdict: Equatable, Sendable {
    /// Not heard before.
    case fresh
    /// Heard before: to be let go.
    case duplicate
    /// Said in another run: to be let go.
    case otherRun
  }

  /// What is known of one topic.
  public struct Stream: Equatable, Sendable {
    /// Messages that came, those let go included.
    public internal(set) var received = 0
    /// Messages that came again and were let go.
    public internal(set) var duplicates = 0
    /// Messages that came after a later one of their stream.
    public internal(set) var reordered = 0
    /// Messages of other runs, which were let go.
    public internal(set) var otherRuns = 0
    /// Messages that lie between two that came and have not come themselves, by number; unnumbered ones by their beat.
    public var missing: Int { sequences.values.reduce(0) { $0 + $1.missingCount } + beat.missing }
    /// Messages that were said from the first one that came on, by their numbers.
    public var said: Int { sequences.values.reduce(0) { $0 + $1.heardCount + $1.missingCount } }
    /// Messages that were said before the first one that came.
    public var before: Int { sequences.values.reduce(0) { $0 + $1.first } }
    /// Whether the missing ones were counted by their numbers; otherwise by the beat of their times.
    public var isNumbered: Bool { !sequences.isEmpty }
    /// The first places at which something is missing, in words.
    public var gaps: [String] { sequences.sorted { $0.key < $1.key }.flatMap(\.value.gaps) + beat.gaps }
    /// How long after its own time on the clock a message came, in seconds: the mean and the longest; nil for unknown.
    public var meanLateness: Double? { lateCount > 0 ? lateSum / Double(lateCount) : nil }
    /// The longest lateness, in seconds.
    public internal(set) var longestLateness: Double?

    var sequences: [String: Numbering] = [:]
    var beat = Beat()
    var lateCount = 0, lateSum = 0.0
  }

  /// What is later, or earlier, than this is no matter of a clock: its time means something else.
  static let longestLateness = TimeSpan.hours(1)

  /// The topics, by name.
  public private(set) var streams: [String: Stream] = [:]
  /// Whether the listener was there from the beginning, so that what was said before the first message is missing too.
  public var isWhole = false
  /// The run that is followed: messages of others are let go. Nil follows every run, each by itself.
  public private(set) var run: RunName?
  /// The run that a message named last.
  public private(set) var lastRun: RunName?

  /// Opens a ledger.
  public init() {}

  /// Enters a message.
  /// - Parameters:
  ///   - stamp: its place in its stream, where it has one.
  ///   - time: its own scenario time, where it names one.
  ///   - lateness: how long after that time on the clock it came, in wallclock time, where that is known.
  public mutating func hear(
    topic: String, stamp: Stamp?, time: ScenarioTime? = nil, lateness: TimeSpan? = nil
  ) -> Verdict {
    let isOfOtherRun = if let run, let stamp { !run.isSameRun(as: stamp.run) } else { false }
    if let stamp, !isOfOtherRun, !stamp.run.isEstimated { lastRun = stamp.run }
    return streams[topic, default: Stream()].hear(stamp, isOfOtherRun: isOfOtherRun, time, lateness)
  }

  /// Enters that a message was heard earlier, without counting it as one that came.
  public mutating func recall(topic: String, stamp: Stamp?) {
    guard let stamp else { return }
    _ = streams[topic, default: Stream()].sequences[stamp.run.description, default: Numbering()].hear(stamp.sequence)
  }

  /// How many messages of a topic have not come.
  public func missing(of topic: String) -> Int {
    streams[topic].map { $0.missing + (isWhole ? $0.before : 0) } ?? 0
  }

  /// Follows one run from its beginning on, and forgets what was heard of others.
  public mutating func follow(_ run: RunName) {
    (self.run, isWhole) = (run, true)
    streams = streams.mapValues { stream in
      let foreign = stream.sequences.filter { !RunName($0.key).isSameRun(as: run) }
      guard !foreign.isEmpty else { return stream }
      var kept = Stream()
      kept.sequences = stream.sequences.filter { foreign[$0.key] == nil }
      // What had no number belongs to no other run.
      kept.received = stream.received - foreign.values.reduce(stream.duplicates) { $0 + $1.heardCount }
      kept.otherRuns = stream.otherRuns
      return kept
    }
  }

  /// Enters how many messages a process has said on a topic in all: what has not come of them is missing.
  public mutating func close(topic: String, run: RunName, after count: Int) {
    guard self.run.map({ $0.isSameRun(as: run) }) ?? true, count <= Stamp.largestSequence else { return }
    streams[topic, default: Stream()].sequences[run.description, default: Numbering()].expect(upTo: count)
  }

  /// The topics of which something is missing, came twice or is of another run.
  public var faulty: [(topic: String, stream: Stream)] {
    streams.filter { missing(of: $0.key) + $0.value.duplicates + $0.value.otherRuns > 0 }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension StreamLedger.Stream {
  fileprivate mutating func hear(
    _ stamp: Stamp?, isOfOtherRun: Bool, _ time: ScenarioTime?, _ lateness: TimeSpan?
  ) -> StreamLedger.Verdict {
    received += 1
    if isOfOtherRun {
      otherRuns += 1
      return .otherRun
    }
    if let stamp {
      switch sequences[stamp.run.description, default: Numbering()].hear(stamp.sequence) {
      case .next: break
      case .late: reordered += 1
      case .again:
        duplicates += 1
        return .duplicate
      }
    } else if let time {
      beat.hear(time)
    }
    if let lateness, lateness.nanoseconds.magnitude <= StreamLedger.longestLateness.nanoseconds.magnitude {
      lateCount += 1
      lateSum += lateness.seconds
      longestLateness = max(longestLateness ?? lateness.seconds, lateness.seconds)
    }
    return .fresh
  }
}

/// The numbers of one stream: which have come, kept as those that have not.
struct Numbering: Equatable, Sendable {
  enum Place { case next, late, again }

  /// How many gaps are put in words.
  private static let namedGaps = 10

  /// The lowest number that has come: those below it were said before.
  private(set) var first = 0
  /// The number that comes next; nil before the first.
  private var upcoming: Int?
  /// The numbers before it that have not come, in order.
  private(set) var holes: [Range<Int>] = []

  var missingCount: Int { holes.reduce(0) { $0 + $1.count } }

  /// How many different numbers have come.
  var heardCount: Int { (upcoming ?? first) - first - missingCount }

  var gaps: [String] {
    holes.prefix(Self.namedGaps).map {
      $0.count == 1 ? "seq \($0.lowerBound)" : "seq \($0.lowerBound)-\($0.upperBound - 1)"
    }
      + (holes.count > Self.namedGaps ? ["\(holes.count - Self.namedGaps) more gaps"] : [])
  }

  /// Notes that every number below one has been given.
  mutating func expect(upTo count: Int) {
    guard count > upcoming ?? 0 else { return }
    if let upcoming { holes.append(upcoming..<count) } else { first = count }
    upcoming = count
  }

  mutating func hear(_ number: Int) -> Place {
    guard let upcoming else {
      (first, self.upcoming) = (number, number + 1)
      return .next
    }
    if number >= upcoming {
      if number > upcoming { holes.append(upcoming..<number) }
      self.upcoming = number + 1
      return .next
    }
    if number < first {
      if number + 1 < first { holes.insert(number + 1..<first, at: 0) }
      first = number
      return .late
    }
    guard let index = holes.lastIndex(where: { $0.contains(number) }) else { return .again }
    let hole = holes[index]
    let rest = [hole.lowerBound..<number, number + 1..<hole.upperBound].filter { !$0.isEmpty }
    holes.replaceSubrange(index...index, with: rest)
    return .late
  }
}

/// The times of a stream without numbers: where it keeps a beat, what is missing of it.
struct Beat: Equatable, Sendable {
  /// How often a step must come before it is a beat, and how many different steps are kept.
  private static let repetitions = 3, mostSteps = 200, namedGaps = 10

  private var last: ScenarioTime?
  private var steps: [TimeSpan: Int] = [:]
  private var jumps: [(from: ScenarioTime, to: ScenarioTime)] = []

  static func == (left: Beat, right: Beat) -> Bool {
    left.last == right.last && left.steps == right.steps && left.jumps.elementsEqual(right.jumps, by: ==)
  }

  /// Enters a time; several messages of one time are one beat.
  mutating func hear(_ time: ScenarioTime) {
    defer { last = max(last ?? time, time) }
    guard let last, time > last else { return }
    let step = time - last
    if steps[step] != nil || steps.count < Self.mostSteps { steps[step, default: 0] += 1 }
    // Only a step that is longer than a usual one may be a gap.
    if let usual = steps.min(by: { $0.key < $1.key })?.key, step > usual, jumps.count < 10 * Self.namedGaps {
      jumps.append((last, time))
    }
  }

  /// The usual step, where one is usual; several apps' jitter does not come into it, since times are scenario times.
  private var usual: TimeSpan? {
    let all = steps.values.reduce(0, +)
    guard let most = steps.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value >= Self.repetitions,
      most.value * 2 > all
    else { return nil }
    return most.key
  }

  /// How many beats are missing.
  var missing: Int {
    guard let usual else { return 0 }
    return steps.reduce(0) { $0 + $1.value * Self.lost(in: $1.key, of: usual) }
  }

  var gaps: [String] {
    guard let usual else { return [] }
    return jumps.filter { Self.lost(in: $0.to - $0.from, of: usual) > 0 }.prefix(Self.namedGaps)
      .map { "between \($0.from.iso8601) and \($0.to.iso8601)" }
  }

  /// How many beats lie within a step, and would have come.
  private static func lost(in step: TimeSpan, of usual: TimeSpan) -> Int {
    max(0, Int((Double(step.nanoseconds) / Double(usual.nanoseconds)).rounded()) - 1)
  }
}
