public import Orbits
public import Quantities

/// What the scenario says of one satellite: its orbit, its recorder, how it pays.
public struct SatelliteProfile: Sendable {
  /// The satellite's number, one of a kind in the run.
  public var id: Int
  /// The satellite's name, one of a kind in the run.
  public var name: String
  /// Its orbit.
  public var propagator: Propagator
  /// How much its recorder holds at most.
  public var capacity: DataVolume
  /// How much its recorder holds at the start.
  public var initial: DataVolume
  /// What its instruments add.
  public var instrumentRate: DataRate
  /// How it pays.
  public var costMode: CostMode
  /// The price of its fixed contract.
  public var fixedRate: CostRate

  /// Creates the profile of a satellite.
  public init(
    id: Int, name: String, propagator: Propagator, capacity: DataVolume, initial: DataVolume,
    instrumentRate: DataRate, costMode: CostMode = .discrete, fixedRate: CostRate = .zero
  ) {
    (self.id, self.name, self.propagator) = (id, name, propagator)
    (self.capacity, self.initial, self.instrumentRate) = (capacity, initial, instrumentRate)
    (self.costMode, self.fixedRate) = (costMode, fixedRate)
  }

  /// Opens the account of the satellite's recorder at the start of a run.
  public func recorderAccount(at start: ScenarioTime) -> RecorderAccount {
    RecorderAccount(capacity: capacity, collectionRate: instrumentRate, holding: initial, at: start)
  }

  /// Opens the account of what the satellite costs at the start of a run.
  public func costAccount(at start: ScenarioTime) -> CostAccount {
    CostAccount(mode: costMode, contractRate: fixedRate, at: start)
  }
}
