import Downlink
import Ground
import Orbits
import Quantities

/// The downlink case: two weather satellites on 2018-01-21 over twelve stations.
enum Fixture {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
  static let end = start + .hours(2)

  /// From Debian's gpredict (satellites.dat), epoch 2018-01-20.
  static let weather = [
    (
      "SUOMI NPP", "1 37849U 11061A   18020.95418132  .00000016  00000-0  28338-4 0  9999",
      "2 37849  98.7246 321.4999 0000616 108.1950 317.8168 14.19560018322997"
    ),
    (
      "NOAA 20", "1 43013U 17073A   18020.90595486 -.00000036  00000-0  37063-5 0  9990",
      "2 43013  98.7126 321.4710 0000893  65.9680 294.1589 14.19549727  9015"
    ),
  ]

  /// Satellites on the orbits with these places in ``weather``, numbered from 0.
  static func satellites(
    orbits: [Int] = [0, 1], initial: Double = 84, rate: Double = 0.0125, mode: CostMode = .discrete
  ) throws -> [OrbitingSatellite] {
    try orbits.enumerated().map { id, orbit in
      let profile = SatelliteProfile(
        id: id, name: "SAT \(id)", capacity: .gigabits(280), initial: .gigabits(initial),
        instrumentRate: .gigabitsPerSecond(rate), costMode: mode, fixedRate: .dollarsPerSecond(0.09))
      return try OrbitingSatellite(
        profile, on: try ElementSet(line1: weather[orbit].1, line2: weather[orbit].2))
    }
  }

  static let stockholm = (59.3293, 18.0686, 5.0), svalbard = (78.229772, 15.407786, 5.0)
  static let ireland = (53.1424, -7.6921, 5.0)

  static let places = [
    (40.1625, -83.21, 20.0), (43.8041, -120.5542, 20), (19.8968, -155.5828, 20), (-33.8688, 151.2093, 20),
    (37.5665, 126.978, 20), (26.0667, 50.5577, 20), (-33.9249, 18.4241, 20), stockholm, ireland,
    (-53.1638, -70.9171, 20), (1.2840, 103.8488, 20), svalbard,
  ]

  static func stations(
    _ places: [(Double, Double, Double)] = places, contacts: Int? = nil, isCharging: Bool = true
  ) -> [GroundModel.Station] {
    places.enumerated().map { id, place in
      GroundModel.Station(
        groundId: id, position: Geodetic(latitudeDegrees: place.0, longitudeDegrees: place.1),
        minimumElevation: .degrees(place.2), downlinkRate: .gigabitsPerSecond(0.78156),
        tariff: Tariff(rate: .dollarsPerSecond(0.37), chargesDownlinks: isCharging), simultaneousContacts: contacts)
    }
  }
}

/// Something that a model hears once scenario time has come so far.
struct Arrival {
  var time: ScenarioTime
  var input: GroundModel.Input
}

/// The links as somebody knows them who heard everything that was said, in order.
struct Hearsay: Equatable {
  /// What was said that could not be, after what was said before.
  var contradictions: [LinkError] = []
  var links: [LinkKey: Link] = [:]
  var satelliteCosts: [Int: Double] = [:]

  mutating func hear(_ events: [GroundModel.Event]) {
    for event in events {
      do throws(LinkError) { try check(event) } catch { contradictions.append(error) }
      switch event {
      case .linkStart(let link): links[link.key] = link.opening
      case .linkCharge(let link, let cost, _):
        links[link.key] = link.end == link.start ? nil : link
        satelliteCosts[link.satelliteId] = cost.dollars
      }
    }
  }
}

extension Hearsay {
  private func check(_ event: GroundModel.Event) throws(LinkError) {
    switch event {
    case .linkStart(let link): try standing(link)?.check(start: link.start, at: link.groundId)
    case .linkCharge(let link, _, _):
      if link.end != link.start { try standing(link)?.check(end: link.end ?? link.start) }
    }
  }

  private func standing(_ link: Link) -> LinkStanding? {
    links[link.key].map {
      LinkStanding(
        satellite: $0.satelliteId, link: $0.linkId, groundId: $0.groundId, start: $0.start, end: $0.end)
    }
  }
}

extension Link {
  /// The link as it is told when it begins.
  var opening: Link {
    var link = self
    (link.end, link.offload, link.cost) = (nil, .zero, .zero)
    return link
  }
}

extension GroundModel {
  static func ready(_ ids: [Int] = [0, 1]) -> [Arrival] {
    ids.map { Arrival(time: Fixture.start, input: .satelliteReady(id: $0, name: "SAT \($0)")) }
  }

  /// Runs the model as a simulator would, arrivals at the boundaries of steps, and ends it at a time.
  /// - Returns: everything that was said, in order.
  mutating func run(
    step: TimeSpan = .seconds(60), ticks: Int = 1, until end: ScenarioTime = Fixture.end,
    finishing finish: ScenarioTime? = nil, arrivals: [Arrival] = ready()
  ) -> [Event] {
    initialize(at: Fixture.start)
    var time = Fixture.start
    var pending = arrivals[...]
    var events: [Event] = []
    while time < end {
      while let next = pending.first, next.time <= time {
        events += hear(next.input)
        pending.removeFirst()
      }
      let length = min(step, end - time)
      for _ in 0..<ticks { tick(by: length) }
      time += length
      while let change = nextChange, change <= time { events += execute(at: change) }
      tock()
    }
    events += self.finish(at: finish ?? end)
    for rest in pending { events += hear(rest.input) }
    return events
  }
}
