public import Quantities

/// What a recorder of NOS-T's downlink example holds, as a function of scenario time.
///
/// - Source: NOS-T downlink example (`SatelliteStorage`).
/// - Units: Gigabits, Gigabits a second, seconds.
/// - Assumes: constant collection; what a link brings down leaves the recorder at once, when it is charged.
/// - Omits: the capacity: the recorder fills past it, and loses nothing.
///
/// The example adds rate x step at every step. That is linear, so that the sum is worked out here from one charge to
/// the next, and depends neither on the step nor on the order in which charges become known.
public struct NOSTRecorder: Equatable, Sendable {
  /// What one link brought down, and what is on board after it.
  private struct Offload: Equatable, Sendable {
    let link: Int
    let time: ScenarioTime
    let amount: DataVolume
    var stored = DataVolume.zero
  }

  /// What the instruments add.
  public let collectionRate: DataRate
  private let initial: DataVolume
  private let start: ScenarioTime
  /// In order of time and link.
  private var offloads: [Offload] = []

  /// Opens the account of a satellite's recorder at the start of a run.
  public init(_ profile: SatelliteProfile, at start: ScenarioTime) {
    (collectionRate, initial, self.start) = (profile.instrumentRate, profile.initial, start)
  }

  /// Takes from the recorder what a link brought down, in the place of what was said of the link before.
  public mutating func offload(_ amount: DataVolume, link: Int, at time: ScenarioTime) {
    offloads.removeAll { $0.link == link }
    let place = offloads.partitioningIndex { ($0.time, $0.link) > (time, link) }
    offloads.insert(Offload(link: link, time: time, amount: amount), at: place)
    for index in offloads.indices {
      // stored = max(0, stored - amount)
      offloads[index].stored = max(.zero, filled(after: index, at: offloads[index].time) - offloads[index].amount)
    }
  }

  /// Returns everything that has come into the recorder up to an instant, what it held at the start included.
  public func collected(at time: ScenarioTime) -> DataVolume { filled(after: 0, at: time) }

  /// Returns what is on board at an instant, what is charged then having left.
  public func stored(at time: ScenarioTime) -> DataVolume {
    filled(after: offloads.partitioningIndex { $0.time > time }, at: time)
  }

  /// What is on board at an instant after so many offloads.
  private func filled(after count: Int, at time: ScenarioTime) -> DataVolume {
    let (from, stored) = count > 0 ? (offloads[count - 1].time, offloads[count - 1].stored) : (start, initial)
    return stored + collectionRate * time.elapsed(since: from).seconds
  }
}
