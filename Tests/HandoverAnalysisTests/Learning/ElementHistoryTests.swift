import Orbits
import Quantities
import TestSupport
import Testing

@testable import HandoverAnalysis

/// Residuals of element sets against later ones, where the answer is known.
@Suite struct ElementHistoryTests {
  static let epoch = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)

  static func set(days: Double, named name: String = "STARLINK-1", motion: Double = 15.05) -> ElementSet {
    ElementSet(
      name: name, catalogNumber: 44_713, epoch: epoch + TimeSpan(nanoseconds: Int64(days * 86_400e9)),
      meanMotionRevolutionsPerDay: motion, eccentricity: 0.0001, inclinationDegrees: 53.05, rightAscensionDegrees: 0,
      argumentOfPerigeeDegrees: 90, meanAnomalyDegrees: 0, bstar: 1e-4)
  }

  @Test func `Sets are sorted by epoch, and of one epoch the last counts`() {
    let history = ElementHistory([
      Self.set(days: 2), Self.set(days: 0), Self.set(days: 1, motion: 14), Self.set(days: 1, motion: 15),
    ])
    #expect(history.satellites.count == 1)
    #expect(history.satellites[0].map(\.epoch) == [0, 1, 2].map { Self.set(days: $0).epoch })
    #expect(history.satellites[0][1].meanMotionRevolutionsPerDay == 15)
  }

  @Test func `A state that is ahead has a residual forwards, as far as it is ahead`() throws {
    let old = try SGP4(Self.set(days: 0))
    var later = Self.set(days: 0)
    later.meanAnomalyDegrees = 0.01
    let residual = try #require(OrbitalResidual(of: old, against: try SGP4(later), at: Self.epoch))
    // A hundredth of a degree on 6,930 km.
    #expect(abs(residual.kilometres.y - 1.2095) < 0.01, "\(residual.kilometres)")
    #expect(abs(residual.kilometres.x) < 0.001 && abs(residual.kilometres.z) < 0.001)
    var tilted = Self.set(days: 0)
    tilted.inclinationDegrees += 0.01
    let across = try #require(OrbitalResidual(of: old, against: try SGP4(tilted), at: Self.epoch)).kilometres
    // At the northernmost point a steeper orbit is to the left, which is where its normal points.
    #expect(abs(across.z - 1.2095) < 0.01 && abs(across.y) < 0.01, "\(across)")
  }

  @Test func `The nearest later set is the truth, and none where there is none near`() {
    let history = ElementHistory([0, 0.9, 1.2, 3.5].map { Self.set(days: $0) })
    let residuals = history.residuals(agesDays: [1, 2, 3])
    let pairs = residuals.map { residual in
      [(residual.epoch - Self.epoch).seconds / 86_400, residual.features[0], residual.nominalAgeDays]
    }
    #expect(pairs.map { $0.map { ($0 * 100).rounded() / 100 } } == [[0, 0.9, 1], [1.2, 2.3, 2]])
    #expect(residuals.allSatisfy { $0.features.count == ElementPast.featureNames.count })
    #expect(residuals.allSatisfy { $0.features.allSatisfy(\.isFinite) })
  }

  @Test func `Nothing is known of a set's past but what lies before it`() throws {
    let sets = [0.0, 1, 2, 3].map { Self.set(days: $0, motion: 15.05 + $0 * 0.001) }
    let whole = ElementHistory(sets).residuals(agesDays: [1])
    let cut = ElementHistory(Array(sets[..<3])).residuals(agesDays: [1])
    #expect(whole.count == 3 && cut.count == 2)
    #expect(zip(whole, cut).allSatisfy { $0.features == $1.features && $0.kilometres == $1.kilometres })
    let drift = try #require(ElementPast.featureNames.firstIndex(of: "motion_drift"))
    #expect(whole[0].features[drift] == 0 && abs(whole[1].features[drift] - 0.001) < 1e-9)
  }

  @Test func `A split by time leaves out what lies across it`() {
    let residuals = ElementHistory([0.0, 1, 2, 3, 4].map { Self.set(days: $0) }).residuals(agesDays: [1, 2])
    let time = Self.set(days: 2).epoch
    let split = ResidualSplit(residuals, at: time)
    #expect(split.training.count == 1 && split.test.count == 3)
    #expect(split.training.allSatisfy { $0.time < time } && split.test.allSatisfy { $0.epoch >= time })
  }

  @Test func `Sets without a state are passed over`() {
    var bad = Self.set(days: 1)
    bad.eccentricity = 1.5
    let residuals = ElementHistory([Self.set(days: 0), bad, Self.set(days: 2)]).residuals(agesDays: [1, 2])
    #expect(residuals.map(\.nominalAgeDays) == [2])
    #expect(ElementHistory([]).residuals(agesDays: [1]).isEmpty && ElementHistory([]).span == nil)
  }

  @Test func `Kinds follow from names, or from orbits`() {
    func kind(_ name: String, _ motion: Double, _ inclination: Double) -> SatelliteGroup {
      var set = Self.set(days: 0, named: name, motion: motion)
      set.inclinationDegrees = inclination
      return SatelliteGroup(set)
    }
    #expect(kind("STARLINK-1008", 15.06, 53) == .starlink && kind("ONEWEB-0012", 13.1, 87.9) == .oneWeb)
    #expect(kind("IRIDIUM 106", 14.3, 86.4) == .iridium && kind("GOES 18", 1.0027, 0.1) == .high)
    #expect(kind("ISS (ZARYA)", 15.49, 51.63) == .station && kind("CSS (TIANHE)", 15.6, 41.47) == .station)
    #expect(kind("NOAA 20 (JPSS-1)", 14.2, 98.7) == .earthObservation)
  }

  @Test func `Aging is straight between its ages, and squares after them`() throws {
    let aging = ElementSetAging(kilometresByDay: [1, 2, 4])
    #expect(aging.sigmaKilometres(atDays: 0) == 1 && aging.sigmaKilometres(atDays: 1) == 1)
    #expect(aging.sigmaKilometres(atDays: 1.5) == 1.5 && aging.sigmaKilometres(atDays: 3) == 4)
    #expect(aging.sigmaKilometres(atDays: 6) == 16)
    #expect(ElementSetAging(of: [], .starlink) == nil)
  }

  @Test func `A drift that sets do not tell is learnt, and the interval holds the rest`() throws {
    // Satellites that slow down otherwise than their sets say, each in its own measure.
    var source = RandomSource(seed: 9)
    let sets = (0..<30).flatMap { number in
      let drift = Double.random(in: -2e-4...2e-4, using: &source)
      return (0..<30).map { day in
        var set = Self.set(days: Double(day), motion: 15.05 + drift * Double(day))
        set.catalogNumber = number + 1
        set.meanAnomalyDegrees = (360 * (15.05 * Double(day) + drift * Double(day * day) / 2))
          .truncatingRemainder(dividingBy: 360)
        // The secular rates of J2 at 550 km and 53 degrees, as far as four digits tell.
        set.rightAscensionDegrees = 360 - (4.479 * Double(day)).truncatingRemainder(dividingBy: 360)
        set.argumentOfPerigeeDegrees = (90 + 3.005 * Double(day)).truncatingRemainder(dividingBy: 360)
        set.bstar = 0
        return set
      }
    }
    let residuals = ElementHistory(sets).residuals(agesDays: [1, 2, 3])
    let split = ResidualSplit(residuals, at: Self.set(days: 20).epoch)
    let model = try ResidualModel(RandomForestTests.parameters(), of: split.training)
    let predictions = model.predictions(of: split.test, coverage: 0.9)
    #expect(predictions == model.predictions(of: split.test, coverage: 0.9, threads: 1))
    let reports = ResidualReport.reports(of: split.test, predictions, agesDays: [3])
    #expect(reports.count == 1)
    let report = try #require(reports.first)
    #expect(report.isBetterByMedian && report.isBetterByRootMeanSquare)
    #expect(report.corrected.median < 0.5 * report.plain.median, "\(report)")
    #expect(report.coverage.y > 0.8, "\(report)")
  }
}
