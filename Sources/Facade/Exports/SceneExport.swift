import JSON
import Orbits
import Quantities

/// Satellites, stations and links over a span, as CZML.
struct SceneExport {
  let moment: FacadeMoment
  let run: RunDescription
  let from: ScenarioTime, to: ScenarioTime
  let step: TimeSpan
  /// From when on things are there to be seen: what a viewer has had before stays.
  var visible: ScenarioTime
  /// How much of a path is drawn before and behind a satellite.
  var trail: TimeSpan

  init(moment: FacadeMoment, run: RunDescription, from: ScenarioTime, to: ScenarioTime, step: TimeSpan) {
    (self.moment, self.run, self.from, self.to, self.step) = (moment, run, from, to, step)
    (visible, trail) = (from, TimeSpan(nanoseconds: (to - from).nanoseconds / 4))
  }

  private var elements: ElementsInUse { moment.elements(at: from) }

  private var sampleCount: Int64 { (to - from).nanoseconds / step.nanoseconds }

  /// The time of the last sample.
  var lastSample: ScenarioTime { from + sampleCount * step }

  /// Returns the whole document.
  func document(at time: ScenarioTime) -> JSONValue {
    .array(
      [CZML.document(run.name, from: from, to: to, at: time)] + stations + satellites + beams)
  }

  /// What a viewer needs before everything else: a document packet, without a clock that would move its own.
  var opening: [JSONValue] {
    [["id": "document", "name": .string(run.name), "version": "1.0"]] + stations
  }

  /// The stations, which a viewer needs once.
  private var stations: [JSONValue] {
    run.stations.map {
      CZML.station(id: Self.id($0), name: $0.name, metres: $0.site.positionEarthFixed * 1_000)
    }
  }

  /// Returns what a viewer that has everything up to the span lacks: samples, trims of those that lie before what is
  /// visible, and the links of all that is, since the end of one that was open has not been told yet.
  func update() -> [JSONValue] {
    let old = CZML.interval(run.start - .hours(24), visible)
    let trims = elements.satellites.map { satellite -> JSONValue in
      ["id": .string(Self.id(satellite)), "position": ["interval": .string(old), "delete": true]]
    }
    return satellites + trims + links
  }

  /// The links of what is visible, and the ends of those that were until lately.
  var links: [JSONValue] { beams + pastBeams }

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
        id: Self.id(satellite), name: satellite.name, over: CZML.interval(visible, last.time),
        CZML.positions(points), trail: trail)
    }
  }

  private struct Pair: Hashable {
    let satellite: Int, ground: Int
  }

  private static func id(_ pair: Pair) -> String { "link-\(pair.satellite)-\(pair.ground)" }

  private func pairs(_ isWanted: (LinkRecord) -> Bool) -> [Pair: [LinkRecord]] {
    Dictionary(grouping: moment.history.allLinks.filter(isWanted)) {
      Pair(satellite: $0.satelliteId, ground: $0.groundId)
    }
  }

  private func isVisible(_ link: LinkRecord) -> Bool { link.start < to && link.end ?? .latest > visible }

  private var beams: [JSONValue] {
    let satellites = Dictionary(elements.satellites.map { ($0.id, $0) }) { first, _ in first }
    let stations = Dictionary(run.stations.map { ($0.groundId, $0) }) { first, _ in first }
    return pairs(isVisible).sorted { ($0.key.satellite, $0.key.ground) < ($1.key.satellite, $1.key.ground) }
      .compactMap { pair, links in
        guard let satellite = satellites[pair.satellite], let station = stations[pair.ground] else { return nil }
        let intervals = links.map { CZML.interval(max($0.start, visible), min($0.end ?? to, to)) }
        return CZML.beam(id: Self.id(pair), from: Self.id(station), to: Self.id(satellite), during: intervals)
      }
  }

  /// The ends of beams that a viewer may still have, so that it does not come to have one for every pair.
  private var pastBeams: [JSONValue] {
    let lately = visible - (to - visible)
    let seen = pairs(isVisible)
    return pairs { $0.end.map { lately < $0 && $0 <= visible } ?? false }.keys.filter { seen[$0] == nil }
      .map(Self.id).sorted().map { ["id": .string($0), "delete": true] }
  }
}
