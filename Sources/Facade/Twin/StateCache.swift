import HTTPServer
import Quantities
import Synchronization

/// The answer to who asks for the constellation as it is, made once for each instant.
final class StateCache: Sendable {
  private struct Entry {
    let time: ScenarioTime
    let elements: ObjectIdentifier
    let bytes: Bytes
  }

  private let latest = Mutex<Entry?>(nil)

  /// Returns the bytes for an instant, which are made where they are not the latest.
  func bytes(at time: ScenarioTime, of elements: ElementsInUse, _ make: () -> [UInt8]) -> Bytes {
    let identity = ObjectIdentifier(elements)
    if let entry = latest.withLock({ $0 }), entry.time == time, entry.elements == identity { return entry.bytes }
    let bytes = Bytes(make())
    latest.withLock { $0 = Entry(time: time, elements: identity, bytes: bytes) }
    return bytes
  }
}
