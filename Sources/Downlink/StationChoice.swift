/// Which of several stations in view a satellite speaks to.
public enum StationChoice: String, CaseIterable, Sendable {
  /// The station that sees it highest; ties go to the lowest groundId.
  case highest
  /// The first in the table, as NOS-T documents it.
  case first

  /// How many stations there may be to choose from.
  public static let mostStations = 10_000

  /// Chooses among stations in view.
  /// - Parameters:
  ///   - ranking: places in the station table, highest elevation first.
  ///   - isUsable: whether a station can take the satellite.
  /// - Returns: the place of the chosen station, or nil where none is usable.
  @inlinable
  public func choose<Ranking: Sequence>(
    from ranking: Ranking, where isUsable: (Ranking.Element) -> Bool
  ) -> Ranking.Element? where Ranking.Element: Comparable {
    switch self {
    case .highest: ranking.first(where: isUsable)
    case .first: ranking.filter(isUsable).min()
    }
  }
}
