import Glibc
import HandoverAnalysis
import Orbits
import Quantities
import Testing

/// The figures of TR 38.811 and TR 38.821 that a link budget must give.
@Suite struct LinkBudgetTests {
  static let profile = RadioProfile.standard(.km600, .s)
  static let budget = LinkBudget(profile)

  static func range(_ degrees: Double, _ altitude: Double = 600) -> Double {
    SphericalPath.slantRangeKilometres(elevation: .degrees(degrees), altitudeKilometres: altitude)
  }

  @Test func `The slant range is that of TR 38.811`() {
    // TR 38.811 table 5.3.4.1-1: 1,932.24 km less the height of its terminal; equation 6.6-3 gives 1,931.6.
    #expect(abs(Self.range(10) - 1_931.6) < 0.05)
    #expect(abs(Self.range(30) - 1_075.1) < 0.05)
    #expect(abs(Self.range(90) - 600) < 1e-9)
  }

  @Test func `The slant range of the sphere is that of the ellipsoid within a part in a hundred`() throws {
    let constellation = try WalkerConstellation(
      .delta, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: 53, altitudeKilometres: 600,
      epoch: TestSite.epoch)
    let orbit = try Orbit(constellation.elementSets(prefix: "A")[0])
    var compared = 0
    for minute in 0..<600 {
      let time = TestSite.epoch + .minutes(minute)
      let look = try orbit.lookAngles(from: TestSite.site, at: time)
      guard look.elevation.degrees >= 10 else { continue }
      let height = try orbit.geodetic(at: time).heightMetres / 1_000
      let sphere = SphericalPath.slantRangeKilometres(elevation: look.elevation, altitudeKilometres: height)
      #expect(abs(look.rangeKilometres - sphere) < 0.01 * sphere)
      compared += 1
    }
    #expect(compared > 10)
  }

  @Test func `Ground distance and elevation are each other's inverse`() {
    for altitude in [550.0, 1_200] {
      for degrees in [0.5, 10, 27, 44, 59, 89] {
        let distance = SphericalPath.groundDistanceKilometres(
          elevation: .degrees(degrees), altitudeKilometres: altitude)
        let back = SphericalPath.elevation(groundDistanceKilometres: distance, altitudeKilometres: altitude)
        #expect(abs(back.degrees - degrees) < 1e-9)
        // The chord of the slant range: d² = R² + r² - 2 R r cos g.
        let (radius, r) = (6_371.0, 6_371 + altitude)
        let line = (radius * radius + r * r - 2 * radius * r * cos(distance / radius)).squareRoot()
        #expect(abs(line - Self.range(degrees, altitude)) < 1e-6)
      }
    }
  }

  @Test func `Free space takes 92.4478 dB of a kilometre at a gigahertz`() {
    #expect(abs(PropagationLoss.freeSpaceConstantDB - 92.447_783) < 1e-6)
    let loss = PropagationLoss.freeSpaceDB(rangeKilometres: Self.range(30), frequencyGigahertz: 2)
    #expect(abs(loss - 159.10) < 0.005)
  }

  @Test func `LEO-600 in the S band at 30 degrees has 6.58 dB over the noise`() {
    var losses = LinkLosses()
    losses.gasDB = 0.1
    losses.shadowingDB = 3
    losses.scintillationDB = 2.2
    #expect(abs(TerminalRadio.handheld.figureOfMeritDB - -31.62) < 0.005)
    let ratio = Self.budget.carrierToNoiseDB(rangeKilometres: Self.range(30), losses: losses)
    #expect(abs(ratio - 6.58) < 0.01)
  }

  @Test func `A very small aperture in the Ka band has 15.9 dB/K and 8.5 dB over the noise at 30 degrees`() {
    // As quoted from TR 38.821 6.1.3, with 0.5 dB for gas and 0.3 dB for scintillation; unconfirmed.
    #expect(abs(TerminalRadio.verySmallAperture.figureOfMeritDB - 15.9) < 0.05)
    var losses = LinkLosses()
    losses.gasDB = 0.5
    losses.scintillationDB = 0.3
    let budget = LinkBudget(.standard(.km600, .ka), spacing: .kHz120)
    let ratio = budget.carrierToNoiseDB(rangeKilometres: Self.range(30), losses: losses)
    #expect(abs(ratio - 8.5) < 0.1)
  }

  @Test(arguments: [(90.0, -108.3), (30, -113.3), (10, -118.4)])
  func `A resource element of LEO-600 in the S band is received so`(degrees: Double, dBm: Double) {
    #expect(abs(Self.budget.rsrpDBm(rangeKilometres: Self.range(degrees)) - dBm) < 0.1)
  }

  @Test func `The signal over the noise of an element is the carrier over the noise of the band`() {
    let range = Self.range(30)
    let rsrp = Self.budget.rsrpDBm(rangeKilometres: range)
    #expect(abs(Self.budget.sinrDB(rsrpDBm: rsrp) - Self.budget.carrierToNoiseDB(rangeKilometres: range)) < 1e-9)
  }

  @Test func `An equal satellite on the same frequencies leaves a signal under 0 dB, and quality falls with it`() {
    let alone = Self.budget.sinrDB(rsrpDBm: -108)
    let beside = Self.budget.sinrDB(rsrpDBm: -108, interferersDBm: [-108])
    #expect(alone > 0 && beside < 0)
    // S / (N + I) = 1 / (1/a + 1)
    #expect(abs(pow(10, -beside / 10) - (1 + pow(10, -alone / 10))) < 1e-12)
    let quality = Self.budget.rsrqDB(rsrpDBm: -108)
    #expect(Self.budget.rsrqDB(rsrpDBm: -108, interferersDBm: [-108]) < quality)
    #expect(Self.budget.rsrqDB(rsrpDBm: -108, load: 0) > quality)
    // A full cell far over the noise: 1/12.
    #expect(abs(Self.budget.rsrqDB(rsrpDBm: -40) - -10.79) < 0.005)
  }

  @Test func `Losses and the beam's edge come off`() {
    let range = Self.range(50)
    let centre = Self.budget.rsrpDBm(rangeKilometres: range)
    #expect(abs(centre - Self.budget.rsrpDBm(rangeKilometres: range, lossesDB: 7) - 7) < 1e-12)
    let edge = Self.budget.rsrpDBm(rangeKilometres: range, beamAngle: .degrees(4.4127 / 2))
    #expect(abs(centre - edge - 3.0103) < 1e-3)
  }

  @Test func `Twice the altitude has 6 dB more power, and the smaller antenna the wider beam`() {
    for band in RadioBand.allCases {
      for set in RadioProfile.ParameterSet.allCases {
        let (low, high) = (RadioProfile.standard(.km600, band, set), RadioProfile.standard(.km1200, band, set))
        #expect(high.powerDensityDBWPerMegahertz == low.powerDensityDBWPerMegahertz + 6)
      }
      let (one, two) = (RadioProfile.standard(.km600, band, .one), RadioProfile.standard(.km600, band, .two))
      #expect(one.beam.gainDBi(offAxis: .degrees(2)) - one.beam.axisGainDBi < -2)
      #expect(two.beam.gainDBi(offAxis: .degrees(2)) - two.beam.axisGainDBi > -3)
    }
  }

  @Test func `What cannot be is refused with its name, its value and what is allowed`() {
    let s = Self.profile
    #expect(throws: ParameterError(parameter: "frequencyGigahertz", value: "99", allowed: "1...30")) {
      try RadioProfile(
        name: "x", frequencyGigahertz: 99, powerDensityDBWPerMegahertz: 34, beam: s.beam, bandwidthMegahertz: 30,
        terminal: s.terminal, altitudeKilometres: 600)
    }
    #expect(throws: ParameterError(parameter: "bandwidthMegahertz", value: "nan", allowed: "0.1...2000")) {
      try RadioProfile(
        name: "x", frequencyGigahertz: 2, powerDensityDBWPerMegahertz: 34, beam: s.beam, bandwidthMegahertz: .nan,
        terminal: s.terminal, altitudeKilometres: 600)
    }
    #expect(throws: ParameterError(parameter: "noiseFigureDB", value: "-1", allowed: "0...30")) {
      try TerminalRadio(
        name: "x", antenna: .omnidirectional(gainDBi: 0), noiseFigureDB: -1, antennaTemperatureKelvin: 290)
    }
  }
}
