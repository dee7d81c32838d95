import HandoverAnalysis
import Orbits
import Quantities

/// The sky of a terminal, over the ellipsoid or the sphere.
enum TerminalSky {
  case ellipsoid(GroundSite)
  case sphere(SphericalEarth.Site)

  init(at place: Geodetic, onSphere: Bool) {
    self =
      onSphere
      ? .sphere(
        SphericalEarth.Site(
          .init(
            latitudeDegrees: place.latitudeDegrees, longitudeDegrees: place.longitudeDegrees,
            heightMetres: place.heightMetres)))
      : .ellipsoid(GroundSite(place))
  }

  /// Returns a satellite as it stands in this sky.
  func candidate(_ row: PositionsInstant.Row) -> ServingCandidate {
    switch self {
    case .ellipsoid(let site):
      let place = Geodetic(
        latitudeDegrees: row.latitude, longitudeDegrees: row.longitude, heightMetres: row.height)
      // The rate of the range, which only a velocity gives, is not asked for.
      let look = site.lookAngles(
        to: EarthFixedState(positionEarthFixed: place.positionEarthFixed, velocityEarthFixed: .zero))
      return ServingCandidate(
        satellite: row.satellite, elevation: look.elevation, rangeKilometres: look.rangeKilometres)
    case .sphere(let site):
      let sight = site.sight(
        of: .init(latitudeDegrees: row.latitude, longitudeDegrees: row.longitude, heightMetres: row.height))
      return ServingCandidate(
        satellite: row.satellite, elevation: sight.elevation, rangeKilometres: sight.rangeKilometres)
    }
  }
}
