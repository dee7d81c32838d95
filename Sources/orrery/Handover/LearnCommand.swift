import Catalog
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// `orrery handover learn`: what a forest learns of SGP4's errors from a history of element sets.
enum LearnCommand: Command {
  static let specification = CommandSpecification(
    name: "handover learn",
    summary: "Learns the errors of aged element sets from their history, and tells what it gains.",
    operands: "HISTORY", operandCount: 1...1,
    options: [
      .init(
        "split", "TIME", "Learn from what is known before, test on sets from then on; 70 % of the span unless told."),
      .init("trees", "N", "How many trees; 100 unless told."),
      .init("depth", "N", "How deep they are at most; 20 unless told."),
      .init("leaf", "N", "How many cases a leaf holds at least; 5 unless told."),
      .init("seed", "N", "The seed of what is drawn; 42 unless told."),
      .init("coverage", "SHARE", "The share of residuals that intervals shall hold, 0.5 to 0.99; 0.9 unless told."),
      .init("threads", "N", "On how many cores; all unless told. The results are the same."),
      .init("aging", nil, "Print how the along-track error grows with age, and learn nothing."),
      .init("features", "FILE", "Write every case with its features, residual and prediction, as CSV."),
      .init("csv", nil, "Print CSV."),
      .init("json", nil, "Print JSON."),
      .init("quiet", nil, "No warnings, no progress."),
    ],
    notes: """
      HISTORY has many element sets of each satellite, of any format; .gz is unpacked. The truth for an old set is a later
      set of the satellite at its own epoch, 1 to 7 days after. The forests, one each for radial, along-track and
      cross-track, learn from what is over before the split and are tested on sets after it. Errors are distances in
      space. "Better" compares medians and root mean squares of the errors with those of plain SGP4.
      """,
    examples: [
      "orrery handover learn history.3le.gz", "orrery handover learn history.3le.gz --aging",
      "orrery handover learn history.3le.gz --split 2026-07-01T00:00:00Z --features cases.csv --json",
    ])

  /// The ages that are learnt from, and those that are reported, days.
  static let ages = [1.0, 2, 3, 4, 5, 6, 7]
  static let reportedAges = [1.0, 3, 7]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "csv", "json")
    let path = arguments.operands[0]
    let plan = try LearnPlan(arguments)
    let notice = arguments.has("quiet") ? nil : SlowNotice("learning from \(path)")
    defer { notice?.end() }
    let file = ElementFile(try Gzip.read(path))
    arguments.complain(of: file, path)
    let history = ElementHistory(file.sets)
    let residuals = history.residuals(agesDays: ages, threads: plan.threads)
    guard let span = history.span, !residuals.isEmpty else {
      throw FileFault(path: path, reason: "has no satellite with element sets 1 to 7 days apart")
    }
    let text: String
    if arguments.has("aging") {
      text = LearnText.aging(residuals, arguments)
    } else {
      let split = plan.split ?? span.lowerBound + share(0.7, of: span.upperBound - span.lowerBound)
      let study = try LearnStudy(residuals, at: split, plan)
      if let path = arguments["features"] { try study.writeCases(to: path) }
      text = LearnText.study(study, arguments)
    }
    notice?.end()
    StandardStreams.write(Array(text.utf8))
    return file.errorCount == 0 ? .success : .input
  }

  private static func share(_ share: Double, of span: TimeSpan) -> TimeSpan {
    TimeSpan.seconds(Int(share * span.seconds))
  }
}

/// What is asked of `orrery handover learn`.
struct LearnPlan {
  let split: ScenarioTime?
  var parameters = RandomForest.Parameters()
  let coverage: Double
  let threads: Int?

  init(_ arguments: Arguments) throws {
    split = try arguments.time("split")
    parameters.treeCount = try arguments.integer("trees", in: 1...10_000) ?? parameters.treeCount
    parameters.maximumDepth = try arguments.integer("depth", in: 1...64) ?? parameters.maximumDepth
    parameters.minimumLeafCount = try arguments.integer("leaf", in: 1...1_000_000) ?? parameters.minimumLeafCount
    parameters.seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? Int(parameters.seed))
    coverage = try arguments.number("coverage", in: 0.5...0.99) ?? 0.9
    threads = try arguments.integer("threads", in: 1...1_024)
  }
}

/// Residuals parted by time, a model of the earlier ones, and what it makes of the later ones.
struct LearnStudy {
  let split: ScenarioTime
  let coverage: Double
  let training, test: [ElementResidual]
  let predictions: [ResidualModel.Prediction]
  let reports: [ResidualReport]

  init(_ residuals: [ElementResidual], at split: ScenarioTime, _ plan: LearnPlan) throws(ParameterError) {
    let parts = ResidualSplit(residuals, at: split)
    (self.split, coverage, training, test) = (split, plan.coverage, parts.training, parts.test)
    let model = try ResidualModel(plan.parameters, of: training, threads: plan.threads)
    predictions = model.predictions(of: test, coverage: plan.coverage, threads: plan.threads)
    reports = ResidualReport.reports(of: test, predictions, agesDays: LearnCommand.reportedAges)
  }

  /// Writes the cases of both parts; those that were learnt from have no prediction.
  func writeCases(to path: String) throws(FileFault) {
    var sink = try TextSink(path)
    let head = ["part", "satellite", "group", "nominal_age_days"] + ElementPast.featureNames
    let tail = ["radial_km", "along_km", "cross_km", "predicted_radial_km", "predicted_along_km", "predicted_cross_km"]
    _ = try sink.write((head + tail).joined(separator: ",") + "\n")
    for (part, cases) in [("training", training), ("test", test)] {
      for (index, residual) in cases.enumerated() {
        var cells = [part, "\(residual.satellite)", residual.group.rawValue, "\(residual.nominalAgeDays)"]
        cells += residual.features.map { "\($0)" }
        cells += (0..<3).map { "\(residual.kilometres[$0])" }
        cells += (0..<3).map { part == "test" ? "\(predictions[index].kilometres[$0])" : "" }
        _ = try sink.write(cells.joined(separator: ",") + "\n")
      }
    }
    try sink.close()
  }
}

/// What was learnt, for people and for programs.
enum LearnText {
  static func study(_ study: LearnStudy, _ arguments: Arguments) -> String {
    if arguments.has("json") { return json(study).indented + "\n" }
    if arguments.has("csv") { return csv(study) }
    var table = Table(columns: [
      .text("Satellites"), .number("Age", "days"), .number("Sets"), .number("SGP4 median", "km"),
      .number("learnt", "km"), .number("SGP4 95 %", "km"), .number("learnt", "km"), .number("SGP4 RMS", "km"),
      .number("learnt", "km"), .number("Within, R", "%"), .number("A", "%"), .number("C", "%"), .text("Better"),
    ])
    table.rows = study.reports.map { report in
      let (plain, corrected) = (report.plain, report.corrected)
      let errors = [
        plain.median, corrected.median, plain.most, corrected.most, plain.rootMeanSquare, corrected.rootMeanSquare,
      ]
      return [report.group.rawValue, report.ageDays.fixed(0), "\(report.count)"] + errors.map { $0.fixed(3) }
        + (0..<3).map { (report.coverage[$0] * 100).fixed(1) } + [verdict(report)]
    }
    return """
      Learnt from \(study.training.count) residuals before \(study.split.iso8601), tested on \(study.test.count) after; \
      intervals of \((study.coverage * 100).fixed(0)) %

      \(table.text(colour: Terminal.hasColour))

      """
  }

  private static func verdict(_ report: ResidualReport) -> String {
    switch (report.isBetterByMedian, report.isBetterByRootMeanSquare) {
    case (true, true): "yes"
    case (true, false): "by the median only"
    case (false, true): "by the RMS only"
    case (false, false): "no"
    }
  }

  private static func csv(_ study: LearnStudy) -> String {
    let head =
      "group,age_days,count,sgp4_median_km,learnt_median_km,sgp4_95_km,learnt_95_km,sgp4_rms_km,learnt_rms_km,"
      + "within_radial,within_along,within_cross\n"
    return head
      + study.reports.map { report in
        let (plain, corrected) = (report.plain, report.corrected)
        let numbers = [
          plain.median, corrected.median, plain.most, corrected.most, plain.rootMeanSquare, corrected.rootMeanSquare,
          report.coverage.x, report.coverage.y, report.coverage.z,
        ]
        return "\(report.group.rawValue),\(report.ageDays),\(report.count),"
          + numbers.map { "\($0)" }.joined(separator: ",") + "\n"
      }.joined()
  }

  private static func json(_ study: LearnStudy) -> JSONValue {
    func json(_ errors: ResidualReport.Errors) -> JSONValue {
      [
        "medianKilometres": .number(errors.median), "percentile95Kilometres": .number(errors.most),
        "rmsKilometres": .number(errors.rootMeanSquare),
      ]
    }
    return [
      "split": .string(study.split.iso8601), "trainingCount": .integer(Int64(study.training.count)),
      "testCount": .integer(Int64(study.test.count)), "nominalCoverage": .number(study.coverage),
      "features": .array(ElementPast.featureNames.map { .string($0) }),
      "reports": .array(
        study.reports.map { report in
          [
            "group": .string(report.group.rawValue), "ageDays": .number(report.ageDays),
            "count": .integer(Int64(report.count)), "sgp4": json(report.plain), "learnt": json(report.corrected),
            "coverage": [
              "radial": .number(report.coverage.x), "alongTrack": .number(report.coverage.y),
              "crossTrack": .number(report.coverage.z),
            ],
            "isBetterByMedian": .bool(report.isBetterByMedian),
            "isBetterByRMS": .bool(report.isBetterByRootMeanSquare),
          ]
        }),
    ]
  }

  static func aging(_ residuals: [ElementResidual], _ arguments: Arguments) -> String {
    let agings = SatelliteGroup.allCases.compactMap { group in
      ElementSetAging(of: residuals, group).map { (group, $0) }
    }
    if arguments.has("json") {
      let rows: [JSONValue] = agings.map { group, aging in
        [
          "group": .string(group.rawValue), "agesDays": .array(aging.agesDays.map { .number($0) }),
          "alongTrackSigmaKilometres": .array(aging.kilometres.map { .number($0) }),
        ]
      }
      return JSONValue.array(rows).indented + "\n"
    }
    if arguments.has("csv") {
      return "group,age_days,along_track_sigma_km\n"
        + agings.flatMap { group, aging in
          zip(aging.agesDays, aging.kilometres).map { "\(group.rawValue),\($0),\($1)\n" }
        }.joined()
    }
    var table = Table(
      columns: [.text("Along-track, km, after days")] + LearnCommand.ages.map { .number($0.fixed(0)) })
    table.rows = agings.map { group, aging in
      [group.rawValue]
        + LearnCommand.ages.map { age in
          aging.agesDays.firstIndex(of: age).map { aging.kilometres[$0].fixed(3) } ?? "-"
        }
    }
    return table.text(colour: Terminal.hasColour) + "\n"
  }
}
