public import Quantities

/// Finds the links that are over though nobody has told of their end: its message was lost.
///
/// A satellite has one link at a time: the next one's start is the end of the one before, at the latest. And one that was
/// told to be in range while a link lasted, and then to be out of range of every station, has none.
public struct LinkWatch: Sendable {
  /// A link that is over.
  public struct Ending: Equatable, Sendable {
    /// The link's number for its satellite.
    public let link: Int
    /// When it was over at the latest.
    public let time: ScenarioTime
  }

  private struct Open {
    var link: Int, start: ScenarioTime
    /// Whether the satellite has been told to be in range since.
    var isInRange = false
  }

  /// The link of each satellite that was told of last, as long as it lasts, and the latest start.
  private var open: [Int: Open] = [:]
  private var latest: [Int: (link: Int, start: ScenarioTime)] = [:]

  /// Creates a watch that knows of no links.
  public init() {}

  /// Takes a link's start; returns what is over by it: the satellite's link before, or this one where a later one has
  /// been told of.
  public mutating func hear(_ start: LinkStart) -> Ending? {
    if let last = latest[start.satId], last.link != start.linkId, last.start > start.start {
      return Ending(link: start.linkId, time: last.start)
    }
    latest[start.satId] = (start.linkId, start.start)
    let before = open.updateValue(Open(link: start.linkId, start: start.start), forKey: start.satId)
    guard let before, before.link != start.linkId else { return nil }
    return Ending(link: before.link, time: start.start)
  }

  /// Takes a link's end.
  public mutating func hear(_ charge: LinkCharge) {
    if open[charge.satId]?.link == charge.linkId { open[charge.satId] = nil }
  }

  /// Takes what a satellite tells of itself; returns the link of it that is over by that.
  public mutating func hear(_ state: SatelliteState) -> Ending? {
    guard let link = open[state.id], state.time > link.start else { return nil }
    if state.commRange {
      open[state.id]?.isInRange = true
      return nil
    }
    guard link.isInRange else { return nil }
    open[state.id] = nil
    return Ending(link: link.link, time: state.time)
  }
}
