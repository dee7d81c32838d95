import Foundation
import HandoverAnalysis
import Orbits
import Quantities
import TestSupport
import Testing

/// The machine and the exact search beside the inequalities themselves, evaluated each millisecond.
///
/// All 1,000 passes where `ORRERY_LONG` is set, 12 otherwise.
@Suite struct RandomPassTests {
  static let isLong = ProcessInfo.processInfo.environment["ORRERY_LONG"] != nil
  static let passes: [UInt64] = Array(0..<(isLong ? 1_000 : 12))

  /// A cell's way into the list and out of it, in milliseconds after the start.
  struct Turn: Equatable {
    let entered: Bool
    let milliseconds: Double
  }

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
      let truth = Self.direct(event, time, tables, seconds: pass.seconds)
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
    let lines = (
      serving: { (seconds: Double) in Self.line(samples, seconds).serving },
      neighbour: { (seconds: Double) in Self.line(samples, seconds).neighbour }
    )
    let event = MeasurementEvent.a3(offset: .nearest(to: 1), hysteresis: .nearest(to: 0.5))
    for event in [event, .a4(threshold: .rsrp(.nearest(to: -114)), hysteresis: .nearest(to: 0.5))] {
      let time = try TimeToTrigger(TimeToTriggerList.values.prefix(9).randomElement(using: &random) ?? 0)
      var machine = MeasurementMachine(try ReportConfiguration(event, timeToTrigger: time), cellCount: 1)
      let actions = samples.enumerated().flatMap { index, pair in
        machine.hear(
          serving: pair.serving, neighbours: [pair.neighbour],
          at: TestSite.epoch + TimeSpan(nanoseconds: Int64(index) * 200_000_000))
      }
      let truth = Self.direct(event, time, lines, seconds: 120)
      Self.expect(Self.turns(actions, TestSite.epoch), toEqual: truth, within: 1.01, "\(number) \(event)")
    }
  }

  // MARK: What is compared

  typealias Tables = (serving: PassTable, neighbour: PassTable)
  typealias Curves = (serving: (Double) -> Double, neighbour: (Double) -> Double)

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

  /// What TS 38.331 says, word for word, each millisecond, and to the microsecond where that decides.
  static func direct(
    _ event: MeasurementEvent, _ time: TimeToTrigger, _ tables: Tables, seconds: Int
  ) -> [Turn] {
    direct(event, time, ({ tables.serving.value($0) }, { tables.neighbour.value($0) }), seconds: seconds)
  }

  static func direct(
    _ event: MeasurementEvent, _ time: TimeToTrigger, _ curves: Curves, seconds: Int
  ) -> [Turn] {
    let needed = Int(time.value)
    var turns: [Turn] = []
    var (isTriggered, held) = (false, -1)
    func holds(_ milliseconds: Double) -> Bool {
      let instant = milliseconds / 1_000
      return Self.holds(event, entering: !isTriggered, curves.serving(instant), curves.neighbour(instant))
    }
    func turn(at milliseconds: Double) {
      isTriggered.toggle()
      turns.append(Turn(entered: isTriggered, milliseconds: milliseconds))
      held = -1
    }
    for now in 0...(seconds * 1_000) {
      if !holds(Double(now)) {
        let begin = held == needed - 1 && needed > 0 ? now - needed : -1
        held = -1
        // It has held a millisecond more or less than needed, which the grid cannot tell.
        guard begin > 0 else { continue }
        let start = edge(from: Double(begin) - 1, to: Double(begin), where: holds)
        let end = edge(from: Double(now), to: Double(now) - 1, where: holds)
        guard end - start >= time.value else { continue }
        turn(at: start + time.value)
        if holds(Double(now)) { held = 0 }
      } else {
        held += 1
      }
      if held >= needed { turn(at: Double(now)) }
    }
    return turns
  }

  /// Returns where between an instant without and one with a condition it begins, to a microsecond.
  private static func edge(from without: Double, to with: Double, where holds: (Double) -> Bool) -> Double {
    var (without, with) = (without, with)
    while abs(with - without) > 1e-3 {
      let middle = (with + without) / 2
      if holds(middle) { with = middle } else { without = middle }
    }
    return with
  }

  private static func holds(_ event: MeasurementEvent, entering: Bool, _ mp: Double, _ mn: Double) -> Bool {
    switch event {
    case .a3(let offset, let hys):
      return entering ? mn - hys.value > mp + offset.value : mn + hys.value < mp + offset.value
    case .a4(let threshold, let hys):
      return entering ? mn - hys.value > threshold.value : mn + hys.value < threshold.value
    case .a5(let first, let second, let hys):
      return entering
        ? mp + hys.value < first.value && mn - hys.value > second.value
        : mp - hys.value > first.value || mn + hys.value < second.value
    case .d1(let first, let second, let hys), .d2(let first, let second, let hys):
      return entering
        ? mp - hys.value > first.value && mn + hys.value < second.value
        : mp + hys.value < first.value || mn - hys.value > second.value
    case .t1: return false
    }
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

  static func line(_ samples: [MeasuredPair], _ seconds: Double) -> MeasuredPair {
    let index = min(samples.count - 2, Int(seconds * 5))
    let (a, b, part) = (samples[index], samples[index + 1], seconds * 5 - Double(index))
    return MeasuredPair(
      serving: a.serving + part * (b.serving - a.serving),
      neighbour: a.neighbour + part * (b.neighbour - a.neighbour))
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
