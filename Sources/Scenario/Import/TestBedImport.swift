import Catalog
import Foundation
import JSON
public import Orbits
import Quantities

/// A NOS-T configuration of versions 2 and 3 turned into a scenario, and what became of each of its keys.
public struct TestBedImport: Sendable {
  /// The scenario file: JSON with comments.
  public let scenario: String
  /// What became of the keys, in the order of the file; what the file does not say comes last.
  public let notes: [ImportNote]
  /// The address at which the same broker speaks MQTT, as far as the configuration tells it.
  public let brokerURL: String

  /// What is known beside the configuration.
  public struct Surroundings: Sendable {
    /// Element sets, by which satellites fly, and what they come from.
    public var elements: (sets: [ElementSet], file: String)?
    /// The variables that nost-tools reads: USERNAME, HOST, PORT.
    public var environment: [String: String] = [:]

    /// Knows nothing beside the configuration.
    public init() {}
  }

  /// The satellites of the downlink example, by their places in its lists: its configuration does not name them.
  static let satellites: [(name: String, number: Int, otherNames: [String])] = [
    ("SUOMI NPP", 37_849, []), ("NOAA 20", 43_013, ["NOAA 20 (JPSS-1)", "JPSS-1"]),
  ]

  /// Turns the text of a configuration into a scenario.
  /// - Parameter file: its name, for comments and problems.
  /// - Throws: ``ScenarioProblems`` with everything that keeps it from being one.
  public init(
    _ bytes: [UInt8], file: String, _ surroundings: Surroundings = Surroundings()
  ) throws(ScenarioProblems) {
    let root: DocumentNode
    do {
      root = try DocumentParser.parse(bytes, file: file, dialect: .yaml)
    } catch {
      throw ScenarioProblems(problems: [error])
    }
    var reader = ConfigurationReader(file: file)
    var configuration = reader.configuration(root)
    configuration.server.take(surroundings.environment)
    guard reader.problems.isEmpty else { throw ScenarioProblems(problems: reader.problems.inOrder) }
    let flights = try Self.flights(configuration, surroundings, &reader)
    let name = (file as NSString).lastPathComponent
    func text(_ reader: ConfigurationReader) -> String {
      ScenarioText(configuration: configuration, flights: flights, notes: reader.notes.inOrder, source: name).text
    }
    // What the reader of scenarios has to say of it belongs to the notes, which stand in its comments.
    let warnings = try Self.warnings(of: text(reader), file: file)
    for warning in warnings { reader.assume(warning.path ?? "$", warning.sentence) }
    scenario = text(reader)
    notes = reader.notes.inOrder
    brokerURL = configuration.brokerURL
  }

  /// Reads the scenario as a run would.
  private static func warnings(of scenario: String, file: String) throws(ScenarioProblems) -> [ScenarioProblem] {
    var warnings: [ScenarioProblem] = []
    do {
      _ = try ScenarioReader.read(Array(scenario.utf8), file: file) { warnings.append($0) }
    } catch {
      let problems = error.problems.filter { $0.severity == .error }.map {
        ScenarioProblem(file: file, reason: "makes no scenario: \($0.path ?? "$"): \($0.sentence)")
      }
      throw ScenarioProblems(problems: problems)
    }
    return warnings
  }

  // MARK: Orbits

  /// A satellite with its orbit.
  struct Flight {
    var name: String
    var elements: ElementSet
    var satellite: TestBedConfiguration.Satellite
    /// The file that holds the set, where two lines cannot carry it.
    var file: String?
  }

  private static func flights(
    _ configuration: TestBedConfiguration, _ surroundings: Surroundings, _ reader: inout ConfigurationReader
  ) throws(ScenarioProblems) -> [Flight] {
    let own = NewestElements(of: surroundings.elements?.sets ?? []).sets
    var satellites = configuration.satellites
    if satellites.isEmpty {
      guard !own.isEmpty else {
        let problem = ScenarioProblem(
          file: reader.file, path: "SSR_CAPACITY", reason: "is told by no application: there are no satellites",
          allowed: "recorders under configuration_parameters, or orbits in --elements FILE")
        throw ScenarioProblems(problems: [problem])
      }
      let assumed = TestBedConfiguration.Satellite(
        capacityGigabits: 280, usedFraction: 0, instrumentGigabitsPerSecond: 0.0125, costMode: "discrete",
        fixedDollarsPerSecond: 0)
      satellites = Array(repeating: assumed, count: own.count)
      reader.assume("recorders", "no application tells SSR_CAPACITY: each holds 280 Gb and takes 0.0125 Gb/s")
    }
    let orbits = try orbits(satellites.count, own, surroundings, reader.file)
    let sources = Set(orbits.map(\.source)).sorted()
    reader.assume("orbits", "a NOS-T configuration holds none; \(sources.joined(separator: "; "))")
    var flights: [Flight] = []
    for (satellite, orbit) in zip(satellites, orbits) {
      let lines = ElementFormat.tle.write([orbit.set])
      flights.append(
        Flight(
          name: orbit.name, elements: orbit.set, satellite: satellite,
          file: lines.problems.isEmpty && lines.count == 1 ? nil : surroundings.elements?.file))
    }
    return flights
  }

  private typealias Orbit = (name: String, set: ElementSet, source: String)

  /// One orbit for each satellite: those of the example by number or name, others in the order of the file.
  private static func orbits(
    _ count: Int, _ own: [ElementSet], _ surroundings: Surroundings, _ file: String
  ) throws(ScenarioProblems) -> [Orbit] {
    let path = surroundings.elements?.file ?? ""
    func match(_ known: (name: String, number: Int, otherNames: [String])) -> ElementSet? {
      own.first { $0.catalogNumber == known.number }
        ?? own.first { set in set.name.map { ([known.name] + known.otherNames).contains($0) } == true }
    }
    let namesExample = own.isEmpty || satellites.contains { match($0) != nil }
    var rest = own
    var orbits: [Orbit] = []
    for index in 0..<count {
      if namesExample, index < satellites.count {
        let known = satellites[index]
        if let set = match(known) {
          rest.removeAll { $0 == set }
          orbits.append((known.name, set, "those of \(path) are taken by number and name"))
          continue
        }
        if let set = EmbeddedElements.set(number: known.number) {
          orbits.append((known.name, set, "those that Orrery carries, of \(set.epoch.iso8601.prefix(10)), are taken"))
          continue
        }
      }
      guard !rest.isEmpty else {
        let problem = ScenarioProblem(
          file: file, path: "SSR_CAPACITY",
          reason: "tells \(count) satellites, and the orbit of number \(index) is not known",
          allowed: "as many sets in --elements FILE, in the order of the lists")
        throw ScenarioProblems(problems: [problem])
      }
      let set = rest.removeFirst()
      orbits.append((set.name ?? "\(set.catalogNumber)", set, "those of \(path) are taken in their order"))
    }
    return orbits
  }
}

extension TestBedConfiguration.Server {
  /// Takes over what the environment of nost-tools says.
  fileprivate mutating func take(_ environment: [String: String]) {
    host = environment["HOST"] ?? host
    user = environment["USERNAME"].map { virtualHost == "/" ? $0 : "\(virtualHost):\($0)" }
    // Brokers of AMQP are told at their own port.
    port = environment["PORT"].flatMap { Int($0) }.flatMap { [5671, 5672].contains($0) ? nil : $0 }
  }
}

extension [ImportNote] {
  /// The notes in the order of the file; what does not stand in it last.
  fileprivate var inOrder: [ImportNote] {
    let end = SourcePlace(line: .max, column: 0)
    return enumerated().sorted { ($0.element.place ?? end, $0.offset) < ($1.element.place ?? end, $1.offset) }
      .map(\.element)
  }
}

extension [ScenarioProblem] {
  /// The problems in the order of the file.
  fileprivate var inOrder: [ScenarioProblem] {
    let start = SourcePlace(line: 0, column: 0)
    return sorted { ($0.place ?? start) < ($1.place ?? start) }
  }
}

extension ScenarioProblem {
  /// What is wrong, of a text that nobody has seen yet.
  fileprivate var sentence: String {
    [value, reason].compactMap { $0 }.joined(separator: " ") + (allowed.map { "; allowed: \($0)" } ?? "")
  }
}
