import Quantities

/// The reports of one measurement: how many were sent and when the next one is due (TS 38.331 5.5.4.1 and 5.5.5.1).
struct ReportLedger: Sendable {
  private let configuration: ReportConfiguration
  private var sent = 0
  private var due: Int64?
  private(set) var actions: [MeasurementAction] = []

  init(_ configuration: ReportConfiguration) { self.configuration = configuration }

  /// Whether no report is due up to a time.
  func isQuiet(until end: Int64) -> Bool { due.map { $0 > end } ?? true }

  /// Takes what has happened out.
  mutating func takeActions() -> [MeasurementAction] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// Notes what came in and went out at an instant, and reports it.
  ///
  /// - Parameters:
  ///   - triggered: The cells that are in the list after it.
  ///   - rank: What a neighbour measures at a time; the best stands first in a report.
  mutating func note(_ batch: TriggerBank.Batch, triggered: [Int], rank: (Int, Int64) -> Double) {
    let time = ScenarioTime(nanosecondsSince1970: batch.time)
    for cell in batch.entered { actions.append(.entered(cell: cell, time: time)) }
    for cell in batch.left { actions.append(.left(cell: cell, time: time)) }
    if !batch.entered.isEmpty {
      sent = 0
      report(.entered, at: batch.time, of: triggered, rank)
    }
    if !batch.left.isEmpty, configuration.reportsOnLeave { report(.left, at: batch.time, of: triggered, rank) }
    if triggered.isEmpty { stop() }
  }

  /// Ends the reports, as where no cell is triggered any more.
  mutating func stop() { (sent, due) = (0, nil) }

  /// Sends the reports that are due before a time, and at it where `inclusive`.
  mutating func advance(to end: Int64, inclusive: Bool, triggered: [Int], rank: (Int, Int64) -> Double) {
    while let time = due, time < end || (inclusive && time == end) {
      report(.interval, at: time, of: triggered, rank)
    }
  }

  private mutating func report(
    _ cause: MeasurementReport.Cause, at time: Int64, of triggered: [Int], _ rank: (Int, Int64) -> Double
  ) {
    sent += 1
    let interval = configuration.reportInterval.span.nanoseconds
    due = Double(sent) < configuration.reportAmount.value ? time + interval : nil
    let prefersHigh = configuration.event.comparesLevels
    let ranked = triggered.map { cell in
      let value = rank(cell, time)
      // What is not measured stands last.
      return (cell: cell, value: value.isNaN ? (prefersHigh ? -.infinity : .infinity) : value)
    }
    let best = ranked.sorted { left, right in
      left.value == right.value ? left.cell < right.cell : (left.value > right.value) == prefersHigh
    }
    let cells = best.prefix(configuration.maxReportCells.code).map(\.cell)
    actions.append(
      .reported(
        MeasurementReport(
          time: ScenarioTime(nanosecondsSince1970: time), cause: cause, number: sent, cells: cells)))
  }
}
