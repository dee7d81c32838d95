import HTTPServer
import JSON
import Messages
import Quantities
import SharedState

extension Facade {
  static let historyRoute = Route(
    .get, "/history", "How recorders and costs went: of all satellites together, or of one.", in: .books,
    parameters: [
      .optional("satellite", .text, "Only of this satellite, by number or name."),
      .optional("from", .time, "From when on; the run's start where it is missing."),
      .optional("points", .count(2...2_000), "How many times, evenly from then until now.", default: 200),
    ],
    answer: .json(
      .object([
        "times": .list(.time),
        "stored_gigabits": .list(.number.orNull).describing("Null before what is kept begins, as in the lists below."),
        "fill": .list(.number.orNull).describing("Of all together, 0 to 1; null without recorders."),
        "highest_fill": .list(.number.orNull), "cost_dollars": .list(.number.orNull),
      ]))
  ) { (call) throws(Refusal) in try call.history() }
}

extension Call {
  /// What recorders came to at a time.
  private struct Sum {
    var stored = 0.0, capacity = 0.0, highest = 0.0, cost = 0.0
    /// Satellites that something is known of, and those of which what was told has been dropped.
    var known = 0, dropped = 0
  }

  fileprivate func history() throws(Refusal) -> Response {
    let now = moment.time(of: facade.run)
    let from = min(parameters.timeIfPresent("from") ?? facade.run.start, now)
    let count = Int64(parameters.integer("points"))
    let step = (now - from).nanoseconds / (count - 1)
    let times = (0..<count).map { $0 == count - 1 ? now : from + TimeSpan(nanoseconds: step * $0) }
    var satellites = moment.snapshot.satellites
    if parameters.textIfPresent("satellite") != nil {
      let elements = moment.elements(at: now)
      let id = elements.satellites[try satellite("satellite", among: elements)].id
      satellites = satellites.filter { $0.id == id }
    }
    var sums = [Sum](repeating: Sum(), count: times.count)
    for satellite in satellites { add(satellite, at: times, to: &sums) }
    func list(_ value: (Sum) -> Double?) -> JSONValue {
      .array(sums.map { sum in sum.known == 0 || sum.dropped > 0 ? .null : .orNull(value(sum)) { .number($0) } })
    }
    return .json([
      "times": .array(times.map { .time($0) }), "stored_gigabits": list(\.stored),
      "fill": list { $0.capacity > 0 ? $0.stored / $0.capacity : nil },
      "highest_fill": list { $0.capacity > 0 ? $0.highest : nil }, "cost_dollars": list(\.cost),
    ])
  }

  /// Adds what was told last of a satellite before each time, and how it is for the last one.
  private func add(_ satellite: Snapshot.Satellite, at times: [ScenarioTime], to sums: inout [Sum]) {
    let states = moment.history.states(ofSatellite: satellite.id)
    let hasDropped = (states?.startIndex ?? 0) > 0
    let capacity = satellite.capacity.gigabits
    var next = states?.startIndex ?? 0
    var latest: SatelliteState?
    for (index, time) in times.enumerated() {
      while let states, next < states.endIndex, states[next].time <= time {
        latest = states[next]
        next += 1
      }
      let isNow = time >= moment.snapshot.time
      let stored = isNow ? satellite.stored.gigabits : latest?.capacityUsed
      guard let stored, let cost = isNow ? satellite.cost.dollars : latest?.cumulativeCostBySat else {
        if hasDropped { sums[index].dropped += 1 }
        continue
      }
      sums[index].known += 1
      sums[index].stored += stored
      sums[index].cost += cost
      sums[index].capacity += capacity
      if capacity > 0 { sums[index].highest = max(sums[index].highest, stored / capacity) }
    }
  }
}
