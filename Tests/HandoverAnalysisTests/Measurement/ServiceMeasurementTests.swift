import HandoverAnalysis
import Orbits
import Quantities
import Testing

@Suite struct ServiceMeasurementTests {
  static let terminal = HandoverPredictorTests.terminal(48, 11)
  static let budget = LinkBudget(RadioProfile.standard(.km600, .s, .one))

  /// A terminal that keeps each satellite until it sets, and what it measures meanwhile.
  static func occurrences(
    _ events: [MeasurementEvent], timeToTrigger: Double = 0
  ) throws -> (forecast: HandoverForecast, [ServiceMeasurement.Occurrence]) {
    let predictor = HandoverPredictor(of: try HandoverPredictorTests.shell())
    let start = HandoverPredictorTests.start
    let forecast = predictor.forecast(
      for: terminal, from: start, to: start + .minutes(12),
      by: try HandoverRule(by: .elevation, minimumService: .hours(1)))
    let configurations = try events.map {
      try ReportConfiguration($0, timeToTrigger: try TimeToTrigger(timeToTrigger), reportsOnLeave: true)
    }
    let measurement = ServiceMeasurement(configurations, budget: budget)
    return (forecast, try measurement.occurrences(in: forecast, of: terminal, by: predictor))
  }

  static func events() throws -> [MeasurementEvent] {
    let thresholds = try DefaultThresholds(budget, altitudeKilometres: 550)
    let none = try Hysteresis(0)
    return [
      .a3(offset: try EventOffset(3), hysteresis: none),
      .a4(threshold: .rsrp(thresholds.neighbour), hysteresis: none),
      .a5(serving: .rsrp(thresholds.serving), neighbour: .rsrp(thresholds.neighbour), hysteresis: none),
      .d2(
        serving: try #require(thresholds.servingDistance), target: try #require(thresholds.targetDistance),
        hysteresis: try LocationHysteresis(0)),
    ]
  }

  /// How far a margin is from zero at the microsecond of its root. Units: dB, and metres.
  static let (levelTolerance, distanceTolerance) = (1e-6, 0.05)

  @Test func `What enters or leaves does so where its inequality turns, or where a service begins`() throws {
    let events = try Self.events()
    let (forecast, occurrences) = try Self.occurrences(events)
    #expect(forecast.services.count > 1)
    for measurement in events.indices {
      #expect(occurrences.contains { $0.measurement == measurement && $0.kind == .entered })
    }
    let begins = Set(forecast.services.map(\.span.lowerBound))
    for occurrence in occurrences {
      let service = try #require(forecast.services.last { $0.span.lowerBound <= occurrence.time })
      #expect(service.satellite == occurrence.serving && occurrence.neighbour != occurrence.serving)
      guard occurrence.kind == .entered || occurrence.kind == .left, !begins.contains(occurrence.time) else { continue }
      #expect(Self.distanceFromTurning(events[occurrence.measurement], occurrence.measured) < 1)
    }
  }

  /// How far what is measured is from the nearest threshold of an event, in tolerances.
  static func distanceFromTurning(_ event: MeasurementEvent, _ pair: MeasuredPair) -> Double {
    switch event {
    case .a3(let offset, _): abs(pair.neighbour - pair.serving - offset.value) / levelTolerance
    case .a4(let threshold, _): abs(pair.neighbour - threshold.value) / levelTolerance
    case .a5(let serving, let neighbour, _):
      min(abs(pair.serving - serving.value), abs(pair.neighbour - neighbour.value)) / levelTolerance
    case .d1(let serving, let target, _), .d2(let serving, let target, _):
      min(abs(pair.serving - serving.value), abs(pair.neighbour - target.value)) / distanceTolerance
    case .t1: .infinity
    }
  }

  @Test func `Each entering and each leaving is reported at its time, and a time to trigger puts all off by itself`()
    throws
  {
    let event = try Self.events()[1]
    let (_, at) = try Self.occurrences([event])
    let entered = at.filter { $0.kind == .entered }
    #expect(!entered.isEmpty)
    // A report has the best eight of the cells only.
    let reports = Set(
      at.compactMap { if case .reported(.entered, _, _) = $0.kind { $0.time } else { nil } })
    #expect(Set(entered.map(\.time)) == reports)
    let (forecast, later) = try Self.occurrences([event], timeToTrigger: 640)
    let delay = TimeSpan(nanoseconds: 640_000_000)
    for occurrence in later where occurrence.kind == .entered {
      #expect(entered.contains { $0.time + delay == occurrence.time && $0.neighbour == occurrence.neighbour })
    }
    // Only what did not last so long, or not within its service, is missing.
    let lost = entered.count - later.count { $0.kind == .entered }
    #expect(lost >= 0 && lost <= forecast.services.count * 2)
  }

  @Test func `Nobody is measured where nobody serves`() throws {
    let predictor = HandoverPredictor(of: Propagator([]))
    let start = HandoverPredictorTests.start
    let forecast = predictor.forecast(for: Self.terminal, from: start, to: start + .minutes(10))
    let configuration = try ReportConfiguration(try Self.events()[0])
    let measurement = ServiceMeasurement([configuration], budget: Self.budget)
    #expect(try measurement.occurrences(in: forecast, of: Self.terminal, by: predictor).isEmpty)
  }
}
