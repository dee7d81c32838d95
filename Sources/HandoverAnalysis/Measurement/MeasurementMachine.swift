public import Quantities

/// One measurement of a terminal, fed with samples: which cells are triggered, and what is reported when.
///
/// State is kept for each cell. Between two samples everything measured is taken as straight, so that conditions
/// begin and end between samples, and a time to trigger of 40 ms is 40 ms whatever the sampling; the time error of
/// a curved quantity grows with the square of the sampling period. What is reported between two samples is known
/// when the second one is heard.
public struct MeasurementMachine: Sendable {
  /// What is measured and reported.
  public let configuration: ReportConfiguration
  /// How many neighbours there are.
  public let cellCount: Int

  private var conditions: SampledConditions
  private var bank: TriggerBank
  private var ledger: ReportLedger
  private var last: Sample
  private var current: Sample
  private var time: Int64?

  /// What is known at an instant, filtered.
  private struct Sample {
    var time: Int64 = 0
    var serving = Double.nan
    var neighbours: [Double]
  }

  /// Creates a measurement of cells 0..<cellCount.
  ///
  /// - Parameter offsets: The offsets of each cell; none without them.
  public init(_ configuration: ReportConfiguration, cellCount: Int, offsets: [CellOffsets]? = nil) {
    precondition(offsets.map { $0.count == cellCount } ?? true, "there are offsets for every cell or for none")
    self.configuration = configuration
    self.cellCount = cellCount
    conditions = SampledConditions(
      (0..<cellCount).map { EventMargins(configuration.event, offsets: offsets?[$0] ?? .none) })
    bank = TriggerBank(
      timesToTrigger: Array(repeating: configuration.timeToTrigger.span.nanoseconds, count: cellCount))
    ledger = ReportLedger(configuration)
    last = Sample(neighbours: Array(repeating: .nan, count: cellCount))
    current = last
  }

  /// The cells that are triggered.
  public var triggeredCells: [Int] { bank.triggered }

  /// Takes what is measured at an instant, and returns what has happened since the one before, in order of time.
  ///
  /// Values are in the event's unit, and not a number for what is not measured, whose times to trigger then begin
  /// anew. A sample that is not after the last one is passed over.
  public mutating func hear(serving: Double, neighbours: [Double], at time: ScenarioTime) -> [MeasurementAction] {
    precondition(neighbours.count == cellCount, "a sample has a value of every cell")
    let now = time.nanosecondsSince1970
    guard let before = conditions.begin(at: now) else { return [] }
    swap(&last, &current)
    filter(serving, neighbours, over: now - before)
    current.time = now
    for cell in 0..<cellCount {
      let pair = MeasuredPair(serving: current.serving, neighbour: current.neighbours[cell])
      conditions.sample(cell, pair, from: before, to: now)
    }
    if conditions.changes.isEmpty, bank.isQuiet(until: now), ledger.isQuiet(until: now) { return [] }
    conditions.end()
    return settle(to: now)
  }

  /// Removes a cell, as a new configuration of the measurement does; nothing is reported of it.
  public mutating func forget(_ cell: Int) {
    conditions.forget(cell)
    bank.forget(cell)
    current.neighbours[cell] = .nan
    if bank.triggered.isEmpty { ledger.stop() }
  }

  private mutating func filter(_ serving: Double, _ neighbours: [Double], over span: Int64) {
    guard let filter = configuration.filter else {
      current.serving = serving
      for cell in 0..<cellCount { current.neighbours[cell] = neighbours[cell] }
      return
    }
    let memory = filter.memory(after: TimeSpan(nanoseconds: span))
    current.serving = filter.next(after: last.serving, measured: serving, memory: memory)
    for cell in 0..<cellCount {
      current.neighbours[cell] = filter.next(
        after: last.neighbours[cell], measured: neighbours[cell], memory: memory)
    }
  }

  private mutating func settle(to now: Int64) -> [MeasurementAction] {
    var ledger = ledger
    let (last, current) = (last, current)
    let rank = { (cell: Int, time: Int64) -> Double in
      let (a, b) = (last.neighbours[cell], current.neighbours[cell])
      guard a == a, b == b, current.time > last.time else { return b == b ? b : a }
      return a + (b - a) * Double(time - last.time) / Double(current.time - last.time)
    }
    var triggered = bank.triggered
    bank.advance(to: now, through: conditions.changes) { batch, bank in
      ledger.advance(to: batch.time, inclusive: false, triggered: triggered, rank: rank)
      triggered = bank.triggered
      ledger.note(batch, triggered: triggered, rank: rank)
    }
    ledger.advance(to: now, inclusive: true, triggered: triggered, rank: rank)
    self.ledger = ledger
    return self.ledger.takeActions()
  }
}
