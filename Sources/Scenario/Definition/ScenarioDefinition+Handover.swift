public import Federation
public import Handover
public import HandoverAnalysis
public import Quantities

extension ScenarioDefinition {
  /// The terminals of a scenario, and how they are handed over.
  public struct Handover: Sendable {
    /// The terminals.
    public var terminals: [UserTerminal]
    /// The policies.
    public var policies: [HandoverPolicy]
    /// The time from sample to sample.
    public var period: TimeSpan
    /// The scenario time between two rounds of who is served.
    public var servedInterval: TimeSpan
    /// The scenario time between two predictions, and how far they look ahead; nil for none.
    public var prediction: (interval: TimeSpan, horizon: TimeSpan)?
    /// Who sends and who hears.
    public var budget: LinkBudget
    /// What is lost beside free space; nil for nothing.
    public var surroundings: LinkSurroundings?
    /// How reports are decided on.
    public var rule: DecisionRule
    /// When a satellite is full.
    public var resources: ResourceRule
    /// More applications that do the same work, in the order in which they take over.
    public var standbys: [String]

    /// Everything that the outcome depends on, as a text: every part is a plain value that tells all of itself.
    func canonical(apps: [String]) -> String {
      "\(terminals)\(policies)\(period)\(servedInterval)\(String(describing: prediction))\(budget)"
        + "\(String(describing: surroundings))\(rule)\(resources.payload)\(resources.terminalsPerSatellite)"
        + "\(resources.delay)\(apps)"
    }
  }

  /// The applications whose words make the shared state.
  public var mirroredApps: StateMirror.Apps {
    StateMirror.Apps(storage: apps.storage, ground: apps.ground, outage: apps.outage, handover: handoverApps)
  }
}
