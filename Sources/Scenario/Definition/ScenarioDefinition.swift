public import Downlink
public import Federation
public import Ground
public import Messages
public import Orbits
public import Outage
public import Quantities

/// A test run as its file describes it, with every reference followed and every value checked.
public struct ScenarioDefinition: Sendable {
  /// A ground station with its name.
  public struct Station: Sendable {
    /// What a person calls it.
    public var name: String
    /// What it does.
    public var station: GroundModel.Station

    /// Creates a station.
    public init(name: String, station: GroundModel.Station) {
      (self.name, self.station) = (name, station)
    }
  }

  /// The applications' names on the wire.
  public struct Apps: Equatable, Sendable {
    /// The satellites.
    public var storage = "satelliteStorage"
    /// The ground stations.
    public var ground = "ground"
    /// The outage injector.
    public var outage = "outage"
    /// Whoever hands terminals over.
    public var handover = "handover"

    /// Creates the names that NOS-T's downlink example uses.
    public init() {}

    /// Every name that is taken, the manager's too.
    var all: [String] { [storage, ground, outage, handover, FederationNode.managerName] }
  }

  /// What the manager does beside the start and the stop.
  public struct Manager: Equatable, Sendable {
    /// The wallclock time between a command and its effect, where applications run in other processes.
    public var commandLead = TimeSpan.seconds(1)
    /// The applications that must be ready; nil for those that the scenario gives something to do.
    public var requiredApps: [String]?
    /// The wallclock time between two calls to make ready.
    public var retryDelay = TimeSpan.seconds(1)
    /// How many calls are made.
    public var attempts = 60
    /// Whether to start without those that do not answer.
    public var startsWithoutMissing = false
    /// Changes of scale.
    public var updates: [UpdateCommand] = []
    /// Freezes.
    public var freezes: [FreezeCommand] = []

    /// Creates a manager that waits a minute for everybody.
    public init() {}
  }

  /// What a person calls the run.
  public var name: String
  /// The first level of every topic.
  public var prefix: String
  /// When the run starts and stops, in scenario time.
  public var start: ScenarioTime
  /// When the run stops, in scenario time.
  public var stop: ScenarioTime
  /// The length of a step.
  public var step: TimeSpan
  /// Scenario seconds in a wallclock second.
  public var scale: Double
  /// The seed of everything that happens by chance.
  public var seed: UInt64
  /// How the Earth is turned.
  public var orientation: EarthOrientation
  /// The satellites, by number.
  public var satellites: [OrbitingSatellite]
  /// The ground stations, by number.
  public var stations: [Station]
  /// The outages that are planned.
  public var outages: [OutageModel.StationOutage]
  /// The outages that come by chance.
  public var randomOutages: [OutageModel.RandomOutages]
  /// The applications' names.
  public var apps: Apps
  /// The wallclock time between two rounds of satellite states.
  public var stateInterval: TimeSpan
  /// The scenario time of the first round; nil for the start.
  public var firstState: ScenarioTime?
  /// The scenario time between two time statuses of each application; nil for none.
  public var timeStatusInterval: TimeSpan?
  /// The arithmetic by which satellites and stations work.
  public var model: DownlinkModel
  /// Which station of several in view a satellite speaks to.
  public var stationChoice: StationChoice
  /// Who is handed over; nil for nobody.
  public var handover: Handover?
  /// What the manager does.
  public var manager: Manager
  /// Messages at exact scenario times.
  public var script: [ScriptedMessage]
  /// What the file and all it refers to come to: equal for equal scenarios.
  public var hash: String

  /// Whether the run has anything for an outage injector to do.
  public var hasOutages: Bool { !outages.isEmpty || !randomOutages.isEmpty }

  /// The applications that must be ready before the run starts.
  public var requiredApps: [String] {
    manager.requiredApps ?? castApps
  }

  /// The applications that may take part without having anything to do; where the scenario says who must be ready,
  /// nobody beside.
  public var optionalApps: [String] {
    guard manager.requiredApps == nil else { return [] }
    return (hasOutages ? [] : [apps.outage]) + (handover?.standbys ?? [])
  }

  /// The applications that the scenario gives something to do; one that only its script speaks for is none.
  public var castApps: [String] {
    [apps.storage, apps.ground] + (hasOutages ? [apps.outage] : []) + (handover == nil ? [] : [apps.handover])
  }

  /// All applications that hand terminals over, in the order in which they take over.
  public var handoverApps: [String] { handover.map { [apps.handover] + $0.standbys } ?? [] }
}
