public import Catalog
public import Orbits
import Quantities

/// Where a twin has its element sets from.
public enum TwinFeed: Sendable {
  /// A server, with a cache and with the program's own sets where all fails.
  /// - Parameter isOffline: whether nobody is asked on purpose, so that old sets are no failure.
  case fetched(ElementSource, ElementFetcher, isOffline: Bool)
  /// A file, read anew each time.
  case file(String)
  /// Sets that never change, and what they are called.
  case fixed([ElementSet], String)

  /// What came.
  struct Delivery {
    /// One set of each satellite.
    var sets: [ElementSet]
    /// Where they come from, in a word or two.
    var origin: String
    /// Why they are not the newest; nil where they are.
    var failure: String?
    /// When the source was last asked; nil for now.
    var checked: ScenarioTime?
    /// What should be said beside.
    var notes: [String] = []
  }

  /// Fetches or reads.
  /// - Throws: ``FetchError`` or ``FileFault`` where nothing can be had.
  func deliver(now: ScenarioTime) throws -> Delivery {
    switch self {
    case .fixed(let sets, let name): return Delivery(sets: sets, origin: name)
    case .file(let path):
      let file = ElementFile(try AtomicFile.read(path))
      return try delivery(file, origin: path)
    case .fetched(let source, let fetcher, let isOffline):
      let fetched = try fetcher.fetch(source)
      switch fetched.origin {
      case .network: return try delivery(fetched.file, origin: "fetched", notes: fetched.notes)
      case .notModified: return try delivery(fetched.file, origin: "still the newest", notes: fetched.notes)
      case .cache, .embedded:
        var delivery = try delivery(fetched.file, origin: fetched.origin == .embedded ? "embedded" : "cached")
        delivery.checked =
          if case .cache(let age) = fetched.origin { now - age } else { fetched.epochs?.upperBound }
        if isOffline { delivery.notes += fetched.notes } else { delivery.failure = fetched.notes.first }
        return delivery
      }
    }
  }

  private func delivery(_ file: ElementFile, origin: String, notes: [String] = []) throws -> Delivery {
    guard !file.sets.isEmpty else {
      let reason = file.errors.first.map { "\($0)" } ?? "no element sets"
      throw FileFault(path: "\(self)", reason: reason)
    }
    var notes = notes
    if file.errorCount > 0 {
      notes.append("\(file.errorCount) element sets are left out: \(file.errors.first.map { "\($0)" } ?? "")")
    }
    return Delivery(sets: NewestElements(of: file.sets).sets, origin: origin, notes: notes)
  }
}

extension TwinFeed: CustomStringConvertible {
  /// What is asked for.
  public var description: String {
    switch self {
    case .fetched(let source, _, _): "\(source)"
    case .file(let path): path
    case .fixed(_, let name): name
    }
  }
}
