public import Quantities

/// What a satellite's fixed contract costs by the rules of NOS-T's downlink example.
///
/// A contract is paid step by step. An outage of station 11, which is Svalbard there, makes every satellite pay for
/// downlinks alone, and its end makes every satellite pay for both, whatever it paid before. That holds from the first
/// step that begins then or later.
public struct NOSTContract: Equatable, Sendable {
  /// The station whose outages change how satellites pay.
  public static let decisiveStation = 11

  /// How the satellite pays at first, and the price of its contract.
  private let mode: CostMode
  private let rate: CostRate
  /// Where the steps begin, and how long they are.
  private let start: ScenarioTime
  private let step: TimeSpan

  /// Takes a contract from what is said of a satellite; steps are longer than nothing.
  public init(_ profile: SatelliteProfile, from start: ScenarioTime, step: TimeSpan) {
    (mode, rate, self.start, self.step) = (profile.costMode, profile.fixedRate, start, step)
  }

  /// Returns whether the step that begins at an instant is paid for.
  public func isPaid(at time: ScenarioTime, _ decisive: NOSTAvailability) -> Bool {
    decisive.changes.last { beginning(atOrAfter: $0.time) <= time }?.isBack ?? mode.chargesContract
  }

  /// Returns what has been paid at the end of a step.
  public func cost(at time: ScenarioTime, _ decisive: NOSTAvailability) -> Money {
    var (paid, isPaid, reached) = (TimeSpan.zero, mode.chargesContract, start)
    for change in decisive.changes {
      let next = min(max(time, start), beginning(atOrAfter: change.time))
      if isPaid { paid = paid + (next - reached) }
      (isPaid, reached) = (change.isBack, next)
    }
    if isPaid, time > reached { paid = paid + (time - reached) }
    return rate * paid.seconds
  }

  /// The beginning of the first step that begins at an instant or later.
  private func beginning(atOrAfter time: ScenarioTime) -> ScenarioTime {
    guard time > start else { return start }
    let begun = time.elapsed(since: start).nanoseconds % step.nanoseconds
    return begun > 0 ? time.adding(step - TimeSpan(nanoseconds: begun)) ?? .latest : time
  }
}
