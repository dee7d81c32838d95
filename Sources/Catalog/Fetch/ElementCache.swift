import Foundation
import JSON
import Quantities

/// Answers on disk, one file an address: a line of JSON that says what it is, then the bytes as they came.
struct ElementCache {
  struct Entry: Equatable {
    var url: String
    /// When the server last said that these bytes are the newest.
    var checked: ScenarioTime
    var entityTag: String?
    var lastModified: String?
    var body: [UInt8]
  }

  let folder: String

  /// `orrery/elements` under the folder of the user's caches (XDG Base Directory Specification).
  static var usualFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let caches =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? "\(environment["HOME"] ?? NSHomeDirectory())/.cache"
    return "\(caches)/orrery/elements"
  }

  /// The file of an address: some of its letters for people, a hash for certainty.
  func path(of url: String) -> String {
    let letters = url.drop { $0 != ":" }.utf8.map { byte in
      byte.isDigit || (65...90).contains(byte) || (97...122).contains(byte) ? Character(UnicodeScalar(byte)) : "-"
    }
    let slug = String(letters).split(separator: "-").joined(separator: "-").suffix(64)
    // FNV-1a, 64 bits; the entry names its address, so that a clash costs a request and nothing else.
    let hash = url.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    return "\(folder)/\(slug)-\(String(hash, radix: 16)).elements"
  }

  /// Returns what is stored of an address; nil where nothing is, or what is there is not whole.
  func entry(of url: String) -> Entry? {
    guard let bytes = try? AtomicFile.read(path(of: url)), let end = bytes.firstIndex(of: 0x0A),
      let head = try? JSONValue.parse(bytes[..<end]), head["url"]?.string == url,
      let checked = head["checked"]?.string.flatMap({ try? ScenarioTime($0) }),
      head["bytes"]?.int == bytes.count - end - 1
    else { return nil }
    return Entry(
      url: url, checked: checked, entityTag: head["etag"]?.string, lastModified: head["lastModified"]?.string,
      body: Array(bytes[(end + 1)...]))
  }

  /// Stores an entry in the place of what was there.
  /// - Throws: ``FileFault``; what was there is then as it was.
  func store(_ entry: Entry) throws(FileFault) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileFault(path: folder, reason: "cannot be made: \(error.localizedDescription)")
    }
    var head: JSONObject = [
      "url": .string(entry.url), "checked": .string(entry.checked.iso8601), "bytes": .integer(Int64(entry.body.count)),
    ]
    head["etag"] = entry.entityTag.map { .string($0) }
    head["lastModified"] = entry.lastModified.map { .string($0) }
    try AtomicFile.write(JSONValue.object(head).compactBytes + [0x0A] + entry.body, to: path(of: entry.url))
  }
}
