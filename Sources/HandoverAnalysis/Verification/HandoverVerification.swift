/// What random passes over constellations came to: events and decisions.
public struct PassTally: Hashable, Sendable {
  /// How many passes there were, and how many numbers had none.
  public private(set) var passCount = 0, emptyCount = 0
  /// The events, by name.
  public private(set) var events: [EventTally] = []
  /// The decisions.
  public private(set) var decisions = DecisionTally()

  /// What detection and false positives must be above and below.
  public static let (leastDetection, mostFalsePositives) = (0.95, 0.05)
  /// What the success of handovers and the score over that of the look-ahead must be above.
  public static let (leastSuccess, leastOptimisation) = (0.99, 0.85)

  init() {}

  /// Whether every event is detected well enough, by the inequalities with and without hysteresis.
  public var detects: Bool {
    !events.isEmpty
      && events.allSatisfy {
        $0.eventCount > 0 && $0.detection > PassTally.leastDetection
          && max($0.falsePositives, $0.strayEntries) < PassTally.mostFalsePositives
      }
  }

  /// Whether handovers last and decisions are good enough.
  public var decides: Bool {
    decisions.judgedCount > 0 && decisions.success > PassTally.leastSuccess
      && decisions.optimisation > PassTally.leastOptimisation
  }

  mutating func add(_ other: PassTally) {
    passCount += other.passCount
    emptyCount += other.emptyCount
    for event in other.events {
      if let index = events.firstIndex(where: { $0.name == event.name }) {
        events[index].add(event)
      } else {
        events.append(event)
      }
    }
    decisions.add(other.decisions)
  }
}

/// Verifies events and decisions over passes at random, taken from constellations by turns.
public struct HandoverVerification: Sendable {
  /// How terminals hear and decide, and whence their passes come.
  public let setup: VerificationSetup
  /// The constellations, of which pass n sees number n modulo their count.
  public let fleets: [VerificationFleet]

  /// Creates a verification over one constellation at least.
  public init(_ setup: VerificationSetup = .usual, over fleets: [VerificationFleet]) {
    precondition(!fleets.isEmpty, "a verification needs a constellation")
    (self.setup, self.fleets) = (setup, fleets)
  }

  /// How many passes are worked out between two words of progress.
  private static let batch = 16

  /// Works all passes out.
  ///
  /// - Parameters:
  ///   - threads: on how many cores; nil for all. The tally is the same whatever the number.
  ///   - progress: hears how many passes are done.
  public func tally(threads: Int? = nil, progress: (Int) -> Void = { _ in }) throws -> PassTally {
    var tally = PassTally()
    for first in stride(from: 0, to: setup.passCount, by: HandoverVerification.batch) {
      let numbers = first..<min(setup.passCount, first + HandoverVerification.batch)
      let results = mapInParallel(numbers, threads: threads) { number in Result { try self.tally(of: number) } }
      for result in results { tally.add(try result.get()) }
      progress(numbers.upperBound)
    }
    return tally
  }

  private func tally(of number: Int) throws -> PassTally {
    let fleet = fleets[number % fleets.count]
    guard let pass = VerificationPass(number, over: fleet, setup) else { return PassTally(emptyNumber: number) }
    let events = try fleet.events(setup).map { name, event in
      try EventVerification(pass, event, setup).tally(name)
    }
    return PassTally(events: events, decisions: try DecisionVerification(pass, over: fleet, setup).tally())
  }
}

extension PassTally {
  /// One pass.
  fileprivate init(events: [EventTally], decisions: DecisionTally) {
    (passCount, self.events, self.decisions) = (1, events, decisions)
  }

  /// A number without a pass.
  fileprivate init(emptyNumber: Int) { emptyCount = 1 }
}
