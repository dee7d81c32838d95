public import Quantities

/// Something said of a link that cannot be, after what was said of it before: of which link, what, what is allowed.
public struct LinkError: Error, Hashable, CustomStringConvertible {
  /// The satellite's number, and the link's.
  public let satellite: Int, link: Int
  /// What was said.
  public let statement: String
  /// What would be right.
  public let allowed: String

  /// The sentence for a log.
  public var description: String { "link \(link) of satellite \(satellite) \(statement); allowed: \(allowed)" }
}

/// What is known of one link: where it goes, when it began, when it ended.
///
/// A link begins once, and ends after that. While it runs, its beginning may be corrected; its end may always be. Who
/// gives the number of an ended link to another one takes the ended one back first.
public struct LinkStanding: Hashable, Sendable {
  /// The satellite's number, and the link's.
  public var satellite: Int, link: Int
  /// The station.
  public var groundId: Int
  /// When it began, and when it ended; nil while it runs.
  public var start: ScenarioTime, end: ScenarioTime?

  /// A beginning worked out from an end and a length is exact to the microsecond, a peer's to its rounding.
  static let tolerance = TimeSpan(nanoseconds: 1_000_000)

  /// Describes what is known of a link.
  public init(satellite: Int, link: Int, groundId: Int, start: ScenarioTime, end: ScenarioTime?) {
    (self.satellite, self.link, self.groundId) = (satellite, link, groundId)
    (self.start, self.end) = (start, end)
  }

  /// Checks that the link may begin at an instant at a station; the same beginning once more says nothing new.
  public func check(start time: ScenarioTime, at groundId: Int) throws(LinkError) {
    guard let end else { return }
    let isSame = time >= start - Self.tolerance && time <= start + Self.tolerance && groundId == self.groundId
    guard !isSame else { return }
    throw LinkError(
      satellite: satellite, link: link, statement: "begins again at \(time)",
      allowed: "no second beginning of a link that ended at \(end), unless it has been taken back")
  }

  /// Checks that the link may end at an instant.
  public func check(end time: ScenarioTime) throws(LinkError) {
    guard time < start else { return }
    throw LinkError(
      satellite: satellite, link: link, statement: "ends at \(time)", allowed: "not before its beginning at \(start)")
  }
}
