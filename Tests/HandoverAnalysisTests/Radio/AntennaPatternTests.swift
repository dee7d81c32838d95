import HandoverAnalysis
import Quantities
import Testing

@Suite struct AntennaPatternTests {
  @Test(arguments: [(30.0, 4.4127), (24, 8.832), (38.5, 1.7647), (30.5, 4.4127)])
  func `An aperture has half its power at half its beam width`(gain: Double, degrees: Double) {
    let beam = AntennaPattern.aperture(gainDBi: gain, beamWidth: .degrees(degrees))
    #expect(beam.gainDBi(offAxis: .zero) == gain)
    #expect(abs(gain - beam.gainDBi(offAxis: .degrees(degrees / 2)) - 3.010_3) < 1e-4)
    #expect(beam.gainDBi(offAxis: .degrees(1)) == beam.gainDBi(offAxis: .degrees(-1)))
  }

  @Test func `The beam of TR 38.821 set 1 is that of an antenna of 2 m at 2 GHz`() {
    let circumference = 2 * Double.pi * 1 / (0.299_792_458 / 2)
    let dish = AntennaPattern.aperture(gainDBi: 30, circumferenceWavelengths: circumference)
    #expect(abs(30 - dish.gainDBi(offAxis: .degrees(4.4127 / 2)) - 3) < 0.02)
  }

  @Test func `The first side lobe is 17.6 dB down, and nulls and the back side 60 dB`() {
    let beam = AntennaPattern.aperture(gainDBi: 0, circumferenceWavelengths: 40)
    // J2(x) = 0 at x = 5.1356, the first side lobe; J1(x) = 0 at x = 3.8317.
    #expect(abs(beam.gainDBi(offAxis: .degrees(7.3762)) - -17.57) < 0.01)
    #expect(beam.gainDBi(offAxis: .degrees(5.49653)) == -60)
    #expect(beam.gainDBi(offAxis: .degrees(180)) == -60)
    #expect(AntennaPattern.omnidirectional(gainDBi: 2).gainDBi(offAxis: .degrees(170)) == 2)
  }
}
