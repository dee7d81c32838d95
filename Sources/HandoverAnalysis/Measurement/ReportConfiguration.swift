public import Quantities

/// What a terminal is told to report: an event, how long it must hold, and how often (ReportConfigNR, EventTriggerConfig).
public struct ReportConfiguration: Hashable, Sendable {
  /// The event; never T1.
  public let event: MeasurementEvent
  /// How long a condition must hold, to enter and to leave alike.
  public let timeToTrigger: TimeToTrigger
  /// How many reports follow an entering.
  public let reportAmount: ReportAmount
  /// How long from one to the next.
  public let reportInterval: ReportInterval
  /// Whether leaving is reported too.
  public let reportsOnLeave: Bool
  /// How many cells a report holds at most.
  public let maxReportCells: ReportCells
  /// The filter of levels; D events are not filtered.
  public let filter: LayerThreeFilter?

  /// Creates a configuration.
  /// - Throws: ``ReportConfigurationError`` for T1, which no report has, and for a filter without a period.
  public init(
    _ event: MeasurementEvent, timeToTrigger: TimeToTrigger = .least, reportAmount: ReportAmount = .least,
    reportInterval: ReportInterval = .least, reportsOnLeave: Bool = false,
    maxReportCells: ReportCells = .nearest(to: 8), filter: LayerThreeFilter? = nil
  ) throws(ReportConfigurationError) {
    if case .t1 = event { throw .conditionalOnly }
    if let filter, filter.period <= .zero { throw .filterPeriod(filter.period) }
    self.event = event
    self.timeToTrigger = timeToTrigger
    self.reportAmount = reportAmount
    self.reportInterval = reportInterval
    self.reportsOnLeave = reportsOnLeave
    self.maxReportCells = maxReportCells
    self.filter = event.comparesLevels ? filter : nil
  }
}

/// Why a measurement cannot be reported so.
public enum ReportConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// T1 is asked for.
  case conditionalOnly
  /// The filter's period is not positive.
  case filterPeriod(TimeSpan)

  /// What is wrong, and what is allowed.
  public var description: String {
    switch self {
    case .conditionalOnly: "event T1 is a condition of handovers and has no report; allowed: A3, A4, A5, D1, D2"
    case .filterPeriod(let span): "filter.period is \(span.seconds) s; allowed: a positive span"
    }
  }
}

/// What happened in a measurement, and when.
public enum MeasurementAction: Hashable, Sendable {
  /// A cell came into the list of triggered cells.
  case entered(cell: Int, time: ScenarioTime)
  /// A cell went out of it.
  case left(cell: Int, time: ScenarioTime)
  /// A report was sent.
  case reported(MeasurementReport)

  /// When.
  public var time: ScenarioTime {
    switch self {
    case .entered(_, let time), .left(_, let time): time
    case .reported(let report): report.time
    }
  }
}

/// What a terminal reports of a measurement.
public struct MeasurementReport: Hashable, Sendable {
  /// Why a report is sent.
  public enum Cause: String, Hashable, Sendable {
    /// A cell came into the list.
    case entered
    /// A cell went out of it.
    case left
    /// The interval has passed.
    case interval
  }

  /// When.
  public let time: ScenarioTime
  /// Why.
  public let cause: Cause
  /// Which report it is since a cell came in, from 1.
  public let number: Int
  /// The triggered cells, the best first, as many as a report may hold.
  public let cells: [Int]
}
