import HTTPServer
import Quantities
import SharedState

/// The answer to who asks for the constellation as it is, made once for each instant.
final class StateCache: Sendable {
  private struct Entry {
    let time: ScenarioTime
    let elements: ElementsInUse
    let response: Response
  }

  private let latest = Shared<Entry?>(nil)

  /// Returns the answer for an instant, which is made where it is not the latest; its tag tells instant and elements.
  func response(at time: ScenarioTime, of elements: ElementsInUse, _ make: () -> [UInt8]) -> Response {
    if let entry = latest.withLock({ $0 }), entry.time == time, entry.elements === elements { return entry.response }
    let tag = EntityTag("\(elements.hash)-\(time.nanosecondsSince1970)")
    let response = Response.json(Bytes(make()), entityTag: tag)
    latest.withLock { $0 = Entry(time: time, elements: elements, response: response) }
    return response
  }
}
