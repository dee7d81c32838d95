import HandoverAnalysis
import Quantities
import Testing

@Suite struct PropagationTests {
  @Test func `The tables of TR 38.811 are read at the nearest 10 degrees`() {
    let city = Surroundings.denseUrban
    #expect(city.clearProbability(elevation: .degrees(10)) == 0.282)
    #expect(city.clearProbability(elevation: .degrees(-3)) == 0.282)
    #expect(city.clearProbability(elevation: .degrees(14.9)) == 0.282)
    #expect(city.clearProbability(elevation: .degrees(15)) == 0.331)
    #expect(city.clearProbability(elevation: .degrees(90)) == 0.981)
    #expect(Surroundings.urban.clearProbability(elevation: .degrees(40)) == 0.613)
    #expect(Surroundings.rural.clearProbability(elevation: .degrees(50)) == 0.935)
    #expect(city.shadowingDeviationDB(.clear, band: .s, elevation: .degrees(10)) == 3.5)
    #expect(city.shadowingDeviationDB(.blocked, band: .ka, elevation: .degrees(90)) == 12.3)
    #expect(city.clutterLossDB(.blocked, band: .s, elevation: .degrees(30)) == 29)
    #expect(Surroundings.urban.clutterLossDB(.blocked, band: .s, elevation: .degrees(30)) == 29)
    #expect(Surroundings.urban.shadowingDeviationDB(.blocked, band: .ka, elevation: .degrees(30)) == 6)
    #expect(Surroundings.suburban.clutterLossDB(.blocked, band: .ka, elevation: .degrees(20)) == 24.6)
    #expect(Surroundings.rural.shadowingDeviationDB(.clear, band: .s, elevation: .degrees(40)) == 0.92)
  }

  @Test(arguments: Surroundings.allCases)
  func `A higher satellite is seen more often, and clutter takes less`(place: Surroundings) {
    let rows = (1...9).map { Angle.degrees(Double($0) * 10) }
    for (low, high) in zip(rows, rows.dropFirst()) {
      #expect(place.clearProbability(elevation: low) < place.clearProbability(elevation: high))
      for band in RadioBand.allCases {
        // The S band's table for the open country rises by a few tenths at 30 and 50 degrees.
        let slack = band == .s ? 0.5 : 0
        let (near, far) = (
          place.clutterLossDB(.blocked, band: band, elevation: high),
          place.clutterLossDB(.blocked, band: band, elevation: low)
        )
        #expect(near <= far + slack)
        #expect(place.clutterLossDB(.clear, band: band, elevation: low) == 0)
      }
    }
  }

  @Test func `Gases take 0.1 dB in the S band and 0.5 dB in the Ka band at 30 degrees`() {
    let thirty = Angle.degrees(30)
    #expect((PropagationLoss.gasDB(elevation: thirty, frequencyGigahertz: 2) * 10).rounded() == 1)
    #expect(abs(PropagationLoss.gasDB(elevation: thirty, frequencyGigahertz: 20) - 0.5) < 1e-12)
    // The line of water vapour at 22.2 GHz.
    let (line, aside) = (
      PropagationLoss.gasDB(elevation: .degrees(90), frequencyGigahertz: 22.2),
      PropagationLoss.gasDB(elevation: .degrees(90), frequencyGigahertz: 30)
    )
    #expect(line > 1.5 * aside)
    #expect(
      PropagationLoss.gasDB(elevation: .degrees(-10), frequencyGigahertz: 2)
        == PropagationLoss.gasDB(elevation: .degrees(5), frequencyGigahertz: 2))
  }

  @Test func `Scintillation is of the troposphere in the Ka band and of the ionosphere in the S band`() {
    #expect(PropagationLoss.troposphericScintillationDB(elevation: .degrees(30), frequencyGigahertz: 20) == 0.30)
    #expect(PropagationLoss.troposphericScintillationDB(elevation: .degrees(30), frequencyGigahertz: 2) == 0)
    // (30 / 20)^(7/12) = 1.2668
    let higher = PropagationLoss.troposphericScintillationDB(elevation: .degrees(10), frequencyGigahertz: 30)
    #expect(abs(higher - 1.08 * 1.2668) < 1e-3)
    let s = LinkLosses.outdoors(
      elevation: .degrees(30), frequencyGigahertz: 2, surroundings: .rural, sight: .clear)
    #expect(s.scintillationDB == 2.2)
  }

  @Test func `Losses outdoors are those of the tables, with the fading in standard deviations`() {
    let losses = LinkLosses.outdoors(
      elevation: .degrees(30), frequencyGigahertz: 20, surroundings: .urban, sight: .blocked, shadowing: -1.5)
    #expect(losses.shadowingDB == -9)
    #expect(losses.clutterDB == 37.5)
    #expect(abs(losses.totalDB - (0.5 + 0.3 - 9 + 37.5)) < 1e-12)
  }
}
