import Catalog
import Downlink
import Orbits
import Quantities

/// The satellites: one by one, from files, or as a constellation.
extension ScenarioBuilder {
  mutating func satellites(
    start: ScenarioTime, stop: ScenarioTime, _ orientation: EarthOrientation
  ) -> [OrbitingSatellite] {
    var satellites: [OrbitingSatellite] = []
    for (index, node) in (root["satellites"]?.elements ?? []).enumerated() {
      let path = "$.satellites[\(index)]"
      guard let recorder = recorder(node, path) else { continue }
      func append(_ sets: [ElementSet], firstId: Int) {
        for (offset, elements) in sets.enumerated() {
          let id = firstId + offset
          let satellite = satellite(
            id: id, name: elements.name ?? "\(id)", elements, orientation, recorder, node, path)
          // What the places of a pattern share is told of the first.
          guard let satellite else { return }
          satellites.append(satellite)
        }
      }
      if let walker = node["walker"] {
        let constellation = constellation(walker, "\(path).walker", start: start)
        let firstId = firstId(walker, "\(path).walker", count: walker["satellites"]?.integer ?? 0)
        append(constellation, firstId: firstId)
      } else if let shells = node["shells"] {
        let sets = shellSets(shells, "\(path).shells", start: start)
        append(sets, firstId: firstId(shells, "\(path).shells", count: sets.count))
      } else if let catalogue = node["catalogue"] {
        for (name, elements) in catalogueSets(catalogue, "\(path).catalogue", at: start) {
          let satellite = satellite(
            id: elements.catalogNumber, name: name, elements, orientation, recorder, node, path)
          if let satellite { satellites.append(satellite) }
        }
      } else if let name = node["name"]?.text, let elements = elements(node["elements"], "\(path).elements") {
        let id = node["id"]?.integer ?? index
        if time(root["start"]) != nil { checkAge(elements, name, node, path, start...max(start, stop)) }
        if let satellite = satellite(id: id, name: name, elements, orientation, recorder, node, path) {
          satellites.append(satellite)
        }
      }
    }
    return satellites
  }

  private mutating func satellite(
    id: Int, name: String, _ elements: ElementSet, _ orientation: EarthOrientation,
    _ recorder: (capacity: Double, initial: Double, rate: Double), _ node: DocumentNode, _ path: String
  ) -> OrbitingSatellite? {
    let cost = node["cost"]
    let profile = SatelliteProfile(
      id: id, name: name, capacity: .gigabits(recorder.capacity), initial: .gigabits(recorder.initial),
      instrumentRate: .gigabitsPerSecond(recorder.rate),
      costMode: cost?["mode"]?.text.flatMap(CostMode.init) ?? .discrete,
      fixedRate: .dollarsPerSecond(cost?["fixedDollarsPerSecond"]?.number ?? 0))
    do {
      return try OrbitingSatellite(profile, on: elements, orientation: orientation)
    } catch {
      report(
        node, path, "cannot be propagated: \(error)", value: "\"\(name)\"", allowed: "elements that SGP4 can take")
      return nil
    }
  }

  private mutating func recorder(
    _ node: DocumentNode, _ path: String
  ) -> (capacity: Double, initial: Double, rate: Double)? {
    guard let recorder = node["recorder"], let capacity = recorder["capacityGigabits"]?.number,
      let rate = recorder["instrumentGigabitsPerSecond"]?.number
    else { return nil }
    let gigabits = recorder["initialGigabits"]?.number
    let fraction = recorder["initialFraction"]?.number
    if gigabits != nil, fraction != nil {
      report(
        recorder, "\(path).recorder", "has both initialGigabits and initialFraction", allowed: "one of the two")
    }
    let initial = gigabits ?? (fraction ?? 0) * capacity
    if let gigabits, gigabits > capacity {
      report(
        recorder["initialGigabits"], "\(path).recorder.initialGigabits", "is more than the recorder holds",
        allowed: "at most \(capacity.shortest) Gigabits")
    }
    return (capacity, initial, rate)
  }

  private mutating func elements(_ node: DocumentNode?, _ path: String) -> ElementSet? {
    guard let node else { return nil }
    if let file = node["file"] { return elements(from: file, node, path) }
    guard let line1 = node["line1"]?.text, let line2 = node["line2"]?.text else { return nil }
    do {
      return try ElementSet(line1: line1, line2: line2)
    } catch {
      let line = error.line == 2 ? "line2" : "line1"
      report(node[line], "\(path).\(line)", "is no element set: \(error)")
      return nil
    }
  }

  private mutating func elements(from fileNode: DocumentNode, _ node: DocumentNode, _ path: String) -> ElementSet? {
    guard let fileName = fileNode.text, let elements = elementFile(fileName, fileNode, "\(path).file") else {
      return nil
    }
    let sets = elements.sets
    let name = node["name"]?.text
    let number = node["number"]?.integer
    guard name != nil || number != nil || sets.count == 1 else {
      guard elements.errorCount == 0 || !sets.isEmpty else { return nil }
      report(node, path, "does not say which of \(sets.count) element sets", allowed: "name, or number")
      return nil
    }
    let matches = sets.filter { (name == nil || $0.name == name) && (number == nil || $0.catalogNumber == number) }
    let newest = NewestElements(of: matches)
    for warning in newest.warnings {
      report(node, path, "\(fileName): \(warning)", value: nil, severity: .warning)
    }
    guard let match = newest.sets.last else {
      // Where sets of the file could not be read, it may be one of them: that is told already.
      guard elements.errorCount == 0 else { return nil }
      let names = sets.compactMap(\.name)
      problems.append(
        ScenarioProblem(
          file: file, place: node.place, path: path,
          reason: "\(fileName) has no element set \(name.map { "\"\($0)\"" } ?? number.map { "\($0)" } ?? "")",
          allowed: names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", "),
          suggestion: name.flatMap { nearest(to: $0, among: names) }.map { "\"\($0)\"" }))
      return nil
    }
    return match
  }

  mutating func elementFile(_ name: String, _ node: DocumentNode, _ path: String) -> ElementFile? {
    if let known = elementFiles[name] { return known }
    guard let bytes = read(name, node, path, atMost: Self.maximumElementBytes) else { return nil }
    let elements = ElementFile(bytes)
    elementFiles[name] = elements
    for problem in elements.problems {
      report(
        node, path, "\(name): \(problem)", value: nil, severity: problem.severity == .error ? .error : .warning)
    }
    let omitted = elements.errorCount + elements.warningCount - elements.problems.count
    if omitted > 0 { report(node, path, "\(name): and \(omitted) more", value: nil) }
    return elements
  }

  /// Warns of elements that are far from the run: SGP4 is off by kilometres a day and more.
  private mutating func checkAge(
    _ elements: ElementSet, _ name: String, _ node: DocumentNode, _ path: String, _ run: ClosedRange<ScenarioTime>
  ) {
    let nearest = min(max(elements.epoch, run.lowerBound), run.upperBound)
    guard let aged = CatalogHealth(of: [elements], at: nearest).aged.first else { return }
    let days = abs(aged.age.nanoseconds) / TimeSpan.hours(24).nanoseconds
    report(
      node["elements"], "\(path).elements",
      "of \"\(name)\" are \(days) days \(aged.age > .zero ? "older" : "newer") than the run",
      value: nil, allowed: "up to \(CatalogHealth.usualMaximumAge.nanoseconds / TimeSpan.hours(24).nanoseconds) days",
      severity: .warning)
  }

  /// The number of a constellation's first satellite, checked against that of its last one.
  private mutating func firstId(_ node: DocumentNode, _ path: String, count: Int) -> Int {
    let ids = ScenarioFormat.ids
    guard let first = node["firstId"]?.integer, ids.contains(first) else { return ids.lowerBound }
    guard ScenarioFormat.walkerCounts.contains(count) else { return first }
    if !ids.contains(first + count - 1) {
      report(
        node["firstId"], "\(path).firstId", "leads \(count) satellites past the largest number",
        allowed: "at most \(ids.upperBound - count + 1)")
    }
    return first
  }

  private mutating func constellation(
    _ node: DocumentNode, _ path: String, start: ScenarioTime
  ) -> [ElementSet] {
    guard let pattern = node["pattern"]?.text.flatMap(WalkerConstellation.Pattern.init),
      let total = node["satellites"]?.integer, let planes = node["planes"]?.integer,
      let phasing = node["phasing"]?.integer, let inclination = node["inclinationDegrees"]?.number,
      let altitude = node["altitudeKilometres"]?.number
    else { return [] }
    // The shape has told what each value may be; here only what they may be together is left to be told.
    guard !problems.contains(where: { $0.severity == .error && $0.path?.hasPrefix("\(path).") == true }) else {
      return []
    }
    do {
      return try WalkerConstellation(
        pattern, satelliteCount: total, planeCount: planes, phasing: phasing, inclinationDegrees: inclination,
        altitudeKilometres: altitude, epoch: instant(node["epoch"], after: start) ?? start,
        firstRightAscensionDegrees: node["firstRightAscensionDegrees"]?.number ?? 0
      ).elementSets(prefix: node["namePrefix"]?.text ?? "WALKER")
    } catch {
      report(node, path, "is no constellation: \(error)", value: nil)
      return []
    }
  }
}
