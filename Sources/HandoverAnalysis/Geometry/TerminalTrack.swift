public import Orbits
public import Quantities

/// The way of a terminal that moves: where it is at some times, and between them.
///
/// From one waypoint to the next the normal of the ellipsoid turns evenly, along the great circle of the two normals, and
/// the height changes evenly; poles and the 180th meridian are places like others. At one height the speed is even
/// within 1 %, and the way is off the geodesic by less than a metre on a leg of 100 km, 100 m on one of 1,000 km.
/// Before the first waypoint and from the last one on the terminal stands still.
public struct TerminalTrack: Hashable, Sendable {
  /// Where a terminal is at a time.
  public struct Waypoint: Hashable, Sendable {
    /// When.
    public var time: ScenarioTime
    /// Where.
    public var place: Geodetic

    /// Creates a waypoint.
    public init(time: ScenarioTime, place: Geodetic) {
      (self.time, self.place) = (time, place)
    }
  }

  /// The waypoints, by time.
  public let waypoints: [Waypoint]
  /// The legs, each from the waypoint of the same number to the next.
  private let legs: [TrackLeg]
  /// How far it is from the first waypoint to each, km; never less than the true way.
  private let milesKilometres: [Double]

  /// How fast a terminal may be, m/s.
  public static let greatestSpeedMetresPerSecond = 1_000.0
  /// How high a terminal may be, m.
  static let heightsMetres = -1_000.0...50_000.0

  /// Creates a track.
  /// - Throws: ``TerminalTrackError`` without waypoints, for places that are none or above 50 km, times that do not
  ///   ascend, and legs of more than 1,000 m/s or from a place to its antipode.
  public init(_ waypoints: [Waypoint]) throws(TerminalTrackError) {
    guard !waypoints.isEmpty else { throw TerminalTrackError(nil, "the number of waypoints", "0", "from 1 on") }
    for (number, waypoint) in waypoints.enumerated() { try Self.check(waypoint.place, number) }
    var legs: [TrackLeg] = []
    var miles = [0.0]
    for number in waypoints.indices.dropFirst() {
      let (from, to) = (waypoints[number - 1], waypoints[number])
      guard from.time < to.time else {
        throw TerminalTrackError(number, "time", "\(to.time)", "after \(from.time)")
      }
      let leg = TrackLeg(from: from, to: to)
      try Self.check(leg, number)
      legs.append(leg)
      miles.append(miles[number - 1] + leg.lengthKilometres)
    }
    (self.waypoints, self.legs, milesKilometres) = (waypoints, legs, miles)
  }

  private static func check(_ place: Geodetic, _ number: Int) throws(TerminalTrackError) {
    guard (-90...90).contains(place.latitudeDegrees) else {
      throw TerminalTrackError(number, "latitude", "\(place.latitudeDegrees) degrees", "-90 to 90 degrees")
    }
    guard (-360...360).contains(place.longitudeDegrees) else {
      throw TerminalTrackError(number, "longitude", "\(place.longitudeDegrees) degrees", "-360 to 360 degrees")
    }
    guard heightsMetres.contains(place.heightMetres) else {
      throw TerminalTrackError(number, "height", "\(place.heightMetres) m", "-1000 to 50000 m")
    }
  }

  private static func check(_ leg: TrackLeg, _ number: Int) throws(TerminalTrackError) {
    let speed = leg.lengthKilometres * 1_000 / leg.seconds
    guard speed <= greatestSpeedMetresPerSecond else {
      throw TerminalTrackError(number, "speed on the way there", "\(plain(speed.rounded(.up))) m/s", "0 to 1000 m/s")
    }
    guard leg.angle < 3.1 else {
      throw TerminalTrackError(
        number, "way there", "\(plain((leg.angle * (180 / .pi)).rounded())) degrees long", "less than 177 degrees")
    }
  }

  /// Returns where the terminal is at a time.
  public func place(at time: ScenarioTime) -> Geodetic {
    switch stretch(at: time) {
    case .standing(let waypoint): waypoints[waypoint].place
    case .moving(let leg): legs[leg].place(at: time)
    }
  }

  /// Returns position and velocity relative to the turning Earth, km and km/s; at a waypoint the velocity is that of the
  /// leg to come.
  public func earthFixed(at time: ScenarioTime) -> EarthFixedState {
    let motion = motion(at: time)
    return EarthFixedState(positionEarthFixed: motion.position, velocityEarthFixed: motion.velocity)
  }

  func motion(at time: ScenarioTime) -> SiteMotion {
    switch stretch(at: time) {
    case .standing(let waypoint): SiteMotion(GroundSite(waypoints[waypoint].place))
    case .moving(let leg): legs[leg].motion(at: time)
    }
  }

  // MARK: Stretches

  private enum Stretch {
    case standing(Int), moving(Int)
  }

  private func stretch(at time: ScenarioTime) -> Stretch {
    let next = waypoints.partitioningIndex { $0.time > time }
    if next == 0 { return .standing(0) }
    return next == waypoints.count || legs[next - 1].isStill ? .standing(next - 1) : .moving(next - 1)
  }

  /// The one place of a span; nil where the terminal moves within it.
  func place(throughout span: Range<ScenarioTime>) -> Geodetic? {
    let moves = legs.indices.contains {
      !legs[$0].isStill && waypoints[$0].time < span.upperBound && span.lowerBound < waypoints[$0 + 1].time
    }
    return moves ? nil : place(at: span.lowerBound)
  }

  /// Returns how long the way is between two times, km: never less than it is.
  func wayKilometres(from start: ScenarioTime, to end: ScenarioTime) -> Double {
    milesKilometres(at: end) - milesKilometres(at: start)
  }

  private func milesKilometres(at time: ScenarioTime) -> Double {
    switch stretch(at: time) {
    case .standing(let waypoint): milesKilometres[waypoint]
    case .moving(let leg): milesKilometres[leg] + legs[leg].lengthKilometres * legs[leg].part(at: time)
    }
  }

  /// The highest waypoint's height, km.
  var highestKilometres: Double { (waypoints.map(\.place.heightMetres).max() ?? 0) / 1_000 }

  /// The microseconds at which another leg begins, and those before them: between two of them the way is smooth.
  var corners: [Int64] {
    waypoints.flatMap { [$0.time.microsecondsRoundedUp - 1, $0.time.microsecondsRoundedUp] }
  }
}

/// What a track cannot have: where, what, and what is allowed.
public struct TerminalTrackError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The waypoint, from 0 on; nil for the whole of them.
  public let waypoint: Int?
  /// What of it.
  public let quantity: String
  /// The value as given.
  public let value: String
  /// What is allowed.
  public let allowed: String

  /// Creates an error from its parts.
  public init(_ waypoint: Int?, _ quantity: String, _ value: String, _ allowed: String) {
    (self.waypoint, self.quantity, self.value, self.allowed) = (waypoint, quantity, value, allowed)
  }

  /// The quantity, its value and what is allowed.
  public var reason: String { "\(quantity) is \(value); allowed: \(allowed)" }

  /// The place and the reason.
  public var description: String { waypoint.map { "waypoints[\($0)]: \(reason)" } ?? reason }
}
