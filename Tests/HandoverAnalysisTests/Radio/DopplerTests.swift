import HandoverAnalysis
import Orbits
import Quantities
import Testing

@Suite struct DopplerTests {
  /// A satellite at 600 km that passes over a site on the equator, against and with the Earth's turning.
  static func orbit(inclination: Double) throws -> Orbit {
    let constellation = try WalkerConstellation(
      .delta, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: inclination, altitudeKilometres: 600,
      epoch: TestSite.epoch)
    return try Orbit(constellation.elementSets(prefix: "A")[0])
  }

  /// First order and geometric is what a difference of ranges shows, where the velocity is the position's derivative.
  static let toleranceHertz = 0.1
  /// SGP4's is so only to 6e-5 km/s on these orbits.
  static let theoryToleranceHertz = 0.4

  @Test(arguments: [0.0, 53, 97.8, 180])
  func `The shift is that of the ranges a tenth of a second apart`(inclination: Double) throws {
    let orbit = try Self.orbit(inclination: inclination)
    let arm = TimeSpan(nanoseconds: 50_000_000)
    for minute in 0..<200 {
      let time = TestSite.epoch + .minutes(minute)
      let state = try orbit.earthFixed(at: time)
      let shift = Doppler.shiftHertz(of: state, from: TestSite.site, frequencyGigahertz: 2)
      let carried = Self.differenceHertz(from: state.carried(on: -arm), to: state.carried(on: arm))
      #expect(abs(shift - carried) < Self.toleranceHertz)
      let propagated = Self.differenceHertz(
        from: try orbit.earthFixed(at: time - arm), to: try orbit.earthFixed(at: time + arm))
      #expect(abs(shift - propagated) < Self.theoryToleranceHertz)
    }
  }

  /// The shift at 2 GHz that two states a tenth of a second apart show, Hz.
  static func differenceHertz(from before: EarthFixedState, to after: EarthFixedState) -> Double {
    let ranges = [before, after].map { TestSite.site.lookAngles(to: $0).rangeKilometres }
    return -2e9 * (ranges[1] - ranges[0]) / 0.1 / 299_792.458
  }

  @Test func `A satellite that comes nearer is heard higher, and the Earth's turning counts`() throws {
    let site = GroundSite(Geodetic(latitudeDegrees: 0, longitudeDegrees: 0))
    var shifts: [Double] = []
    for inclination in [0.0, 180] {
      let orbit = try Self.orbit(inclination: inclination)
      var greatest = 0.0
      for second in stride(from: 0, to: 12_000, by: 5) {
        let state = try orbit.earthFixed(at: TestSite.epoch + .seconds(second))
        let look = site.lookAngles(to: state)
        guard look.elevation.degrees > 0 else { continue }
        let shift = Doppler.shiftHertz(of: state, from: site, frequencyGigahertz: 2)
        #expect((shift > 0) == (look.rangeRateKilometresPerSecond < 0))
        greatest = max(greatest, shift)
      }
      shifts.append(greatest / 2_000)
    }
    // 21.5 ppm with the Earth's turning and 24.6 against it; 23.05 on an Earth that stands.
    #expect(abs(shifts[0] - 21.5) < 0.1 && abs(shifts[1] - 24.6) < 0.1)
  }

  @Test func `At 10 degrees a satellite at 600 km is shifted by 45 kHz`() throws {
    let orbit = try Self.orbit(inclination: 90)
    var place = try orbit.geodetic(at: TestSite.epoch + .minutes(20))
    place.heightMetres = 0
    let ground = GroundSite(place)
    let shifts = try stride(from: 0, to: 2_400, by: 1).compactMap { second -> Double? in
      let state = try orbit.earthFixed(at: TestSite.epoch + .seconds(second))
      guard abs(ground.lookAngles(to: state).elevation.degrees - 10) < 0.1 else { return nil }
      return Doppler.shiftHertz(of: state, from: ground, frequencyGigahertz: 2)
    }
    #expect(shifts.contains { abs($0 - 45_000) < 600 } && shifts.contains { abs($0 + 45_000) < 600 })
  }

  @Test func `The advance is twice the way, split where it is asked to be`() throws {
    let state = try Self.orbit(inclination: 53).earthFixed(at: TestSite.epoch)
    let below = Geodetic(positionEarthFixed: state.positionEarthFixed)
    let terminal = GroundSite(
      Geodetic(latitudeDegrees: below.latitudeDegrees + 2, longitudeDegrees: below.longitudeDegrees))
    let centre = Geodetic(
      latitudeDegrees: below.latitudeDegrees, longitudeDegrees: below.longitudeDegrees
    ).positionEarthFixed
    let gateway = Geodetic(
      latitudeDegrees: below.latitudeDegrees, longitudeDegrees: below.longitudeDegrees + 5
    ).positionEarthFixed
    let way = terminal.lookAngles(to: state).rangeKilometres / 299_792.458
    #expect(PropagationDelay.seconds(rangeKilometres: 299_792.458) == 1)
    let regenerative = TimingAdvance(satellite: state, terminal: terminal)
    #expect(regenerative.commonSeconds == 0 && abs(regenerative.seconds - 2 * way) < 1e-12)
    let transparent = TimingAdvance(satellite: state, terminal: terminal, clockEarthFixed: gateway)
    #expect(transparent.terminalSpecificSeconds == regenerative.terminalSpecificSeconds)
    #expect(transparent.commonSeconds > 2 * 600 / 299_792.458)
    let split = TimingAdvance(satellite: state, terminal: terminal, referenceLocationEarthFixed: centre)
    #expect(abs(split.seconds - 2 * way) < 1e-12)
    #expect(split.terminalSpecificSeconds > 0 && split.terminalSpecificSeconds < 1e-3)
  }

  @Test func `What is left after compensation grows with the ephemeris's age, and is nothing with the truth`() throws {
    let orbit = try Self.orbit(inclination: 53)
    let told = try orbit.earthFixed(at: TestSite.epoch)
    let site = GroundSite(
      Geodetic(
        latitudeDegrees: Geodetic(positionEarthFixed: told.positionEarthFixed).latitudeDegrees + 1,
        longitudeDegrees: Geodetic(positionEarthFixed: told.positionEarthFixed).longitudeDegrees))
    let none = CompensationResidual(true: told, predicted: told, terminal: site, frequencyGigahertz: 2)
    #expect(none.delaySeconds == 0 && none.shiftHertz == 0)
    var last = 0.0
    for age in [10, 60, 300] {
      let truth = try orbit.earthFixed(at: TestSite.epoch + .seconds(age))
      let carried = CompensationResidual(
        true: truth, predicted: told.carried(on: .seconds(age)), terminal: site, frequencyGigahertz: 2)
      let distance = Self.metres(truth, told.carried(on: .seconds(age)))
      let frozen = CompensationResidual(true: truth, predicted: told, terminal: site, frequencyGigahertz: 2)
      #expect(abs(carried.delaySeconds) < abs(frozen.delaySeconds) / 100)
      #expect(abs(carried.shiftHertz) < abs(frozen.shiftHertz) / 100)
      // Less than a metre after a minute, and 3 m after five.
      #expect(distance > last && distance < 0.015 * Double(age))
      last = distance
    }
  }

  @Test func `A state carried on and back is itself`() throws {
    let state = try Self.orbit(inclination: 97.8).earthFixed(at: TestSite.epoch)
    let back = state.carried(on: .seconds(605)).carried(on: .seconds(-605))
    #expect(Self.metres(state, back) < 0.01)
  }

  static func metres(_ one: EarthFixedState, _ other: EarthFixedState) -> Double {
    let line = one.positionEarthFixed - other.positionEarthFixed
    return (line * line).sum().squareRoot() * 1_000
  }
}
