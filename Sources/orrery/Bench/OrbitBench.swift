import Catalog
import Foundation
import JSON
import Orbits
import Quantities

/// Workloads over element sets that every propagator of the comparison runs.
struct OrbitBench {
  enum Workload: String, CaseIterable {
    case oneNear = "one_near"
    case oneDeep = "one_deep"
    case catalogueNear = "cat_near"
    case catalogueMixed = "cat_mixed"
    case catalogueDeep = "cat_deep"
    case accessMixed = "access_mixed"
    case stepNear = "step_near"
    case stepMixed = "step_mixed"

    /// The file of its element sets.
    var sets: String {
      switch self {
      case .accessMixed, .stepMixed: Workload.catalogueMixed.rawValue
      case .stepNear: Workload.catalogueNear.rawValue
      default: rawValue
      }
    }

    var isOne: Bool { self == .oneNear || self == .oneDeep }
  }

  /// Where the element sets and reference states are; nil for the embedded sets, without references.
  let folder: URL?
  let threads: Int
  let rounds: Int
  let instructions: InstructionSet

  /// Where the workloads begin: 2025-10-03T00:00:00Z, or the epoch of the embedded shells.
  private var start: ScenarioTime {
    folder == nil ? EmbeddedElements.shellEpoch : ScenarioTime(nanosecondsSince1970: 1_759_449_600_000_000_000)
  }

  func measure(_ workload: Workload) throws -> JSONValue {
    let propagator = Propagator(try elements(workload.sets))
    switch workload {
    case .accessMixed: return .object(access(workload, propagator))
    case .stepNear, .stepMixed: return .object(try step(workload))
    default: return .object(try states(workload, propagator))
    }
  }

  private func states(_ workload: Workload, _ propagator: Propagator) throws -> JSONObject {
    let instants =
      workload.isOne
      ? Instants(from: start, step: .seconds(1), count: 1_000_000)
      : Instants(from: start, step: .minutes(1), count: 1_440)
    let ephemeris = Ephemeris(
      satellites: propagator.count, times: instants.count, layout: workload.isOne ? .satelliteMajor : .timeMajor)
    let states = propagator.count * instants.count
    let clock = Stopwatch(rounds: rounds) {
      propagator.propagate(to: instants, into: ephemeris, threads: threads, with: instructions)
    }
    var line = line(workload, states, clock)
    let mean = check(ephemeris)
    line["check"] = mean.isFinite ? .number(mean) : .null
    line["err_km"] = try error(workload, ephemeris).map { .number($0) } ?? .null
    line["instructions"] = .string(instructions.rawValue)
    return line
  }

  /// All passes of a day over one station at 40 N 105 W, from 10 degrees up.
  private func access(_ workload: Workload, _ propagator: Propagator) -> JSONObject {
    let place = Geodetic(latitudeDegrees: 40, longitudeDegrees: -105, heightMetres: 1_650)
    let scan = AccessScan(
      of: propagator, over: [.init(site: GroundSite(place), minimumElevation: .degrees(10))])
    var contacts: [Contact] = []
    let clock = Stopwatch(rounds: rounds) {
      contacts = scan.contacts(
        from: start, to: start + .hours(24), threads: threads, with: instructions)
    }
    var line = line(workload, propagator.count * 1_440, clock)
    let minutes = contacts.reduce(0) { $0 + ($1.window.end - $1.window.start).seconds } / 60
    line["windows"] = .integer(Int64(contacts.count))
    line["visible_min"] = .number((minutes * 1e3).rounded() / 1e3)
    line["sats_per_s"] = .number((Double(propagator.count) / (clock.wall.min() ?? .infinity) * 10).rounded() / 10)
    line["instructions"] = .string(instructions.rawValue)
    return line
  }

  /// One step of 30,000 satellites, the sets thrice: positions, and where they stand over the ground.
  private func step(_ workload: Workload) throws -> JSONObject {
    let sets = try elements(workload.sets)
    let propagator = Propagator((0..<3).flatMap { _ in sets })
    let ephemeris = Ephemeris(satellites: propagator.count, velocities: false)
    let track = GroundTrack(satellites: propagator.count)
    let steps = 100
    let clock = Stopwatch(rounds: rounds) {
      for step in 0..<steps {
        let time = start + .seconds(step)
        propagator.propagate(to: time, into: ephemeris, threads: threads, with: instructions)
        track.update(from: ephemeris, at: time, with: instructions)
      }
    }
    var line = line(workload, propagator.count * steps, clock)
    line["step_cpu_ms"] = .number(((clock.cpu.min() ?? .infinity) / Double(steps) * 1e6).rounded() / 1e3)
    line["instructions"] = .string(instructions.rawValue)
    return line
  }

  private func elements(_ name: String) throws -> [ElementSet] {
    guard let folder else { return embedded(name) }
    let path = folder.appendingPathComponent("\(name).tle").path
    let file = TwoLineElements(String(decoding: try AtomicFile.read(path), as: UTF8.self))
    if let error = file.errors.first { throw BenchFault(path: path, reason: "\(error)") }
    guard !file.readings.isEmpty else { throw BenchFault(path: path, reason: "has no element sets") }
    return file.readings.map(\.elements)
  }

  /// Sets that are always at hand, as many as the workload wants: published shells near the Earth; above, real
  /// satellites with their elements dated to the start, as old ones would measure failures.
  private func embedded(_ name: String) -> [ElementSet] {
    let near = EmbeddedElements.shellSets
    let deep = EmbeddedElements.realSets.map { set in
      var set = set
      set.epoch = start
      return set
    }.filter { (try? SGP4($0))?.isDeepSpace == true }
    func some(_ sets: [ElementSet], _ count: Int) -> [ElementSet] {
      sets.isEmpty ? [] : (0..<count).map { sets[$0 % sets.count] }
    }
    return switch Workload(rawValue: name) {
    case .oneNear: some(near, 1)
    case .oneDeep: some(deep, 1)
    case .catalogueNear: some(near, 10_000)
    case .catalogueDeep: some(deep, 796)
    default: some(near, 9_229) + some(deep, 771)
    }
  }

  private func line(_ workload: Workload, _ states: Int, _ clock: Stopwatch) -> JSONObject {
    func rate(_ seconds: [Double]) -> JSONValue {
      .number((Double(states) / (seconds.min() ?? .infinity) / 1e3).rounded() / 1e3)
    }
    var line = JSONObject()
    line["peer"] = "orrery"
    line["workload"] = .string(workload.rawValue)
    line["threads"] = .integer(Int64(threads))
    line["n"] = .integer(Int64(states))
    line["mprops_wall"] = rate(clock.wall)
    line["mprops_cpu"] = rate(clock.cpu)
    line["med_wall_s"] = .number((clock.median * 1e4).rounded() / 1e4)
    return line
  }

  /// The mean of x + 2y + 3z over all states, km.
  private func check(_ ephemeris: Ephemeris) -> Double {
    let rows = ephemeris.layout == .timeMajor ? ephemeris.times : ephemeris.satellites
    var sum = 0.0
    for (component, weight) in [(Ephemeris.Component.x, 1.0), (.y, 2), (.z, 3)] {
      for row in 0..<rows { sum += weight * ephemeris.withRow(component, row) { $0.reduce(0, +) } }
    }
    return sum / Double(ephemeris.satellites * ephemeris.times)
  }

  /// The largest distance from the reference states, km: rows of satellite, time, x, y, z.
  private func error(_ workload: Workload, _ ephemeris: Ephemeris) throws -> Double? {
    guard let path = folder?.appendingPathComponent("\(workload.rawValue).ref.csv").path,
      FileManager.default.fileExists(atPath: path)
    else { return nil }
    var worst = 0.0
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    for (index, row) in text.split(whereSeparator: \.isNewline).enumerated() {
      let fields = row.split(separator: ",").compactMap { Double($0) }
      guard fields.count == 5, let satellite = Int(exactly: fields[0]), let time = Int(exactly: fields[1]),
        (0..<ephemeris.satellites).contains(satellite), (0..<ephemeris.times).contains(time)
      else {
        if index == 0, fields.isEmpty { continue }
        throw BenchFault(
          path: "\(path):\(index + 1)", reason: "\"\(row.prefix(80))\" is no satellite, time, x, y, z of this workload")
      }
      guard let position = ephemeris.positionTEME(satellite: satellite, time: time) else {
        throw BenchFault(path: "\(path):\(index + 1)", reason: "satellite \(satellite) has no state there")
      }
      let away = position - SIMD3(fields[2], fields[3], fields[4])
      worst = max(worst, (away * away).sum().squareRoot())
    }
    return worst
  }
}

/// What is wrong with a file of the sets or of the reference states.
struct BenchFault: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "\(path): \(reason)" }
}
