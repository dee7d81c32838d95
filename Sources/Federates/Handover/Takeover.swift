import Messages
import Quantities

/// Which of several handover applications speaks: they all do the same work, and one of them tells of it.
///
/// The broker keeps the latest state that was told and, by last wills, who is gone; nobody votes. Who told the state of
/// the highest version speaks while it is there (of equal versions the one that the scenario names first). Before the
/// first state, and when that one is gone, the first of those that are there speaks, and goes on with the next version.
///
/// Legal transitions: silent to speaking when the speaker's last will comes; speaking to silent when a state of a higher
/// version comes, as to one that the broker had taken for gone.
struct Takeover: Equatable, Sendable {
  /// This application, and all of them in the order of the scenario.
  let own: String, instances: [String]
  private var present: [String: Bool] = [:]
  /// The state of the highest version.
  private(set) var latest: HandoverState?

  init(own: String, among instances: [String]) {
    (self.own, self.instances) = (own, instances)
  }

  /// The others.
  var others: [String] { instances.filter { $0 != own } }

  /// Whether this one speaks.
  var isSpeaking: Bool { speaker == own }

  /// Who speaks.
  var speaker: String {
    if let holder = latest?.instance, isPresent(holder) ?? true { return holder }
    return instances.first { isPresent($0) ?? false } ?? own
  }

  /// Whether an application is there; nil where nobody has said.
  private func isPresent(_ instance: String) -> Bool? { instance == own ? true : present[instance] }

  /// Hears that an application is there, or gone.
  mutating func hear(_ instance: HandoverInstance) {
    if instances.contains(instance.name) { present[instance.name] = instance.isPresent }
  }

  /// Hears a state, which tells nothing of whether its application is still there: the broker may have kept it.
  mutating func hear(_ state: HandoverState) {
    guard instances.contains(state.instance) else { return }
    guard let latest else { return self.latest = state }
    let (old, new) = (rank(latest), rank(state))
    if new > old { self.latest = state }
  }

  /// The next state, told by this one.
  mutating func tell(_ services: [HandoverState.Service], at time: ScenarioTime) -> HandoverState {
    let state = HandoverState(
      instance: own, version: (latest?.version ?? 0) + 1, services: services, time: time)
    latest = state
    return state
  }

  private func rank(_ state: HandoverState) -> (Int, Int) {
    (state.version, -(instances.firstIndex(of: state.instance) ?? instances.count))
  }
}
