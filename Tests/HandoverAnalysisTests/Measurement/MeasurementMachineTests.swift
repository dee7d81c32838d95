import HandoverAnalysis
import Quantities
import Testing

/// The procedure of TS 38.331 5.5.4.1 on levels that are straight, so that every time is known.
@Suite struct MeasurementMachineTests {
  static let start = TestSite.epoch
  static let a4 = MeasurementEvent.a4(threshold: .rsrp(.nearest(to: -114)), hysteresis: .nearest(to: 1))

  static func milliseconds(_ count: Double) -> TimeSpan { TimeSpan(nanoseconds: Int64((count * 1e6).rounded())) }

  /// Runs a measurement over levels given as functions of milliseconds, sampled so many milliseconds apart.
  static func run(
    _ machine: inout MeasurementMachine, every step: Double, until end: Double, _ levels: [(Double) -> Double]
  ) -> [MeasurementAction] {
    stride(from: 0, through: end, by: step).flatMap { now in
      machine.hear(serving: -110, neighbours: levels.map { $0(now) }, at: start + milliseconds(now))
    }
  }

  /// Rises by a decibel in 100 ms from -116 dBm, so that it enters at 300 ms, until 1,000 ms; then falls, to leave
  /// at 2,100 ms.
  static func hill(_ now: Double) -> Double { now < 1_000 ? -116 + now / 100 : -106 - (now - 1_000) / 122.222_222_222 }

  @Test(arguments: [10.0, 40, 70, 200, 250, 500])
  func `A time to trigger of 40 ms is 40 ms whatever the sampling, to enter and to leave`(step: Double) throws {
    let configuration = try ReportConfiguration(Self.a4, timeToTrigger: try TimeToTrigger(40))
    var machine = MeasurementMachine(configuration, cellCount: 1)
    // The corner of the hill is on every grid but that of 70 ms, whose lines cut it far above the threshold.
    let actions = Self.run(&machine, every: step, until: 3_000, [Self.hill])
    let times = actions.compactMap { action -> TimeSpan? in
      if case .reported = action { return nil }
      return action.time - Self.start
    }
    #expect(times.count == 2)
    #expect(abs(times[0].seconds - 0.340) < 1e-6)
    #expect(abs(times[1].seconds - 2.140) < 1e-6)
  }

  @Test func `A condition that ends before its time to trigger triggers nothing`() throws {
    let configuration = try ReportConfiguration(Self.a4, timeToTrigger: try TimeToTrigger(1_280))
    var machine = MeasurementMachine(configuration, cellCount: 1)
    // It holds from 300 to 1,855 ms: enough for 1,280, too short for 2,560.
    #expect(!Self.run(&machine, every: 100, until: 3_000, [Self.hill]).isEmpty)
    var longer = MeasurementMachine(
      try ReportConfiguration(Self.a4, timeToTrigger: try TimeToTrigger(2_560)), cellCount: 1)
    #expect(Self.run(&longer, every: 100, until: 3_000, [Self.hill]).isEmpty)
  }

  @Test func `Between entering and leaving a cell stays in the list`() throws {
    var machine = MeasurementMachine(try ReportConfiguration(Self.a4), cellCount: 1)
    let levels = [-116.0, -112, -113.5, -114.9, -113.1, -115.5, -113.5]
    let triggered = levels.enumerated().map { index, level in
      _ = machine.hear(serving: .nan, neighbours: [level], at: Self.start + .seconds(index))
      return machine.triggeredCells
    }
    #expect(triggered == [[], [0], [0], [0], [0], [], []])
  }

  @Test func `Every cell has a state of its own, and a further one begins the reports anew`() throws {
    let configuration = try ReportConfiguration(
      Self.a4, reportAmount: try ReportAmount(2), reportInterval: try ReportInterval(240))
    var machine = MeasurementMachine(configuration, cellCount: 2)
    // The second cell comes 1,000 ms after the first, and is the weaker one for 1,600 ms.
    let actions = Self.run(
      &machine, every: 100, until: 3_000,
      [{ min(-110, -116 + $0 / 100) }, { now in max(-120, min(-105, -126 + now / 100)) }])
    #expect(
      Self.lines(actions) == [
        "0 in 300", "entered 1 [0] 300", "interval 2 [0] 540", "1 in 1300", "entered 1 [0, 1] 1300",
        "interval 2 [0, 1] 1540",
      ])
    #expect(machine.triggeredCells == [0, 1])
  }

  @Test func `Leaving is reported where it is asked for, and ends the reports`() throws {
    func actions(reportsOnLeave: Bool) throws -> [String] {
      let configuration = try ReportConfiguration(
        Self.a4, reportAmount: .greatest, reportInterval: try ReportInterval(1_024), reportsOnLeave: reportsOnLeave)
      var machine = MeasurementMachine(configuration, cellCount: 1)
      return Self.lines(Self.run(&machine, every: 100, until: 5_000, [Self.hill]))
    }
    let reports = ["0 in 300", "entered 1 [0] 300", "interval 2 [0] 1324", "0 out 2100"]
    #expect(try actions(reportsOnLeave: false) == reports)
    #expect(try actions(reportsOnLeave: true) == reports + ["left 3 [] 2100"])
  }

  @Test(arguments: [1.0, 2, 8, 64])
  func `No more reports are sent than were asked for`(amount: Double) throws {
    let configuration = try ReportConfiguration(Self.a4, reportAmount: try ReportAmount(amount))
    var machine = MeasurementMachine(configuration, cellCount: 1)
    let actions = Self.run(&machine, every: 1_000, until: 60_000, [{ _ in -100 }])
    #expect(actions.count == 1 + Int(amount))
    #expect(actions.last?.time == Self.start + Self.milliseconds(120 * (amount - 1)))
  }

  @Test func `A report holds the best cells, as many as it may`() throws {
    let configuration = try ReportConfiguration(Self.a4, maxReportCells: try ReportCells(2))
    var machine = MeasurementMachine(configuration, cellCount: 4)
    let actions = machine.hear(serving: .nan, neighbours: [-112, -100, -130, -105], at: Self.start)
    #expect(Self.lines(actions) == ["0 in 0", "1 in 0", "3 in 0", "entered 1 [1, 3] 0"])
    let near = MeasurementEvent.d2(
      serving: .nearest(to: 0), target: .nearest(to: 1_000_000), hysteresis: .nearest(to: 0))
    var places = MeasurementMachine(
      try ReportConfiguration(near, maxReportCells: try ReportCells(2)), cellCount: 3)
    let distances = places.hear(serving: 500_000, neighbours: [3e5, 2e5, 1e5], at: Self.start)
    #expect(Self.lines(distances).last == "entered 1 [2, 1] 0")
  }

  @Test func `A cell that is not measured holds no condition, and stays in the list until it is forgotten`() throws {
    let configuration = try ReportConfiguration(Self.a4, timeToTrigger: try TimeToTrigger(1_024))
    var machine = MeasurementMachine(configuration, cellCount: 1)
    var entered: [MeasurementAction] = []
    for (second, level) in [-100, .nan, -100, -100, .nan, .nan, -100].enumerated() {
      entered += machine.hear(serving: .nan, neighbours: [level], at: Self.start + .seconds(second))
    }
    // Measured again at 2 s, lost at 4 s: only that stay is long enough.
    #expect(Self.lines(entered) == ["0 in 3024", "entered 1 [0] 3024"])
    #expect(machine.triggeredCells == [0])
    machine.forget(0)
    #expect(machine.triggeredCells == [])
  }

  @Test func `A measurement whose last cell is forgotten reports no more, and an unmeasured cell stands last`() throws {
    let configuration = try ReportConfiguration(Self.a4, reportAmount: .greatest)
    var machine = MeasurementMachine(configuration, cellCount: 2)
    _ = machine.hear(serving: .nan, neighbours: [-100, -105], at: Self.start)
    _ = machine.hear(serving: .nan, neighbours: [.nan, -105], at: Self.start + Self.milliseconds(119))
    let reports = machine.hear(serving: .nan, neighbours: [.nan, -105], at: Self.start + Self.milliseconds(239))
    #expect(Self.lines(reports) == ["interval 2 [1, 0] 120"])
    machine.forget(1)
    #expect(Self.lines(machine.hear(serving: .nan, neighbours: [.nan, .nan], at: Self.start + .seconds(1))).count == 7)
    machine.forget(0)
    #expect(machine.hear(serving: .nan, neighbours: [.nan, .nan], at: Self.start + .seconds(2)) == [])
  }

  @Test func `A sample that is not after the last one changes nothing`() throws {
    var machine = MeasurementMachine(try ReportConfiguration(Self.a4), cellCount: 1)
    _ = machine.hear(serving: .nan, neighbours: [-120], at: Self.start)
    #expect(machine.hear(serving: .nan, neighbours: [-100], at: Self.start) == [])
    #expect(machine.hear(serving: .nan, neighbours: [-100], at: Self.start - .seconds(1)) == [])
    #expect(machine.hear(serving: .nan, neighbours: [-120], at: Self.start + .seconds(1)) == [])
  }

  @Test func `Levels are filtered, distances are not`() throws {
    let filter = LayerThreeFilter(try FilterCoefficient(4), period: .seconds(1))
    // k = 4: a = 1/2. From -120 towards -100: -110, -105, ...: above -113 within the first second.
    var machine = MeasurementMachine(try ReportConfiguration(Self.a4, filter: filter), cellCount: 1)
    var actions: [MeasurementAction] = []
    for (second, level) in [-120.0, -120, -100, -100].enumerated() {
      actions += machine.hear(serving: .nan, neighbours: [level], at: Self.start + .seconds(second))
    }
    #expect(Self.lines(actions).first == "0 in 1700")
    #expect(filter.memory(after: .seconds(1)) == 0.5)
    #expect(abs(filter.memory(after: .seconds(2)) - 0.25) < 1e-15)
    #expect(filter.next(after: .nan, measured: -90, memory: 0.5) == -90)
    #expect(LayerThreeFilter(try FilterCoefficient(0), period: .seconds(1)).memory(after: .seconds(3)) == 0)
    let near = MeasurementEvent.d2(
      serving: .nearest(to: 0), target: .nearest(to: 1_000_000), hysteresis: .nearest(to: 0))
    #expect(try ReportConfiguration(near, filter: filter).filter == nil)
  }

  @Test func `T1 has no report`() throws {
    let window = try ConditionWindow(start: Self.start, duration: try ConditionDuration(100))
    #expect(throws: ReportConfigurationError.conditionalOnly) { try ReportConfiguration(.t1(window)) }
    let filter = LayerThreeFilter(try FilterCoefficient(4), period: .zero)
    #expect(throws: ReportConfigurationError.filterPeriod(.zero)) { try ReportConfiguration(Self.a4, filter: filter) }
  }

  /// The actions as words, with times in milliseconds.
  static func lines(_ actions: [MeasurementAction]) -> [String] {
    actions.map { action in
      let time = Int(((action.time - start).seconds * 1_000).rounded())
      return switch action {
      case .entered(let cell, _): "\(cell) in \(time)"
      case .left(let cell, _): "\(cell) out \(time)"
      case .reported(let report): "\(report.cause) \(report.number) \(report.cells) \(time)"
      }
    }
  }
}
