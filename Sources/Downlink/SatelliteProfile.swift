public import Orbits
public import Quantities

/// What the scenario says of one satellite beside its orbit: its recorder, and how it pays.
public struct SatelliteProfile: Equatable, Sendable {
  /// The satellite's number, one of a kind in the run.
  public var id: Int
  /// The satellite's name, one of a kind in the run.
  public var name: String
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
    id: Int, name: String, capacity: DataVolume, initial: DataVolume, instrumentRate: DataRate,
    costMode: CostMode = .discrete, fixedRate: CostRate = .zero
  ) {
    (self.id, self.name) = (id, name)
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

/// A satellite of the scenario: its profile, and its orbit.
public struct OrbitingSatellite: Sendable {
  /// What it is.
  public var profile: SatelliteProfile
  /// The elements of its orbit.
  public let elements: ElementSet
  /// Where it is.
  public let orbit: Orbit

  /// Creates a satellite on an orbit, over an Earth turned as it is said.
  /// - Throws: ``PropagationError`` for elements that SGP4 cannot take.
  public init(
    _ profile: SatelliteProfile, on elements: ElementSet, orientation: EarthOrientation = .utc
  ) throws(PropagationError) {
    self.profile = profile
    self.elements = elements
    orbit = try Orbit(elements, orientation: orientation)
  }

  /// The satellite's number.
  public var id: Int { profile.id }
  /// The satellite's name.
  public var name: String { profile.name }
}
