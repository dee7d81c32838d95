import Downlink
import Orbits
import Quantities
import Simulation
import Testing

@testable import Storage

@Suite struct SatelliteStorageModelTests {
  /// Sums of some thousand terms of about 100 keep twelve digits. Unit: Gigabits, and dollars.
  static let tolerance = 1e-9
  static let start = Fixture.start
  static let length = TimeSpan.hours(2)

  static func stations(at time: ScenarioTime = start) -> [Arrival] {
    Fixture.stations.map { Arrival(time: time, input: .station($0)) }
  }

  static func after(_ seconds: Int) -> ScenarioTime { start + .seconds(seconds) }

  /// Two links that overlap no other, one link that is taken back, one that is corrected, and some outages.
  static let events: [Arrival] = [
    Arrival(time: after(600), input: .linkStart(satellite: 0, link: 0, groundId: 11, at: after(601))),
    Arrival(
      time: after(900),
      input: .linkCharge(
        satellite: 0, link: 0, groundId: 11, at: after(907), duration: .seconds(306), offload: .gigabits(88),
        cost: .dollars(41.5))),
    Arrival(time: after(660), input: .outage(groundId: 7, Outage(start: after(700), end: after(1_500)))),
    Arrival(time: after(1_500), input: .restore(groundId: 7, at: after(1_500))),
    Arrival(time: after(1_200), input: .linkStart(satellite: 1, link: 0, groundId: 8, at: after(1_233))),
    Arrival(
      time: after(1_500),
      input: .linkCharge(
        satellite: 1, link: 0, groundId: 8, at: after(1_501), duration: .seconds(268), offload: .gigabits(110),
        cost: .dollars(52))),
    Arrival(
      time: after(2_000),
      input: .linkCharge(
        satellite: 1, link: 1, groundId: 8, at: after(1_900), duration: .zero, offload: .zero, cost: .zero)),
    Arrival(time: after(3_000), input: .outage(groundId: 11, Outage(start: after(3_000), end: after(6_600)))),
    Arrival(time: after(3_600), input: .outage(groundId: 11, Outage(start: after(5_000), end: after(7_000)))),
    Arrival(time: after(4_200), input: .linkStart(satellite: 0, link: 1, groundId: 0, at: after(4_210))),
  ]

  /// What can be seen of a run: states and accounts on every minute.
  struct View {
    var states: [[SatelliteStorageModel.SatelliteState]]
    var balances: [RecorderAccount.Balance]

    init(_ model: SatelliteStorageModel, until end: TimeSpan = SatelliteStorageModelTests.length) {
      let minutes = (0...Int(end.seconds / 60)).map { SatelliteStorageModelTests.after($0 * 60) }
      states = minutes.map { model.states(at: $0) }
      balances = minutes.flatMap { time in [0, 1].compactMap { model.balance(ofSatellite: $0, at: time) } }
    }

    /// Says whether two views are the same but for rounding.
    func agrees(with other: View) -> Bool {
      let tolerance = SatelliteStorageModelTests.tolerance
      func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= tolerance }
      let sameStates = zip(states.joined(), other.states.joined()).allSatisfy { left, right in
        left.id == right.id && left.time == right.time && left.position == right.position
          && left.groundId == right.groundId && left.linkCount == right.linkCount
          && near(left.stored.gigabits, right.stored.gigabits)
          && near(left.cumulativeCost.dollars, right.cumulativeCost.dollars)
      }
      let sameBalances = zip(balances, other.balances).allSatisfy { left, right in
        near(left.collected.gigabits, right.collected.gigabits) && near(left.lost.gigabits, right.lost.gigabits)
          && near(left.stored.gigabits, right.stored.gigabits)
          && near(left.downlinked.gigabits, right.downlinked.gigabits)
      }
      return states.map(\.count) == other.states.map(\.count) && balances.count == other.balances.count
        && sameStates && sameBalances
    }
  }

  @Test("Ticking twice and tocking once is ticking once")
  func tickTwiceTockOnce() throws {
    var once = SatelliteStorageModel(satellites: try Fixture.satellites())
    var twice = once
    let (first, second) = (
      once.run(for: Self.length, step: .seconds(60), arrivals: Self.stations() + Self.events),
      twice.run(for: Self.length, step: .seconds(60), ticks: 2, arrivals: Self.stations() + Self.events)
    )
    #expect(first == second)
    #expect(View(once).agrees(with: View(twice)))
  }

  @Test("A tick leaves what is committed as it is")
  func tickCommitsNothing() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    model.initialize(at: Self.start)
    let (time, positions) = (model.time, model.positions)
    model.tick(by: .seconds(60))
    #expect(model.time == time && model.positions == positions && model.nextPositions != positions)
    #expect(model.tock().isEmpty)
    #expect(model.time == time + .seconds(60) && model.positions == model.nextPositions)
  }

  @Test("A state at an instant does not depend on the step, nor does what is announced", arguments: [1, 7, 10])
  func stepsChangeNothing(step: Int) throws {
    var coarse = SatelliteStorageModel(satellites: try Fixture.satellites())
    var fine = coarse
    let announced = coarse.run(for: Self.length, step: .seconds(60), arrivals: Self.stations() + Self.events)
    let finely = fine.run(for: Self.length, step: .seconds(step), arrivals: Self.stations() + Self.events)
    #expect(View(coarse).agrees(with: View(fine)))
    #expect(announced.map(\.time) == finely.map(\.time))
    #expect(announced.map(\.groundId) == finely.map(\.groundId))
    for (left, right) in zip(announced, finely) {
      #expect(abs(left.stored.gigabits - right.stored.gigabits) <= Self.tolerance)
      #expect(abs(left.cumulativeCost.dollars - right.cumulativeCost.dollars) <= Self.tolerance)
    }
  }

  @Test("At every tock collected = stored + downlinked + lost, and the recorder is neither overfull nor below empty")
  func conservation() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites(capacity: 90))
    var greatestLoss = 0.0
    _ = model.run(for: Self.length, step: .seconds(60), arrivals: Self.stations() + Self.events) { model in
      for id in [0, 1] {
        guard let balance = model.balance(ofSatellite: id, at: model.time) else { return }
        let rest = balance.collected - balance.stored - balance.downlinked - balance.lost
        #expect(abs(rest.gigabits) <= Self.tolerance)
        #expect((0...90).contains(balance.stored.gigabits))
        greatestLoss = max(greatestLoss, balance.lost.gigabits)
      }
    }
    #expect(greatestLoss > 1)
  }

  /// The reference is a search without any root finding: at each instant the station that sees it highest.
  @Test(
    "In range of the operational station that sees it highest, or of the first in the table",
    arguments: StationChoice.allCases)
  func stationOfEachInstant(choice: StationChoice) throws {
    let satellites = try Fixture.satellites()
    var model = SatelliteStorageModel(satellites: satellites, stationChoice: choice)
    _ = model.run(for: Self.length, step: .seconds(60), arrivals: Self.stations() + Self.events)
    let outages = [
      (7, Self.after(700), Self.after(1_500)), (11, Self.after(3_000), Self.after(6_600)),
      (11, Self.after(5_000), Self.after(7_000)),
    ]
    var inRange = 0
    for second in stride(from: 0, through: 7_200, by: 10) {
      let time = Self.after(second)
      for (satellite, state) in zip(satellites, model.states(at: time)) {
        let fix = try satellite.orbit.earthFixed(at: time)
        let seeing = Fixture.stations.map { ($0, GroundSite($0.position).lookAngles(to: fix).elevation) }
          .filter { station, elevation in
            elevation >= station.minimumElevation
              && !outages.contains { $0.0 == station.groundId && $0.1 <= time && time < $0.2 }
          }
        let expected = choice == .first ? seeing.first : seeing.max { ($0.1, $1.0.groundId) < ($1.1, $0.0.groundId) }
        #expect(state.groundId == expected?.0.groundId)
        if expected != nil { inRange += 1 }
      }
    }
    #expect(inRange > 100)
  }

  @Test("Every change of range is announced at its exact instant, once, and nothing else is")
  func announcements() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    let announced = model.run(for: Self.length, step: .seconds(60), arrivals: Self.stations() + Self.events)
    #expect(announced.count > 10)
    for state in announced {
      let before = model.states(at: state.time - .microsecond).first { $0.id == state.id }
      let at = model.states(at: state.time).first { $0.id == state.id }
      #expect(before?.groundId != at?.groundId)
      #expect(at?.groundId == state.groundId)
    }
    #expect(Set(announced.map { "\($0.id) \($0.time)" }).count == announced.count)
    // Between two announcements nothing changes.
    for id in [0, 1] {
      let own = announced.filter { $0.id == id }
      for (left, right) in zip(own, own.dropFirst()) {
        let before = model.states(at: right.time - .microsecond).first { $0.id == id }
        #expect(before?.groundId == left.groundId)
      }
    }
  }

  @Test("A single station's changes are its access windows")
  func changesAreAccessWindows() throws {
    let satellites = try Fixture.satellites()
    let station = Fixture.stations[11]
    var model = SatelliteStorageModel(satellites: satellites)
    let announced = model.run(
      for: Self.length, step: .seconds(60), arrivals: [Arrival(time: Self.start, input: .station(station))])
    for satellite in satellites {
      let windows = AccessSearch.windows(
        of: satellite.orbit, over: GroundSite(station.position), minimumElevation: station.minimumElevation,
        from: Self.start, to: Self.start + Self.length
      ).windows
      #expect(!windows.isEmpty)
      let own = announced.filter { $0.id == satellite.id }
      #expect(own.filter { $0.groundId != nil }.map(\.time) == windows.map(\.start))
      #expect(own.filter { $0.groundId == nil }.map(\.time) == windows.map(\.end).filter { $0 < Self.after(7_200) })
      #expect(model.states(at: Self.after(7_200)).first { $0.id == satellite.id }?.linkCount == windows.count)
    }
  }

  @Test("Coming into range counts; a hand-over from station to station does not")
  func linkCounts() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    let announced = model.run(for: .hours(6), step: .seconds(60), arrivals: Self.stations())
    for id in [0, 1] {
      var (count, wasInRange, handovers) = (0, false, 0)
      for state in announced where state.id == id {
        if state.groundId != nil { if wasInRange { handovers += 1 } else { count += 1 } }
        wasInRange = state.groundId != nil
        #expect(state.linkCount == count)
      }
      #expect(count > 2 && handovers > 0)
    }
  }

  @Test("What comes late or out of order comes to the same end", arguments: 0..<12)
  func orderOfArrival(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: "arrival")
    var timely = SatelliteStorageModel(satellites: try Fixture.satellites(capacity: 100))
    var late = timely
    let inputs = Self.stations() + Self.events
    _ = timely.run(for: Self.length, step: .seconds(60), arrivals: inputs)
    // Any order, and late by anything up to the end of the run.
    let delayed = inputs.shuffled(using: &generator).map { arrival in
      let minutes = Int.random(in: 0...120, using: &generator)
      return Arrival(time: arrival.time + .minutes(minutes), input: arrival.input)
    }.sorted { $0.time < $1.time }
    let announced = late.run(for: Self.length, step: .seconds(60), arrivals: delayed)
    #expect(View(late).agrees(with: View(timely)))
    #expect(late.groundTimes == timely.groundTimes)
    // Whoever kept the last word on each instant knows the same ranges.
    for id in [0, 1] {
      var said: [ScenarioTime: Int?] = [:]
      for state in announced where state.id == id { said[state.time] = state.groundId }
      for (time, groundId) in said where time > Self.start {
        #expect(timely.states(at: time).first { $0.id == id }?.groundId == groundId)
      }
    }
  }

  @Test("A link that is told whole before its station drains at the station's rate once that is known")
  func linkBeforeItsStation() throws {
    let link = Self.events[0...1]
    var timely = SatelliteStorageModel(satellites: try Fixture.satellites(capacity: 90))
    var late = timely
    _ = timely.run(for: .hours(1), step: .seconds(60), arrivals: Self.stations() + link)
    _ = late.run(for: .hours(1), step: .seconds(60), arrivals: link + Self.stations(at: Self.after(1_800)))
    #expect(View(late, until: .hours(1)).agrees(with: View(timely, until: .hours(1))))
  }

  @Test("A charge of no length and no data takes a link back, with its cost and all that it drained")
  func takenBack() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    let back = SatelliteStorageModel.Input.linkCharge(
      satellite: 0, link: 0, groundId: 11, at: Self.after(601), duration: .zero, offload: .zero, cost: .zero)
    _ = model.run(for: .hours(1), step: .seconds(60), arrivals: Self.stations() + Self.events[0...1])
    #expect(model.groundTimes[0]?.count == 1)
    model.hear(back)
    #expect(model.groundTimes[0] == [])
    let end = Self.after(3_600)
    #expect(model.balance(ofSatellite: 0, at: end)?.downlinked == .zero)
    // 84 Gb and an hour at 0.0125 Gb/s; an hour at 0.09 dollars a second.
    let state = model.states(at: end).first { $0.id == 0 }
    #expect(abs((state?.stored.gigabits ?? 0) - 129) <= Self.tolerance)
    #expect(abs((state?.cumulativeCost.dollars ?? 0) - 324) <= Self.tolerance)
  }

  /// Past its failure the theory has states again now and then; a satellite that has come down has none.
  @Test("A satellite that decays is reported once, with when and why; the others fly on")
  func decay() throws {
    let elements = try Fixture.elements(Fixture.decaying)
    let profile = SatelliteProfile(
      id: 7, name: "MINOTAUR", capacity: .gigabits(10), initial: .zero, instrumentRate: .zero)
    let failing = try OrbitingSatellite(profile, on: elements)
    var model = SatelliteStorageModel(satellites: [failing] + (try Fixture.satellites()))
    model.initialize(at: elements.epoch.wholeMicrosecond)
    for station in Fixture.stations { model.hear(.station(station)) }
    var failures: [SatelliteStorageModel.Failure] = []
    for _ in 0..<120 {
      model.tick(by: .seconds(60))
      while let change = model.nextChange, change <= model.time + .seconds(60) { _ = model.announce(at: change) }
      failures += model.tock()
    }
    #expect(failures.map(\.name) == ["MINOTAUR"])
    #expect(failures.first?.failure.error.code == 6)
    let minutes = failures.first.map { ($0.failure.time - elements.epoch).seconds / 60 } ?? 0
    #expect((20...60).contains(minutes))
    #expect(model.positions.map { $0 == nil } == [true, false, false])
    #expect(model.states(at: model.time).map(\.id) == [0, 1])
    #expect(model.nextChange.map { $0 > model.time } ?? true)
  }

  @Test("Inputs of satellites, links and stations that nobody knows change nothing")
  func unknownInputs() throws {
    var model = SatelliteStorageModel(satellites: try Fixture.satellites())
    _ = model.run(for: .hours(1), step: .seconds(60), arrivals: Self.stations())
    let before = View(model, until: .hours(1))
    model.hear(.linkStart(satellite: 99, link: 0, groundId: 0, at: Self.start))
    model.hear(
      .linkCharge(
        satellite: -1, link: 0, groundId: 0, at: Self.start, duration: .seconds(1), offload: .zero, cost: .zero))
    model.hear(.outage(groundId: 99, Outage(start: Self.start, end: .latest)))
    model.hear(.restore(groundId: 98, at: Self.start))
    #expect(View(model, until: .hours(1)).agrees(with: before))
    #expect(model.groundTimes == [0: [], 1: []])
  }
}
