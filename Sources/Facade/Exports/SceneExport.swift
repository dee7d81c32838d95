import JSON
public import Orbits
public import Quantities

/// Satellites, stations and links over a span, as CZML, written piece by piece: a large scene is never whole in memory.
public struct SceneExport: Sendable {
  /// What the document is called.
  let name: String
  let elements: ElementsInUse
  let orientation: EarthOrientation
  let stations: [RunDescription.Station]
  let links: [LinkRecord]
  let from: ScenarioTime, to: ScenarioTime
  let step: TimeSpan
  /// From when on things are there to be seen: what a viewer has had before stays.
  var visible: ScenarioTime
  /// How much of a path is drawn before and behind a satellite.
  var trail: TimeSpan

  /// Describes satellites over a span.
  /// - Parameters:
  ///   - from: a whole second, which every reader of CZML can tell exactly.
  ///   - step: from sample to sample; there are at least two.
  public init(
    of elements: ElementsInUse, named name: String, orientation: EarthOrientation = .utc, from: ScenarioTime,
    to: ScenarioTime, step: TimeSpan
  ) {
    self.init(
      of: elements, named: name, orientation: orientation, from: from, to: to, step: step, stations: [], links: [])
  }

  init(
    of elements: ElementsInUse, named name: String, orientation: EarthOrientation, from: ScenarioTime,
    to: ScenarioTime, step: TimeSpan, stations: [RunDescription.Station], links: [LinkRecord]
  ) {
    (self.name, self.elements, self.orientation) = (name, elements, orientation)
    (self.from, self.to, self.step) = (from, max(to, from + step), step)
    (self.stations, self.links) = (stations, links)
    (visible, trail) = (from, TimeSpan(nanoseconds: (self.to - from).nanoseconds / 4))
  }

  /// Samples of one satellite.
  var sampleCount: Int { Int((to - from).nanoseconds / step.nanoseconds) + 1 }

  /// The time of the last sample.
  var lastSample: ScenarioTime { from + Int64(sampleCount - 1) * step }

  /// Returns the whole document, whose clock begins at a time.
  public func document(at time: ScenarioTime) -> ScenePieces {
    let head = [CZML.document(name, from: from, to: to, at: time)]
    return ScenePieces(
      between: "[", "]\n",
      [.packets(head + stations.map(station))] + parts { .satellites($0, withLooks: true) }
        + [.packets(beams(until: predictedEnd))],
      of: self)
  }

  /// What a viewer needs before everything else: a document packet, without a clock that would move its own, and stations.
  private var opening: [JSONValue] {
    [["id": "document", "name": .string(name), "version": "1.0"]] + stations.map(station)
  }

  /// Returns what a viewer that has everything up to the span lacks, between two texts: samples, trims of those that lie
  /// before what is visible, and the links of all that is, since the end of one that was open has not been told yet.
  /// - Parameters:
  ///   - earliest: before any sample.
  ///   - withMovement: whether the viewer lacks samples.
  ///   - withLooks: whether it does not know the satellites yet.
  ///   - withOpening: whether it knows nothing yet.
  func update(
    between head: String, _ tail: String, since earliest: ScenarioTime, withMovement: Bool, withLooks: Bool,
    withOpening: Bool
  ) -> ScenePieces {
    let old = CZML.interval(earliest - .hours(24), visible)
    let movement = parts { .satellites($0, withLooks: withLooks) } + parts { .trims($0, of: old) }
    return ScenePieces(
      between: head, tail,
      (withOpening ? [.packets(opening)] : []) + (withMovement ? movement : []) + [
        .packets(beams { _ in nil } + pastBeams)
      ],
      of: self)
  }

  /// The satellites in parts of about as many samples each.
  private func parts(_ part: (Range<Int>) -> ScenePieces.Part) -> [ScenePieces.Part] {
    let count = elements.satellites.count
    let length = max(1, ScenePieces.samplesOfPiece / sampleCount)
    return stride(from: 0, to: count, by: length).map { part($0..<min($0 + length, count)) }
  }

  private static func id(_ satellite: ElementsInUse.Satellite) -> String {
    "sat-\(satellite.elements.catalogNumber)-\(satellite.name)"
  }

  private static func id(_ station: RunDescription.Station) -> String { "ground-\(station.groundId)" }

  private func station(_ station: RunDescription.Station) -> JSONValue {
    CZML.station(id: Self.id(station), name: station.name, metres: station.site.positionEarthFixed * 1_000)
  }

  /// Some of the satellites, each as long as its theory has states.
  func satellites(_ range: Range<Int>, withLooks: Bool) -> [JSONValue] {
    let times = (0..<Int64(sampleCount)).map { from + $0 * step }
    let states = Propagator(orbits: Array(elements.propagator.orbits[range]))
      .states(at: times, layout: .satelliteMajor)
    return range.compactMap { place in
      var points: [(time: ScenarioTime, metres: SIMD3<Double>)] = []
      for (index, time) in times.enumerated() {
        guard let state = states[satellite: place - range.lowerBound, time: index] else { break }
        points.append((time, orientation.earthFixed(state, at: time).positionEarthFixed * 1_000))
      }
      guard let last = points.last, points.count > 1 else { return nil }
      let satellite = elements.satellites[place]
      let (id, span) = (Self.id(satellite), CZML.interval(visible, last.time))
      guard withLooks else { return CZML.movement(id: id, over: span, CZML.positions(points)) }
      return CZML.satellite(id: id, name: satellite.name, over: span, CZML.positions(points), trail: trail)
    }
  }

  /// What takes old samples of some satellites away.
  func trims(_ range: Range<Int>, of interval: String) -> [JSONValue] {
    elements.satellites[range].map { satellite in
      ["id": .string(Self.id(satellite)), "position": ["interval": .string(interval), "delete": true]]
    }
  }

  // MARK: Links

  private struct Pair: Hashable {
    let satellite: Int, ground: Int
  }

  private static func id(_ pair: Pair) -> String { "link-\(pair.satellite)-\(pair.ground)" }

  private func pairs(_ isWanted: (LinkRecord) -> Bool) -> [Pair: [LinkRecord]] {
    Dictionary(grouping: links.filter(isWanted)) { Pair(satellite: $0.satelliteId, ground: $0.groundId) }
  }

  private func isVisible(_ link: LinkRecord) -> Bool { link.start < to && link.end ?? .latest > visible }

  /// - Parameter predicted: tells when a link will end that lasts; the scene's end where it does not.
  private func beams(until predicted: (LinkRecord) -> ScenarioTime?) -> [JSONValue] {
    let satellites = Dictionary(elements.satellites.map { ($0.id, $0) }) { first, _ in first }
    let stations = Dictionary(stations.map { ($0.groundId, $0) }) { first, _ in first }
    return pairs(isVisible).sorted { ($0.key.satellite, $0.key.ground) < ($1.key.satellite, $1.key.ground) }
      .compactMap { pair, links in
        guard let satellite = satellites[pair.satellite], let station = stations[pair.ground] else { return nil }
        let intervals = links.map { CZML.interval(max($0.start, visible), min($0.end ?? predicted($0) ?? to, to)) }
        return CZML.beam(id: Self.id(pair), from: Self.id(station), to: Self.id(satellite), during: intervals)
      }
  }

  /// When the satellite of a link sets at its station, by the elements; nil where it does not before the scene's end.
  private func predictedEnd(_ link: LinkRecord) -> ScenarioTime? {
    guard let satellite = elements.satellites.first(where: { $0.id == link.satelliteId }),
      let station = stations.first(where: { $0.groundId == link.groundId }), link.start < to
    else { return nil }
    var options = AccessScan.Options()
    options.orientation = orientation
    let scan = AccessScan(
      of: Propagator([satellite.elements]),
      over: [AccessScan.Station(site: station.site, minimumElevation: station.minimumElevation)], options: options)
    let contacts = scan.contacts(from: link.start, to: to, threads: 1)
    return contacts.map(\.window).first { !$0.endsAfterSpan }?.end
  }

  /// The ends of beams that a viewer may still have, so that it does not come to have one for every pair.
  private var pastBeams: [JSONValue] {
    let lately = visible - (to - visible)
    let seen = pairs(isVisible)
    return pairs { $0.end.map { lately < $0 && $0 <= visible } ?? false }.keys.filter { seen[$0] == nil }
      .map(Self.id).sorted().map { ["id": .string($0), "delete": true] }
  }
}
