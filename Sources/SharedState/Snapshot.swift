public import Quantities

/// Everything that may be looked at, as it was at one committed instant; never changed after it was published.
public struct Snapshot: Equatable, Sendable {
  /// One satellite.
  public struct Satellite: Equatable, Sendable {
    /// The satellite's number and name.
    public var id: Int, name: String
    /// Where it is; nil after its orbit could no longer be propagated.
    public var position: Geodetic?
    /// What is on board, and how much fits.
    public var stored: DataVolume, capacity: DataVolume
    /// The station that has it in range.
    public var groundId: Int?
    /// How often it has come into range.
    public var linkCount: Int
    /// What it has cost.
    public var cost: Money
    /// When its recorder was told of; nil where all this is of the snapshot's own time.
    public var told: ScenarioTime?

    /// Creates the satellite's part.
    public init(
      id: Int, name: String, position: Geodetic?, stored: DataVolume, capacity: DataVolume, groundId: Int?,
      linkCount: Int, cost: Money
    ) {
      (self.id, self.name, self.position) = (id, name, position)
      (self.stored, self.capacity, self.groundId) = (stored, capacity, groundId)
      (self.linkCount, self.cost) = (linkCount, cost)
    }
  }

  /// One ground station.
  public struct Station: Equatable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// Where it stands.
    public var position: Geodetic
    /// Whether it can be used.
    public var isOperational: Bool
    /// The satellites that it is in contact with, by number.
    public var contacts: [Int]

    /// Creates the station's part.
    public init(groundId: Int, position: Geodetic, isOperational: Bool, contacts: [Int]) {
      (self.groundId, self.position) = (groundId, position)
      (self.isOperational, self.contacts) = (isOperational, contacts)
    }
  }

  /// One downlink, running or done.
  public struct Link: Equatable, Sendable {
    /// The satellite, the station, and the link's number for that satellite.
    public var satelliteId: Int, groundId: Int, linkId: Int
    /// When it began, and when it ended.
    public var start: ScenarioTime, end: ScenarioTime?

    /// Creates the link's part.
    public init(satelliteId: Int, groundId: Int, linkId: Int, start: ScenarioTime, end: ScenarioTime?) {
      (self.satelliteId, self.groundId, self.linkId) = (satelliteId, groundId, linkId)
      (self.start, self.end) = (start, end)
    }
  }

  /// One outage of a station, as it is planned or has been.
  public struct Outage: Hashable, Sendable {
    /// The station's number.
    public var groundId: Int
    /// From when to when it is out, half-open.
    public var start: ScenarioTime, end: ScenarioTime

    /// Creates the outage's part.
    public init(groundId: Int, start: ScenarioTime, end: ScenarioTime) {
      (self.groundId, self.start, self.end) = (groundId, start, end)
    }
  }

  /// One terminal under one policy of handing it over.
  public struct Terminal: Equatable, Sendable {
    /// The terminal's name, and the policy's.
    public var name: String, policy: String
    /// Where it is.
    public var position: Geodetic
    /// The satellite that serves it, by number; nil for none.
    public var satelliteId: Int?
    /// The satellite's elevation; nil for none.
    public var elevation: Angle?
    /// The level of the satellite, dBm; nil for none.
    public var rsrpDBm: Double?
    /// How many satellites could serve it.
    public var candidates: Int
    /// How often its satellite has changed.
    public var handovers: Int

    /// Creates the terminal's part.
    public init(
      name: String, policy: String, position: Geodetic, satelliteId: Int?, elevation: Angle?, rsrpDBm: Double?,
      candidates: Int, handovers: Int
    ) {
      (self.name, self.policy, self.position) = (name, policy, position)
      (self.satelliteId, self.elevation, self.rsrpDBm) = (satelliteId, elevation, rsrpDBm)
      (self.candidates, self.handovers) = (candidates, handovers)
    }
  }

  /// How scenario time went when a snapshot was taken.
  public struct Pace: Equatable, Sendable {
    /// The wallclock time of the snapshot, and that of the run's start, as calendar instants.
    public var wall: ScenarioTime, wallStart: ScenarioTime
    /// The scenario time of the run's start.
    public var start: ScenarioTime
    /// Scenario seconds in a wallclock second; nil for a run that is as fast as possible or goes step by step.
    public var scale: Double?
    /// How late the snapshot's time came, on the wallclock; nil where nothing says when it is due.
    public var lag: TimeSpan?

    /// Creates the pace.
    public init(
      wall: ScenarioTime, wallStart: ScenarioTime, start: ScenarioTime, scale: Double?, lag: TimeSpan?
    ) {
      (self.wall, self.wallStart, self.start, self.scale, self.lag) = (wall, wallStart, start, scale, lag)
    }
  }

  /// The scenario time at which all of this holds.
  public var time: ScenarioTime
  /// The mode of the simulation, as the wire spells it.
  public var mode: String
  /// The satellites, by number.
  public var satellites: [Satellite] = []
  /// The ground stations, by number.
  public var stations: [Station] = []
  /// The links that are open.
  public var openLinks: [Link] = []
  /// The outages that are known, by station and start.
  public var outages: [Outage] = []
  /// The terminals, each under every policy.
  public var terminals: [Terminal] = []
  /// How scenario time goes; nil before the run.
  public var pace: Pace?

  /// Creates a snapshot of nothing.
  public init(time: ScenarioTime, mode: String) {
    self.time = time
    self.mode = mode
  }
}
