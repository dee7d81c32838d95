import Glibc
import Quantities

/// How far a satellite stands above the mask of a site: the sine of its elevation less that of the mask.
struct ElevationCurve: Sendable {
  let site: GroundSite
  let sineOfMask: Double
  private let mask: Double

  init(site: GroundSite, minimumElevation: Angle) {
    self.site = site
    mask = minimumElevation.radians
    sineOfMask = sin(mask)
  }

  /// Returns the node of a fix.
  func node(_ fix: Track.Fix) -> Node {
    let sine = site.sineOfElevation(of: fix.state)
    return Node(time: fix.time, value: sine.value - sineOfMask, slope: sine.perSecond)
  }

  /// Returns the monotone nodes of a cell, its start and end among them; none where the mask is out of reach.
  func nodes(
    in cell: Track.Cell, on track: Track
  ) throws(PropagationFailure) -> [Node] {
    guard cell.end.time > cell.start.time, canReach(in: cell) else { return [] }
    var nodes = [node(cell.start)]
    try appendMonotoneNodes(from: nodes[0], to: node(cell.end), of: curve(on: track), to: &nodes)
    return nodes
  }

  func curve(on track: Track) -> Curve {
    { time throws(PropagationFailure) in node(try track.fix(at: time)) }
  }

  /// Whether the satellite might stand above the mask somewhere in a cell.
  private func canReach(in cell: Track.Cell) -> Bool {
    canReach(from: cell.start, within: cell.halfSeconds) || canReach(from: cell.end, within: cell.halfSeconds)
  }

  /// Whether the satellite might stand above the mask within a number of seconds of a fix.
  ///
  /// Every time of a cell is within half of it from one end. On a sphere the mask ε is reached up to the angle
  /// acos(R cos ε / r) - ε from the site. No bound orbit turns faster about the Earth than escape speed at its
  /// surface (11.2 km/s over 6,378 km, and the Earth's own turning), nor climbs faster; 0.02 rad is six times
  /// what the ellipsoid adds.
  private func canReach(from fix: Track.Fix, within seconds: Double) -> Bool {
    let (position, place) = (fix.state.positionEarthFixed, site.positionEarthFixed)
    let (distance, radius) = (length(position), length(place))
    let angle = acos(max(-1, min(1, dot(position, place) / (distance * radius))))
    let horizon = acos(max(-1, min(1, radius * cos(mask) / (distance + 11.2 * seconds)))) - mask
    return angle <= horizon + 1.83e-3 * seconds + 0.02
  }
}
