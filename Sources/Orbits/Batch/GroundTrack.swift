internal import COrbitKernels
public import Quantities

/// Where satellites stand over the ground at one instant: latitude, longitude and height on WGS84, reused from instant
/// to instant.
///
/// Three rows of one double a satellite; a satellite without a state has no number. Not for two threads at once.
public final class GroundTrack {
  /// How many satellites it has room for.
  public let satellites: Int
  /// How the Earth is turned.
  public let orientation: EarthOrientation
  private let rows: AlignedDoubles
  private let stride: Int

  /// Makes room for a number of satellites.
  public init(satellites: Int, orientation: EarthOrientation = .utc) {
    self.satellites = satellites
    self.orientation = orientation
    stride = (satellites + 15) / 16 * 16
    rows = AlignedDoubles(count: 3 * stride)
  }

  deinit { rows.deallocate() }

  /// Places the satellites of one row of a time-major ephemeris, which belongs to a time.
  public func update(from ephemeris: Ephemeris, row: Int = 0, at time: ScenarioTime, with set: InstructionSet = .best) {
    precondition(ephemeris.layout == .timeMajor, "a ground track is taken from a time-major ephemeris")
    precondition(ephemeris.satellites <= satellites, "\(ephemeris.satellites) satellites for \(satellites)")
    let from = ephemeris.output(row: row).planes
    EarthTurn(at: time, orientation).withEntries { turn in
      orbit_geodetic(
        set.number, from.0, from.1, from.2, ephemeris.satellites, turn, rows.base, rows.base + stride,
        rows.base + 2 * stride)
    }
  }

  /// Returns the place of a satellite; nil where it has no state.
  public subscript(satellite: Int) -> Geodetic? {
    precondition(satellite >= 0 && satellite < satellites, "satellite \(satellite) of \(satellites)")
    let (latitude, longitude) = (rows.base[satellite], rows.base[stride + satellite])
    guard latitude == latitude else { return nil }
    return Geodetic(
      latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: rows.base[2 * stride + satellite])
  }
}
