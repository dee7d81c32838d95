import Glibc
import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct HandoverPredictorTests {
  static let start = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)

  /// A shell of many satellites, of which the highest changes every minute or so.
  static func shell(_ count: Int = 1_584, planes: Int = 72) throws -> Propagator {
    let constellation = try WalkerConstellation(
      .delta, satelliteCount: count, planeCount: planes, phasing: count > 100 ? 17 : 1, inclinationDegrees: 53,
      altitudeKilometres: 550, epoch: start)
    return Propagator(constellation.elementSets(prefix: "S"))
  }

  static func terminal(_ latitude: Double, _ longitude: Double, mask: Double = 10) -> UserTerminal {
    UserTerminal(
      name: "UT", at: Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude),
      minimumElevation: .degrees(mask))
  }

  static func satellites(
    of propagator: Propagator, over terminal: UserTerminal, until end: ScenarioTime
  ) -> [(number: Int, orbit: Orbit)] {
    let station = AccessScan.Station(site: terminal.site, minimumElevation: terminal.minimumElevation)
    let contacts = AccessScan(of: propagator, over: [station]).contacts(from: start, to: end)
    return Set(contacts.map(\.satellite)).sorted().compactMap { number in
      (try? propagator.orbits[number].get()).map { (number, Orbit($0)) }
    }
  }

  /// The rule, evaluated at every tick of a fine clock with nothing known of orbits but where satellites stand.
  struct Ticking {
    let rule: HandoverRule
    let mask: Double
    let tick: TimeSpan
    var serving: Int?
    var since = start
    var leadSince: [Int: ScenarioTime] = [:]

    mutating func pass(_ time: ScenarioTime, _ sky: [(satellite: Int, elevation: Double, range: Double)]) {
      func measure(_ sight: (satellite: Int, elevation: Double, range: Double)) -> Double {
        switch rule.measure {
        case .elevation: sight.elevation
        case .level: -sight.range.decibels
        case .rsrp(let level): level.rsrpDBm(elevation: .degrees(sight.elevation), rangeKilometres: sight.range)
        }
      }
      let inView = sky.filter { $0.elevation >= mask }.map { (satellite: $0.satellite, value: measure($0)) }
      let best = inView.max { $0.value < $1.value }
      guard let own = inView.first(where: { $0.satellite == serving }) else {
        if serving != best?.satellite { change(to: best?.satellite, time) }
        return
      }
      let leaders = inView.filter { $0.satellite != serving && $0.value - own.value - max(rule.margin, 1e-9) >= 0 }
      leadSince = leadSince.filter { lead in leaders.contains { $0.satellite == lead.key } }
      for leader in leaders where leadSince[leader.satellite] == nil { leadSince[leader.satellite] = time }
      let ripe = leaders.filter { time - leadSince[$0.satellite, default: time] >= rule.timeToTrigger }
      if time - since >= rule.minimumService, let next = ripe.max(by: { $0.value < $1.value }) {
        change(to: next.satellite, time)
      }
    }

    private mutating func change(to next: Int?, _ time: ScenarioTime) {
      (serving, since, leadSince) = (next, time, [:])
    }
  }

  static let rules: [HandoverRule] = {
    var rules = [HandoverRule.highest]
    for (measure, margin, trigger, service) in [
      (HandoverRule.Measure.elevation, 5.0, 0, 0), (.elevation, 0, 3, 0), (.elevation, 2, 1, 60),
      (.level, 1.5, 0.64, 10),
      (.level, 0, 0, 0),
    ] as [(HandoverRule.Measure, Double, Double, Int)] {
      if let rule = try? HandoverRule(
        by: measure, margin: margin, timeToTrigger: TimeSpan(nanoseconds: Int64(trigger * 1e9)),
        minimumService: .seconds(service))
      {
        rules.append(rule)
      }
    }
    return rules
  }()

  @Test(arguments: rules, [(0.0, 0.0), (48.0, 11.0), (-52.9, 140.0)])
  func `A fine clock that follows the same rule has the same satellite between the events`(
    rule: HandoverRule, place: (Double, Double)
  ) throws {
    let (propagator, terminal) = (try Self.shell(), Self.terminal(place.0, place.1))
    let end = Self.start + .minutes(4)
    let forecast = HandoverPredictor(of: propagator).forecast(for: terminal, from: Self.start, to: end, by: rule)
    #expect(forecast.events.count > 2)
    let tick = TimeSpan(nanoseconds: 50_000_000)
    // Those that come into view, so that the clock need not follow the rest.
    let near = Self.satellites(of: propagator, over: terminal, until: end)
    var ticking = Ticking(rule: rule, mask: 10, tick: tick)
    var (next, serving) = (0, Int?.none)
    var disagreements = 0
    for count in 0..<(4 * 60 * 20) {
      let time = Self.start + TimeSpan(nanoseconds: tick.nanoseconds * Int64(count))
      let seen = near.compactMap { number, orbit -> (satellite: Int, elevation: Double, range: Double)? in
        guard let angles = try? orbit.lookAngles(from: terminal.site, at: time) else { return nil }
        return (number, angles.elevation.degrees, angles.rangeKilometres)
      }
      ticking.pass(time, seen)
      while next < forecast.events.count, forecast.events[next].time <= time {
        serving = forecast.events[next].to?.satellite
        next += 1
      }
      if ticking.serving != serving { disagreements += 1 }
    }
    // An event may fall between two ticks, and what it begins a tick later with it; nothing more.
    #expect(disagreements <= 2 * forecast.events.count, "\(disagreements) ticks of \(forecast.events.count) events")
  }

  /// Losses that bend the levels most: no line of sight, of the two bands.
  static let lossyRules: [HandoverRule] = {
    [(RadioBand.ka, Surroundings.rural, 0.0, 0.0), (.s, .denseUrban, 1, 0.5)].compactMap {
      band, around, margin, trigger in
      let level = ExpectedLevel(LinkBudget(.standard(.km600, band)), in: around, sight: .blocked)
      return try? HandoverRule(
        by: .rsrp(level), margin: margin, timeToTrigger: TimeSpan(nanoseconds: Int64(trigger * 1e9)))
    }
  }()

  @Test(arguments: lossyRules, [(0.0, 0.0), (48.0, 11.0), (-52.9, 140.0)])
  func `With losses by elevation a clock of 10 ms has the same satellite between the events`(
    rule: HandoverRule, place: (Double, Double)
  ) throws {
    let (propagator, terminal) = (try Self.shell(), Self.terminal(place.0, place.1))
    let end = Self.start + .seconds(100)
    let forecast = HandoverPredictor(of: propagator).forecast(for: terminal, from: Self.start, to: end, by: rule)
    #expect(forecast.events.count > 1)
    let tick = TimeSpan(nanoseconds: 10_000_000)
    let near = Self.satellites(of: propagator, over: terminal, until: end)
    var ticking = Ticking(rule: rule, mask: 10, tick: tick)
    var (next, serving) = (0, Int?.none)
    var disagreements = 0
    for count in 0..<10_000 {
      let time = Self.start + TimeSpan(nanoseconds: tick.nanoseconds * Int64(count))
      let seen = near.compactMap { number, orbit -> (satellite: Int, elevation: Double, range: Double)? in
        guard let angles = try? orbit.lookAngles(from: terminal.site, at: time) else { return nil }
        return (number, angles.elevation.degrees, angles.rangeKilometres)
      }
      ticking.pass(time, seen)
      while next < forecast.events.count, forecast.events[next].time <= time {
        serving = forecast.events[next].to?.satellite
        next += 1
      }
      if ticking.serving != serving { disagreements += 1 }
    }
    #expect(disagreements <= 2 * forecast.events.count, "\(disagreements) ticks of \(forecast.events.count) events")
  }

  @Test func `At every event the one that takes over is the best in view, and before it the other was`() throws {
    let (propagator, terminal) = (try Self.shell(), Self.terminal(25, 121.5))
    let forecast = HandoverPredictor(of: propagator).forecast(
      for: terminal, from: Self.start, to: Self.start + .minutes(20))
    #expect(forecast.events.count > 5)
    #expect(forecast.coverage == 1 && forecast.gaps.isEmpty)
    for event in forecast.events.dropFirst() {
      let from = try #require(event.from)
      let to = try #require(event.to)
      let states = propagator.earthFixed(at: event.time)
      let highest = states.compactMap { $0.map { terminal.site.lookAngles(to: $0).elevation.degrees } }.max()
      #expect(abs(to.elevation.degrees - (highest ?? 0)) < 1e-5)
      #expect(abs(from.elevation.degrees - to.elevation.degrees) < 1e-5)
    }
  }

  @Test func `A sparse sky has gaps, which add up with the service to the span`() throws {
    let forecast = HandoverPredictor(of: try Self.shell(12, planes: 3)).forecast(
      for: Self.terminal(40, 0), from: Self.start, to: Self.start + .hours(12))
    let gaps = forecast.gaps.reduce(0) { $0 + ($1.upperBound - $1.lowerBound).nanoseconds }
    #expect(gaps > 0 && forecast.served.nanoseconds > 0)
    #expect(gaps + forecast.served.nanoseconds == TimeSpan.hours(12).nanoseconds)
    for event in forecast.events where event.kind != .handover {
      let side = try #require(event.kind == .acquired ? event.to : event.from)
      if event.time > Self.start { #expect(abs(side.elevation.degrees - 10) < 1e-5) }
    }
  }

  @Test func `Two entries of one satellite do not take turns`() throws {
    let sets = try WalkerConstellation(
      .delta, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: Self.start
    ).elementSets(prefix: "S")
    let terminal = Self.terminal(0, 0, mask: 0)
    let forecast = HandoverPredictor(of: Propagator(sets + sets)).forecast(
      for: terminal, from: Self.start, to: Self.start + .hours(6))
    #expect(!forecast.events.isEmpty)
    #expect(forecast.events.allSatisfy { $0.kind != .handover && ($0.to ?? $0.from)?.satellite == 0 })
  }

  @Test func `Nothing is predicted without satellites, and over no time`() throws {
    let predictor = HandoverPredictor(of: Propagator([]))
    let empty = predictor.forecast(for: Self.terminal(0, 0), from: Self.start, to: Self.start + .hours(1))
    #expect(empty.events.isEmpty && empty.coverage == 0)
    #expect(empty.gaps == [Self.start..<Self.start + .hours(1)])
    let instant = HandoverPredictor(of: try Self.shell()).forecast(
      for: Self.terminal(0, 0), from: Self.start, to: Self.start)
    #expect(instant.events.isEmpty)
  }

  @Test func `A rule that cannot be is refused with what is allowed`() {
    #expect(throws: ParameterError(parameter: "margin", value: "-1.0", allowed: "0 to 90 degrees or dB")) {
      try HandoverRule(by: .elevation, margin: -1)
    }
    #expect(throws: ParameterError.self) { try HandoverRule(by: .level, margin: .nan) }
    #expect(throws: ParameterError.self) { try HandoverRule(by: .level, minimumService: .hours(2)) }
  }
}

extension Double {
  /// 20 lg of it.
  fileprivate var decibels: Double { 20 * log10(self) }
}
