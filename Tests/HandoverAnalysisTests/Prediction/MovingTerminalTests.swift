import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct MovingTerminalTests {
  static let start = HandoverPredictorTests.start

  /// Aeroplanes, fast enough that a terminal in their first place has other satellites, with corners in the span.
  static func terminal(_ shape: Int) throws -> UserTerminal {
    let shapes: [[(seconds: Int, latitude: Double, longitude: Double, height: Double)]] = [
      [
        (-100, 47, 8, 0), (70, 48, 9, 10_000), (130, 48.2, 8.5, 11_000), (150, 48.2, 8.5, 11_000), (260, 49, 9, 12_000),
      ],
      [(30, -10, 179.5, 12_000), (190, -10.7, -179.5, 0)],
      [(0, 52, -30, 9_000), (100_000, 40, -100, 9_000)],
    ]
    return UserTerminal(name: "UT", along: try TerminalTrackTests.track(shapes[shape]))
  }

  /// Where those satellites stand that come near the terminal's horizon, by steps of the span and no search.
  static func near(
    _ terminal: UserTerminal, _ propagator: Propagator, until end: ScenarioTime
  ) -> [(number: Int, orbit: Orbit)] {
    var near: Set<Int> = []
    for time in stride(from: 0, through: (end - start).nanoseconds, by: 10_000_000_000) {
      let time = start + TimeSpan(nanoseconds: time)
      let site = terminal.site(at: time)
      for (number, state) in propagator.earthFixed(at: time).enumerated() {
        if let state, site.lookAngles(to: state).elevation.degrees > 5 { near.insert(number) }
      }
    }
    return near.sorted().compactMap { number in
      (try? propagator.orbits[number].get()).map { (number, Orbit($0)) }
    }
  }

  @Test(arguments: HandoverPredictorTests.rules, [0, 1, 2])
  func `A fine clock on the terminal's way has the same satellite between the events`(
    rule: HandoverRule, shape: Int
  ) throws {
    let (propagator, terminal) = (try HandoverPredictorTests.shell(), try Self.terminal(shape))
    let end = Self.start + .minutes(4)
    let forecast = HandoverPredictor(of: propagator).forecast(for: terminal, from: Self.start, to: end, by: rule)
    #expect(forecast.events.count > 2)
    let tick = TimeSpan(nanoseconds: 50_000_000)
    let near = Self.near(terminal, propagator, until: end)
    var ticking = HandoverPredictorTests.Ticking(rule: rule, mask: 10, tick: tick)
    var (next, serving) = (0, Int?.none)
    var disagreements = 0
    for count in 0..<(4 * 60 * 20) {
      let time = Self.start + TimeSpan(nanoseconds: tick.nanoseconds * Int64(count))
      let site = terminal.site(at: time)
      let seen = near.compactMap { number, orbit -> (satellite: Int, elevation: Double, range: Double)? in
        guard let angles = try? orbit.lookAngles(from: site, at: time) else { return nil }
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

  @Test(arguments: [0, 1, 2]) func `Decided at ticks, the highest in view at each serves`(shape: Int) throws {
    let (propagator, terminal) = (try HandoverPredictorTests.shell(), try Self.terminal(shape))
    let end = Self.start + .minutes(20)
    let forecast = HandoverPredictor(of: propagator).sampledForecast(
      for: terminal, from: Self.start, to: end, every: .seconds(5))
    #expect(forecast.events.count > 5)
    for count in 0...240 {
      let time = Self.start + .seconds(5 * count)
      let site = terminal.site(at: time)
      let sky = propagator.earthFixed(at: time).enumerated().compactMap { number, state in
        state.map { (number, site.lookAngles(to: $0).elevation.degrees) }
      }
      let highest = sky.filter { $0.1 >= 10 }.max { $0.1 < $1.1 }?.0
      #expect(forecast.events.last { $0.time <= time }?.to?.satellite == highest)
    }
  }

  @Test func `Hours of flight have every pass, each from the mask to the mask`() throws {
    let propagator = try HandoverPredictorTests.shell(66, planes: 6)
    // Eleven hours to the west and over the pole, at up to 270 m/s.
    let track = try TerminalTrackTests.track([
      (0, 50, 8, 0), (1_200, 51, 6, 11_000), (20_000, 80, -60, 11_000), (26_000, 85, 170, 11_500),
      (39_000, 55, 140, 11_000), (40_000, 54, 139, 0),
    ])
    let span = Self.start.microsecondsRoundedUp..<(Self.start + .hours(12)).microsecondsRoundedUp
    let search = MovingPasses(along: track, minimumElevation: .degrees(10))
    let (passes, failures) = search.search(HandoverPredictor(of: propagator), over: span, threads: nil)
    #expect(failures.isEmpty && passes.count > 50)
    for seconds in stride(from: 0, to: 12 * 3_600, by: 45) {
      let time = Self.start + .seconds(seconds)
      let site = GroundSite(track.place(at: time))
      let inView = propagator.earthFixed(at: time).enumerated().compactMap { number, state in
        state.flatMap { site.lookAngles(to: $0).elevation.degrees >= 10 ? number : nil }
      }
      let instant = time.microsecondsRoundedUp
      #expect(passes.filter { $0.window.contains(instant) }.map(\.satellite) == inView)
    }
    for pass in passes {
      for edge in [pass.window.lowerBound, pass.window.upperBound]
      where edge != span.lowerBound && edge != span.upperBound {
        let time = ScenarioTime(microseconds: edge)
        let angles = try pass.orbit.lookAngles(from: GroundSite(track.place(at: time)), at: time)
        #expect(abs(angles.elevation.degrees - 10) < 1e-6)
      }
    }
  }

  @Test func `A track that stands still is a fixed terminal`() throws {
    let propagator = try HandoverPredictorTests.shell()
    let fixed = HandoverPredictorTests.terminal(48, 11)
    let end = Self.start + .minutes(10)
    let expected = HandoverPredictor(of: propagator).forecast(for: fixed, from: Self.start, to: end)
    let tracks: [[(seconds: Int, latitude: Double, longitude: Double, height: Double)]] = [
      [(0, 48, 11, 0)], [(100, 48, 11, 0), (200, 48, 11, 0)], [(-10_000, 47, 11, 0), (-1, 48, 11, 0)],
      [(600, 48, 11, 0), (1_000_000, 49, 11, 0)],
    ]
    for points in tracks {
      let still = UserTerminal(name: "UT", along: try TerminalTrackTests.track(points))
      #expect(HandoverPredictor(of: propagator).forecast(for: still, from: Self.start, to: end) == expected)
    }
    // Sought as if it moved, passes and handovers are the same to the microsecond, or two where one rounds otherwise.
    let track = try TerminalTrackTests.track([(0, 48, 11, 0)])
    let span = Self.start.microsecondsRoundedUp..<end.microsecondsRoundedUp
    let search = MovingPasses(along: track, minimumElevation: fixed.minimumElevation)
    let passes = search.search(HandoverPredictor(of: propagator), over: span, threads: nil).passes
    let sky = PassingSky(
      HandoverPredictor(of: propagator), over: fixed, from: Self.start, to: end, measure: .elevation, threads: nil)
    #expect(passes.map(\.satellite) == sky.sightings.map(\.satellite))
    for (pass, sighting) in zip(passes, sky.sightings) {
      #expect(abs(pass.window.lowerBound - sighting.start) <= 2 && abs(pass.window.upperBound - sighting.end) <= 2)
    }
    let sightings = passes.map {
      Sighting($0.satellite, $0.orbit, over: .moving(track), in: $0.window, .elevation)
    }
    var course = HandoverCourse(sightings, .highest, over: span, corners: track.corners)
    let changes = course.changes()
    #expect(changes.count == expected.events.count)
    for (change, event) in zip(changes, expected.events) {
      #expect(abs(change.time - event.time.microsecondsRoundedUp) <= 2)
      #expect(change.to.map { sightings[$0].satellite } == event.to?.satellite)
    }
  }

  @Test func `Where the terminal is tells when it is handed over`() throws {
    let propagator = try HandoverPredictorTests.shell()
    let moving = try Self.terminal(0)
    let fixed = UserTerminal(name: "UT", at: moving.site.geodetic)
    let end = Self.start + .minutes(4)
    let predictor = HandoverPredictor(of: propagator)
    let (one, other) = (
      predictor.forecast(for: moving, from: Self.start, to: end),
      predictor.forecast(for: fixed, from: Self.start, to: end)
    )
    #expect(one.events.map(\.time) != other.events.map(\.time))
    for event in one.events.dropFirst() where event.kind == .handover {
      let (from, to) = (try #require(event.from), try #require(event.to))
      #expect(abs(from.elevation.degrees - to.elevation.degrees) < 1e-5)
    }
  }

  @Test func `A satellite that comes down during the way ends there for good`() throws {
    // A drag so great that the orbit falls within hours (the fixed terminal's search says when).
    let sets = try WalkerConstellation(
      .delta, satelliteCount: 4, planeCount: 2, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 180,
      epoch: Self.start
    ).elementSets(prefix: "S").map { set in
      var set = set
      set.bstar = 0.05
      return set
    }
    let predictor = HandoverPredictor(of: Propagator(sets))
    let end = Self.start + .hours(12)
    let fixed = UserTerminal(name: "UT", at: Geodetic(latitudeDegrees: 0, longitudeDegrees: 0))
    let moving = UserTerminal(
      name: "UT", along: try TerminalTrackTests.track([(0, 0, 0, 0), (40_000, 0, 80, 0)]))
    let (one, other) = (
      predictor.forecast(for: fixed, from: Self.start, to: end),
      predictor.forecast(for: moving, from: Self.start, to: end)
    )
    #expect(one.failures.count == 4 && Set(other.failures.keys) == Set(one.failures.keys))
    let last = one.failures.values.map(\.time).max() ?? end
    #expect(other.events.allSatisfy { $0.time <= last + .minutes(2) })
  }
}
