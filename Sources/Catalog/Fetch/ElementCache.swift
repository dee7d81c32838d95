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

  /// Why there is no entry.
  enum Absence: Error, CustomStringConvertible {
    case nothing(folder: String)
    case unusable(FileFault)

    var description: String {
      switch self {
      case .nothing(let folder): "there is no copy in \(folder)"
      case .unusable(let fault): "the copy cannot be used: \(fault)"
      }
    }
  }

  /// What is stored of an address, or why there is nothing.
  typealias Copy = Result<Entry, Absence>

  let folder: String

  /// `orrery/elements` under the folder of the user's caches (XDG Base Directory Specification).
  static var usualFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let caches =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? "\(environment["HOME"] ?? NSHomeDirectory())/.cache"
    return "\(caches)/orrery/elements"
  }

  /// The file of an address: some of its letters for people, a fingerprint for certainty.
  func path(of url: String) -> String {
    let letters = url.drop { $0 != ":" }.utf8.map { byte in
      byte.isDigit || (65...90).contains(byte) || (97...122).contains(byte) ? Character(UnicodeScalar(byte)) : "-"
    }
    let slug = String(letters).split(separator: "-").joined(separator: "-").suffix(64)
    // The entry names its address, so that a clash costs a request and nothing else.
    return "\(folder)/\(slug)-\(Fingerprint(of: url.utf8)).elements"
  }

  /// Returns what is stored of an address.
  /// - Throws: where there is nothing, or what is there cannot be read, is not whole or is of another address.
  func entry(of url: String) throws(Absence) -> Entry {
    let path = path(of: url)
    guard access(path, F_OK) == 0 || errno != ENOENT else {
      throw .nothing(folder: folder)
    }
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try AtomicFile.read(path)
    } catch {
      throw .unusable(error)
    }
    guard let end = bytes.firstIndex(of: 0x0A),
      let head = try? JSONValue.parse(bytes[..<end]), let address = head["url"]?.string,
      let checked = head["checked"]?.string.flatMap({ try? ScenarioTime($0) }),
      head["bytes"]?.int == bytes.count - end - 1
    else { throw .unusable(FileFault(path: path, reason: "it is not whole")) }
    guard address == url else { throw .unusable(FileFault(path: path, reason: "it is of \(address)")) }
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
