import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover filter`: which satellites of a catalogue a terminal may be handed over to.
enum FilterCommand: Command {
  static let specification = CommandSpecification(
    name: "handover filter", summary: "Filters a catalogue for a terminal in six stages, and says what each costs.",
    operands: "ELEMENTS", operandCount: 1...1,
    options: [
      .init("duration", "SPAN", "How far ahead is looked, PT1M to P7D; PT6H unless told."),
      .init("step", "SPAN", "The clock at which terminals choose, PT1S to PT1H; PT30S unless told."),
      .init("mask", "DEGREES", "The elevation from which on a satellite serves; 10 unless told."),
      .init("minimum-stay", "SPAN", "Stage 3: the longest pass is as long at least; PT30S unless told."),
      .init("minimum-snr", "DB", "Stage 4: signal over noise of a resource element at its best; 0 unless told."),
      .init("availability-mask", "DEGREES", "Stage 5: where time in view is counted from; 5 unless told."),
      .init("availability-duration", "SPAN", "Stage 5: for how long it is counted; P1D unless told."),
      .init("minimum-availability", "SPAN", "Stage 5: the time in view altogether; PT15M unless told."),
      .init("margin", "DEGREES", "Stage 6: by how much a satellite may miss being the highest; 0.1 unless told."),
      .init("limit", "N", "Stage 6: the most satellites that are kept, those with the best score."),
    ] + HandoverSite.options + [
      .init("csv", nil, "Print the satellites as CSV."),
      .init("json", nil, "Print JSON."),
    ],
    notes: """
      A satellite is usable where it is the highest of its constellation, Starlink or OneWeb, above the mask at a tick
      of the clock. Retention is the part of the usable satellites that is kept, reduction the part of the whole file
      that is not. The trade-off is what other margins of the last stage would come to, also against who is usable on a
      clock that is half a step off. The handbook asks for a reduction of 95 % and a retention of 98 %.
      """,
    examples: [
      "orrery handover filter active.3le", "orrery handover filter active.3le --at 47.37,8.54 --duration PT2H --csv",
      "orrery handover filter active.3le --margin 5 --limit 500 --json",
    ])

  /// The margins of the trade-off, degrees.
  private static let margins: [Double] = [-10, -5, -2, -1, 0, 0.1, 0.5, 1, 2, 5, 10, 20]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json")
    let criteria = try arguments.criteria { try Self.criteria(arguments) }
    let site = try HandoverSite(arguments)
    try arguments.warn(ofAgeOf: site.sets, from: site.start, to: site.start + criteria.duration)
    let filter = CandidateFilter(criteria)
    let report = filter.report(on: site.sets, over: site.site, from: site.start, threads: site.threads)
    if arguments.has("csv") {
      print(FilterText.csv(report, site, criteria))
    } else {
      let late = site.start + TimeSpan(nanoseconds: criteria.step.nanoseconds / 2)
      let shifted = filter.usable(among: site.sets, over: site.site, from: late, threads: site.threads)
      let text = FilterText(
        report: report, site: site, criteria: criteria, tradeOff: report.tradeOff(leadMargins: margins),
        shiftedTradeOff: report.tradeOff(leadMargins: margins, against: shifted))
      print(arguments.has("json") ? text.json.indented : text.table(colour: Terminal.hasColour))
    }
    return site.errorCount == 0 ? .success : .input
  }

  private static func criteria(_ arguments: Arguments) throws -> FilterCriteria {
    try FilterCriteria(
      minimumElevation: try arguments.number("mask", in: 0...90).map(Angle.degrees),
      duration: try arguments.span("duration"), step: try arguments.span("step"),
      minimumStay: try arguments.span("minimum-stay"),
      minimumSignalToNoiseDB: try arguments.number("minimum-snr", in: -30...60),
      availabilityElevation: try arguments.number("availability-mask", in: 0...90).map(Angle.degrees),
      availabilityDuration: try arguments.span("availability-duration"),
      minimumAvailability: try arguments.span("minimum-availability"),
      leadMarginDegrees: try arguments.number("margin", in: -90...90),
      limit: try arguments.integer("limit", in: 1...1_000_000))
  }
}
