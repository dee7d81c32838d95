import Catalog
import Foundation
import JSON
import Orbits
import Quantities

/// `orrery where`: where a satellite is now, and when it is to be seen.
enum WhereCommand: Command {
  static let specification = CommandSpecification(
    name: "where", summary: "Tells where a satellite is, by its name or catalogue number.", operands: "NAME",
    operandCount: 1...1,
    options: [
      .init("group", "NAME", "Seek it in a group of CelesTrak's; active unless told."),
      .init("elements", "FILE", "Seek it in FILE, in place of a group."),
      .init(
        "url", "URL", "Seek it at any address, such as /elements of a run: http://localhost:8090/elements?format=3le."),
      .init("at", "TIME", "At this time; now unless told."),
      .init(
        "from", "PLACE", "Also where it stands in the sky of LATITUDE,LONGITUDE[,METRES], and its next pass there."),
      .init("mask", "DEGREES", "The lowest elevation of a pass; 10 unless told."),
      .init("ut1", "SECONDS", "UT1 - UTC, -0.9 to 0.9; 0 unless told."),
      .init("cache", "FOLDER", "Where answers are kept; $XDG_CACHE_HOME/orrery/elements where missing."),
      .init("ttl", "DURATION", "How long an answer is used without asking again; PT2H, CelesTrak's own interval."),
      .init("offline", nil, "Ask nobody: the cache of any age, else the program's own sets."),
      .init("json", nil, "Print JSON."),
      .init("max-age", "DURATION", "The age from which the set is warned of; P14D."),
      .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
      .init("quiet", nil, "No warnings."),
    ],
    notes: """
      The name counts whole, else as a part where just one satellite has it. Of several sets of it the newest counts.
      The Earth is turned by --ut1; polar motion, up to 9 m, is left out. The API of a run takes both from its scenario.
      """,
    examples: [
      "orrery where 'ISS (ZARYA)' --group stations",
      "orrery where 25544 --elements stations.3le --from 48.14,11.58",
      "orrery where 'NOAA 20' --url 'http://localhost:8090/elements?format=3le' --at 2018-01-21T01:00:00Z",
    ])

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireAtMostOne(of: "group", "elements", "url")
    let place = try arguments.place("from")
    guard place != nil || !arguments.has("mask") else {
      throw UsageError("--mask needs --from", command: arguments.command)
    }
    let mask = Angle.degrees(try arguments.number("mask", in: -90...90) ?? 10)
    let time = try arguments.time("at") ?? ElementFetcher.Options().now()
    let set = try NamedSatellite(arguments.operands[0], among: try sets(arguments)).set
    try arguments.warn(ofAgeOf: [set], from: time, to: time)
    let finding = try Whereabouts(
      of: try Orbit(set, orientation: try arguments.ut1()), set, at: time, from: place, mask: mask)
    print(arguments.has("json") ? finding.json.indented : finding.text(colour: Terminal.hasColour))
    return .success
  }

  private static func sets(_ arguments: Arguments) throws -> [ElementSet] {
    if let path = arguments["elements"] {
      let file = try arguments.elementFile(path)
      arguments.complain(of: file, path)
      return file.sets
    }
    let source = arguments.has("url") ? try arguments.urlSource() : .group(arguments["group"] ?? "active")
    let notice = SlowNotice("fetching \(source)", isQuiet: arguments.has("quiet"))
    defer { notice.end() }
    let fetched = try ElementFetcher(try arguments.fetcherOptions()).fetch(source)
    if !arguments.has("quiet") { for note in fetched.notes { Terminal.complain("note: \(note)") } }
    return fetched.file.sets
  }
}

/// The newest set of the satellite that a word means.
private struct NamedSatellite {
  let set: ElementSet

  /// The names that an error tells at most.
  private static let mostNames = 6

  init(_ word: String, among sets: [ElementSet]) throws(ParameterFault) {
    let newest = NewestElements(of: sets).sets
    let key = word.lowercased()
    let whole = newest.filter { String($0.catalogNumber) == word || $0.name?.lowercased() == key }
    let found = whole.isEmpty ? newest.filter { $0.name?.lowercased().contains(key) == true } : whole
    guard let first = found.first, found.count == 1 else {
      let names = found.compactMap(\.name)
      let some = names.prefix(Self.mostNames).joined(separator: ", ")
      let more = names.count > Self.mostNames ? " and \(names.count - Self.mostNames) more" : ""
      throw ParameterFault(
        description: found.isEmpty
          ? "none of \(newest.count) satellites is called \"\(word)\", nor has that number"
          : "\"\(word)\" may be \(found.count) satellites: \(some)\(more)")
    }
    set = first
  }
}

/// A word that means no satellite, or several.
private struct ParameterFault: Error, CustomStringConvertible {
  let description: String
}

/// Where a satellite is at a time.
private struct Whereabouts {
  let set: ElementSet
  let time: ScenarioTime
  let place: Geodetic
  let speedKilometresPerSecond: Double
  let isSunlit: Bool
  /// Where it stands in somebody's sky, and when it is next there at or above the mask; nil where nobody looks, and for
  /// the pass where there is none within two days.
  let look: LookAngles?
  let pass: AccessWindow?

  /// How far ahead a pass is sought.
  private static let ahead = TimeSpan.hours(48)

  init(of orbit: Orbit, _ set: ElementSet, at time: ScenarioTime, from observer: Geodetic?, mask: Angle) throws {
    let state = try orbit.sgp4.state(at: time)
    (self.set, self.time, place) = (set, time, try orbit.geodetic(at: time))
    let velocity = state.velocityTEME
    speedKilometresPerSecond = (velocity * velocity).sum().squareRoot()
    isSunlit = Sunlight.reaches(state.positionTEME, at: time)
    look = try observer.map { try orbit.lookAngles(from: GroundSite($0), at: time) }
    pass = observer.flatMap { observer in
      AccessSearch.windows(
        of: orbit, over: GroundSite(observer), minimumElevation: mask, from: time,
        to: time.adding(Self.ahead) ?? .latest
      ).windows.first
    }
  }

  /// Days from the epoch of the elements to the time.
  private var age: Double { (time - set.epoch).seconds / 86_400 }

  func text(colour: Bool) -> String {
    var rows = [
      ("time", "\(time)"),
      (
        "place",
        "\(place.latitudeDegrees.fixed(4)), \(place.longitudeDegrees.fixed(4)), "
          + "\((place.heightMetres / 1_000).fixed(2)) km above the ellipsoid"
      ),
      ("speed", "\(speedKilometresPerSecond.fixed(3)) km/s, \(isSunlit ? "in sunlight" : "in the Earth's shadow")"),
    ]
    if let look {
      rows.append(
        (
          "in the sky",
          "azimuth \(look.azimuth.degrees.fixed(1)), elevation \(look.elevation.degrees.fixed(1)) degrees, "
            + "\(look.rangeKilometres.fixed(0)) km away"
        ))
      rows.append(("next pass", pass.map(told) ?? "none within two days"))
    }
    rows.append(("elements", "of \(set.epoch), \(abs(age).fixed(1)) days \(age < 0 ? "ahead" : "old")"))
    let title = "\(set.name ?? "satellite")  \(set.catalogNumber)"
    let lines = rows.map { "  \($0.0.padded(to: 12))\($0.1)" }
    return ([Terminal.bold(title, colour)] + lines).joined(separator: "\n")
  }

  private func told(_ pass: AccessWindow) -> String {
    "\(pass.startsBeforeSpan ? "now" : "\(pass.start.wholeMicrosecond)") to \(pass.end.wholeMicrosecond), highest "
      + "\(pass.culmination.elevation.degrees.fixed(1)) degrees at \(pass.culmination.time.wholeMicrosecond)"
  }

  var json: JSONValue {
    var object: JSONObject = [
      "name": set.name.map { .string($0) } ?? .null, "norad": .integer(Int64(set.catalogNumber)),
      "time": .string(time.iso8601), "latitude_deg": .number(place.latitudeDegrees),
      "longitude_deg": .number(place.longitudeDegrees), "altitude_km": .number(place.heightMetres / 1_000),
      "speed_km_s": .number(speedKilometresPerSecond), "sunlit": .bool(isSunlit),
      "epoch": .string(set.epoch.iso8601), "age_days": .number(age),
    ]
    if let look {
      object["look"] = [
        "azimuth_deg": .number(look.azimuth.degrees), "elevation_deg": .number(look.elevation.degrees),
        "range_km": .number(look.rangeKilometres), "range_rate_km_s": .number(look.rangeRateKilometresPerSecond),
      ]
      object["next_pass"] =
        pass.map { pass in
          [
            "start": .string(pass.start.iso8601), "end": .string(pass.end.iso8601),
            "culmination": .string(pass.culmination.time.iso8601),
            "highest_deg": .number(pass.culmination.elevation.degrees),
          ]
        } ?? .null
    }
    return .object(object)
  }
}
