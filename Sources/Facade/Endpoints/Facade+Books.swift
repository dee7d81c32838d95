import HTTPServer
import JSON
import Messages
import Quantities
import SharedState

extension Facade {
  static let bookRoutes: [Route] = [
    Route(
      .get, "/links", "The downlinks so far, the latest last.", in: .books,
      parameters: [
        .optional("satellite", .integer, "Only of this satellite, by its number in the run."),
        .optional("ground", .integer, "Only over this station."),
        .optional("open", .boolean, "Only those that last, or only those that have ended."),
        .optional("at", .time, "Only those that lasted at this time."),
      ] + Page.members,
      answer: .json(
        .object([
          "count": .integer,
          "links": .list(
            .object([
              "satellite_id": .integer, "ground_id": .integer, "link_id": .integer, "start": .time,
              "end": .time.orNull, "gigabits": .number.orNull, "cost_dollars": .number.orNull,
            ])),
        ]))
    ) { (call) throws(Refusal) in call.links() },
    Route(
      .get, "/costs", "What the run has cost: in all, by satellite, by station.", in: .books,
      answer: .json(
        .object([
          "time": .time, "total_dollars": .number,
          "satellites": .list(.object(["id": .integer, "name": .text, "dollars": .number])),
          "stations": .list(
            .object(["ground_id": .integer, "links": .integer, "gigabits": .number, "dollars": .number])),
        ]))
    ) { (call) throws(Refusal) in call.costs() },
    Route(
      .get, "/messages", "What was said last, by topic.", in: .books,
      parameters: [
        .optional("topic", .text, "Only topics that fit this MQTT filter, with + and #."),
        .optional("since", .number(0...9e15), "Only from this number on."),
      ] + Page.members,
      answer: .json(
        .object([
          "next": .integer.describing("The number of the next message."),
          "messages": .list(
            .object([
              "number": .integer, "topic": .text, "time": .time.orNull, "wall": .time, "own": .boolean,
              "payload": Schema.any.describing("JSON, or text where it is none."),
            ])),
        ]))
    ) { (call) throws(Refusal) in call.messages() },
    Route(
      .get, "/delivery", "What came of each topic: received, missing, repeated.", in: .books,
      answer: .json(
        .object([
          "topics": .named(
            .object([
              "received": .integer, "missing": .integer, "repeated": .integer, "unreadable": .integer,
              "last_number": .integer.orNull,
            ]))
        ]))
    ) { (call) throws(Refusal) in
      var topics = JSONObject()
      for (topic, stream) in call.moment.history.streams.sorted(by: { $0.key < $1.key }) {
        topics[topic] = [
          "received": .whole(stream.received), "missing": .whole(stream.missing), "repeated": .whole(stream.repeated),
          "unreadable": .whole(stream.unreadable), "last_number": .orNull(stream.lastNumber) { .whole($0) },
        ]
      }
      return .json(["topics": .object(topics)])
    },
  ]
}

extension Call {
  fileprivate func links() -> Response {
    let (satellite, ground) = (parameters.integerIfPresent("satellite"), parameters.integerIfPresent("ground"))
    let (at, isOpen) = (parameters.timeIfPresent("at"), parameters.booleanIfPresent("open"))
    let links = moment.history.allLinks.filter { link in
      (satellite ?? link.satelliteId) == link.satelliteId && (ground ?? link.groundId) == link.groundId
        && (isOpen ?? (link.end == nil)) == (link.end == nil)
        && (at.map { link.start <= $0 && $0 < link.end ?? .latest } ?? true)
    }
    return .json([
      "count": .whole(links.count),
      "links": .array(
        Page(parameters).latest(of: links).map { link in
          [
            "satellite_id": .whole(link.satelliteId), "ground_id": .whole(link.groundId),
            "link_id": .whole(link.linkId), "start": .time(link.start), "end": .orNull(link.end) { .time($0) },
            "gigabits": .orNull(link.gigabits) { .number($0) },
            "cost_dollars": .orNull(link.dollars) { .number($0) },
          ]
        }),
    ])
  }

  fileprivate func costs() -> Response {
    let satellites = moment.snapshot.satellites
    let byStation = Dictionary(grouping: moment.history.allLinks.filter { $0.end != nil }, by: \.groundId)
    return .json([
      "time": .time(moment.snapshot.time),
      "total_dollars": .number(satellites.reduce(0) { $0 + $1.cost.dollars }),
      "satellites": .array(
        satellites.map { ["id": .whole($0.id), "name": .string($0.name), "dollars": .number($0.cost.dollars)] }),
      "stations": .array(
        byStation.keys.sorted().map { groundId in
          let links = byStation[groundId] ?? []
          return [
            "ground_id": .whole(groundId), "links": .whole(links.count),
            "gigabits": .number(links.reduce(0) { $0 + ($1.gigabits ?? 0) }),
            "dollars": .number(links.reduce(0) { $0 + ($1.dollars ?? 0) }),
          ]
        }),
    ])
  }

  fileprivate func messages() -> Response {
    let history = moment.history
    let filter = parameters.textIfPresent("topic").map(TopicPattern.init)
    let since = parameters.numberIfPresent("since").map { Int($0) } ?? 0
    // A chatty topic must not hide what a quiet one said: each keeps its own.
    let found =
      if let filter {
        history.messagesOfTopic.filter { filter.matches($0.key) }.values.flatMap { $0 }.sorted { $0.number < $1.number }
      } else {
        Array(history.messages)
      }
    let chosen = Page(parameters).latest(of: found.filter { $0.number >= since })
    return .json([
      "next": .whole(history.messages.endIndex), "messages": .array(chosen.map(\.json)),
    ])
  }
}

extension HeardMessage {
  /// The message with what it says.
  var json: JSONValue {
    let payload = payload
    return [
      "number": .whole(number), "topic": .string(address.topic), "time": .orNull(time) { .time($0) },
      "wall": .time(wall), "own": .bool(isOwn),
      "payload": (try? JSONValue.parse(payload)) ?? .string(String(decoding: payload, as: UTF8.self)),
    ]
  }
}

/// Topics by a filter of MQTT (3.1.1, 4.7): `+` stands for one level, `#` at the end for all that follow.
struct TopicPattern {
  private let levels: [Substring]

  init(_ text: String) { levels = text.split(separator: "/", omittingEmptySubsequences: false) }

  func matches(_ topic: String) -> Bool {
    let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
    if levels.last == "#" {
      let head = levels.dropLast()
      return parts.count >= head.count && zip(head, parts).allSatisfy { $0 == "+" || $0 == $1 }
    }
    return parts.count == levels.count && zip(levels, parts).allSatisfy { $0 == "+" || $0 == $1 }
  }
}
