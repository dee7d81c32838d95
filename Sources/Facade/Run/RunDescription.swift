public import Orbits
public import Quantities

/// What a run is made of, as far as it does not change while it goes on.
public struct RunDescription: Sendable {
  /// One ground station.
  public struct Station: Sendable {
    /// Its number and name.
    public var groundId: Int, name: String
    /// Where it stands.
    public var site: GroundSite
    /// The lowest elevation at which it speaks to a satellite.
    public var minimumElevation: Angle
    /// Its downlink rate, Gigabits a second.
    public var downlinkGigabitsPerSecond: Double

    /// Creates a station.
    public init(
      groundId: Int, name: String, at place: Geodetic, minimumElevation: Angle, downlinkGigabitsPerSecond: Double
    ) {
      (self.groundId, self.name, site) = (groundId, name, GroundSite(place))
      (self.minimumElevation, self.downlinkGigabitsPerSecond) = (minimumElevation, downlinkGigabitsPerSecond)
    }
  }

  /// The applications whose words tell of satellites, stations, outages and terminals.
  public struct Apps: Sendable {
    /// Satellites, stations and the outage injector.
    public var storage: String, ground: String, outage: String
    /// Whoever hands terminals over.
    public var handover: [String]

    /// Names the applications.
    public init(storage: String, ground: String, outage: String, handover: [String] = []) {
      (self.storage, self.ground, self.outage, self.handover) = (storage, ground, outage, handover)
    }
  }

  /// What a person calls the run.
  public var name: String
  /// When it starts.
  public var start: ScenarioTime
  /// When it stops; nil for one that goes on until somebody ends it.
  public var stop: ScenarioTime?
  /// How the Earth is turned.
  public var orientation: EarthOrientation
  /// The stations, by number.
  public var stations: [Station]
  /// Who speaks of what.
  public var apps: Apps
  /// Speeds that may be asked for; nil for a run that follows no clock.
  public var speeds: ClosedRange<Double>?
  /// Whether it goes step by step.
  public var isStepped = false
  /// Whether stations may be taken out in its course.
  public var takesOutages = false
  /// Whether nothing is ever said in it: a twin, whose element sets are all that changes.
  public var isSilent = false

  /// Describes a run without stations, which follows no clock.
  public init(
    name: String, start: ScenarioTime, stop: ScenarioTime?, orientation: EarthOrientation = .utc,
    stations: [Station] = [], apps: Apps = Apps(storage: "satelliteStorage", ground: "ground", outage: "outage")
  ) {
    (self.name, self.start, self.stop, self.orientation) = (name, start, stop, orientation)
    (self.stations, self.apps) = (stations, apps)
  }

  /// The part of it that is done at a time, 0 to 1; nil where it has no end.
  func progress(at time: ScenarioTime) -> Double? {
    guard let stop else { return nil }
    return min(1, max(0, (time - start).seconds / max((stop - start).seconds, 1e-9)))
  }
}
