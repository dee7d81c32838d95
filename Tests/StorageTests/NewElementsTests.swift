import Downlink
import Federation
import Messages
import Orbits
import Quantities
import Storage
import Testing

/// A satellite that flies by other elements from a time on.
@Suite struct NewElementsTests {
  static let start = Fixture.start
  static let change = start + .minutes(47)

  /// The first satellite, raised: 600 km lower its next passes are others.
  static func raised() throws -> ElementSet {
    var elements = try Fixture.elements(Fixture.weather[0])
    elements.meanMotionRevolutionsPerDay = 14.9
    elements.meanAnomalyDegrees = 40
    return elements
  }

  static func stations() -> [Arrival] { Fixture.stations.map { Arrival(time: start, input: .station($0)) } }

  static func elements(at time: ScenarioTime, from: ScenarioTime?) throws -> Arrival {
    Arrival(time: time, input: .elements(satellite: 0, try raised(), from: from))
  }

  struct Told: Equatable {
    var id: Int
    var time: ScenarioTime
    var groundId: Int?
  }

  static func told(_ states: [SatelliteStorageModel.SatelliteState]) -> [Told] {
    states.map { Told(id: $0.id, time: $0.time, groundId: $0.groundId) }
  }

  @Test("Up to the change it flies by the old elements, from then on by the new ones")
  func change() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    let announced = model.run(
      for: .hours(4), step: .seconds(60),
      arrivals: Self.stations() + [try Self.elements(at: Self.start + .minutes(10), from: Self.change)])
    let (old, new) = (try Fixture.satellites()[0].orbit, try Orbit(try Self.raised()))
    for minute in 0...240 {
      let time = Self.start + .minutes(minute)
      let state = try #require(model.states(at: time).first { $0.id == 0 })
      let place = try (time < Self.change ? old : new).geodetic(at: time)
      #expect(abs(state.position.latitudeDegrees - place.latitudeDegrees) < 1e-9)
      #expect(abs(state.position.heightMetres - place.heightMetres) < 1e-4)
      let fix = try (time < Self.change ? old : new).earthFixed(at: time)
      let seeing = Fixture.stations.map { ($0, GroundSite($0.position).lookAngles(to: fix).elevation) }
        .filter { $0.1 >= $0.0.minimumElevation }
      #expect(state.groundId == seeing.max { ($0.1, $1.0.groundId) < ($1.1, $0.0.groundId) }?.0.groundId)
    }
    // The other satellite flies on as before.
    var plain = SatelliteStorageModel(satellites: try Fixture.satellites())
    let before = plain.run(for: .hours(4), step: .seconds(60), arrivals: Self.stations())
    #expect(Self.told(announced).filter { $0.id == 1 } == Self.told(before).filter { $0.id == 1 })
    #expect(Self.told(announced).filter { $0.id == 0 } != Self.told(before).filter { $0.id == 0 })
  }

  @Test("Told late, or with other steps, it comes to the same ranges", arguments: [1, 30, 47, 90, 239], [7, 60])
  func late(minute: Int, step: Int) throws {
    var (timely, late) = (
      SatelliteStorageModel(satellites: try Fixture.satellites()),
      SatelliteStorageModel(satellites: try Fixture.satellites())
    )
    _ = timely.run(
      for: .hours(4), step: .seconds(60),
      arrivals: Self.stations() + [try Self.elements(at: Self.start, from: Self.change)])
    let announced = late.run(
      for: .hours(4), step: .seconds(step),
      arrivals: Self.stations() + [try Self.elements(at: Self.start + .minutes(minute), from: Self.change)])
    for second in stride(from: 0, through: 14_400, by: 30) {
      let time = Self.start + .seconds(second)
      #expect(timely.states(at: time) == late.states(at: time))
    }
    // Whoever kept the last word on each instant knows the same ranges.
    var said: [ScenarioTime: Int?] = [:]
    for state in announced where state.id == 0 { said[state.time] = state.groundId }
    for (time, groundId) in said where time > Self.start {
      #expect(timely.states(at: time).first { $0.id == 0 }?.groundId == groundId)
    }
  }

  @Test("Changes of several satellites at several times may come in any order")
  func order() throws {
    let later = try Fixture.elements(Fixture.weather[1])
    let changes: [SatelliteStorageModel.Input] = [
      .elements(satellite: 0, try Self.raised(), from: Self.change),
      .elements(satellite: 1, try Self.raised(), from: Self.start + .minutes(20)),
      .elements(satellite: 0, later, from: Self.start + .minutes(120)),
      .elements(satellite: 0, try Self.raised(), from: Self.start - .hours(1)),
      .elements(satellite: 99, later, from: Self.start),
    ]
    func states(_ changes: [SatelliteStorageModel.Input]) throws -> [[SatelliteStorageModel.SatelliteState]] {
      var model = SatelliteStorageModel(satellites: try Fixture.satellites())
      _ = model.run(
        for: .hours(3), step: .seconds(60),
        arrivals: Self.stations()
          + changes.enumerated().map {
            Arrival(time: Self.start + .minutes(30 * $0.offset), input: $0.element)
          })
      return stride(from: 0, through: 180, by: 1).map { model.states(at: Self.start + .minutes($0)) }
    }
    #expect(try states(changes) == states(changes.reversed()))
  }

  @Test("Without a time it flies by them from the step that is committed")
  func atOnce() throws {
    var (named, unnamed) = (
      SatelliteStorageModel(satellites: try Fixture.satellites()),
      SatelliteStorageModel(satellites: try Fixture.satellites())
    )
    let left = named.run(
      for: .hours(2), step: .seconds(60),
      arrivals: Self.stations() + [try Self.elements(at: Self.change, from: Self.change)])
    let right = unnamed.run(
      for: .hours(2), step: .seconds(60), arrivals: Self.stations() + [try Self.elements(at: Self.change, from: nil)])
    #expect(Self.told(left) == Self.told(right))
  }

  @Test("The message says what the elements are, and those without a state are refused")
  func wire() throws {
    let elements = try Self.raised()
    func message(_ elements: ElementSet) -> InboundMessage {
      InboundMessage(
        address: Address(prefix: "p", app: "catalog", leaf: "elements"),
        payload: SatelliteElements(id: 0, time: Self.change, elements: elements).payload)
    }
    let input = try SatelliteStorageModel.Input(message(elements), outageApp: "outage")
    guard case .elements(0, let read, Self.change) = input else {
      Issue.record("\(String(describing: input))")
      return
    }
    #expect(read.meanMotionRevolutionsPerDay == elements.meanMotionRevolutionsPerDay && read.bstar == elements.bstar)
    #expect(read.epoch == elements.epoch.wholeMicrosecond)
    var fallen = elements
    fallen.meanMotionRevolutionsPerDay = 40
    #expect(throws: PropagationError.self) {
      try SatelliteStorageModel.Input(message(fallen), outageApp: "outage")
    }
  }

  @Test("A satellite that has decayed flies again by new elements, and what failed before is told all the same")
  func recovery() throws {
    let decaying = try Fixture.elements(Fixture.decaying)
    let profile = SatelliteProfile(
      id: 7, name: "MINOTAUR", capacity: .gigabits(10), initial: .zero, instrumentRate: .zero)
    let start = decaying.epoch.wholeMicrosecond
    var higher = decaying
    (higher.meanMotionRevolutionsPerDay, higher.eccentricity, higher.bstar) = (15, 0.001, 0)
    for announced in [0, 90, 200] {
      var model = SatelliteStorageModel(satellites: [try OrbitingSatellite(profile, on: decaying)])
      model.initialize(at: start)
      for station in Fixture.stations { model.hear(.station(station)) }
      var failures: [SatelliteStorageModel.Failure] = []
      for minute in 0..<240 {
        if minute == announced { model.hear(.elements(satellite: 7, higher, from: start + .minutes(180))) }
        model.tick(by: .seconds(60))
        while let change = model.nextChange, change <= start + .minutes(minute + 1) { _ = model.announce(at: change) }
        failures += model.tock()
      }
      #expect(failures.map(\.name) == ["MINOTAUR"])
      let failed = try #require(failures.first?.failure.time)
      #expect(model.states(at: failed - .seconds(1)).count == 1)
      for minute in [120, 150, 179] { #expect(model.states(at: start + .minutes(minute)).isEmpty) }
      for minute in [180, 200, 240] { #expect(model.states(at: start + .minutes(minute)).count == 1) }
    }
  }
}
