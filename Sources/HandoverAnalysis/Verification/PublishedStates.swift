import Orbits

/// States of the published verification run of SGP4 that the program carries; PROVENANCE.md says from where.
enum PublishedStates {
  /// One set and some of its states.
  struct Run {
    let elements: ElementSet
    var states: [(minutes: Double, position: SIMD3<Double>, velocity: SIMD3<Double>)] = []
  }

  /// The runs, in the published order.
  static let runs: [Run] = {
    var runs: [Run] = []
    let lines = text.split(separator: "\n")
    for (line, next) in zip(lines, lines.dropFirst() + [""]) {
      if line.hasPrefix("1 "), next.hasPrefix("2 ") {
        let reading = TwoLineElements("\(line)\n\(next)\n", mode: .lenient)
        precondition(reading.errors.isEmpty, "the embedded verification sets are wrong: \(line)")
        runs.append(Run(elements: reading.readings[0].elements))
      } else if !line.hasPrefix("2 ") {
        let numbers = line.split(separator: " ").compactMap { Double($0) }
        precondition(numbers.count == 7, "an embedded verification state is wrong: \(line)")
        runs[runs.count - 1].states.append(
          (numbers[0], SIMD3(numbers[1], numbers[2], numbers[3]), SIMD3(numbers[4], numbers[5], numbers[6])))
      }
    }
    return runs
  }()
}
