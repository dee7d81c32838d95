public import Orbits

/// How much earlier a terminal sends, so that what it sends arrives on time (TS 38.211 4.3.1, TS 38.300 16.14.2).
///
/// Geometric: ranges over the speed of light, no motion during the travel, no network offset.
public struct TimingAdvance: Hashable, Sendable {
  /// What every terminal of the cell adds: told by the network, s.
  public let commonSeconds: Double
  /// What a terminal works out from its place and the ephemeris, s; as a difference it may be negative.
  public let terminalSpecificSeconds: Double

  /// The whole advance, s.
  public var seconds: Double { commonSeconds + terminalSpecificSeconds }

  /// The advance with the network's clock at a place on the feeder link's side, as NR has it since Release 17.
  ///
  /// The common part is there and back from the satellite to where the clock is: none for a clock on the satellite
  /// (nil), the gateway's distance for one at the gateway, km in the Earth's frame. The terminal's part is there and
  /// back from it to the satellite.
  public init(satellite: EarthFixedState, terminal: GroundSite, clockEarthFixed: SIMD3<Double>? = nil) {
    let position = satellite.positionEarthFixed
    commonSeconds = clockEarthFixed.map { 2 * PropagationDelay.seconds(from: position, to: $0) } ?? 0
    terminalSpecificSeconds = 2 * PropagationDelay.seconds(from: position, to: terminal.positionEarthFixed)
  }

  /// The advance split at a reference location of the cell, km in the Earth's frame (TR 38.821 6.3.4).
  ///
  /// The common part is there and back between the satellite and the reference location; the terminal's is what it
  /// differs from that.
  public init(satellite: EarthFixedState, terminal: GroundSite, referenceLocationEarthFixed: SIMD3<Double>) {
    let position = satellite.positionEarthFixed
    let common = 2 * PropagationDelay.seconds(from: position, to: referenceLocationEarthFixed)
    commonSeconds = common
    terminalSpecificSeconds = 2 * PropagationDelay.seconds(from: position, to: terminal.positionEarthFixed) - common
  }
}

/// How long light is on its way.
public enum PropagationDelay {
  /// Returns the time that a number of kilometres takes, s.
  public static func seconds(rangeKilometres: Double) -> Double {
    rangeKilometres / RadioConstants.lightKilometresPerSecond
  }

  static func seconds(from one: SIMD3<Double>, to other: SIMD3<Double>) -> Double {
    seconds(rangeKilometres: length(one - other))
  }
}

/// What a terminal has wrong after it has compensated delay and Doppler with an ephemeris that is not the truth.
public struct CompensationResidual: Hashable, Sendable {
  /// The true delay one way, less the one compensated, s; the advance is wrong by twice as much.
  public let delaySeconds: Double
  /// The true shift, less the one compensated, Hz.
  public let shiftHertz: Double

  /// Compares where a satellite is with where the terminal takes it to be.
  public init(
    true truth: EarthFixedState, predicted: EarthFixedState, terminal: GroundSite, frequencyGigahertz: Double
  ) {
    let place = terminal.positionEarthFixed
    delaySeconds =
      PropagationDelay.seconds(from: truth.positionEarthFixed, to: place)
      - PropagationDelay.seconds(from: predicted.positionEarthFixed, to: place)
    shiftHertz =
      Doppler.shiftHertz(of: truth, from: terminal, frequencyGigahertz: frequencyGigahertz)
      - Doppler.shiftHertz(of: predicted, from: terminal, frequencyGigahertz: frequencyGigahertz)
  }
}
