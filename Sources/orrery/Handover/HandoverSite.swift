import Catalog
import HandoverAnalysis
import Orbits
import Quantities

/// What commands over a catalogue and a terminal have in common: the sets, the place, the start.
struct HandoverSite {
  let sets: [ElementSet]
  let place: Geodetic
  let start: ScenarioTime
  let threads: Int?
  /// How many element sets could not be read.
  let errorCount: Int

  /// The terminal of the handover handbook: National Taipei University, 50 m.
  static let standard = Geodetic(latitudeDegrees: 24.9441667, longitudeDegrees: 121.3713889, heightMetres: 50)

  /// The options that it reads.
  static let options: [CommandSpecification.Option] = [
    .init("at", "PLACE", "The terminal, LATITUDE,LONGITUDE[,METRES]; 24.9441667,121.3713889,50 unless told."),
    .init("start", "TIME", "The first instant; the newest epoch unless told."),
    .init("threads", "N", "On how many cores; all unless told."),
    .init("max-age", "DURATION", "The age from which a set is warned of; P14D."),
    .init("lenient", nil, "Read two-line sets by their words where the columns do not fit, with a warning."),
    .init("quiet", nil, "No warnings."),
  ]

  init(_ arguments: Arguments) throws {
    let file = try arguments.elementFile(arguments.operands[0])
    arguments.complain(of: file, arguments.operands[0])
    errorCount = file.errorCount
    sets = NewestElements(of: file.sets).sets
    place = try arguments.place("at") ?? HandoverSite.standard
    start =
      try arguments.time("start") ?? sets.map(\.epoch).max() ?? ScenarioTime(nanosecondsSince1970: 0)
    threads = try arguments.integer("threads", in: 1...1_024)
  }

  /// The place on the ground.
  var site: GroundSite { GroundSite(place) }

  /// What a person knows a satellite by.
  func name(of satellite: Int) -> String { sets[satellite].name ?? String(sets[satellite].catalogNumber) }

  /// The terminal and the time in a line.
  var heading: String {
    "\(place.latitudeDegrees.fixed(4)), \(place.longitudeDegrees.fixed(4)), \(place.heightMetres.fixed(0)) m from \(start.iso8601)"
  }
}

extension Arguments {
  /// Makes what options ask for; a criterion that cannot be, or that no information element carries, is a wrong command
  /// line.
  func criteria<Criteria>(_ make: () throws -> Criteria) throws -> Criteria {
    do {
      return try make()
    } catch let error as ParameterError {
      throw UsageError(error.description, command: command)
    } catch let error as GridError {
      throw UsageError(error.description, command: command)
    }
  }
}
