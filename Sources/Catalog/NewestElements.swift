public import Orbits

/// What tells one satellite's sets from another's: the number, or the name where there is no number.
struct SatelliteIdentity: Hashable, Comparable {
  let number: Int
  let name: String

  init(_ set: ElementSet) {
    number = set.catalogNumber
    name = set.catalogNumber == 0 ? set.name ?? set.internationalDesignator : ""
  }

  static func < (left: SatelliteIdentity, right: SatelliteIdentity) -> Bool {
    (left.number, left.name) < (right.number, right.name)
  }
}

/// One set of each satellite: the one with the newest epoch, the last of equals.
public struct NewestElements: Sendable {
  /// The sets, each in the place of its satellite's first.
  public let sets: [ElementSet]
  /// A warning for each satellite that had several; at most a thousand of them.
  public let warnings: [ElementProblem]
  /// How many sets gave way to newer ones.
  public let supersededCount: Int

  /// Chooses among the sets of a file.
  public init(of sets: [ElementSet]) {
    var newest: [ElementSet] = []
    var counts: [Int] = []
    var places: [SatelliteIdentity: Int] = [:]
    for set in sets {
      let identity = SatelliteIdentity(set)
      guard let place = places[identity] else {
        places[identity] = newest.count
        newest.append(set)
        counts.append(1)
        continue
      }
      counts[place] += 1
      if set.epoch >= newest[place].epoch { newest[place] = set }
    }
    var list = ProblemList()
    for (set, count) in zip(newest, counts) where count > 1 {
      list.append(
        ElementProblem(.warning, satellite: set.label, "has \(count) sets; the newest counts, of \(set.epoch)"))
    }
    self.sets = newest
    warnings = list.problems
    supersededCount = sets.count - newest.count
  }
}
