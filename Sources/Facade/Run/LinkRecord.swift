public import Quantities

/// One downlink from its beginning to its bill, as far as it was told.
public struct LinkRecord: Equatable, Sendable {
  /// The satellite, the station, and the link's number for that satellite.
  public var satelliteId: Int, groundId: Int, linkId: Int
  /// When it began; of one whose beginning was not heard as its bill has it.
  public var start: ScenarioTime
  /// When it ended; nil while it lasts. Of one whose bill was lost, when it was over at the latest.
  public var end: ScenarioTime?
  /// What came down, Gigabits, and what it cost, dollars; nil while it lasts, and where its bill was lost.
  public var gigabits: Double?, dollars: Double?

  /// Whether it lasted at a time.
  func lasts(at time: ScenarioTime) -> Bool { start <= time && time < end ?? .latest }
}

/// What links that have ended came to.
public struct LinkSum: Equatable, Sendable {
  /// How many there were.
  public var links = 0
  /// What they brought down, Gigabits, and what they cost, dollars; nil where a bill was lost.
  public var gigabits: Double? = 0, dollars: Double? = 0

  mutating func add(_ link: LinkRecord) {
    links += 1
    gigabits = gigabits.flatMap { sum in link.gigabits.map { sum + $0 } }
    dollars = dollars.flatMap { sum in link.dollars.map { sum + $0 } }
  }
}
