import Quantities
import TestSupport
import Testing

@Suite struct AmountTests {
  @Test func degreesAreKeptToTheLastBit() {
    var random = RandomSource(seed: 360)
    for _ in 0..<10_000 {
      let degrees = Double.random(in: -360...360, using: &random)
      #expect(Angle.degrees(degrees).degrees == degrees)
    }
    #expect(Angle.degrees(180).radians == Double.pi)
    #expect(Angle.radians(.pi).degrees == 180)
    #expect(Angle.degrees(-1) < .zero)
  }

  @Test func aRateTimesSecondsIsAnAmount() {
    #expect(DataRate.gigabitsPerSecond(0.0125) * 60 == .gigabits(0.75))
    #expect(CostRate.dollarsPerSecond(0.25) * 8 == .dollars(2))
  }

  @Test func amountsAddAndCompare() {
    var volume = DataVolume.gigabits(84)
    volume += .gigabits(0.75)
    volume -= .gigabits(4.75)
    #expect(volume == .gigabits(80))
    #expect(volume + .gigabits(1) > volume)
    #expect(volume - volume == .zero)
    var cost = Money.zero
    cost += .dollars(53.5)
    #expect(cost + .dollars(0.5) == .dollars(54))
    #expect(Money.zero < cost)
    #expect(DataRate.zero < .gigabitsPerSecond(0.1))
  }
}
