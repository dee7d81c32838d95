import Catalog
import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct HandoverVerificationTests {
  /// What cubics between knots two seconds apart are off the levels of SGP4, dB.
  static let levelTolerance = 1e-4

  static let fleet = Result { try shells("oneweb", 1_200) }

  static func shells(_ name: String, _ altitude: Double) throws -> VerificationFleet {
    let sets = try #require(EmbeddedElements.sets(ofGroup: name)).sets
    return try VerificationFleet(name, of: sets, altitudeKilometres: altitude, from: EmbeddedElements.shellEpoch)
  }

  static func tally(passes: Int, seed: UInt64 = 42, threads: Int? = nil) throws -> PassTally {
    let setup = try VerificationSetup(seed: seed, passCount: passes)
    return try HandoverVerification(setup, over: [try fleet.get()]).tally(threads: threads)
  }

  @Test func `A seed gives the same figures on any number of threads, and another seed others`() throws {
    let tally = try Self.tally(passes: 4, threads: 1)
    #expect(tally == (try Self.tally(passes: 4, threads: 3)))
    #expect(tally != (try Self.tally(passes: 4, seed: 43)))
    #expect(tally.passCount == 4 && tally.events.map(\.name) == ["A3", "A4", "A5", "D2"])
  }

  @Test func `Passes add up, and progress tells of all of them`() throws {
    var heard: [Int] = []
    let setup = try VerificationSetup(passCount: 18)
    let all = try HandoverVerification(setup, over: [try Self.fleet.get()]).tally { heard.append($0) }
    #expect(heard == [16, 18])
    #expect(all.passCount == 18 && all.emptyCount == 0)
    // So few passes tell little of what is false.
    #expect(all.events.allSatisfy { $0.detection > PassTally.leastDetection } && all.decides)
    #expect(all.decisions.score <= all.decisions.bestScore)
  }

  @Test func `Levels of a pass are those of the link budget over the orbit itself`() throws {
    let (fleet, setup) = (try Self.fleet.get(), VerificationSetup.usual)
    let pass = try #require(VerificationPass(3, over: fleet, setup))
    #expect(pass.members.count == 9)
    #expect(pass.members[0].inView == 0..<pass.sampleCount)
    for member in pass.members {
      let orbit = Orbit(try fleet.propagator.orbits[member.satellite].get())
      var (differs, elevations) = (false, [Angle]())
      for sample in stride(from: member.inView.lowerBound, to: member.inView.upperBound, by: 37) {
        let look = try orbit.lookAngles(from: pass.site, at: pass.time(of: sample))
        let losses = LinkLosses.outdoors(
          elevation: look.elevation, frequencyGigahertz: 2, surroundings: .suburban, sight: .clear)
        let level = fleet.budget.rsrpDBm(rangeKilometres: look.rangeKilometres, lossesDB: losses.totalDB)
        #expect(abs(level - member.measured(member.clearDBm, at: sample)) < Self.levelTolerance)
        differs = differs || abs(level - member.measured(member.receivedDBm, at: sample)) > 0.1
        elevations.append(look.elevation)
      }
      #expect(differs)
      #expect(elevations.allSatisfy { $0.degrees > 9.999 })
      #expect(member.measured(member.clearDBm, at: member.inView.upperBound).isNaN)
    }
  }

  @Test func `Without filter, hysteresis and time to trigger entries are false more often`() throws {
    let bare = try VerificationSetup(
      passCount: 4, filterCoefficient: .least, hysteresis: .nearest(to: 0), timeToTrigger: .least)
    let events = try HandoverVerification(bare, over: [try Self.fleet.get()]).tally().events
    for (event, usual) in zip(events, try Self.tally(passes: 4).events) where event.name != "D2" {
      #expect(event.falseCount > 10 + 2 * usual.falseCount, "\(event.name)")
    }
  }

  @Test func `A set-up that cannot be is refused`() {
    #expect(throws: ParameterError.self) { try VerificationSetup(passCount: 0) }
    let error = #expect(throws: ParameterError.self) { try VerificationSetup(speedMetresPerSecond: .nan) }
    #expect(error?.description == "speed, m/s is nan; allowed: 0.1...100")
  }

  @Test func `A constellation of nothing has no passes and misses its targets`() throws {
    let fleet = try VerificationFleet("none", of: [], altitudeKilometres: 600, from: EmbeddedElements.shellEpoch)
    let tally = try HandoverVerification(try VerificationSetup(passCount: 2), over: [fleet]).tally()
    #expect((tally.passCount, tally.emptyCount) == (0, 2))
    #expect(!tally.detects && !tally.decides)
  }
}
