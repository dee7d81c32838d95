import Catalog
import Foundation
import HandoverAnalysis
import JSON
import Orbits
import Quantities

/// What is asked of `orrery handover d2`.
struct D2Plan {
  let terminal: Geodetic?
  let mask: Angle
  let thresholds: [D2Thresholds]
  let measure: GroundDistance
  let now: ScenarioTime
  let directory: String?
  let writesBinary, compresses: Bool
  private let times: D2Detector.Times
  private let isHeld: Bool
  private let pair: (serving: String, target: String)?

  private enum PairingName: String, CaseIterable {
    case highest, held
  }

  init(_ arguments: Arguments) throws {
    terminal = try arguments.place("ut")
    mask = .degrees(try arguments.number("mask", in: -90...90) ?? 10)
    thresholds = try D2Plan.thresholds(arguments)
    measure = try arguments.choice("distance", GroundDistance.self) ?? .haversine
    now =
      try arguments.time("now")
      ?? ScenarioTime(nanosecondsSince1970: Int64(Date().timeIntervalSince1970) * 1_000_000_000)
    directory = arguments["output-dir"]
    (writesBinary, compresses) = (arguments.has("binary"), arguments.has("gzip"))
    times = arguments.has("sampled") ? .sampled : .interpolated
    isHeld = try arguments.choice("pairing", PairingName.self) == .held
    switch (arguments["serving"], arguments["target"]) {
    case (nil, nil): pair = nil
    case (let serving?, let target?) where serving == target:
      throw arguments.wrong("target", allowed: "another satellite than that of --serving")
    case (let serving?, let target?): pair = (serving, target)
    default: throw UsageError("--serving and --target go together", command: arguments.command)
    }
    guard directory != nil || !writesBinary && !compresses else {
      throw UsageError("--binary and --gzip need --output-dir", command: arguments.command)
    }
    var isDirectory: ObjCBool = false
    if let directory,
      !FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) || !isDirectory.boolValue
    {
      throw arguments.wrong("output-dir", allowed: "a folder that is there")
    }
  }

  private static func thresholds(_ arguments: Arguments) throws -> [D2Thresholds] {
    let texts = arguments.all("thresholds")
    guard !texts.isEmpty else { return [.documented] }
    return try texts.map { text in
      let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
      guard numbers.count == 3, numbers.allSatisfy({ $0?.isFinite == true }), let serving = numbers[0],
        let target = numbers[1], let hysteresis = numbers[2]
      else {
        throw UsageError(
          "--thresholds \"\(text)\": allowed: SERVING/TARGET/HYSTERESIS in km, such as 500/300/20",
          command: arguments.command)
      }
      do {
        return try D2Thresholds(
          servingKilometres: serving, targetKilometres: target, hysteresisKilometres: hysteresis)
      } catch {
        throw UsageError("--thresholds \"\(text)\": \(error)", command: arguments.command)
      }
    }
  }

  /// The detector for a table, in which the satellites that were named must be.
  func detector(for table: ReferenceTable) throws -> D2Detector {
    var detector = D2Detector()
    (detector.times, detector.minimumElevation) = (times, mask)
    detector.pairing = isHeld ? .held : .highest
    if let pair {
      detector.pairing = .pair(serving: try row(pair.serving, table), target: try row(pair.target, table))
    }
    return detector
  }

  private func row(_ name: String, _ table: ReferenceTable) throws -> Int {
    let names = table.satellites.map(\.name)
    if let row = table.satellites.firstIndex(where: { $0.name == name || String($0.catalogNumber) == name }) {
      return row
    }
    throw ParameterError(
      parameter: "the satellite", value: "\"\(name)\"",
      allowed: names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : ""))
  }
}

/// Where the positions come from: a file of time series, the binary form, or element sets.
struct D2Source {
  let table: ReferenceTable
  let constellation: String
  /// The file, to be read once more for what is to be written; nil where there is none.
  let file: [UInt8]?

  init(_ arguments: Arguments, _ plan: D2Plan) throws {
    guard let path = arguments.operands.first else {
      (table, constellation) = try D2Source.elements(arguments, plan)
      file = nil
      return
    }
    let bytes = try Gzip.read(path)
    do {
      if bytes.starts(with: D2Archive.magic) {
        table = try D2Archive(bytes).table
        (constellation, file) = (table.satellites.first?.constellation ?? "d2", nil)
      } else {
        (table, constellation) = try D2Source.series(bytes, plan)
        file = bytes
      }
    } catch let error as ParameterError {
      throw FileFault(path: path, reason: error.description)
    }
  }

  private static func series(_ bytes: [UInt8], _ plan: D2Plan) throws -> (ReferenceTable, String) {
    var reader = TimeSeriesReader(bytes)
    var series: [SatelliteSeries] = []
    var (terminal, name) = (plan.terminal, String?.none)
    while let part = try reader.next() {
      switch part {
      case .member("metadata", let metadata):
        terminal = try terminal ?? EnhancedFile.terminal(of: metadata)
        name = metadata["constellation"]?.string
      case .member: break
      case .satellite(let number, let object): series.append(try SatelliteSeries(object, number: number))
      }
    }
    guard let terminal else {
      throw ParameterError(
        parameter: "$.metadata.reference_location", value: "absent", allowed: "a place, or the terminal by --ut")
    }
    let table = ReferenceTable(series, at: terminal, measure: plan.measure)
    return (table, name ?? series.first?.satellite.constellation ?? "d2")
  }

  private static func elements(_ arguments: Arguments, _ plan: D2Plan) throws -> (ReferenceTable, String) {
    guard let terminal = plan.terminal else {
      throw UsageError("handover d2 --elements needs --ut LATITUDE,LONGITUDE[,METRES]", command: arguments.command)
    }
    let path = arguments["elements"] ?? ""
    let file = ElementFile(try Gzip.read(path))
    arguments.complain(of: file, path)
    let name = (arguments["constellation"] ?? "starlink").lowercased()
    let sets = file.sets.filter { $0.name?.lowercased().hasPrefix(name) == true }
    guard let newest = sets.map(\.epoch).max() else {
      throw FileFault(path: path, reason: "no satellite whose name begins with \(name.uppercased())")
    }
    let start = try arguments.time("from") ?? newest
    let count = try arguments.integer("points", in: 1...100_000) ?? 720
    let step = try arguments.span("step") ?? .seconds(10)
    guard step > .zero, step <= .hours(1) else {
      throw arguments.wrong("step", allowed: "a duration above zero, of an hour at most")
    }
    let wanted = try arguments.integer("count", in: 1...10_000) ?? 70
    let chosen = longestInView(
      sets, wanted, GroundSite(terminal), plan.mask, from: start, span: Int64(count) * step)
    let table = ReferenceTable(
      of: Propagator(chosen),
      satellites: chosen.map {
        ReferenceTable.Satellite(
          name: $0.name ?? String($0.catalogNumber), catalogNumber: $0.catalogNumber, constellation: name)
      }, at: terminal, measure: plan.measure, from: start, step: step, count: count)
    return (table, name)
  }

  /// Returns the sets that are longest above the mask, looked at each half minute, in the order of the file.
  private static func longestInView(
    _ sets: [ElementSet], _ count: Int, _ site: GroundSite, _ mask: Angle, from start: ScenarioTime, span: TimeSpan
  ) -> [ElementSet] {
    guard sets.count > count else { return sets }
    let propagator = Propagator(sets)
    let ephemeris = Ephemeris(satellites: sets.count)
    let sky = Sky(satellites: sets.count, sites: [site])
    var ticks = Array(repeating: 0, count: sets.count)
    for offset in stride(from: 0, to: span.nanoseconds, by: 30_000_000_000) {
      let time = start + TimeSpan(nanoseconds: offset)
      propagator.propagate(to: time, into: ephemeris)
      sky.update(from: ephemeris, at: time)
      for index in sets.indices {
        if let sight = sky[satellite: index, site: 0], sight.elevation >= mask { ticks[index] += 1 }
      }
    }
    return sets.indices.sorted { (-ticks[$0], $0) < (-ticks[$1], $1) }.prefix(count).sorted().map { sets[$0] }
  }
}
