import Catalog
import Foundation
import HandoverAnalysis
import Orbits
import Quantities

/// `orrery positions`: where satellites are over the ground, for the check of who serves a terminal.
enum PositionsCommand: Command {
  static let specification = CommandSpecification(
    name: "positions", summary: "Writes where the satellites of a constellation are, time by time.",
    operands: "", operandCount: 0...0,
    options: [
      .init("walker", "T/P/F", "A Walker constellation: satellites, planes, phasing."),
      .init("altitude-km", "KM", "Its altitude, km."),
      .init("inclination", "DEGREES", "Its inclination, degrees."),
      .init("elements", "FILE", "Element sets of any format in place of a constellation."),
      .init("start", "TIME", "The first time; needed for element sets."),
      .init("duration", "SECONDS", "How long, in seconds or as PT2H."),
      .init("step", "SECONDS", "The time between two instants, in seconds or as PT10S."),
      .init("sphere", nil, "Circular orbits over a sphere of 6378.137 km, as the serving-satellite precheck has them."),
      .init("output", "FILE", "Where to write; standard output unless told."),
      .init("max-age", "DURATION", "The age from which an element set is warned of; P14D."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("quiet", nil, "No warnings, no progress."),
    ],
    notes: """
      CSV time,satId,lat,lon,alt with six decimals: seconds after the start, latitude and longitude in degrees, height in
      metres. The last time is before the end of the duration. Satellites of a constellation are numbered from 0, plane by
      plane and ahead along the orbit; those of element sets by their catalogue numbers, or from 0 where two have the
      same. The first plane crosses the equator northward over Greenwich at the start. Without --sphere orbits are SGP4's
      and places are above the WGS84 ellipsoid.
      """,
    examples: [
      "orrery positions --walker 66/1/0 --altitude-km 600 --inclination 53 --duration 7200 --step 10 --sphere > p.csv",
      "orrery positions --walker 1584/72/39 --altitude-km 550 --inclination 53 --duration PT2H --step 10 --output p.csv",
      "orrery positions --elements starlink.csv --start 2026-07-24T00:00:00Z --duration PT1H --step 10 --output p.csv",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let plan = try PositionsPlan(arguments)
    var errorCount = 0
    let source: any PositionsSource
    if let path = arguments["elements"] {
      let file = try arguments.elementFile(path)
      arguments.complain(of: file, path)
      errorCount = file.errorCount
      let sets = NewestElements(of: file.sets).sets
      try arguments.warn(ofAgeOf: sets, from: plan.start, to: plan.start + plan.duration)
      let numbers = sets.map(\.catalogNumber)
      let areTold = Set(numbers).count == numbers.count
      source = PropagatedPositions(sets, numbers: areTold ? numbers : Array(sets.indices), start: plan.start)
    } else if arguments.has("sphere") {
      source = SphericalPositions(
        constellation: SphericalConstellation(try plan.constellation(arguments, firstNode: 0)))
    } else {
      let greenwich = SiderealTime.radians(at: plan.start) * 180 / .pi
      let sets = try plan.constellation(arguments, firstNode: greenwich < 360 ? greenwich : 0).elementSets(prefix: "W")
      source = PropagatedPositions(sets, numbers: Array(sets.indices), start: plan.start)
    }
    try plan.requireRoom(for: source.satelliteCount, arguments)
    let wasWhole = try write(source, plan, arguments)
    return !wasWhole ? .interrupted : errorCount == 0 ? .success : .input
  }

  /// Writes every instant; returns whether nobody stopped it.
  private static func write(
    _ source: any PositionsSource, _ plan: PositionsPlan, _ arguments: Arguments
  ) throws -> Bool {
    let progress = CountingProgress("instant", of: plan.count, isQuiet: arguments.has("quiet"))
    defer { progress.end() }
    var ended = EndedSatellites(isQuiet: arguments.has("quiet"))
    var sink = try TextSink(arguments["output"])
    let wish = StopWish()
    let interruption = arguments["output"] == nil ? nil : Interruption { wish.isThere = true }
    defer { withExtendedLifetime(interruption) {} }
    var isWanted = try sink.write(PositionsFile.header + "\n")
    var bytes: [UInt8] = []
    for index in 0..<plan.count where isWanted {
      guard !wish.isThere else { return false }
      progress.show(index)
      let elapsed = Int64(index) * plan.step
      bytes.removeAll(keepingCapacity: true)
      source.forEachPlace(after: elapsed) { number, latitude, longitude, height in
        bytes.append(elapsed.seconds, decimals: 6)
        bytes.append(UInt8(ascii: ","))
        bytes += String(number).utf8
        for value in [latitude, longitude, height] {
          bytes.append(UInt8(ascii: ","))
          bytes.append(value, decimals: 6)
        }
        bytes.append(UInt8(ascii: "\n"))
      } failed: { name, failure in
        ended.note(name, failure, progress)
      }
      isWanted = try sink.write(bytes)
    }
    ended.end(of: source.satelliteCount)
    try sink.close()
    return true
  }
}

/// From when to when positions are wanted, and of which constellation.
private struct PositionsPlan {
  let start: ScenarioTime
  let duration, step: TimeSpan
  /// How many instants there are: those before the end of the duration.
  let count: Int

  /// The most rows that are written.
  private static let greatestCount = 500_000_000

  /// The start of a constellation that names none: J2000. Only distant orbits, which Moon and Sun pull at, tell.
  private static let usualStart = ScenarioTime(nanosecondsSince1970: 946_728_000_000_000_000)

  init(_ arguments: Arguments) throws {
    guard arguments.has("walker") != arguments.has("elements") else {
      throw UsageError("positions needs --walker T/P/F or --elements FILE, one of them", command: arguments.command)
    }
    let needed =
      arguments.has("walker") ? ["altitude-km", "inclination", "duration", "step"] : ["start", "duration", "step"]
    for option in needed where !arguments.has(option) {
      throw UsageError("positions needs --\(option)", command: arguments.command)
    }
    for option in ["sphere", "altitude-km", "inclination"] where arguments.has("elements") && arguments.has(option) {
      throw UsageError("--\(option) goes with --walker", command: arguments.command)
    }
    start = try arguments.time("start") ?? PositionsPlan.usualStart
    duration = try arguments.seconds("duration") ?? .zero
    step = try arguments.seconds("step") ?? .zero
    guard step >= .microsecond else {
      throw arguments.wrong("step", allowed: "a microsecond and more, such as 10 or PT10S")
    }
    guard duration > .zero, duration <= .hours(24 * 366), start.adding(duration) != nil else {
      throw arguments.wrong("duration", allowed: "more than 0 and at most 366 days, such as 7200 or PT2H")
    }
    count = Int((duration.nanoseconds - 1) / step.nanoseconds) + 1
  }

  func requireRoom(for satelliteCount: Int, _ arguments: Arguments) throws(UsageError) {
    guard count <= PositionsPlan.greatestCount / max(1, satelliteCount) else {
      throw arguments.wrong("step", allowed: "at most \(PositionsPlan.greatestCount) rows in all")
    }
  }

  func constellation(_ arguments: Arguments, firstNode: Double) throws(UsageError) -> WalkerConstellation {
    try arguments.walker(
      .delta, inclinationDegrees: try arguments.number("inclination", in: 0...180) ?? 0,
      altitudeKilometres: try arguments.number("altitude-km", in: 100...100_000) ?? 0, epoch: start,
      firstNode: firstNode)
  }
}

extension Arguments {
  /// Reads the option `walker` as a constellation.
  func walker(
    _ pattern: WalkerConstellation.Pattern, inclinationDegrees: Double, altitudeKilometres: Double,
    epoch: ScenarioTime, firstNode: Double = 0
  ) throws(UsageError) -> WalkerConstellation {
    let parts = (self["walker"] ?? "").split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let total = parts[0], let planes = parts[1], let phasing = parts[2] else {
      throw wrong("walker", allowed: "T/P/F, such as 66/6/1")
    }
    do throws(WalkerError) {
      return try WalkerConstellation(
        pattern, satelliteCount: total, planeCount: planes, phasing: phasing, inclinationDegrees: inclinationDegrees,
        altitudeKilometres: altitudeKilometres, epoch: epoch, firstRightAscensionDegrees: firstNode)
    } catch {
      throw wrong("walker", allowed: "\(error.parameter) \(error.allowed)")
    }
  }

  /// Reads a length of time: a number of seconds, or a duration.
  func seconds(_ option: String) throws(UsageError) -> TimeSpan? {
    guard let text = self[option] else { return nil }
    if let span = (try? TimeSpan(text)) ?? Double(text).flatMap({ TimeSpan(roundingSeconds: $0) }) { return span }
    throw wrong(option, allowed: "seconds, or a duration such as PT10S")
  }
}
