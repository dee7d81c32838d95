import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct ExpectedLevelTests {
  static let levels: [ExpectedLevel] = [RadioBand.s, .ka].flatMap { band in
    Surroundings.allCases.flatMap { surroundings in
      [Sight.clear, .blocked].map { sight in
        ExpectedLevel(LinkBudget(.standard(.km600, band)), in: surroundings, sight: sight)
      }
    }
  }

  private func table(_ level: ExpectedLevel, _ degrees: Double) -> Double {
    LinkLosses.outdoors(
      elevation: .degrees(degrees), frequencyGigahertz: level.budget.profile.frequencyGigahertz,
      surroundings: level.surroundings, sight: level.sight
    ).totalDB
  }

  @Test(arguments: levels) func `At the tables' elevations the losses are theirs, below 10 degrees those of 10`(
    level: ExpectedLevel
  ) {
    for degrees in [-5.0, 0, 3, 7, 10, 20, 30, 40, 50, 60, 70, 80, 90] {
      #expect(abs(level.lossesDB(elevation: .degrees(degrees)) - table(level, degrees)) < 1e-12)
    }
    #expect(
      level.rsrpDBm(elevation: .degrees(30), rangeKilometres: 1_075)
        == level.budget.rsrpDBm(rangeKilometres: 1_075, lossesDB: level.lossesDB(elevation: .degrees(30))))
  }

  @Test(arguments: levels) func `The losses are continuous, and their slope is told`(level: ExpectedLevel) {
    for hundredths in -500..<8_999 {
      let degrees = Double(hundredths) / 100
      let (one, other) = (level.losses(degrees: degrees), level.losses(degrees: degrees + 0.01))
      // No more than a decibel a degree.
      #expect(abs(other.value - one.value) < 0.01)
      guard hundredths % 500 != 499, hundredths % 500 != 0, hundredths % 500 != -1 else { continue }
      let slope = (level.losses(degrees: degrees + 1e-4).value - level.losses(degrees: degrees - 1e-4).value) / 2e-4
      #expect(abs(slope - one.perDegree) < 1e-5)
    }
  }
}
