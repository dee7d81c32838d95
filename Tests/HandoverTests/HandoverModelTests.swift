import Federation
import HandoverAnalysis
import Messages
import Orbits
import Quantities
import Testing

@testable import Handover

@Suite struct HandoverModelTests {
  @Test func `By elevation the model does what a tracker does with positions of its own`() throws {
    let policies = [
      HandoverPolicy(name: "highest", trigger: .elevation(.highest)),
      HandoverPolicy(
        name: "calm",
        trigger: .elevation(try ServingPolicy(hysteresisDegrees: 3, minimumDwell: .seconds(60), holdTicks: 1))),
    ]
    var parameters = try Cast.parameters(policies, terminals: [Cast.taipei, Cast.zurich])
    parameters.period = .seconds(10)
    var model = HandoverModel(parameters)
    let events = Cast.run(&model, for: .hours(1))
    let orbits = try parameters.satellites.map { try Orbit($0.elements) }
    for (number, terminal) in parameters.terminals.enumerated() {
      let series = try stride(from: 0, through: 3_600, by: 10).map { second in
        let time = Cast.start + .seconds(second)
        let seen = try orbits.enumerated().map { place, orbit in
          let angles = try orbit.lookAngles(from: terminal.site, at: time)
          return ServingCandidate(
            satellite: place, elevation: angles.elevation, rangeKilometres: angles.rangeKilometres)
        }
        return ServingRun.Instant(time: time, satellites: seen)
      }
      for (place, policy) in policies.enumerated() {
        guard case .elevation(let serving) = policy.trigger else { continue }
        let run = ServingRun(series, minimumElevation: terminal.minimumElevation, policy: serving)
        let own = Cast.changes(events.filter { $0.terminal == number && $0.policy == place })
        #expect(own.map(\.time) == run.changes.map(\.time))
        #expect(own.map(\.new) == run.changes.map(\.new) && own.map(\.old) == run.changes.map(\.old))
        #expect(own.map(\.reason) == run.changes.map(\.reason.rawValue))
        #expect(!own.isEmpty && own.map(\.number) == Array(1...own.count))
      }
    }
  }

  /// A first report is as early as the root of the measured curve and the time to trigger: a sample later adds the
  /// square of a second's curvature. Unit: seconds.
  private static let tolerance = 0.005

  @Test func `The first report comes when the exact measurement has it`() throws {
    for policy in [try Cast.a4(), try Cast.a5()] {
      guard case .measurements(let configurations) = policy.trigger else { continue }
      let parameters = try Cast.parameters([policy])
      var model = HandoverModel(parameters)
      let events = Cast.run(&model, for: .minutes(20))
      let first = try #require(Cast.reports(events).first { $0.cause == .entered })
      let orbits = try parameters.satellites.map { try Orbit($0.elements) }
      let serving = first.serving.satellite
      // Who serves from the start on; the satellites that rise later are in no state before.
      let before = Cast.changes(events).filter { $0.time < first.time }
      let since = before.last?.time ?? Cast.start
      let neighbour = try #require(first.cells.first).satellite
      let curves = [serving, neighbour].map {
        MeasuredCurves.rsrpDBm(of: orbits[$0], from: Cast.taipei.site, parameters.budget)
      }
      let actions = try ExactMeasurement(configurations[0]).actions(
        serving: curves[0], neighbours: [curves[1]], from: since, to: first.time + .seconds(2))
      let exact = try #require(actions.first)
      #expect(abs((exact.time - first.time).seconds) < Self.tolerance || before.isEmpty)
    }
  }

  @Test func `The step from sample to sample moves no change by more than the root between samples`() throws {
    func changes(_ period: TimeSpan) throws -> [TerminalService.Change] {
      var parameters = try Cast.parameters([try Cast.a5(timeToTrigger: 1_024)], satellites: 480)
      parameters.period = period
      var model = HandoverModel(parameters)
      return Cast.changes(Cast.run(&model, for: .minutes(40)))
    }
    let (fine, coarse) = (try changes(.seconds(1)), try changes(.seconds(2)))
    #expect(fine.count > 4 && fine.map(\.new) == coarse.map(\.new))
    for (one, other) in zip(fine, coarse) { #expect(abs((one.time - other.time).seconds) < 0.5) }
  }

  @Test func `Nobody is handed over to a satellite without free resources, and nobody stays without service for it`()
    throws
  {
    let policies = [try Cast.a4(), try Cast.a5()]
    var parameters = try Cast.parameters(policies)
    var mirror = StateMirror(of: Cast.apps)
    let full = Set(parameters.satellites.map(\.id).filter { $0 % 2 == 0 })
    for satellite in parameters.satellites {
      try mirror.hear(Cast.ready(satellite.id))
      try mirror.hear(Cast.state(satellite.id, gigabits: full.contains(satellite.id) ? 100 : 10))
    }
    parameters.resources = ResourceRule(payload: .regenerative)
    var model = HandoverModel(parameters)
    let events = Cast.run(&model, for: .minutes(30), knowing: mirror)
    let approved = Cast.changes(events).filter { $0.decision != nil }
    #expect(!approved.isEmpty)
    for change in approved {
      #expect(change.new.map { !full.contains(parameters.satellites[$0].id) } == true)
      #expect(change.decision?.factors.map { $0.resources.score == 0.9 } == true)
    }
    var everybodyIsFull = StateMirror(of: Cast.apps)
    for satellite in parameters.satellites {
      try everybodyIsFull.hear(Cast.ready(satellite.id))
      try everybodyIsFull.hear(Cast.state(satellite.id, gigabits: 100))
    }
    let left = Cast.run(&model, for: .minutes(30), knowing: everybodyIsFull)
    #expect(Cast.reports(left).allSatisfy { $0.decision.reason == .noResources })
    // The pass of who serves ends, and another one is taken there and then.
    #expect(Cast.changes(left).contains { $0.reason == "serving_below_mask" && $0.new != nil })
  }

  @Test func `A satellite that sets is left at the very time of its setting`() throws {
    // High thresholds: nothing is ever reported.
    let event = MeasurementEvent.a4(threshold: .rsrp(try RSRPThreshold(-40)), hysteresis: try Hysteresis(0))
    let policy = HandoverPolicy(name: "never", trigger: .measurements([try Cast.configuration(event, 0)]))
    let parameters = try Cast.parameters([policy], satellites: 48)
    var model = HandoverModel(parameters)
    let events = Cast.run(&model, for: .hours(1))
    let changes = Cast.changes(events)
    #expect(changes.contains { $0.new == nil } && changes.contains { $0.old == nil } && Cast.reports(events).isEmpty)
    for change in changes {
      // Elevation at the mask, within what a microsecond or two makes of it, degrees.
      let satellite = try #require(change.old ?? change.new)
      let angles = try Orbit(parameters.satellites[satellite].elements).lookAngles(
        from: Cast.taipei.site, at: change.time)
      #expect(abs(angles.elevation.degrees - 10) < 1e-6, "\(change)")
    }
    let tally = try #require(model.services.first).tally
    #expect(tally.handovers == changes.count)
    #expect(tally.covered(to: Cast.start + .hours(1)) < .hours(1))
  }

  @Test func `The same parameters make the same run, with fading too, and another seed another`() throws {
    var parameters = try Cast.parameters([try Cast.a4()], terminals: [Cast.taipei, Cast.zurich])
    parameters.surroundings = LinkSurroundings(.rural, .clear, decorrelationTime: .seconds(5))
    func events(_ seed: UInt64) -> [TerminalService.Event] {
      parameters.seed = seed
      var model = HandoverModel(parameters)
      return Cast.run(&model, for: .minutes(15))
    }
    let first = events(1)
    #expect(first == events(1))
    #expect(first != events(2))
  }

  @Test func `New elements move a satellite from their time on`() throws {
    let parameters = try Cast.parameters([HandoverPolicy(name: "highest", trigger: .elevation(.highest))])
    var (model, changed) = (HandoverModel(parameters), HandoverModel(parameters))
    _ = Cast.run(&model, for: .minutes(5))
    let first = try #require(model.services.first?.serving)
    changed.initialize(at: Cast.start)
    var moved = parameters.satellites[first].elements
    moved.meanAnomalyDegrees += 180
    let (known, unknown) = (
      changed.change(satellite: parameters.satellites[first].id, to: moved, from: Cast.start + .minutes(5)),
      changed.change(satellite: 7, to: moved, from: nil)
    )
    #expect(known && !unknown)
    var mirror = StateMirror(of: Cast.apps)
    try mirror.hear(Cast.ready(1_000))
    var events: [TerminalService.Event] = []
    while let next = changed.nextSample, next < Cast.start + .minutes(5) { events += changed.sample(knowing: mirror) }
    #expect(changed.services.first?.serving == first)
    events = changed.sample(knowing: mirror)
    #expect(Cast.changes(events).first?.old == first)
    #expect(changed.elementsInUse[first] == moved)
  }
}
