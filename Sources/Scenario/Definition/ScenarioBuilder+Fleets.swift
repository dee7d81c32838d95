import Catalog
import Orbits
import Quantities

/// Satellites by the thousand: published shells, and files of element sets.
extension ScenarioBuilder {
  /// The places of a constellation's published shells, those that are wanted.
  mutating func shellSets(_ node: DocumentNode, _ path: String, start: ScenarioTime) -> [ElementSet] {
    guard let name = node["of"]?.text, let shells = PublishedShell.constellations.first(where: { $0.name == name }),
      let every = every(node)
    else { return [] }
    let epoch = instant(node["epoch"], after: start) ?? start
    var sets: [ElementSet] = []
    for shell in shells.shells {
      do {
        sets += try shell.constellation(at: epoch).elementSets(prefix: shell.prefix)
      } catch {
        report(node, path, "is no constellation: \(error)", value: nil)
      }
    }
    return sets.every(every)
  }

  /// The sets of an element file that are wanted and can fly from an instant on, the newest of each object, with names
  /// of their own.
  mutating func catalogueSets(
    _ node: DocumentNode, _ path: String, at start: ScenarioTime
  ) -> [(name: String, elements: ElementSet)] {
    guard let fileNode = node["file"], let fileName = fileNode.text, let every = every(node),
      let file = elementFile(fileName, fileNode, "\(path).file")
    else { return [] }
    func warn(_ reason: String) {
      report(node, path, "\(fileName): \(reason)", value: nil, severity: .warning)
    }
    let numbered = file.sets.filter { ScenarioFormat.ids.contains($0.catalogNumber) && $0.catalogNumber > 0 }
    if numbered.count < file.sets.count {
      warn("\(file.sets.count - numbered.count) of \(file.sets.count) sets have no catalogue number and are left out")
    }
    let newest = NewestElements(of: selected(numbered, node, path, fileName))
    if newest.supersededCount > 0 {
      warn("\(newest.supersededCount) sets are left out: newer ones of the same satellites count")
    }
    var sets = newest.sets.every(every)
    if let limit = node["limit"]?.integer, limit > 0 { sets = Array(sets.prefix(limit)) }
    if time(root["start"]) != nil {
      let health = CatalogHealth(of: sets, at: start)
      health.notes.forEach(warn)
      if !health.failed.isEmpty {
        warn("\(health.failed.count) of \(sets.count) satellites have no position at the start and are left out")
      }
      let failed = Set(health.failed.map(\.elements.catalogNumber))
      sets.removeAll { failed.contains($0.catalogNumber) }
    }
    if sets.isEmpty, file.errorCount == 0, !newest.sets.isEmpty {
      report(node, path, "leaves no satellite of \(fileName)", value: nil, allowed: "at least one that can fly")
    }
    let counts = sets.reduce(into: [:]) { $0[$1.name ?? "", default: 0] += 1 }
    return sets.map { set in
      guard let name = set.name, !name.isEmpty else { return ("\(set.catalogNumber)", set) }
      return (counts[name, default: 1] > 1 ? "\(name) (\(set.catalogNumber))" : name, set)
    }
  }

  /// The sets that the names or the numbers of an entry want; all where it has neither.
  private mutating func selected(
    _ sets: [ElementSet], _ node: DocumentNode, _ path: String, _ fileName: String
  ) -> [ElementSet] {
    guard node["names"] != nil || node["numbers"] != nil else { return sets }
    let numbers = Set((node["numbers"]?.elements ?? []).compactMap(\.integer))
    let words = (node["names"]?.elements ?? []).compactMap(\.text)
    let names = Set(words.filter { !$0.hasSuffix("*") })
    let beginnings = words.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
    let wanted = sets.filter { set in
      guard !numbers.contains(set.catalogNumber) else { return true }
      guard let name = set.name else { return false }
      return names.contains(name) || beginnings.contains { name.hasPrefix($0) }
    }
    let found = (names: wanted.compactMap(\.name), numbers: Set(wanted.map(\.catalogNumber)))
    let foundNames = Set(found.names)
    for (index, element) in (node["names"]?.elements ?? []).enumerated() {
      guard let word = element.text, !word.isEmpty else { continue }
      let isThere =
        word.hasSuffix("*") ? foundNames.contains { $0.hasPrefix(word.dropLast()) } : foundNames.contains(word)
      guard !isThere else { continue }
      report(
        element, "\(path).names[\(index)]", "names no element set of \(fileName)",
        allowed: "a name of the file, or the beginning of one and *")
    }
    for (index, element) in (node["numbers"]?.elements ?? []).enumerated() {
      guard let number = element.integer, number > 0, !found.numbers.contains(number) else { continue }
      report(
        element, "\(path).numbers[\(index)]", "is the number of no element set of \(fileName)",
        allowed: "a catalogue number of the file")
    }
    return wanted
  }

  /// Every how manyth is wanted; nil where that is told to be wrong.
  private func every(_ node: DocumentNode) -> Int? {
    guard let value = node["every"], !value.isNull else { return 1 }
    return value.integer.flatMap { ScenarioFormat.walkerCounts.contains($0) ? $0 : nil }
  }
}

extension [ElementSet] {
  /// The first, and every so manyth after it.
  fileprivate func every(_ step: Int) -> [ElementSet] {
    step == 1 ? self : stride(from: 0, to: count, by: step).map { self[$0] }
  }
}

extension PublishedShell {
  /// The constellations of which the shells are known, by the names that a scenario calls them.
  static let constellations: [(name: String, shells: [PublishedShell])] = [
    ("kuiper", kuiper), ("oneweb", oneWeb), ("starlink", starlink),
  ]
}
