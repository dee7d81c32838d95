import Catalog
import Downlink
import Foundation
import Ground
import Orbits
import Quantities
import Scenario

/// One pass, with all that is told of it.
struct Pass {
  let satellite: String
  let number: Int
  let station: String
  let groundId: Int
  let contact: Contact
  /// Where the satellite stands at its rise and set; nil where SGP4 has no state for it just there.
  let rise, set: LookAngles?
  var window: AccessWindow { contact.window }
}

/// Whose passes over whom are wanted, and when.
struct PassPlan {
  private var satellites: [(name: String, number: Int, elements: ElementSet)]
  private var stations: [(name: String, groundId: Int, station: AccessScan.Station)]
  private let from, to: ScenarioTime
  private var options = AccessScan.Options()
  private let threads: Int?
  /// How many element sets could not be read.
  let errorCount: Int

  init(_ arguments: Arguments) throws {
    let start: ScenarioTime
    let end: ScenarioTime?
    if arguments.has("stations") || arguments.has("at") {
      let file = try arguments.elementFile(arguments.operands[0])
      arguments.complain(of: file, arguments.operands[0])
      errorCount = file.errorCount
      satellites = NewestElements(of: file.sets).sets.map {
        ($0.name ?? String($0.catalogNumber), $0.catalogNumber, $0)
      }
      stations = try PassPlan.stations(arguments)
      start = satellites.map(\.elements.epoch).max() ?? ScenarioTime(nanosecondsSince1970: 0)
      end = nil
      options.orientation = try arguments.ut1()
    } else {
      for option in ["ut1", "max-age"] where arguments.has(option) {
        throw UsageError(
          "--\(option) goes with --stations or --at: a scenario has its own", command: arguments.command)
      }
      let definition = try PassPlan.scenario(arguments)
      errorCount = 0
      satellites = definition.satellites.map { ($0.name, $0.id, $0.elements) }
      stations = definition.stations.map(PassPlan.station)
      (start, end) = (definition.start, definition.stop)
      options.orientation = definition.orientation
    }
    from = try arguments.time("from", after: start) ?? start
    to = try arguments.time("to", after: end == nil ? from : start) ?? end ?? from + .hours(24)
    guard from < to else { throw UsageError("--from is not before --to", command: arguments.command) }
    try arguments.require(to, within: 366, after: from)
    options.isRefracted = arguments.has("refraction")
    options.tellsSunlight = arguments.has("sunlight")
    options.minimumDuration = try arguments.span("minimum-duration") ?? .zero
    guard options.minimumDuration >= .zero else {
      throw arguments.wrong("minimum-duration", allowed: "a duration from zero on, such as PT3M")
    }
    threads = try arguments.integer("threads", in: 1...1_024)
    try choose(arguments)
    if end == nil { try arguments.warn(ofAgeOf: satellites.map(\.elements), from: from, to: to) }
  }

  /// Reads the scenario; element sets in its place are answered with the options that they need.
  private static func scenario(_ arguments: Arguments) throws -> ScenarioDefinition {
    do {
      return try arguments.scenario()
    } catch {
      let path = arguments.operands[0]
      guard let bytes = try? AtomicFile.read(path, atMost: 16 << 20), !ElementFile(bytes).sets.isEmpty else {
        throw error
      }
      throw UsageError(
        "\(path) holds element sets: say over which places with --stations or --at", command: arguments.command)
    }
  }

  private mutating func choose(_ arguments: Arguments) throws {
    satellites = try arguments.chosen("satellite", satellites) { [$0.name, String($0.number)] }
    stations = try arguments.chosen("station", stations) { [$0.name, String($0.groundId)] }
    if let horizon = try PassPlan.horizon(arguments) {
      for index in stations.indices { stations[index].station.mask = horizon }
    }
  }

  private static func station(
    _ station: ScenarioDefinition.Station
  ) -> (name: String, groundId: Int, station: AccessScan.Station) {
    let site = GroundSite(station.station.position)
    return (
      station.name, station.station.groundId,
      AccessScan.Station(site: site, minimumElevation: station.station.minimumElevation)
    )
  }

  /// The stations of `--stations`, or the place of `--at`.
  private static func stations(
    _ arguments: Arguments
  ) throws -> [(name: String, groundId: Int, station: AccessScan.Station)] {
    let mask = try arguments.number("mask", in: -90...90) ?? 10
    var stations: [(name: String, groundId: Int, station: AccessScan.Station)] = []
    if let path = arguments["stations"] {
      stations = try ScenarioReader.stations(path, minimumElevation: .degrees(mask)).map(station)
    }
    if let text = arguments["at"], let place = try arguments.place("at") {
      let number = (stations.map(\.groundId).max() ?? -1) + 1
      stations.append((text, number, .init(site: GroundSite(place), minimumElevation: .degrees(mask))))
    }
    return stations
  }

  /// The horizon of `--horizon`: a line an azimuth, # for remarks.
  private static func horizon(_ arguments: Arguments) throws -> ElevationMask? {
    guard let path = arguments["horizon"] else { return nil }
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    var points: [ElevationMask.Point] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      let numbers = content.split { ", \t;".contains($0) }.map { Double($0) }
      if content.isEmpty || (points.isEmpty && numbers.allSatisfy { $0 == nil }) { continue }
      guard numbers.count == 2, let azimuth = numbers[0], let elevation = numbers[1] else {
        throw HorizonError(path: path, line: index + 1, reason: "\"\(content)\" is not AZIMUTH,ELEVATION in degrees")
      }
      points.append(ElevationMask.Point(azimuth: .degrees(azimuth), elevation: .degrees(elevation)))
    }
    do {
      return try ElevationMask(points)
    } catch { throw HorizonError(path: path, line: nil, reason: error.description) }
  }

  /// Searches the span.
  func search(_ arguments: Arguments) -> PassList {
    let propagator = Propagator(satellites.map(\.elements))
    let scan = AccessScan(of: propagator, over: stations.map(\.station), options: options)
    let progress = CountingProgress("passes of satellite", of: satellites.count, isQuiet: arguments.has("quiet"))
    var ended = EndedSatellites(isQuiet: arguments.has("quiet"))
    var log = PassLog(from: from, to: to)
    scan.forEach(from: from, to: to, threads: threads) { finding in
      progress.show(finding.satellite)
      if let failure = finding.failure {
        ended.note(satellites[finding.satellite].name, failure, progress)
      }
      for contact in finding.contacts { log.append(contact) }
    }
    progress.end()
    ended.end(of: satellites.count)
    return PassList(
      satellites: satellites.map { ($0.name, $0.number) }, stations: stations, orbits: propagator.orbits,
      orientation: options.orientation, tellsSunlight: options.tellsSunlight,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, log: log)
  }
}

/// What is wrong with a file of a horizon.
struct HorizonError: Error, CustomStringConvertible {
  let path: String
  let line: Int?
  let reason: String
  var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}

extension Arguments {
  /// Returns the items that an option names, or all of them without it.
  func chosen<Item>(_ option: String, _ items: [Item], _ names: (Item) -> [String]) throws -> [Item] {
    guard let text = self[option] else { return items }
    // A name may hold a comma: the whole is tried first.
    let whole = items.filter { names($0).contains(text) }
    guard whole.isEmpty else { return whole }
    return try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
      let wanted = part.trimmingCharacters(in: .whitespaces)
      let found = items.filter { names($0).contains(wanted) }
      guard !found.isEmpty else {
        let all = items.map { names($0)[0] }
        let hint = nearest(to: wanted, among: all).map { "; did you mean \"\($0)\"?" } ?? ""
        let shown = all.prefix(12).joined(separator: ", ") + (all.count > 12 ? " and \(all.count - 12) more" : "")
        throw wrong(option, allowed: shown + hint)
      }
      return found
    }
  }
}
