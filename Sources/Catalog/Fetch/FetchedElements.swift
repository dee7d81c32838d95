public import Orbits
public import Quantities

/// Element sets from a source, where they really come from, and what its reader should know.
public struct FetchedElements: Sendable {
  /// Where the sets come from.
  public enum Origin: Hashable, Sendable {
    /// The server, just now.
    case network
    /// The cache, which the server has just said to be the newest.
    case notModified
    /// The cache; the age since the server was last asked.
    case cache(age: TimeSpan)
    /// The program itself.
    case embedded
  }

  /// What was asked for.
  public let source: ElementSource
  /// Where it comes from.
  public let origin: Origin
  /// The bytes as the server gave them; of embedded sets, OMM in JSON.
  public let bytes: [UInt8]
  /// The sets, and what is wrong with some of them.
  public let file: ElementFile
  /// What should be said to whoever uses the sets; empty where all went as wished.
  public internal(set) var notes: [String] = []

  /// The oldest and the newest epoch; nil without sets.
  public var epochs: ClosedRange<ScenarioTime>? { file.sets.epochs }

  init(_ entry: ElementCache.Entry, _ source: ElementSource, _ origin: Origin) {
    (self.source, self.origin, bytes) = (source, origin, entry.body)
    file = ElementFile(entry.body)
  }

  init(_ embedded: EmbeddedElements.Selection, _ source: ElementSource, because reason: String) {
    (self.source, origin) = (source, .embedded)
    bytes = ElementFormat.json.write(embedded.sets).bytes
    file = ElementFile(bytes)
    let epochs = embedded.sets.epochs.map { ", epochs \($0.lowerBound) to \($0.upperBound)" } ?? ""
    notes = ["\(reason); the program's own sets are used: \(embedded.description)\(epochs)"]
  }
}

extension [ElementSet] {
  /// The oldest and the newest epoch; nil without sets.
  public var epochs: ClosedRange<ScenarioTime>? {
    guard let oldest = self.map(\.epoch).min(), let newest = self.map(\.epoch).max() else { return nil }
    return oldest...newest
  }
}
