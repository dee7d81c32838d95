public import Orbits
public import Quantities

/// A user terminal that stands on the ground or moves along a track: who is handed over from satellite to satellite.
public struct UserTerminal: Hashable, Sendable {
  /// Where a terminal is.
  public enum Place: Hashable, Sendable {
    /// In one place.
    case fixed(GroundSite)
    /// On its way.
    case moving(TerminalTrack)
  }

  /// What it is called.
  public var name: String
  /// Where it is.
  public var place: Place
  /// The elevation from which on it can be served, inclusive.
  public var minimumElevation: Angle

  /// Creates a terminal that stands still.
  public init(name: String, at place: Geodetic, minimumElevation: Angle = .degrees(10)) {
    self.init(name: name, place: .fixed(GroundSite(place)), minimumElevation: minimumElevation)
  }

  /// Creates a terminal that moves.
  public init(name: String, along track: TerminalTrack, minimumElevation: Angle = .degrees(10)) {
    self.init(name: name, place: .moving(track), minimumElevation: minimumElevation)
  }

  private init(name: String, place: Place, minimumElevation: Angle) {
    (self.name, self.place, self.minimumElevation) = (name, place, minimumElevation)
  }

  /// Where it stands; of one that moves where it sets out, for where it is at a time see ``site(at:)``.
  public var site: GroundSite {
    get {
      switch place {
      case .fixed(let site): site
      case .moving(let track): GroundSite(track.waypoints[0].place)
      }
    }
    set { place = .fixed(newValue) }
  }

  /// Its track, if it moves.
  public var track: TerminalTrack? {
    if case .moving(let track) = place { track } else { nil }
  }

  /// Returns where it is at a time.
  public func site(at time: ScenarioTime) -> GroundSite { place.site(at: time) }
}

extension UserTerminal.Place {
  func site(at time: ScenarioTime) -> GroundSite {
    switch self {
    case .fixed(let site): site
    case .moving(let track): GroundSite(track.place(at: time))
    }
  }

  func positionEarthFixed(at time: ScenarioTime) -> SIMD3<Double> {
    switch self {
    case .fixed(let site): site.positionEarthFixed
    case .moving(let track): track.motion(at: time).position
    }
  }

  /// The times at which another leg begins.
  var corners: [ScenarioTime] {
    if case .moving(let track) = self { track.waypoints.map(\.time) } else { [] }
  }

  /// The same place, fixed where it does not change within a span.
  func settled(over span: Range<ScenarioTime>) -> UserTerminal.Place {
    guard case .moving(let track) = self, let place = track.place(throughout: span) else { return self }
    return .fixed(GroundSite(place))
  }
}
