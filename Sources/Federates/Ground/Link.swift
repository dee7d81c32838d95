public import Quantities

/// What names a link: its satellite, and its number for that satellite.
public struct LinkKey: Hashable, Comparable, Sendable {
  /// The satellite's number.
  public var satelliteId: Int
  /// The link's number, counted for each satellite from 0.
  public var linkId: Int

  public static func < (left: LinkKey, right: LinkKey) -> Bool {
    (left.satelliteId, left.linkId) < (right.satelliteId, right.linkId)
  }
}

/// A downlink from its start to its charge.
public struct Link: Equatable, Sendable {
  /// The satellite's number and name.
  public var satelliteId: Int, satelliteName: String
  /// The link's number, counted for each satellite from 0.
  public var linkId: Int
  /// The station.
  public var groundId: Int
  /// When it began.
  public var start: ScenarioTime
  /// What was on board then.
  public var data: DataVolume
  /// When it ended; nil while it runs.
  public var end: ScenarioTime?
  /// What came down.
  public var offload = DataVolume.zero
  /// What that cost.
  public var cost = Money.zero

  /// What names it.
  public var key: LinkKey { LinkKey(satelliteId: satelliteId, linkId: linkId) }

  /// The link as it was when it began.
  var opening: Link {
    Link(
      satelliteId: satelliteId, satelliteName: satelliteName, linkId: linkId, groundId: groundId, start: start,
      data: data)
  }

  /// The link as one that has never been.
  var takenBack: Link {
    var link = opening
    link.end = start
    return link
  }
}
