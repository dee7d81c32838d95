import Catalog
import HTTPServer
import JSON
import Messages
import Orbits
import Quantities

extension Facade {
  static let elementRoutes: [Route] = [
    Route(
      .get, "/elements", "The exact element sets in use, with their hash and age.", in: .elements, effort: .much,
      parameters: [
        .optional(
          "format", .choice(["summary", "tle", "3le", "omm-json"]), "How they are written.", default: "summary"),
        .at,
      ],
      answer: .either(
        .json(
          .either(
            .object([
              "time": .time, "in_use_since": .time.orNull, "hash": .text, "count": .integer,
              "oldest_epoch": .time.orNull, "newest_epoch": .time.orNull, "oldest_age_days": .number.orNull,
              "newest_age_days": .number.orNull, "changes": .list(.object(["from": .time.orNull, "hash": .text])),
            ]), .list(.named(.any)))),
        .other(
          type: "text/plain",
          "The sets in two or three lines each. Their columns may round: the header Orrery-Elements-Exact says whether "
            + "they did, and a set that they cannot hold at all is an error."))
    ) { (call) throws(Refusal) in try call.elements() },
    Route(
      .get, "/elements/diff", "What is different between the element sets of two times.", in: .elements, effort: .much,
      parameters: [.optional("from", .time, "The earlier time; the start where it is missing."), .at],
      answer: .json(diffSchema)
    ) { (call) throws(Refusal) in
      let old = call.moment.elements(at: call.parameters.timeIfPresent("from") ?? call.facade.run.start)
      return call.difference(from: old.sets, to: call.moment.elements(at: call.time).sets)
    },
    Route(
      .post, "/elements/diff", "What a file of element sets has that is different from those in use.", in: .elements,
      effort: .much,
      parameters: [.at], body: .text("Element sets in any format: TLE, 3LE, OMM as JSON, CSV, KVN or XML."),
      answer: .json(diffSchema)
    ) { (call) throws(Refusal) in
      let file = ElementFile(call.request.body)
      guard !file.sets.isEmpty else {
        let why = file.errors.first.map { "\($0)" } ?? "it holds none"
        throw Refusal(parameter: "$", value: nil, allowed: "TLE, 3LE or OMM", reason: "no element sets: \(why)")
      }
      return call.difference(from: call.moment.elements(at: call.time).sets, to: file.sets)
    },
  ]

  private static let namedSet = Schema.object(["norad": .integer, "name": .text, "epoch": .time])

  private static let diffSchema = Schema.object([
    "added": .list(namedSet), "removed": .list(namedSet),
    "modified": .list(
      .object([
        "norad": .integer, "name": .text, "old_epoch": .time, "new_epoch": .time,
        "quantities": .list(.choice(ElementDiff.Quantity.allCases.map(\.rawValue))), "distance_km": .number.orNull,
      ])), "unchanged": .integer,
  ])
}

extension Call {
  fileprivate func elements() throws(Refusal) -> Response {
    let elements = moment.elements(at: time)
    switch parameters.text("format") {
    case "tle": return try file(elements, .tle, "text/plain; charset=utf-8")
    case "3le": return try file(elements, .threeLine, "text/plain; charset=utf-8")
    case "omm-json": return try file(elements, .json, "application/json")
    default: return summary(elements)
    }
  }

  /// The sets as a file; its tag is the hash of the sets.
  private func file(
    _ elements: ElementsInUse, _ format: ElementFormat, _ type: String
  ) throws(Refusal) -> Response {
    let written = format.write(elements.sets)
    if let problem = written.problems.first(where: { $0.severity == .error }) {
      throw Refusal(
        parameter: "format", value: .string(parameters.text("format")), allowed: "omm-json for these sets",
        reason: "cannot hold \(written.errorCount) of \(elements.satellites.count) sets (\(problem))")
    }
    let tag = EntityTag("\(elements.hash)-\(format.rawValue)")
    var response = Response(contentType: type, entityTag: tag, body: .bytes(Bytes(written.bytes)))
      .adding("Orrery-Elements-Hash", elements.hash)
      .adding("Orrery-Elements-Exact", "\(written.problems.isEmpty)")
    if let newest = elements.sets.map(\.epoch).max() {
      response = response.adding("Orrery-Elements-Age-Days", "\((time - newest).seconds / 86_400)")
    }
    return response
  }

  private func summary(_ elements: ElementsInUse) -> Response {
    let epochs = elements.sets.map(\.epoch)
    func age(_ epoch: ScenarioTime?) -> JSONValue { .orNull(epoch) { .number((time - $0).seconds / 86_400) } }
    return .json([
      "time": .time(time), "in_use_since": .orNull(elements.start) { .time($0) }, "hash": .string(elements.hash),
      "count": .whole(elements.satellites.count), "oldest_epoch": .orNull(epochs.min()) { .time($0) },
      "newest_epoch": .orNull(epochs.max()) { .time($0) }, "oldest_age_days": age(epochs.min()),
      "newest_age_days": age(epochs.max()),
      "changes": .array(
        moment.history.elements.map { ["from": .orNull($0.start) { .time($0) }, "hash": .string($0.hash)] }),
    ])
  }

  fileprivate func difference(from old: [ElementSet], to new: [ElementSet]) -> Response {
    func json(_ set: ElementSet) -> JSONValue {
      ["norad": .whole(set.catalogNumber), "name": .string(set.name ?? ""), "epoch": .time(set.epoch)]
    }
    let diff = ElementDiff(from: old, to: new)
    return .json([
      "added": .array(diff.added.map(json)), "removed": .array(diff.removed.map(json)),
      "modified": .array(
        diff.modified.map { change in
          [
            "norad": .whole(change.new.catalogNumber), "name": .string(change.new.name ?? ""),
            "old_epoch": .time(change.old.epoch), "new_epoch": .time(change.new.epoch),
            "quantities": .array(change.quantities.map { .string($0.rawValue) }),
            "distance_km": .orNull(change.distanceKilometres) { .number($0) },
          ]
        }), "unchanged": .whole(diff.unchangedCount),
    ])
  }
}
