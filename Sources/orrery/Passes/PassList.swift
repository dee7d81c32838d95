import Dispatch
import Orbits
import Quantities
import Synchronization

/// The passes that a search has found, by rise, satellite and station.
///
/// Azimuths and names are looked up where a pass is told: until then it takes 40 bytes.
struct PassList: Sendable {
  let satellites: [(name: String, number: Int)]
  let stations: [(name: String, groundId: Int, station: AccessScan.Station)]
  let orbits: [Result<SGP4, PropagationError>]
  let orientation: EarthOrientation
  let tellsSunlight: Bool
  let threads: Int
  let log: PassLog

  var count: Int { log.count }

  /// The most passes that a thread makes ready before they are written.
  private static let portion = 4_096

  /// Makes something of portions of the passes, as many at a time as there are threads, and takes what came of each in
  /// order until it is refused; returns whether all was taken.
  @discardableResult
  func forEachPortion<Outcome: Sendable>(
    _ make: @Sendable (LazyMapSequence<ArraySlice<CompactContact>, Pass>) -> Outcome, take: (Outcome) -> Bool
  ) -> Bool {
    for run in log.runs {
      for first in stride(from: 0, to: run.count, by: PassList.portion * threads) {
        let batch = run[first..<min(first + PassList.portion * threads, run.count)]
        let outcomes = concurrently(min(threads, batch.count)) { part, parts in
          let (begin, end) = (batch.count * part / parts, batch.count * (part + 1) / parts)
          return make(batch[batch.startIndex + begin..<batch.startIndex + end].lazy.map(pass))
        }
        for outcome in outcomes where !take(outcome) { return false }
      }
    }
    return true
  }

  private func concurrently<Outcome: Sendable>(
    _ parts: Int, _ make: @Sendable (Int, Int) -> Outcome
  ) -> [Outcome] {
    guard parts > 1 else { return [make(0, 1)] }
    let outcomes = Mutex([Outcome?](repeating: nil, count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let outcome = make(part, parts)
      outcomes.withLock { $0[part] = outcome }
    }
    return outcomes.withLock { $0.compactMap { $0 } }
  }

  @Sendable private func pass(_ compact: CompactContact) -> Pass {
    let contact = compact.contact
    let (satellite, station) = (satellites[contact.satellite], stations[contact.station])
    func look(at time: ScenarioTime) -> LookAngles? {
      guard case .success(let sgp4) = orbits[contact.satellite] else { return nil }
      return try? Orbit(sgp4, orientation: orientation).lookAngles(from: station.station.site, at: time)
    }
    return Pass(
      satellite: satellite.name, number: satellite.number, station: station.name, groundId: station.groundId,
      contact: contact, rise: look(at: contact.window.start), set: look(at: contact.window.end - .microsecond))
  }
}
