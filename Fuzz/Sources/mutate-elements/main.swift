import Attack
import Catalog
import Foundation
import Orbits

// mutate-elements [COUNT] [SEED] [FIRST]: pushes damaged element files through every reader, the same ones each time.
// mutate-elements large [MEGABYTES]: pushes files of one pattern, as large as said, through every reader.
// mutate-elements seeds FOLDER: writes the sound files that the attacks begin with, for libFuzzer.

let arguments = CommandLine.arguments.dropFirst().map { $0 }
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
let shared =
  ProcessInfo.processInfo.environment["ORRERY_SHARED"].map { URL(filePath: $0) }
  ?? root.deletingLastPathComponent().appending(path: "shared")

if arguments.first == "large" {
  try attackWithSize(megabytes: arguments.dropFirst().first.flatMap { Int($0) } ?? 100)
} else if arguments.first == "seeds", arguments.count == 2 {
  let folder = URL(filePath: arguments[1])
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  for (index, bytes) in Seeds(shared: shared).files.enumerated() {
    try Data(bytes).write(to: folder.appending(path: "seed-\(index)"))
  }
} else {
  let numbers = arguments.compactMap { Int($0) }
  guard numbers.count == arguments.count else {
    fatalError("mutate-elements [COUNT] [SEED] [FIRST] | large [MEGABYTES] | seeds FOLDER")
  }
  attackWithDamage(
    count: numbers.first ?? 100_000, seed: UInt64(numbers.dropFirst().first ?? 1),
    first: numbers.dropFirst(2).first ?? 0)
}

/// Damaged files, one after the other.
func attackWithDamage(count: Int, seed: UInt64, first: Int) {
  let seeds = Seeds(shared: shared)
  let watch = Watch(limit: .seconds(10))
  print("\(seeds.files.count) seeds, \(seeds.sharedCount) of them shared; the input tried is noted in \(watch.mark)")
  let begin = ContinuousClock.now
  var slowest: (time: Duration, input: Int) = (.zero, 0)
  var (sets, problems, bytes, sound) = (0, 0, 0, 0)
  for input in first..<first + count {
    watch.begin("\(input) of seed \(seed)")
    var mutator = Mutator(seed: seed, input: input)
    let file = mutator.input(from: seeds.files)
    let start = ContinuousClock.now
    let outcome = ElementLaws.hold(file, told: ElementFormat.allCases.randomElement(using: &mutator))
    let time = ContinuousClock.now - start
    if time > slowest.time { slowest = (time, input) }
    sets += outcome.sets
    problems += outcome.problems
    bytes += file.count
    if outcome.problems == 0 { sound += 1 }
  }
  watch.end()
  print(
    "ok      \(count) damaged files of seed \(seed), \(bytes / 1_000_000) MB: \(sets) sets read, \(problems) problems told, "
      + "\(sound) files still sound; slowest \(slowest.time) (input \(slowest.input)), in all \(ContinuousClock.now - begin)"
  )
}

/// Files that are one pattern over and over.
func attackWithSize(megabytes: Int) throws {
  let patterns = [
    "a", "9", " ", "\n", "{", "[", "\"", ",", "<", "&", "=", "{\"a\":", "{\"a\":\"", "{},", "<omm>", "<omm a='", "<!--",
    "1 25544U", "1 \n2 \n", "name\n", "EPOCH,BSTAR\n", "CCSDS_OMM_VERS=3\n", "EPOCH=", "é",
  ]
  let watch = Watch(limit: .seconds(120))
  for pattern in patterns {
    let unit = Array(pattern.utf8)
    // One line of all is what would hang a reader that looks back; of many lines a part shows the same.
    let megabytes = unit.contains(0x0A) ? max(1, megabytes / 5) : megabytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(megabytes * 1_000_000 + unit.count)
    while bytes.count < megabytes * 1_000_000 { bytes += unit }
    let start = ContinuousClock.now
    for format in [nil] + ElementFormat.allCases.map({ $0 }) where format != .tle {
      watch.begin("\(pattern.debugDescription) as \(format.map { "\($0)" } ?? "anything")")
      let file = ElementFile(bytes, format: format, mode: .lenient)
      precondition(file.errorCount > 0 && file.problems.count <= 1_000)
    }
    fflush(nil)
    print("ok      \(megabytes) MB of \(pattern.debugDescription) as every format: \(ContinuousClock.now - start)")
  }
  watch.end()
}
