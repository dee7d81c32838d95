public import Downlink
public import Quantities
import Simulation

#if canImport(Glibc)
  import Glibc
#endif

/// When ground stations go out and come back: by schedule and by chance.
///
/// - Source: NOS-T downlink example (scheduler and randomizer).
/// - Units: seconds of scenario time; outages an hour.
/// - Assumes: random outages of a station come as a Poisson process and last a fixed time; they begin on whole
///   seconds.
/// - Omits: causes, partial outages, correlation between stations.
///
/// Everything is a function of the parameters and scenario time: each station draws from a stream of its own, so
/// that neither the step nor another station changes its outages.
public struct OutageModel: Equatable, Sendable {
  /// Outages by chance at one station.
  public struct RandomOutages: Equatable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// How many outages begin in an hour on average, above zero.
    public var ratePerHour: Double
    /// How long each lasts, above zero.
    public var duration: TimeSpan

    /// Creates the parameters of one station.
    public init(groundId: Int, ratePerHour: Double, duration: TimeSpan) {
      precondition(ratePerHour > 0 && duration > .zero, "a rate and a duration are above zero")
      (self.groundId, self.ratePerHour, self.duration) = (groundId, ratePerHour, duration)
    }
  }

  /// An outage of a station.
  public struct StationOutage: Equatable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// From when to when.
    public var outage: Outage

    /// Creates an outage.
    public init(groundId: Int, outage: Outage) {
      (self.groundId, self.outage) = (groundId, outage)
    }
  }

  /// What the model is made from.
  public struct Parameters: Equatable, Sendable {
    /// The outages that are planned.
    public var scheduled: [StationOutage]
    /// The stations that go out by chance.
    public var random: [RandomOutages]
    /// The seed of the run.
    public var seed: UInt64
    /// How long before its start an outage is announced: one step.
    public var announcementLead: TimeSpan

    /// Creates the parameters.
    public init(scheduled: [StationOutage], random: [RandomOutages], seed: UInt64, announcementLead: TimeSpan) {
      (self.scheduled, self.random) = (scheduled, random)
      (self.seed, self.announcementLead) = (seed, announcementLead)
    }
  }

  /// What the model has to say.
  public enum Event: Equatable, Sendable {
    /// An outage will begin.
    case report(StationOutage)
    /// An outage has ended.
    case restore(groundId: Int, at: ScenarioTime)
  }

  /// One station's stream of random outages: the next one is always known.
  private struct Stream: Equatable, Sendable {
    let parameters: RandomOutages
    var generator: SeededGenerator
    /// The exact time of the next arrival, in seconds since the start of the run.
    var arrival = 0.0
    var next: Outage

    init(_ parameters: RandomOutages, seed: UInt64, start: ScenarioTime) {
      self.parameters = parameters
      generator = SeededGenerator(seed: seed, stream: "outage/\(parameters.groundId)")
      next = Outage(start: start, end: start)
      advance(from: start)
    }

    /// Draws the next outage: intervals are -ln(1 - u) / rate.
    mutating func advance(from start: ScenarioTime) {
      arrival += -log1p(-generator.uniform()) / (parameters.ratePerHour / 3_600)
      // Past the end of the calendar, and past the 95 years of 3e9 s, nothing is asked for.
      let begin = start.adding(.seconds(Int(min(arrival.rounded(), 3e9)))) ?? .latest
      next = Outage(start: begin, end: begin.adding(parameters.duration) ?? .latest)
    }
  }

  private let parameters: Parameters
  private var start = ScenarioTime(nanosecondsSince1970: 0)
  private var streams: [Stream] = []
  private var unreported: [StationOutage] = []
  private var running: [StationOutage] = []

  /// Creates the model.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
  }

  /// Takes on the state at the start of a run.
  public mutating func initialize(at time: ScenarioTime) {
    start = time
    streams = parameters.random.map { Stream($0, seed: parameters.seed, start: time) }
    unreported = parameters.scheduled.filter { $0.outage.end > time }
    running = []
  }

  /// Takes on one outage more, in the course of the run.
  public mutating func plan(_ outage: StationOutage) { unreported.append(outage) }

  /// When ``execute(at:)`` has something to do next, and what comes first then.
  public var nextEventTime: ScenarioTime? {
    let report = nextReport.map { announcement(of: $0.outage) }
    return [report, running.map(\.outage.end).min()].compactMap { $0 }.min()
  }

  /// Says what happens at an instant: restores before reports, by station.
  public mutating func execute(at time: ScenarioTime) -> [Event] {
    var events: [Event] = running.filter { $0.outage.end <= time }.sorted { $0.groundId < $1.groundId }
      .map { .restore(groundId: $0.groundId, at: $0.outage.end) }
    running.removeAll { $0.outage.end <= time }
    while let next = nextReport, announcement(of: next.outage) <= time {
      events.append(.report(next))
      running.append(next)
      take(next)
    }
    return events
  }

  private func announcement(of outage: Outage) -> ScenarioTime {
    max(start, outage.start - parameters.announcementLead)
  }

  /// The outage that is announced next: the earliest, and of those the one of the lowest station.
  private var nextReport: StationOutage? {
    let random = streams.map { StationOutage(groundId: $0.parameters.groundId, outage: $0.next) }
    return (unreported + random).min {
      ($0.outage.start, $0.groundId, $0.outage.end) < ($1.outage.start, $1.groundId, $1.outage.end)
    }
  }

  private mutating func take(_ outage: StationOutage) {
    if let index = unreported.firstIndex(of: outage) {
      unreported.remove(at: index)
    } else if let index = streams.firstIndex(where: {
      $0.parameters.groundId == outage.groundId && $0.next == outage.outage
    }) {
      streams[index].advance(from: start)
    }
  }
}
