import JSON
import Orbits
import Quantities

/// Satellites, stations and links over a span, as CZML.
struct SceneExport {
  let moment: FacadeMoment
  let run: RunDescription
  let from: ScenarioTime, to: ScenarioTime
  let step: TimeSpan

  private var elements: ElementsInUse { moment.elements(at: from) }

  private var sampleCount: Int64 { (to - from).nanoseconds / step.nanoseconds }

  /// The time of the last sample.
  var lastSample: ScenarioTime { from + sampleCount * step }

  /// Returns the whole document.
  func document(at time: ScenarioTime) -> JSONValue {
    .array(
      [CZML.document(run.name, from: from, to: to, at: time)]
        + run.stations.map {
          CZML.station(
            id: Self.id($0), name: $0.name, metres: $0.site.positionEarthFixed * 1_000)
        } + satellites + beams)
  }

  /// Returns what a viewer that has everything up to the span lacks.
  /// - Parameter keeping: how long samples are kept before the span.
  func update(keeping: TimeSpan) -> JSONValue {
    let old = CZML.interval(run.start - .hours(24), from - keeping)
    let trims = elements.satellites.map { satellite -> JSONValue in
      ["id": .string(Self.id(satellite)), "position": ["interval": .string(old), "delete": true]]
    }
    return .array(satellites + beams + trims)
  }

  private static func id(_ satellite: ElementsInUse.Satellite) -> String {
    "sat-\(satellite.elements.catalogNumber)-\(satellite.name)"
  }

  private static func id(_ station: RunDescription.Station) -> String { "ground-\(station.groundId)" }

  /// A satellite is there as long as its theory has states.
  private var satellites: [JSONValue] {
    let propagator = elements.propagator
    let times = (0...sampleCount).map { from + $0 * step }
    let ephemeris = propagator.states(at: times, layout: .satelliteMajor)
    return elements.satellites.enumerated().compactMap { place, satellite in
      var points: [(time: ScenarioTime, metres: SIMD3<Double>)] = []
      for (index, time) in times.enumerated() {
        guard let state = ephemeris[satellite: place, time: index] else { break }
        points.append((time, run.orientation.earthFixed(state, at: time).positionEarthFixed * 1_000))
      }
      guard let last = points.last, points.count > 1 else { return nil }
      return CZML.satellite(
        id: Self.id(satellite), name: satellite.name, over: CZML.interval(from, last.time), CZML.positions(points),
        trail: TimeSpan(nanoseconds: (to - from).nanoseconds / 4))
    }
  }

  private struct Pair: Hashable {
    let satellite: Int, ground: Int
  }

  private var beams: [JSONValue] {
    let satellites = Dictionary(elements.satellites.map { ($0.id, $0) }) { first, _ in first }
    let stations = Dictionary(run.stations.map { ($0.groundId, $0) }) { first, _ in first }
    let links = moment.history.allLinks.filter { $0.start < to && $0.end ?? .latest > from }
    let pairs = Dictionary(grouping: links) { Pair(satellite: $0.satelliteId, ground: $0.groundId) }
    return pairs.sorted { ($0.key.satellite, $0.key.ground) < ($1.key.satellite, $1.key.ground) }
      .compactMap { pair, links in
        guard let satellite = satellites[pair.satellite], let station = stations[pair.ground] else { return nil }
        let intervals = links.map { CZML.interval(max($0.start, from), min($0.end ?? to, to)) }
        return CZML.beam(
          id: "link-\(pair.satellite)-\(pair.ground)", from: Self.id(station), to: Self.id(satellite), during: intervals
        )
      }
  }
}
