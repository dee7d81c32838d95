import HandoverAnalysis
import Quantities
import Testing

@Suite struct DefaultThresholdsTests {
  static let budget = LinkBudget(.standard(.km600, .s))

  @Test func `LEO-600 in the S band has -114 dBm for A4 and -117 and -114 dBm for A5`() throws {
    let thresholds = try DefaultThresholds(Self.budget)
    #expect(thresholds.neighbour.value == -114 && thresholds.serving.value == -117)
    #expect(thresholds.neighbour.code == 42 && thresholds.serving.code == 39)
  }

  @Test func `They follow the spacing, the losses, the altitude and the elevations`() throws {
    let standard = try DefaultThresholds(Self.budget)
    let wider = try DefaultThresholds(LinkBudget(.standard(.km600, .s), spacing: .kHz30))
    #expect(abs(wider.enterRSRPDBm - standard.enterRSRPDBm - 3.0103) < 1e-4)
    let lossy = try DefaultThresholds(Self.budget, lossesDB: { $0.degrees })
    #expect(abs(standard.leaveRSRPDBm - lossy.leaveRSRPDBm - 15) < 1e-9)
    let higher = try DefaultThresholds(Self.budget, altitudeKilometres: 1_200)
    #expect(higher.enterRSRPDBm < standard.enterRSRPDBm)
    #expect(higher.leaveDistanceMetres > standard.leaveDistanceMetres)
    let later = try DefaultThresholds(Self.budget, leaveElevation: .degrees(5), enterElevation: .degrees(45))
    #expect(later.leaveRSRPDBm < standard.leaveRSRPDBm && later.enterRSRPDBm > standard.enterRSRPDBm)
  }

  @Test func `Distances are those over the ground at the elevations, where they can be encoded`() throws {
    let thresholds = try DefaultThresholds(
      Self.budget, altitudeKilometres: 550, leaveElevation: .degrees(44), enterElevation: .degrees(59))
    // The 500 and 300 km of a table for 550 km.
    #expect(abs(thresholds.leaveDistanceMetres - 500_000) < 5_000)
    #expect(abs(thresholds.enterDistanceMetres - 300_000) < 5_000)
    for value in [thresholds.servingDistance, thresholds.targetDistance] {
      #expect(try DistanceThreshold(try #require(value).value) == value)
    }
    let high = try DefaultThresholds(Self.budget, altitudeKilometres: 20_000, enterElevation: .degrees(80))
    #expect(high.servingDistance == nil && high.targetDistance != nil)
  }

  @Test func `Elevations the wrong way round are refused`() {
    #expect(throws: ParameterError(parameter: "enterElevation, degrees", value: "10", allowed: "20...90")) {
      try DefaultThresholds(Self.budget, leaveElevation: .degrees(20), enterElevation: .degrees(10))
    }
  }
}
