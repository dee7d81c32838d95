/// Which of several stations in view a satellite speaks to.
public enum StationChoice: String, CaseIterable, Sendable {
  /// The station that sees it highest; ties go to the lowest groundId.
  case highest
  /// The first in the table, as NOS-T documents it.
  case first

  /// Chooses among stations in view.
  /// - Parameters:
  ///   - ranking: indices into the station table, highest elevation first.
  ///   - isUsable: whether a station can take the satellite.
  /// - Returns: the index of the chosen station, or nil where none is usable.
  public func choose(from ranking: [Int], where isUsable: (Int) -> Bool) -> Int? {
    switch self {
    case .highest: ranking.first(where: isUsable)
    case .first: ranking.filter(isUsable).min()
    }
  }
}
