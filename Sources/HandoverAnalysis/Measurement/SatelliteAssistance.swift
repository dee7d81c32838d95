public import Orbits
public import Quantities

/// What a satellite's cell tells in SIB19, so that terminals can follow it (TS 38.331 6.3.1, NTN-Config).
public struct SatelliteAssistance: Hashable, Sendable {
  /// The satellite at the epoch: position and velocity in the Earth's frame.
  public var ephemeris: EarthFixedState
  /// `epochTime`: the instant of the ephemeris and of the moving reference location.
  public var epoch: ScenarioTime
  /// `ntn-UlSyncValidityDuration`: how long T430 runs from the epoch.
  public var validity: SyncValidity
  /// `t-Service`: when the cell stops serving the place it serves; nil for a cell that moves along.
  public var serviceEnd: ScenarioTime?
  /// `referenceLocation` of a cell that stays where it is, km in the Earth's frame.
  public var referenceLocation: SIMD3<Double>?
  /// `distanceThresh`: how far from the reference location a terminal begins to look for other cells.
  public var distanceThreshold: DistanceThreshold?
  /// `movingReferenceLocation` of a cell that moves, at the epoch, km in the Earth's frame.
  public var movingReferenceLocation: SIMD3<Double>?

  /// Creates what a cell tells.
  public init(
    ephemeris: EarthFixedState, epoch: ScenarioTime, validity: SyncValidity, serviceEnd: ScenarioTime? = nil,
    referenceLocation: SIMD3<Double>? = nil, distanceThreshold: DistanceThreshold? = nil,
    movingReferenceLocation: SIMD3<Double>? = nil
  ) {
    self.ephemeris = ephemeris
    self.epoch = epoch
    self.validity = validity
    self.serviceEnd = serviceEnd
    self.referenceLocation = referenceLocation
    self.distanceThreshold = distanceThreshold
    self.movingReferenceLocation = movingReferenceLocation
  }

  /// Creates what a cell that moves with its satellite's beam tells at an epoch.
  /// - Throws: ``PropagationError`` where the satellite has no state.
  public init(
    of orbit: Orbit, beam: Boresight, epoch: ScenarioTime, validity: SyncValidity,
    distanceThreshold: DistanceThreshold? = nil
  ) throws(PropagationError) {
    let state = try orbit.earthFixed(at: epoch)
    self.init(
      ephemeris: state, epoch: epoch, validity: validity, distanceThreshold: distanceThreshold,
      movingReferenceLocation: beam.referenceLocation(from: state))
  }

  /// When T430 expires.
  public var validUntil: ScenarioTime { epoch + validity.span }

  /// When service ends unless the cell tells anew: T430 or t-Service, whichever comes first.
  public var servesUntil: ScenarioTime { min(validUntil, serviceEnd ?? validUntil) }

  /// Whether a terminal that has heard nothing newer may still be served.
  public func serves(at time: ScenarioTime) -> Bool { time < servesUntil }

  /// Returns where a terminal takes the satellite to be (``EarthFixedState/carried(on:)``).
  public func state(at time: ScenarioTime) -> EarthFixedState { ephemeris.carried(on: time - epoch) }

  /// Returns where a terminal takes the cell's reference location to be, km in the Earth's frame.
  ///
  /// The moving one is carried on in the direction of the orbital frame in which the satellite saw it at the epoch;
  /// nil where that no longer meets the Earth, or where none is told.
  public func referenceLocation(at time: ScenarioTime) -> SIMD3<Double>? {
    guard let moving = movingReferenceLocation else { return referenceLocation }
    return Boresight.fixed(OrbitalDirection(from: ephemeris, to: moving)).referenceLocation(from: state(at: time))
  }

  /// Returns how far a terminal takes the cell's reference location to be, metres in a straight line.
  public func referenceDistanceMetres(from site: GroundSite, at time: ScenarioTime) -> Double? {
    referenceLocation(at: time).map { length($0 - site.positionEarthFixed) * 1_000 }
  }
}
