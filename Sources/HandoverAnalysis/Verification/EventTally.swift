import Quantities

/// How well one event is detected through noise, against its inequalities without noise.
///
/// A noise-free event lasts from where the entering condition comes to hold, for the time to trigger at least, to where
/// the leaving condition does. It is detected where the terminal has the cell triggered at some time of it. An entry
/// says that the inequality without hysteresis holds, which hysteresis is to make sure of; where without noise it does
/// not at that instant, the entry is false.
public struct EventTally: Hashable, Sendable {
  /// The event's name.
  public let name: String
  /// How many noise-free events there were, and how many of them were detected.
  public private(set) var eventCount = 0, detectedCount = 0
  /// How often the terminals took a cell for triggered, and how often falsely.
  public private(set) var entryCount = 0, falseCount = 0
  /// How many entries no noise-free event meets at any time, and how many come again within the same event.
  public private(set) var strayCount = 0, repeatedCount = 0
  /// How many samples were measured, at how many of them the noise-free event was on, and at how many the terminal had
  /// the cell triggered without it or did not have it triggered with it.
  public private(set) var sampleCount = 0, eventSamples = 0, wronglyOn = 0, wronglyOff = 0
  /// By how much detection comes after the inequality, s; below zero where noise lifts it early.
  public private(set) var delaysSeconds: [Double] = []

  init(_ name: String) { self.name = name }

  /// The part of the noise-free events that is detected, 0...1; 1 where there are none.
  public var detection: Double { FilterReport.share(of: detectedCount, in: eventCount, orElse: 1) }

  /// The part of the entries that is false, 0...1.
  public var falsePositives: Double { FilterReport.share(of: falseCount, in: entryCount, orElse: 0) }

  /// The part of the entries that no noise-free event meets at any time: those that are false where the hysteresis counts
  /// in the noise-free inequalities as well, 0...1.
  public var strayEntries: Double { FilterReport.share(of: strayCount, in: entryCount, orElse: 0) }

  /// The part of the time at which the terminal has the right state, 0...1.
  public var timeRight: Double { 1 - FilterReport.share(of: wronglyOn + wronglyOff, in: sampleCount, orElse: 0) }

  /// The part of the time without an event at which the terminal has the cell triggered, 0...1.
  public var timeFalse: Double { FilterReport.share(of: wronglyOn, in: sampleCount - eventSamples, orElse: 0) }

  /// The delay that a part of the detections keeps within, s; not a number without any.
  public func delaySeconds(_ share: Double) -> Double { quantile(share, of: delaysSeconds.sorted()) }

  /// Notes what one cell came to: samples from and to which the event was on, without noise and as detected.
  mutating func note(_ truth: [Range<Int>], _ found: [Range<Int>], of samples: Int, isFalse: (Int) -> Bool) {
    eventCount += truth.count
    falseCount += found.count { isFalse($0.lowerBound) }
    entryCount += found.count
    sampleCount += samples
    var met = Array(repeating: false, count: truth.count)
    for span in found {
      guard let index = truth.firstIndex(where: { $0.overlaps(span) }) else {
        strayCount += 1
        continue
      }
      if met[index] { repeatedCount += 1 } else { delaysSeconds.append(delay(truth[index], span)) }
      met[index] = true
      // One entry may last over several events.
      for (other, event) in truth.enumerated() where event.overlaps(span) { met[other] = true }
    }
    detectedCount += met.count { $0 }
    let both = truth.reduce(0) { sum, event in sum + found.reduce(0) { $0 + event.clamped(to: $1).count } }
    let on = truth.reduce(0) { $0 + $1.count }
    eventSamples += on
    wronglyOff += on - both
    wronglyOn += found.reduce(0) { $0 + $1.count } - both
  }

  private func delay(_ truth: Range<Int>, _ found: Range<Int>) -> Double {
    Double(found.lowerBound - truth.lowerBound) * VerificationSetup.period.seconds
  }

  /// Adds what other passes came to.
  mutating func add(_ other: EventTally) {
    eventCount += other.eventCount
    detectedCount += other.detectedCount
    entryCount += other.entryCount
    falseCount += other.falseCount
    strayCount += other.strayCount
    repeatedCount += other.repeatedCount
    sampleCount += other.sampleCount
    eventSamples += other.eventSamples
    wronglyOn += other.wronglyOn
    wronglyOff += other.wronglyOff
    delaysSeconds += other.delaysSeconds
  }
}
