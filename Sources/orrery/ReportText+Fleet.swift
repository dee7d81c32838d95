import Quantities
import Scenario

/// What a report shows of more satellites than anyone reads one by one.
extension RunReport {
  /// The most satellites, and the most findings, that a report shows one by one.
  static let mostRows = 40
  /// The most constellations that have a line of their own.
  static let mostConstellations = 16
  /// How many satellites stand for those that stand out in one way.
  static let outstandingCount = 5

  /// The sums of satellites whose names begin alike, and the satellites that stand out.
  var fleetTables: [Table] {
    let known = known
    var outstanding = satelliteColumns("Satellite")
    outstanding.rows =
      rows(of: known, "Most downlinked") { $0.downlinked.gigabits }
      + rows(of: known, "Fullest at the end") { $0.stored.gigabits }
      + rows(of: known, "Most lost") { $0.lost.gigabits }
    return [constellationTable(known), outstanding]
  }

  private func constellationTable(_ satellites: [Satellite]) -> Table {
    var table = Table(columns: [
      .text("Constellation"), .number("Satellites"), .number("Collected", "Tb"), .number("Downlinked", "Tb"),
      .number("Lost", "Tb"), .number("Stored", "Tb"), .number("Links"), .number("Downlinks", "$"),
      .number("Contract", "$"), .number("Cost", "$"),
    ])
    table.rows = Constellation.all(of: satellites, atMost: Self.mostConstellations).map { $0.row }
    table.total = Constellation(name: "Total", satellites: satellites).row
    return table
  }

  /// A heading, and below it the satellites of which there is most of something; nothing where there is none of it.
  private func rows(of satellites: [Satellite], _ heading: String, _ value: (Satellite) -> Double) -> [[String]] {
    let ranked = satellites.filter { value($0) > 0 }.sorted { (value($0), $1.id) > (value($1), $0.id) }
    guard !ranked.isEmpty else { return [] }
    let blanks = satelliteColumns(heading).columns.dropFirst().map { _ in "" }
    return [[heading] + blanks]
      + ranked.prefix(Self.outstandingCount).map { satellite in
        let cells = row(satellite)
        return ["  \(cells[0])"] + cells.dropFirst()
      }
  }
}

/// Satellites whose names begin alike.
private struct Constellation {
  var name: String
  var satellites: [RunReport.Satellite]

  /// The constellations of some satellites, the largest first; what has no fellow, or no room, stands last as others.
  static func all(of satellites: [RunReport.Satellite], atMost most: Int) -> [Constellation] {
    let groups = Dictionary(grouping: satellites) { name(of: $0.name) }
      .map { Constellation(name: $0.key, satellites: $0.value) }
      .sorted { ($1.satellites.count, $0.name) < ($0.satellites.count, $1.name) }
    let shown = groups.prefix(most).prefix { $0.satellites.count > 1 }
    let others = groups.dropFirst(shown.count)
    guard !others.isEmpty else { return Array(shown) }
    // In order of the satellites, as every sum of the report.
    let rest = others.flatMap(\.satellites).sorted { $0.id < $1.id }
    return shown + [Constellation(name: shown.isEmpty ? "All" : "Others", satellites: rest)]
  }

  /// The beginning of a name: `STARLINK-A` of `STARLINK-A-0101`, `NOAA` of `NOAA 20 [+]`; where there is no number at
  /// the end the first word.
  static func name(of satellite: String) -> String {
    let isBlank = { (character: Character) in " -_".contains(character) }
    var rest = satellite[...]
    while let end = rest.last, ")]".contains(end), let begin = rest.lastIndex(of: end == ")" ? "(" : "["),
      begin > rest.startIndex
    {
      rest = rest[..<begin]
      while let last = rest.last, isBlank(last) { rest.removeLast() }
    }
    var stem = rest
    while stem.last?.isNumber == true { stem.removeLast() }
    if stem.count == rest.count { stem = rest.prefix { !isBlank($0) } }
    while let last = stem.last, isBlank(last) { stem.removeLast() }
    return String(stem.isEmpty ? rest : stem)
  }

  var row: [String] {
    func terabits(_ part: (RunReport.Satellite) -> DataVolume) -> String {
      (satellites.reduce(0) { $0 + part($1).gigabits } / 1_000).fixed(3)
    }
    func dollars(_ part: (RunReport.Satellite) -> Money) -> String {
      satellites.reduce(0) { $0 + part($1).dollars }.fixed(2)
    }
    return [
      name, String(satellites.count), terabits(\.collected), terabits(\.downlinked), terabits(\.lost),
      terabits(\.stored), String(satellites.reduce(0) { $0 + $1.links }), dollars(\.downlinkCost),
      dollars(\.contractCost), dollars(\.cost),
    ]
  }
}
