import Foundation
public import Quantities

/// How many old records are kept: by age, by size together, by number.
public struct KeepRule: Equatable, Sendable {
  /// The oldest that is kept.
  public var age: TimeSpan?
  /// The most that they may take together, in bytes.
  public var bytes: Int?
  /// The most that there may be.
  public var count: Int?

  /// Keeps the last one: what an application's process leaves whose run may have been another's loss.
  public static let last = KeepRule(count: 1)

  private init(count: Int) { self.count = count }

  /// The forms that ``init(_:)`` takes, for error messages.
  public static let allowedForms = "a number of records (20), a size (500MB), an age (30d), or several with commas"

  /// Reads a rule such as `20`, `500MB`, `30d` or `500MB,30d`; nil for anything else.
  public init?(_ text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let match = part.wholeMatch(of: /([0-9]{1,12})(kB|MB|GB|h|d)?/), let number = Int(match.1) else {
        return nil
      }
      switch match.2 {
      case "kB": bytes = number * 1_000
      case "MB": bytes = number * 1_000_000
      case "GB" where number < 1_000_000: bytes = number * 1_000_000_000
      case "h" where number < 1_000_000: age = .hours(number)
      case "d" where number < 50_000: age = .hours(number * 24)
      case nil: count = number
      default: return nil
      }
    }
  }
}

/// Makes room for a new record: puts the old one aside and removes what a rule no longer keeps.
public enum RecordKeeping {
  /// Renames the record at a path to `NAME-20260115T120000Z.EXT` by its own time, and removes its elders by a rule.
  ///
  /// Only files of that very form beside it are ever removed, and none that a run is writing.
  /// - Parameter log: told of everything that was moved or removed.
  /// - Throws: ``RecordError`` where the old record cannot be moved.
  public static func makeRoom(
    at path: String, _ rule: KeepRule, now: ScenarioTime, log: (String) -> Void
  ) throws(RecordError) {
    try putAside(path, log)
    var kept: (count: Int, bytes: Int) = (0, 0)
    for elder in elders(of: path).sorted(by: { ($0.time, $0.number) > ($1.time, $1.number) }) {
      kept.count += 1
      kept.bytes += elder.bytes
      let isTooMany = rule.count.map { kept.count > $0 } ?? false
      let isTooMuch = rule.bytes.map { kept.bytes > $0 } ?? false
      let isTooOld = rule.age.map { now - elder.time > $0 } ?? false
      guard isTooMany || isTooMuch || isTooOld, !isInUse(elder.path) else { continue }
      let why = isTooOld ? "too old" : isTooMany ? "too many" : "too much"
      if unlink(elder.path) == 0 { log("removed the record \(elder.path) (\(elder.bytes) bytes): \(why)") }
    }
  }

  private static func putAside(_ path: String, _ log: (String) -> Void) throws(RecordError) {
    guard let time = modified(path) else { return }
    try refuseStranger(at: path)
    guard !isInUse(path) else { throw RecordError(file: path, reason: "is being written by another run") }
    let (stem, ending) = parts(path)
    // The next number of its second, also where older ones have been removed: a higher number is always younger.
    let number = elders(of: path).filter { $0.stamp == stamp(time) }.map(\.number).max().map { $0 + 1 } ?? 1
    let aside = "\(stem)-\(stamp(time))\(number == 1 ? "" : "-\(number)")\(ending)"
    guard rename(path, aside) == 0 else {
      throw RecordError(file: path, reason: "cannot be put aside: \(String(cString: strerror(errno)))")
    }
    log("put the record \(path) aside as \(aside)")
  }

  /// Refuses a file that holds something else than a record: it is not ours to replace.
  static func refuseStranger(at path: String) throws(RecordError) {
    guard let file = fopen(path, "r") else { return }
    defer { fclose(file) }
    var status = stat()
    // Pipes and devices hold nothing that could be lost.
    guard fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
    var start = [UInt8](repeating: 0, count: RecordHeader.opening.utf8.count)
    guard fread(&start, 1, start.count, file) == start.count, start.elementsEqual(RecordHeader.opening.utf8) else {
      throw RecordError(
        file: path, line: 1, reason: "is no record, and is left as it is; allowed: a new file, or a record")
    }
  }

  private struct Elder {
    var path: String
    var time: ScenarioTime
    /// The second that its name tells, and its number among those of that second, from 1.
    var stamp: String, number: Int
    var bytes: Int
  }

  private static func elders(of path: String) -> [Elder] {
    let (stem, ending) = parts((path as NSString).lastPathComponent)
    let folder = (path as NSString).deletingLastPathComponent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("\(stem)-"), name.hasSuffix(ending),
        let match = name.dropFirst(stem.count + 1).dropLast(ending.count)
          .wholeMatch(of: /([0-9]{8}T[0-9]{6}Z)(?:-([0-9]{1,9}))?/)
      else { return nil }
      let full = folder.isEmpty ? name : (folder as NSString).appendingPathComponent(name)
      guard let time = modified(full) else { return nil }
      var status = stat()
      guard stat(full, &status) == 0 else { return nil }
      return Elder(
        path: full, time: time, stamp: String(match.1), number: match.2.flatMap { Int($0) } ?? 1,
        bytes: Int(status.st_size))
    }
  }

  private static func parts(_ path: String) -> (stem: String, ending: String) {
    let ending = (path as NSString).pathExtension
    return ((path as NSString).deletingPathExtension, ending.isEmpty ? "" : ".\(ending)")
  }

  private static func stamp(_ time: ScenarioTime) -> String {
    String(time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
  }

  private static func modified(_ path: String) -> ScenarioTime? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return ScenarioTime(
      nanosecondsSince1970: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
  }

  private static func isInUse(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0
  }
}
