import HandoverAnalysis
import Quantities
import TestSupport
import Testing

/// The inequalities of TS 38.331 5.5.4, one by one.
@Suite struct MeasurementEventTests {
  static func pair(_ serving: Double, _ neighbour: Double) -> MeasuredPair {
    MeasuredPair(serving: serving, neighbour: neighbour)
  }

  static func state(_ event: MeasurementEvent, _ serving: Double, _ neighbour: Double) -> [Bool] {
    [event.isEntering(pair(serving, neighbour)), event.isLeaving(pair(serving, neighbour))]
  }

  @Test func `A3 compares the neighbour with the serving cell and an offset`() throws {
    let event = MeasurementEvent.a3(offset: try EventOffset(3), hysteresis: try Hysteresis(2))
    #expect(Self.state(event, -110, -105) == [false, false])
    #expect(Self.state(event, -110, -104.9) == [true, false])
    #expect(Self.state(event, -110, -109) == [false, false])
    #expect(Self.state(event, -110, -109.1) == [false, true])
    let offsets = CellOffsets(
      servingObject: try CellOffset(1), servingCell: try CellOffset(-2), neighbourObject: try CellOffset(4),
      neighbourCell: try CellOffset(2))
    // Mn + 6 - 2 > Mp - 1 + 3: from Mn = Mp - 2 on.
    #expect(!event.isEntering(Self.pair(-110, -112), offsets: offsets))
    #expect(event.isEntering(Self.pair(-110, -111.9), offsets: offsets))
  }

  @Test func `A4 has one threshold, and does not look at the serving cell`() throws {
    let event = MeasurementEvent.a4(threshold: .rsrp(try RSRPThreshold(-114)), hysteresis: try Hysteresis(1))
    #expect(Self.state(event, .nan, -113) == [false, false])
    #expect(Self.state(event, .nan, -112.9) == [true, false])
    #expect(Self.state(event, .nan, -115) == [false, false])
    #expect(Self.state(event, .nan, -115.1) == [false, true])
    #expect(Self.state(event, -50, .nan) == [false, false])
    let never = MeasurementEvent.a4(threshold: .rsrp(try RSRPThreshold(.infinity)), hysteresis: try Hysteresis(1))
    #expect(Self.state(never, -50, 0) == [false, true])
  }

  @Test func `A5 is entered where both inequalities hold and left where one of two does`() throws {
    let hysteresis = try Hysteresis(1)
    let event = MeasurementEvent.a5(
      serving: .rsrp(try RSRPThreshold(-117)), neighbour: .rsrp(try RSRPThreshold(-114)), hysteresis: hysteresis)
    let good = MeasurementEvent.a4(threshold: .rsrp(try RSRPThreshold(-114)), hysteresis: hysteresis)
    var random = RandomSource(seed: 5)
    var seen: Set<[Bool]> = []
    for _ in 0..<2_000 {
      let (mp, mn) = (
        Double.random(in: -121 ... -113, using: &random), Double.random(in: -118 ... -110, using: &random)
      )
      let isBad = mp + 1 < -117
      #expect(event.isEntering(Self.pair(mp, mn)) == (isBad && good.isEntering(Self.pair(mp, mn))))
      #expect(event.isLeaving(Self.pair(mp, mn)) == (mp - 1 > -117 || good.isLeaving(Self.pair(mp, mn))))
      seen.insert(Self.state(event, mp, mn))
    }
    #expect(seen == [[true, false], [false, true], [false, false]])
  }

  @Test func `D1 and D2 are entered far from the one reference location and near the other`() throws {
    let (far, near) = (try DistanceThreshold(500_000), try DistanceThreshold(300_000))
    let hysteresis = try LocationHysteresis(20_000)
    for event in [
      MeasurementEvent.d1(serving: far, target: near, hysteresis: hysteresis),
      .d2(serving: far, target: near, hysteresis: hysteresis),
    ] {
      #expect(Self.state(event, 520_001, 279_999) == [true, false])
      #expect(Self.state(event, 520_000, 279_999) == [false, false])
      #expect(Self.state(event, 520_001, 280_000) == [false, false])
      #expect(Self.state(event, 479_999, 100_000) == [false, true])
      #expect(Self.state(event, 600_000, 320_001) == [false, true])
      #expect(Self.state(event, 480_000, 320_000) == [false, false])
    }
  }

  @Test func `T1 holds after its time and until its duration has passed`() throws {
    let event = MeasurementEvent.t1(
      try ConditionWindow(start: TestSite.epoch, duration: try ConditionDuration(2_000)))
    #expect(Self.state(event, 0, .nan) == [false, false])
    #expect(Self.state(event, 0.001, .nan) == [true, false])
    #expect(Self.state(event, 1.999, .nan) == [true, false])
    #expect(Self.state(event, 2.001, .nan) == [false, true])
  }

  @Test func `No event is entered and left at once`() throws {
    var random = RandomSource(seed: 9)
    for _ in 0..<5_000 {
      let hysteresis = Hysteresis.nearest(to: Double.random(in: 0...3, using: &random))
      let one = RSRPThreshold.nearest(to: Double.random(in: -120 ... -110, using: &random))
      let other = RSRPThreshold.nearest(to: Double.random(in: -120 ... -110, using: &random))
      let offset = EventOffset.nearest(to: Double.random(in: -5...5, using: &random))
      let levels = Self.pair(.random(in: -125 ... -105, using: &random), .random(in: -125 ... -105, using: &random))
      for event in [
        MeasurementEvent.a3(offset: offset, hysteresis: hysteresis),
        .a4(threshold: .rsrp(one), hysteresis: hysteresis),
        .a5(serving: .rsrp(one), neighbour: .rsrp(other), hysteresis: hysteresis),
      ] { #expect(!(event.isEntering(levels) && event.isLeaving(levels))) }
      let distances = Self.pair(.random(in: 0...2e6, using: &random), .random(in: 0...2e6, using: &random))
      let event = MeasurementEvent.d2(
        serving: .nearest(to: .random(in: 0...2e6, using: &random)),
        target: .nearest(to: .random(in: 0...2e6, using: &random)),
        hysteresis: .nearest(to: .random(in: 0...1e5, using: &random)))
      #expect(!(event.isEntering(distances) && event.isLeaving(distances)))
    }
  }
}
