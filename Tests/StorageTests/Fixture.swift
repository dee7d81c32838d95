import Downlink
import Orbits
import Quantities
import Storage

/// The downlink case: two weather satellites on 2018-01-21 over twelve stations.
enum Fixture {
  static let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))

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

  /// Number 28872 of Vallado's verification set: it decays fifty minutes after its epoch.
  static let decaying = (
    "MINOTAUR", "1 28872U 05037B   05333.02012661  .25992681  00000-0  24476-3 0  1534",
    "2 28872  96.4736 157.9986 0303955 244.0492 110.6523 16.46015938 10708"
  )

  static func elements(_ set: (String, String, String)) throws -> ElementSet {
    try ElementSet(line1: set.1, line2: set.2)
  }

  static func satellites(
    capacity: Double = 280, initial: Double = 84, rate: Double = 0.0125, mode: CostMode = .both
  ) throws -> [OrbitingSatellite] {
    try weather.enumerated().map { id, set in
      let profile = SatelliteProfile(
        id: id, name: set.0, capacity: .gigabits(capacity), initial: .gigabits(initial),
        instrumentRate: .gigabitsPerSecond(rate), costMode: mode, fixedRate: .dollarsPerSecond(0.09))
      return try OrbitingSatellite(profile, on: try elements(set))
    }
  }

  /// Latitude, longitude and lowest elevation in degrees; neighbours among them, so that rankings change.
  static let places = [
    (40.1625, -83.21, 20.0), (43.8041, -120.5542, 20), (19.8968, -155.5828, 20), (-33.8688, 151.2093, 20),
    (37.5665, 126.978, 20), (26.0667, 50.5577, 20), (-33.9249, 18.4241, 20), (59.3293, 18.0686, 5),
    (53.1424, -7.6921, 5), (-53.1638, -70.9171, 20), (1.2840, 103.8488, 20), (78.229772, 15.407786, 5),
  ]

  static let stations = places.enumerated().map { id, place in
    SatelliteStorageModel.Station(
      groundId: id, position: Geodetic(latitudeDegrees: place.0, longitudeDegrees: place.1),
      minimumElevation: .degrees(place.2), downlinkRate: .gigabitsPerSecond(0.78156), isOperational: true)
  }
}

/// Something that a model hears once scenario time has come so far.
struct Arrival {
  var time: ScenarioTime
  var input: SatelliteStorageModel.Input
}

extension SatelliteStorageModel {
  /// Runs the model from the start of the fixture, as a simulator would: arrivals at the boundaries of steps.
  /// - Returns: what was announced between the steps.
  mutating func run(
    for length: TimeSpan, step: TimeSpan, ticks: Int = 1, arrivals: [Arrival] = [],
    eachStep look: (SatelliteStorageModel) -> Void = { _ in }
  ) -> [SatelliteState] {
    initialize(at: Fixture.start)
    let end = Fixture.start + length
    var pending = arrivals[...]
    var announced: [SatelliteState] = []
    while time < end {
      while let next = pending.first, next.time <= time {
        hear(next.input)
        pending.removeFirst()
      }
      let length = min(step, end - time)
      for _ in 0..<ticks { tick(by: length) }
      while let change = nextChange, change <= time + length { announced += announce(at: change) }
      _ = tock()
      look(self)
    }
    for rest in pending { hear(rest.input) }
    while let change = nextChange, change <= time { announced += announce(at: change) }
    return announced
  }
}
