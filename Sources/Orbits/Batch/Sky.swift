internal import COrbitKernels
public import Quantities

/// Where satellites stand in the skies of some sites at one instant: azimuth, elevation, range and its rate, reused
/// from instant to instant.
///
/// Geometric: no refraction, no light time. The sites are turned into TEME once an instant, not the satellites into
/// the Earth's frame. Not for two threads at once.
public final class Sky {
  /// The sites.
  public let sites: [GroundSite]
  /// How many satellites it has room for.
  public let satellites: Int
  /// How the Earth is turned.
  public let orientation: EarthOrientation
  private let rows: AlignedDoubles
  private let stride: Int

  /// Makes room for a number of satellites over sites.
  public init(satellites: Int, sites: [GroundSite], orientation: EarthOrientation = .utc) {
    self.sites = sites
    self.satellites = satellites
    self.orientation = orientation
    stride = (satellites + 15) / 16 * 16
    rows = AlignedDoubles(count: 4 * stride * sites.count)
  }

  deinit { rows.deallocate() }

  /// Looks at the satellites of one row of a time-major ephemeris, which belongs to a time.
  public func update(from ephemeris: Ephemeris, row: Int = 0, at time: ScenarioTime, with set: InstructionSet = .best) {
    precondition(ephemeris.layout == .timeMajor, "a sky is taken from a time-major ephemeris")
    precondition(ephemeris.hasVelocities, "a sky needs velocities for the rate of the range")
    precondition(ephemeris.satellites <= satellites, "\(ephemeris.satellites) satellites for \(satellites)")
    let turn = EarthTurn(at: time, orientation)
    withReadable(ephemeris.output(row: row).planes) { from in
      for index in sites.indices { look(from, ephemeris.satellites, turn, index, set) }
    }
  }

  private func look(
    _ from: UnsafePointer<UnsafePointer<Double>?>, _ count: Int, _ turn: EarthTurn, _ index: Int, _ set: InstructionSet
  ) {
    let site = sites[index]
    let (p, e) = (turn.inverted(site.positionEarthFixed), turn.inverted(site.east))
    let (n, u) = (turn.inverted(site.north), turn.inverted(site.up))
    let to = rows.base + 4 * index * stride
    withNumbers((p.x, p.y, p.z, e.x, e.y, e.z, n.x, n.y, n.z, u.x, u.y, u.z)) { axes in
      withWritable((to, to + stride, to + 2 * stride, to + 3 * stride, nil, nil)) { rows in
        orbit_look_angles(set.number, from, count, axes, EarthOrientation.rotationRadiansPerSecond, rows)
      }
    }
  }

  /// Returns where a satellite stands in the sky of a site; nil where it has no state.
  public subscript(satellite satellite: Int, site site: Int) -> LookAngles? {
    precondition(satellite >= 0 && satellite < satellites, "satellite \(satellite) of \(satellites)")
    precondition(sites.indices.contains(site), "site \(site) of \(sites.count)")
    let row = rows.base + 4 * stride * site + satellite
    guard row[0] == row[0] else { return nil }
    return LookAngles(
      azimuth: .degrees(row[0] < 360 ? row[0] : 0), elevation: .degrees(row[stride]), rangeKilometres: row[2 * stride],
      rangeRateKilometresPerSecond: row[3 * stride])
  }
}
