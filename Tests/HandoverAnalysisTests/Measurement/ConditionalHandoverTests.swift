import HandoverAnalysis
import Quantities
import Testing

@Suite struct ConditionalHandoverTests {
  static let start = TestSite.epoch
  static let a4 = MeasurementEvent.a4(threshold: .rsrp(.nearest(to: -114)), hysteresis: .nearest(to: 0))
  static let a3 = MeasurementEvent.a3(offset: .nearest(to: 0), hysteresis: .nearest(to: 0))
  static let d2 = MeasurementEvent.d2(
    serving: .nearest(to: 500_000), target: .nearest(to: 300_000), hysteresis: .nearest(to: 0))
  static let d1 = MeasurementEvent.d1(
    serving: .nearest(to: 500_000), target: .nearest(to: 300_000), hysteresis: .nearest(to: 0))

  static func t1(after span: TimeSpan, for milliseconds: Double) throws -> MeasurementEvent {
    .t1(try ConditionWindow(start: start + span, duration: try ConditionDuration(milliseconds)))
  }

  static func condition(_ event: MeasurementEvent) -> HandoverCondition { HandoverCondition(event) }

  @Test func `There are 1 to 8 candidates with 1 or 2 conditions`() throws {
    let one = [Self.condition(Self.a4)]
    #expect(throws: ConditionalHandoverError.candidates(0)) { try ConditionalHandover([]) }
    #expect(throws: ConditionalHandoverError.candidates(9)) {
      try ConditionalHandover(Array(repeating: one, count: 9))
    }
    #expect(try ConditionalHandover(Array(repeating: one, count: 8)).candidates.count == 8)
    #expect(throws: ConditionalHandoverError.conditions(candidate: 1, count: 0)) {
      try ConditionalHandover([one, []])
    }
    #expect(throws: ConditionalHandoverError.conditions(candidate: 0, count: 3)) {
      try ConditionalHandover([one + one + one])
    }
  }

  @Test func `Both conditions are on one measurement object, and only one is of a place or a time`() throws {
    let other = HandoverCondition(Self.d2, measurementObject: 2)
    #expect(throws: ConditionalHandoverError.measurementObjects(candidate: 0, objects: [1, 2])) {
      try ConditionalHandover([[Self.condition(Self.a4), other]])
    }
    let time = try Self.t1(after: .zero, for: 1_000)
    for event in [Self.d1, Self.d2, time] {
      #expect(throws: ConditionalHandoverError.placesAndTimes(candidate: 0)) {
        try ConditionalHandover([[Self.condition(Self.d2), Self.condition(event)]])
      }
      #expect(try ConditionalHandover([[Self.condition(event)]]).execution == nil)
      #expect(try ConditionalHandover([[Self.condition(event), Self.condition(Self.a3)]]).execution == nil)
    }
    let late = try TimeToTrigger(40)
    #expect(throws: ConditionalHandoverError.timeToTrigger(candidate: 0, late)) {
      try ConditionalHandover([[HandoverCondition(time, timeToTrigger: late)]])
    }
    #expect(
      ConditionalHandoverError.measurementObjects(candidate: 0, objects: [1, 2]).description
        == "candidates[0] has conditions on the measurement objects 1 and 2; allowed: one for both")
  }

  @Test func `A candidate is executed when the last of its conditions holds`() throws {
    let level = HandoverCondition(Self.a4, timeToTrigger: try TimeToTrigger(100))
    var handover = try ConditionalHandover([[level, Self.condition(Self.d2)]])
    var executions: [ConditionalHandover.Execution] = []
    for second in 0...10 {
      let now = Double(second)
      // The level is good from 2 s on; the target near from 6.25 s on; the serving cell far throughout.
      let samples = [
        [
          MeasuredPair(serving: -110, neighbour: -116 + now),
          MeasuredPair(serving: 600_000, neighbour: 425_000 - 20_000 * now),
        ]
      ]
      if let execution = handover.hear(samples, at: Self.start + .seconds(second)) { executions.append(execution) }
    }
    #expect(executions.map(\.candidate) == [0])
    #expect(executions.map { ($0.time - Self.start).seconds } == [6.25])
    #expect(handover.execution == executions.first)
  }

  @Test func `A condition that is left before the other comes does not count`() throws {
    var handover = try ConditionalHandover([[Self.condition(Self.a4), Self.condition(Self.d2)]])
    for second in 0...10 {
      let now = Double(second)
      let samples = [
        [
          MeasuredPair(serving: -110, neighbour: now < 5 ? -110 : -120),
          MeasuredPair(serving: 600_000, neighbour: 425_000 - 20_000 * now),
        ]
      ]
      #expect(handover.hear(samples, at: Self.start + .seconds(second)) == nil)
    }
  }

  @Test func `T1 opens at its time and closes after its duration, between samples`() throws {
    let window = try Self.t1(after: TimeSpan(nanoseconds: 2_500_000_000), for: 3_000)
    func execution(levelFrom second: Double) throws -> Double? {
      var handover = try ConditionalHandover([[Self.condition(window), Self.condition(Self.a4)]])
      for now in 0...20 {
        let pair = MeasuredPair(serving: .nan, neighbour: -114 + (Double(now) - second))
        _ = handover.hear([[pair, pair]], at: Self.start + .seconds(now))
      }
      return handover.execution.map { ($0.time - Self.start).seconds }
    }
    #expect(try execution(levelFrom: 1) == 2.5)
    #expect(try execution(levelFrom: 4.75) == 4.75)
    #expect(try execution(levelFrom: 6) == nil)
    var alone = try ConditionalHandover([[Self.condition(window)]])
    let nothing = [[MeasuredPair(serving: .nan, neighbour: .nan)]]
    #expect(alone.hear(nothing, at: Self.start) == nil)
    #expect(
      alone.hear(nothing, at: Self.start + .seconds(4))?.time == Self.start + TimeSpan(nanoseconds: 2_500_000_000))
  }

  @Test func `The first candidate to be ready is taken, the first in order at one instant, and then none`() throws {
    let one = [Self.condition(Self.a4)]
    func run(_ levels: [(Double) -> Double]) throws -> [ConditionalHandover.Execution] {
      var handover = try ConditionalHandover(levels.map { _ in one })
      return (0...5).compactMap { second in
        let samples = levels.map { [MeasuredPair(serving: .nan, neighbour: $0(Double(second)))] }
        return handover.hear(samples, at: Self.start + .seconds(second))
      }
    }
    #expect(try run([{ -120 + 2 * $0 }, { -119 + 2 * $0 }]).map(\.candidate) == [1])
    #expect(try run([{ _ in -120 }, { -119 + 2 * $0 }, { -119 + 2 * $0 }]).map(\.candidate) == [1])
  }
}
