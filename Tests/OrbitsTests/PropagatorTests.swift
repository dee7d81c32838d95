import Foundation
import Orbits
import Quantities
import TestSupport
import Testing

@Suite struct PropagatorTests {
  /// Against the scalar theory within a month of the epoch: roundings of angles of thousands of radians, times the
  /// distance.
  static let nearToleranceKilometres = 1e-8
  static let deepToleranceKilometres = 1e-7
  static let speedToleranceKilometresPerSecond = 1e-10

  static let kernels: [Kernel] = InstructionSet.available.flatMap { set in
    [Kernel(instructions: set, layout: .timeMajor), Kernel(instructions: set, layout: .satelliteMajor)]
  }

  struct Kernel: CustomTestStringConvertible, Sendable {
    let instructions: InstructionSet
    let layout: Ephemeris.Layout
    var testDescription: String { "\(instructions), \(layout)" }

    func states(of propagator: Propagator, at times: [ScenarioTime], threads: Int = 1) -> Ephemeris {
      let ephemeris = Ephemeris(satellites: propagator.count, times: times.count, layout: layout)
      propagator.propagate(to: Instants(times), into: ephemeris, threads: threads, with: instructions)
      return ephemeris
    }
  }

  @Test(arguments: kernels) func statesAreThoseOfThePublishedVerificationRun(kernel: Kernel) throws {
    let cases = try VerificationCase.all()
    let propagator = Propagator(cases.map(\.elements))
    var rows = 0
    var worst = (position: 0.0, velocity: 0.0)
    for (satellite, test) in cases.enumerated() where test.elements.catalogNumber != 33334 {
      let times = test.rows.map { test.elements.epoch + TimeSpan(nanoseconds: Int64(($0.minutes * 6e10).rounded())) }
      let ephemeris = kernel.states(of: propagator, at: times)
      for (time, row) in test.rows.enumerated() {
        let state = try #require(ephemeris[satellite: satellite, time: time])
        worst.position = max(worst.position, (state.positionTEME - row.position).greatestMagnitude)
        worst.velocity = max(worst.velocity, (state.velocityTEME - row.velocity).greatestMagnitude)
        rows += 1
      }
    }
    #expect(rows >= 660)
    #expect(worst.position <= SGP4Tests.positionToleranceKilometres)
    #expect(worst.velocity <= SGP4Tests.velocityToleranceKilometresPerSecond)
  }

  @Test(arguments: kernels) func errorsComeInThePublishedOrderAndTime(kernel: Kernel) throws {
    let cases = try VerificationCase.all()
    let propagator = Propagator(cases.map(\.elements))
    var codes: [Int] = []
    var minutes: [Double] = []
    for (satellite, test) in cases.enumerated() {
      let times = test.requestedMinutes.map {
        test.elements.epoch + TimeSpan(nanoseconds: Int64(($0 * 6e10).rounded()))
      }
      let ephemeris = kernel.states(of: propagator, at: times)
      let errors = times.indices.map { ephemeris.error(satellite: satellite, time: $0) }
      guard let first = errors.firstIndex(where: { $0 != 0 }) else { continue }
      codes.append(errors[first])
      minutes.append(test.requestedMinutes[first])
      #expect(ephemeris[satellite: satellite, time: first] == nil)
      #expect(ephemeris.positionTEME(satellite: satellite, time: first) == nil)
    }
    #expect(codes == [1, 1, 6, 6, 4, 3, 6])
    #expect(minutes == [494.2028672, 1_560, 55, 440, 25, 0, 1_844_345])
  }

  @Test(arguments: kernels) func statesAndErrorsAreThoseOfTheScalarTheory(kernel: Kernel) throws {
    let sets = try VerificationCase.all().map(\.elements)
    let propagator = Propagator(sets)
    let times = Set(sets.map(\.epoch)).sorted().flatMap { epoch in
      [-36, -12, -1, 0, 3, 11, 12, 13, 25, 48].map { epoch + .hours($0) }
    }
    let ephemeris = kernel.states(of: propagator, at: times)
    var compared = 0
    for (satellite, orbit) in propagator.orbits.enumerated() {
      guard case .success(let sgp4) = orbit else { continue }
      for (index, time) in times.enumerated() where Self.isSound(sgp4, at: time) {
        compared += 1
        do throws(PropagationError) {
          let expected = try sgp4.state(at: time)
          guard let state = ephemeris[satellite: satellite, time: index] else {
            Issue.record("\(sets[satellite].catalogNumber) has no state at \(time)")
            continue
          }
          let tolerance = sgp4.isDeepSpace ? Self.deepToleranceKilometres : Self.nearToleranceKilometres
          #expect(
            (state.positionTEME - expected.positionTEME).greatestMagnitude <= tolerance,
            "\(sets[satellite].catalogNumber) at \(time)")
          #expect(
            (state.velocityTEME - expected.velocityTEME).greatestMagnitude <= Self.speedToleranceKilometresPerSecond)
        } catch {
          #expect(ephemeris.error(satellite: satellite, time: index) == error.code)
        }
      }
    }
    #expect(compared > 250)
  }

  @Test func bitsAreTheSameWhateverTheKernelTheLayoutTheThreadsAndTheNeighbours() throws {
    let sets = try Self.manySets(count: 203)
    let start = try #require(sets.first).epoch
    let times = (0..<37).map { start + .seconds($0 * 2_111) }
    let propagator = Propagator(sets)
    let fused = Self.kernels.filter { $0.instructions != .portable }
    for kernel in fused.isEmpty ? Self.kernels : fused {
      for threads in [1, 2, 5] {
        let ephemeris = kernel.states(of: propagator, at: times, threads: threads)
        let reference = Kernel(instructions: kernel.instructions, layout: .timeMajor)
        for (index, time) in times.enumerated() where index % 12 == 0 {
          let one = fused.first ?? reference
          let alone = one.states(of: propagator, at: [time])
          for satellite in sets.indices {
            #expect(Self.bits(ephemeris, satellite, index) == Self.bits(alone, satellite, 0))
          }
        }
        for satellite in stride(from: 0, to: sets.count, by: 29) {
          let alone = kernel.states(of: Propagator([sets[satellite]]), at: times)
          for index in times.indices {
            #expect(Self.bits(ephemeris, satellite, index) == Self.bits(alone, 0, index))
          }
        }
      }
    }
  }

  @Test(arguments: kernels) func aStateDoesNotDependOnTheCallsBeforeIt(kernel: Kernel) throws {
    let sets = try VerificationCase.all().map(\.elements).filter { (try? SGP4($0))?.isDeepSpace == true }
    let propagator = Propagator(sets)
    let epoch = try #require(sets.first).epoch
    let ephemeris = Ephemeris(satellites: sets.count, times: 1, layout: kernel.layout)
    for hours in [0, 720, 24, -24, -2_000, 2_000, 12, 719, 36, -12] {
      let time = epoch + .hours(hours)
      propagator.propagate(to: time, into: ephemeris, with: kernel.instructions)
      let fresh = kernel.states(of: propagator, at: [time])
      for satellite in sets.indices {
        #expect(Self.bits(ephemeris, satellite, 0) == Self.bits(fresh, satellite, 0))
      }
    }
  }

  @Test func deepSpaceBeginsWhereTheBrouwerPeriodReaches225Minutes() throws {
    // Kozai's and Brouwer's periods differ by seconds: in between, only Brouwer's tells the theories apart.
    let sets = (0..<200).map { index in
      Self.elements(meanMotion: 6.39 + 0.0001 * Double(index), eccentricity: 0.01, inclination: 20)
    }
    let deep = try sets.map { try SGP4($0).isDeepSpace }
    #expect(deep.contains(true) && deep.contains(false))
    let times = [sets[0].epoch + .hours(7)]
    let ephemeris = Propagator(sets).states(at: times)
    for (satellite, set) in sets.enumerated() {
      let expected = try SGP4(set).state(at: times[0]).positionTEME
      let position = try #require(ephemeris.positionTEME(satellite: satellite))
      #expect((position - expected).greatestMagnitude <= Self.nearToleranceKilometres)
    }
  }

  @Test func aFailedSatelliteLeavesTheOthersAlone() throws {
    var sets = try Self.manySets(count: 40)
    let time = sets[0].epoch + .hours(5)
    let whole = Propagator(sets).states(at: [time])
    for index in [0, 7, 16, 39] { sets[index].eccentricity = 1.5 }
    let propagator = Propagator(sets)
    let broken = propagator.states(at: [time])
    for satellite in sets.indices {
      if [0, 7, 16, 39].contains(satellite) {
        #expect(broken[satellite: satellite, time: 0] == nil)
        #expect(broken.error(satellite: satellite) == 1)
      } else {
        #expect(Self.bits(broken, satellite, 0) == Self.bits(whole, satellite, 0))
      }
    }
    #expect(propagator.positions(at: time).filter { $0 == nil }.count == 4)
  }

  @Test func nothingAndOneAreCountsToo() throws {
    let none = Propagator([])
    #expect(none.states(at: [.latest, .earliest]).satellites == 0)
    #expect(none.positions(at: .latest).isEmpty)
    let one = Propagator(try Self.manySets(count: 1))
    #expect(one.states(at: []).times == 0)
    let state = try #require(one.positions(at: Self.epoch).first ?? nil)
    #expect((6_500...50_000).contains((state * state).sum().squareRoot()))
  }

  static let epoch = ScenarioTime(nanosecondsSince1970: 1_767_225_600_000_000_000)

  static func elements(meanMotion: Double, eccentricity: Double, inclination: Double, seed: UInt64 = 1) -> ElementSet {
    var random = RandomSource(seed: seed)
    return ElementSet(
      epoch: epoch + .seconds(Int.random(in: -400_000...0, using: &random)), meanMotionRevolutionsPerDay: meanMotion,
      eccentricity: eccentricity, inclinationDegrees: inclination,
      rightAscensionDegrees: .random(in: 0..<360, using: &random),
      argumentOfPerigeeDegrees: .random(in: 0..<360, using: &random),
      meanAnomalyDegrees: .random(in: 0..<360, using: &random), bstar: .random(in: -1e-4...1e-3, using: &random))
  }

  /// Orbits of every kind side by side: low, eccentric, geostationary, half-day, and between.
  static func manySets(count: Int) throws -> [ElementSet] {
    let kinds: [(Double, Double, Double)] = [
      (15.2, 0.0005, 53), (14.1, 0.02, 98), (15.9, 0.001, 51.6), (1.0027, 0.0002, 0.05), (2.0056, 0.01, 55),
      (2.006, 0.7, 63.4), (10.2, 0.15, 28), (2.3, 0.72, 7), (1.0027, 0.2, 40), (14.9, 0.0001, 86.4), (13.4, 0.07, 120),
    ]
    return (0..<count).map { index in
      let kind = kinds[(index * index + index / 3) % kinds.count]
      return elements(meanMotion: kind.0, eccentricity: kind.1, inclination: kind.2, seed: UInt64(index))
    }
  }

  /// Whether a time is within two days of the epoch and not after a decay, where the drag series run away and
  /// multiply every rounding.
  static func isSound(_ sgp4: SGP4, at time: ScenarioTime) -> Bool {
    let minutes = (time - sgp4.epoch).seconds / 60
    guard abs(minutes) <= 2 * 1_440 else { return false }
    return stride(from: 0, to: minutes, by: minutes < 0 ? -10 : 10).allSatisfy {
      (try? sgp4.state(minutesSinceEpoch: $0)) != nil
    }
  }

  static func bits(_ ephemeris: Ephemeris, _ satellite: Int, _ time: Int) -> [UInt64] {
    guard let state = ephemeris[satellite: satellite, time: time] else {
      return [UInt64(ephemeris.error(satellite: satellite, time: time))]
    }
    let (r, v) = (state.positionTEME, state.velocityTEME)
    return [r.x, r.y, r.z, v.x, v.y, v.z].map(\.bitPattern)
  }
}
