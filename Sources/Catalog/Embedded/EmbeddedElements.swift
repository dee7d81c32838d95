public import Orbits
public import Quantities

/// The element sets that the program carries, for machines without a network: old, and said to be so.
public enum EmbeddedElements {
  /// Some of the sets, and what they are.
  public struct Selection: Sendable {
    /// The sets.
    public let sets: [ElementSet]
    /// Where they come from, in words.
    public let description: String
  }

  /// The instant at which the published shells stand.
  public static let shellEpoch = ScenarioTime(CalendarDate(year: 2026, month: 1, day: 1))

  private static let published: [(group: String, shells: [PublishedShell])] = [
    ("kuiper", PublishedShell.kuiper), ("oneweb", PublishedShell.oneWeb), ("starlink", PublishedShell.starlink),
  ]

  /// The groups, by name: those of real sets, `active` for all of them, and those of published shells.
  public static let groupNames = (EmbeddedText.groups.map(\.name) + published.map(\.group) + ["active"]).sorted()

  /// All real sets, by catalogue number.
  public static let realSets: [ElementSet] = {
    let file = ElementFile(EmbeddedText.elements)
    precondition(file.problems.isEmpty, "the embedded sets are wrong: \(file.problems[0])")
    return file.sets
  }()

  /// Returns the sets of a group; nil for a group that the program does not carry.
  public static func sets(ofGroup name: String) -> Selection? {
    let wanted = name.lowercased()
    if let shell = published.first(where: { $0.group == wanted }) {
      let sets = shell.shells.flatMap { $0.elementSets(at: shellEpoch) }
      return Selection(
        sets: sets, description: "\(sets.count) places of the published pattern of \(name), no real satellites")
    }
    if wanted == "active" { return selection(realSets) }
    guard let group = EmbeddedText.groups.first(where: { $0.name.lowercased() == wanted }) else { return nil }
    let numbers = Set(group.numbers)
    return selection(realSets.filter { numbers.contains($0.catalogNumber) })
  }

  /// All places of published patterns.
  public static let shellSets: [ElementSet] = ["starlink", "oneweb", "kuiper"].flatMap { sets(ofGroup: $0)?.sets ?? [] }

  /// Returns the set of a satellite; nil for one that the program does not carry.
  public static func set(number: Int) -> ElementSet? { realSets.first { $0.catalogNumber == number } }

  static func sets(of source: ElementSource) -> Selection? {
    switch source {
    case .group(let name): sets(ofGroup: name)
    case .catalogNumber(let number): set(number: number).map { selection([$0]) }
    case .url: nil
    }
  }

  private static func selection(_ sets: [ElementSet]) -> Selection {
    Selection(sets: sets, description: "\(sets.count) real set\(sets.count == 1 ? "" : "s") of January 2018")
  }
}
