import Foundation
import HandoverAnalysis
import Orbits
import Quantities
import TestSupport
import Testing

/// The machine and the exact search beside the inequalities themselves, evaluated each millisecond.
///
/// All 1,000 passes where `ORRERY_LONG` is set (`scripts/verify-events`), 30 otherwise.
@Suite struct RandomPassTests {
  static let isLong = ProcessInfo.processInfo.environment["ORRERY_LONG"] != nil
  static let passes: [UInt64] = Array(0..<(isLong ? 1_000 : 30))

  @Test(arguments: passes)
  func `Every enter and leave of a pass is that of the inequalities on a grid of 1 ms`(number: UInt64) throws {
    let pass = try RandomPass(number)
    let budget = LinkBudget(.standard(.km600, .s))
    var random = RandomSource(seed: number)
    let (levels, places) = (
      try Self.tables(pass) { orbit in MeasuredCurves.rsrpDBm(of: orbit, from: pass.site, budget) },
      try Self.tables(pass) { orbit in
        MeasuredCurves.referenceDistanceMetres(of: orbit, beam: .nadir, from: pass.site)
      }
    )
    for event in Self.events(&random, levels) {
      let time = try TimeToTrigger(TimeToTriggerList.values.randomElement(using: &random) ?? 0)
      let tables = event.comparesLevels ? levels : places
      let truth = Self.direct(event, time, tables, seconds: pass.seconds).turns()
      let configuration = try ReportConfiguration(event, timeToTrigger: time)
      let end = pass.start + .seconds(pass.seconds)
      let exact = try ExactMeasurement(configuration).actions(
        serving: tables.serving.curve, neighbours: [tables.neighbour.curve], from: pass.start, to: end)
      // A root lies up to a millisecond before the grid's first point past it.
      Self.expect(Self.turns(exact, pass.start), toEqual: truth, within: 1.01, "\(number) \(event)")
      let sampled = Self.sampled(configuration, tables, seconds: pass.seconds)
      Self.expect(Self.turns(sampled, pass.start), toEqual: truth, within: 1.5, "\(number) \(event)")
    }
  }

  @Test func `The passes have events of every kind, and the orbits themselves those of their tables`() throws {
    var turns: [String: Int] = [:]
    for number in Self.passes.prefix(12) {
      let pass = try RandomPass(number)
      let budget = LinkBudget(.standard(.km600, .s))
      let curve = { (orbit: Orbit) in MeasuredCurves.rsrpDBm(of: orbit, from: pass.site, budget) }
      let place = { (orbit: Orbit) in
        MeasuredCurves.referenceDistanceMetres(of: orbit, beam: .nadir, from: pass.site)
      }
      let levels = try Self.tables(pass, curve)
      let places = try Self.tables(pass, place)
      var random = RandomSource(seed: number)
      for event in Self.events(&random, levels) {
        let measurement = ExactMeasurement(try ReportConfiguration(event))
        let (orbits, tables) = (event.comparesLevels ? curve : place, event.comparesLevels ? levels : places)
        let end = pass.start + .seconds(pass.seconds)
        let real = try measurement.actions(
          serving: orbits(pass.serving), neighbours: [orbits(pass.neighbour)], from: pass.start, to: end)
        let tabled = try measurement.actions(
          serving: tables.serving.curve, neighbours: [tables.neighbour.curve], from: pass.start, to: end)
        Self.expect(
          Self.turns(real, pass.start), toEqual: Self.turns(tabled, pass.start), within: 1, "\(number) \(event)")
        turns["\(event)".prefix { $0 != "(" }.description, default: 0] += Self.turns(real, pass.start).count
      }
    }
    #expect(turns.count == 4)
    for (event, count) in turns { #expect(count >= 8, "\(event)") }
  }

  @Test(arguments: passes)
  func `Noisy samples 200 ms apart are the inequalities on the lines between them`(number: UInt64) throws {
    var random = RandomSource(seed: 77 &+ number)
    var noise = try (0..<2).map {
      try Shadowing(seed: number &* 2 &+ $0, decorrelationTime: .seconds(2), from: TestSite.epoch)
    }
    let samples = (0...600).map { index in
      let time = TestSite.epoch + TimeSpan(nanoseconds: Int64(index) * 200_000_000)
      return MeasuredPair(
        serving: -116 + 2 * noise[0].deviations(at: time), neighbour: -114 + 2 * noise[1].deviations(at: time))
    }
    let (serving, neighbour) = (Self.lines(samples.map(\.serving)), Self.lines(samples.map(\.neighbour)))
    let event = MeasurementEvent.a3(offset: .nearest(to: 1), hysteresis: .nearest(to: 0.5))
    for event in [event, .a4(threshold: .rsrp(.nearest(to: -114)), hysteresis: .nearest(to: 0.5))] {
      let time = try TimeToTrigger(TimeToTriggerList.values.prefix(9).randomElement(using: &random) ?? 0)
      var machine = MeasurementMachine(try ReportConfiguration(event, timeToTrigger: time), cellCount: 1)
      let actions = samples.enumerated().flatMap { index, pair in
        machine.hear(
          serving: pair.serving, neighbours: [pair.neighbour],
          at: TestSite.epoch + TimeSpan(nanoseconds: Int64(index) * 200_000_000))
      }
      let truth = DirectEvaluation(
        event: event, timeToTrigger: time, serving: serving, neighbour: neighbour, last: 120_000
      ).turns()
      Self.expect(Self.turns(actions, TestSite.epoch), toEqual: truth, within: 1.01, "\(number) \(event)")
    }
  }

  @Test(arguments: 0..<3 as Range<UInt64>)
  func `Points that are taken together have the turns of points one by one`(number: UInt64) throws {
    let pass = try RandomPass(number)
    let budget = LinkBudget(.standard(.km600, .s))
    let levels = try Self.tables(pass) { MeasuredCurves.rsrpDBm(of: $0, from: pass.site, budget) }
    var random = RandomSource(seed: number)
    for event in Self.events(&random, levels).prefix(3) {
      var evaluation = Self.direct(event, .nearest(to: 640), levels, seconds: pass.seconds)
      let together = evaluation.turns()
      evaluation.takesPieces = false
      #expect(together == evaluation.turns(), "\(event)")
    }
  }

  // MARK: What is compared

  typealias Tables = (serving: PassTable, neighbour: PassTable)

  static func tables(_ pass: RandomPass, _ curve: (Orbit) -> MeasuredCurve) throws -> Tables {
    (
      try PassTable(curve(pass.serving), from: pass.start, seconds: pass.seconds),
      try PassTable(curve(pass.neighbour), from: pass.start, seconds: pass.seconds)
    )
  }

  /// One event of each kind, with thresholds around what the pass measures, so that most are entered and left.
  static func events(_ random: inout RandomSource, _ levels: Tables) -> [MeasurementEvent] {
    let hysteresis = Hysteresis.nearest(to: [0, 0.5, 1, 2].randomElement(using: &random) ?? 0)
    func threshold(_ table: PassTable) -> LevelThreshold {
      .rsrp(.nearest(to: table.value(.random(in: 60...120, using: &random))))
    }
    return [
      .a3(offset: .nearest(to: .random(in: -2...2, using: &random)), hysteresis: hysteresis),
      .a4(threshold: threshold(levels.neighbour), hysteresis: hysteresis),
      .a5(serving: .rsrp(.nearest(to: -113)), neighbour: threshold(levels.neighbour), hysteresis: hysteresis),
      .d2(
        serving: .nearest(to: .random(in: 300_000...1_200_000, using: &random)),
        target: .nearest(to: .random(in: 500_000...1_800_000, using: &random)),
        hysteresis: .nearest(to: .random(in: 0...30_000, using: &random))),
    ]
  }

  static func direct(
    _ event: MeasurementEvent, _ time: TimeToTrigger, _ tables: Tables, seconds: Int
  ) -> DirectEvaluation {
    DirectEvaluation(
      event: event, timeToTrigger: time, serving: tables.serving.boundedCurve,
      neighbour: tables.neighbour.boundedCurve, last: seconds * 1_000)
  }

  static func sampled(
    _ configuration: ReportConfiguration, _ tables: Tables, seconds: Int
  ) -> [MeasurementAction] {
    var machine = MeasurementMachine(configuration, cellCount: 1)
    return stride(from: 0, through: seconds * 1_000, by: 40).flatMap { now in
      let instant = Double(now) / 1_000
      return machine.hear(
        serving: tables.serving.value(instant), neighbours: [tables.neighbour.value(instant)],
        at: tables.serving.start + TimeSpan(nanoseconds: Int64(now) * 1_000_000))
    }
  }

  /// Straight lines between samples 200 ms apart.
  static func lines(_ samples: [Double]) -> BoundedCurve {
    BoundedCurve(
      piece: 200,
      value: { milliseconds in
        let index = min(samples.count - 2, Int(milliseconds / 200))
        return samples[index] + (milliseconds / 200 - Double(index)) * (samples[index + 1] - samples[index])
      },
      bounds: { piece in
        let (a, b) = (samples[piece], samples[min(piece + 1, samples.count - 1)])
        return (min(a, b) - PassTable.rounding, max(a, b) + PassTable.rounding)
      })
  }

  static func turns(_ actions: [MeasurementAction], _ start: ScenarioTime) -> [Turn] {
    actions.compactMap { action in
      let milliseconds = (action.time - start).seconds * 1_000
      return switch action {
      case .entered: Turn(entered: true, milliseconds: milliseconds)
      case .left: Turn(entered: false, milliseconds: milliseconds)
      case .reported: nil
      }
    }
  }

  static func expect(
    _ found: [Turn], toEqual wanted: [Turn], within tolerance: Double, _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.map(\.entered) == wanted.map(\.entered), what, sourceLocation: sourceLocation)
    let worst = zip(found, wanted).map { abs($0.milliseconds - $1.milliseconds) }.max() ?? 0
    #expect(worst <= tolerance, what, sourceLocation: sourceLocation)
  }
}
