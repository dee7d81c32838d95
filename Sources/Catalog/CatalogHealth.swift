public import Orbits
public import Quantities

/// What is to be known of element sets before they are used at a time: which are old, which have decayed.
public struct CatalogHealth: Sendable {
  /// The age from which a set is called old unless told otherwise: SGP4 is kilometres off by then.
  public static let usualMaximumAge = TimeSpan.hours(14 * 24)

  /// A set that is older, or newer, than allowed.
  public struct Aged: Hashable, Sendable {
    /// The set.
    public let elements: ElementSet
    /// From its epoch to the time asked; negative for an epoch that is still to come.
    public let age: TimeSpan
  }

  /// A set without a position at the time.
  public struct Failed: Hashable, Sendable {
    /// The set.
    public let elements: ElementSet
    /// Why there is none.
    public let error: PropagationError

    /// Whether drag has brought the satellite down, by this theory.
    public var isDecayed: Bool { error.isDecay }
  }

  /// The time asked.
  public let time: ScenarioTime
  /// The age from which a set is called old.
  public let maximumAge: TimeSpan
  /// How many sets were looked at.
  public let count: Int
  /// The sets whose epoch is farther from the time than the maximum age, before or after it; the oldest first.
  public let aged: [Aged]
  /// The sets that SGP4 cannot propagate to the time, in their order.
  public let failed: [Failed]

  /// The failed sets that have decayed.
  public var decayed: [Failed] { failed.filter(\.isDecayed) }
  /// Whether there is nothing to say.
  public var isGood: Bool { aged.isEmpty && failed.isEmpty }

  /// Looks at sets; each costs one call of SGP4.
  public init(
    of sets: [ElementSet], at time: ScenarioTime, maximumAge: TimeSpan = CatalogHealth.usualMaximumAge
  ) {
    (self.time, self.maximumAge, count) = (time, maximumAge, sets.count)
    aged = sets.compactMap { set in
      let age = time - set.epoch
      return age.nanoseconds.magnitude > maximumAge.nanoseconds.magnitude ? Aged(elements: set, age: age) : nil
    }.sorted { $0.age > $1.age }
    failed = sets.compactMap { set in
      do throws(PropagationError) {
        _ = try SGP4(set).state(at: time)
        return nil
      } catch {
        return Failed(elements: set, error: error)
      }
    }
  }
}

extension PropagationError {
  /// Whether drag has brought the satellite down, by this theory: it is below the ground (error 6), or its mean
  /// eccentricity has run below zero, as SGP4's drag terms make it do some days later (error 1).
  public var isDecay: Bool {
    switch self {
    case .decayed: true
    case .meanEccentricity(let value): value < 0
    default: false
    }
  }
}

extension CatalogHealth: CustomStringConvertible {
  /// A line for the old ones, one for the decayed ones, one for other failures; empty where all is good.
  public var description: String { notes.joined(separator: "\n") }

  /// The lines of ``description``.
  public var notes: [String] {
    var notes = [ageNote].compactMap { $0 }
    if !decayed.isEmpty {
      notes.append("\(decayed.count) of \(count) satellites have decayed at \(time): \(shown(decayed.map(\.elements)))")
    }
    let others = failed.filter { !$0.isDecayed }
    if let first = others.first {
      notes.append(
        "\(others.count) of \(count) satellites cannot be propagated to \(time): \(shown(others.map(\.elements))); "
          + "the first by \(first.error)")
    }
    return notes
  }

  /// A line for the old ones; nil where there are none.
  public var ageNote: String? {
    guard let farthest = aged.max(by: { $0.age.nanoseconds.magnitude < $1.age.nanoseconds.magnitude }) else {
      return nil
    }
    let early = aged.count { $0.age < .zero }
    let distance = TimeSpan(nanoseconds: abs(farthest.age.nanoseconds))
    return "\(aged.count) of \(count) element sets are more than \(maximumAge.days) from their epoch at \(time)"
      + (early > 0 ? ", \(early) of them before it" : "") + ": \(shown(aged.map(\.elements))); "
      + "the farthest by \(distance.days)"
  }

  private func shown(_ sets: [ElementSet]) -> String {
    sets.prefix(3).map(\.label).joined(separator: "; ") + (sets.count > 3 ? "; and \(sets.count - 3) more" : "")
  }
}

extension TimeSpan {
  /// The length in days with one decimal, or as it is written where that is less than one, for messages.
  var days: String {
    let tenths = nanoseconds / 8_640_000_000_000
    guard tenths >= 10 else { return iso8601 }
    return tenths % 10 == 0 ? "\(tenths / 10) days" : "\(tenths / 10).\(abs(tenths % 10)) days"
  }
}
