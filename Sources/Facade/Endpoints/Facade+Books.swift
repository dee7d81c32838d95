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
        .optional("satellite", .text, "Only of this satellite, by number or name."),
        .optional("ground", .integer, "Only over this station."),
        .optional("open", .boolean, "Only those that last, or only those that have ended, now or at the time `at`."),
        .optional("at", .time, "Those that lasted at this time, unless `open` is false; none for a time ahead."),
      ] + Page.members,
      answer: .json(
        .object([
          "count": .integer,
          "links": .list(
            .object([
              "satellite_id": .integer, "ground_id": .integer, "link_id": .integer, "start": .time,
              "end": .time.orNull.describing(
                "Null while it lasts; where its bill was lost, when it was over at the latest."),
              "gigabits": .number.orNull, "cost_dollars": .number.orNull,
            ])),
        ]))
    ) { (call) throws(Refusal) in try call.links() },
    Route(
      .get, "/costs", "What the run has cost: in all, by satellite, by station.", in: .books, parameters: [.at],
      answer: .json(
        .object([
          "time": .time, "total_dollars": .number.orNull,
          "satellites": .list(.object(["id": .integer, "name": .text, "dollars": .number.orNull]))
            .describing("Null where nothing was told: for a time ahead, or before what is kept begins."),
          "stations": .list(
            .object([
              "ground_id": .integer, "links": .integer, "gigabits": .number.orNull, "dollars": .number.orNull,
            ])
          ).orNull.describing(
            "Links that have ended; none for a time ahead. A sum is null where the bill of one of them was lost, the list "
              + "for a time whose links are no longer kept."),
        ]))
    ) { (call) throws(Refusal) in call.costs() },
    Route(
      .get, "/messages", "What was said last, by topic.", in: .books,
      parameters: [
        .optional("topic", .text, "Only topics that fit this MQTT filter, with + and #."),
        .optional("since", .count(0...9_000_000_000_000_000), "Only from this number on."),
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
    ) { (call) throws(Refusal) in try call.messages() },
    Route(
      .get, "/delivery", "What came of the messages of each topic.", in: .books,
      answer: .json(
        .object([
          "topics": .named(
            .object([
              "sent": .integer.orNull.describing(
                "From the first that came on, by their numbers; null without numbers."),
              "received": .integer.describing("All that came, duplicates as well."),
              "lost": .integer.orNull.describing("Numbers that have not come."),
              "duplicate": .integer.orNull.describing("Came again."),
              "late": .integer.orNull.describing("Came after a later one."),
              "unreadable": .integer.describing("Known kinds that did not say what they must."),
            ]))
        ]))
    ) { (call) throws(Refusal) in
      var topics = JSONObject()
      let history = call.moment.history
      for (topic, stream) in history.ledger.streams.sorted(by: { $0.key < $1.key }) {
        func numbered(_ count: Int) -> JSONValue { stream.isNumbered ? .whole(count) : .null }
        topics[topic] = [
          "sent": numbered(stream.said), "received": .whole(stream.received), "lost": numbered(stream.missing),
          "duplicate": numbered(stream.duplicates), "late": numbered(stream.reordered),
          "unreadable": .whole(history.unreadable[topic] ?? 0),
        ]
      }
      return .json(["topics": .object(topics)])
    },
  ]
}

extension Call {
  fileprivate func links() throws(Refusal) -> Response {
    var satellite: Int?
    if parameters.textIfPresent("satellite") != nil {
      let elements = moment.elements(at: moment.time(of: facade.run))
      satellite = elements.satellites[try self.satellite("satellite", among: elements)].id
    }
    let ground = try stationIfNamed()?.groundId
    let at = parameters.timeIfPresent("at")
    let isOpen = parameters.booleanIfPresent("open") ?? (at == nil ? nil : true)
    // Which links there will be nobody knows.
    let isAhead = at.map { $0 > moment.snapshot.time } ?? false
    let links = (isAhead ? [] : moment.history.allLinks).filter { link in
      (satellite ?? link.satelliteId) == link.satelliteId && (ground ?? link.groundId) == link.groundId
        && (isOpen.map { isOpen in isOpen ? link.lasts(at: at) : link.hasEnded(by: at) } ?? true)
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
    let costs = costsOfSatellites
    let satellites = moment.snapshot.satellites.map { ($0, dollars: costs[$0.id]) }
    let isKnown = satellites.allSatisfy { $0.dollars != nil }
    // What will have been brought down ahead nobody knows.
    let byStation = time > moment.snapshot.time ? [:] : moment.history.sums(by: time)
    return .json([
      "time": .time(time),
      "total_dollars": isKnown ? .number(satellites.reduce(0) { $0 + ($1.dollars ?? 0) }) : .null,
      "satellites": .array(
        satellites.map { satellite, dollars in
          ["id": .whole(satellite.id), "name": .string(satellite.name), "dollars": .orNull(dollars) { .number($0) }]
        }),
      "stations": .orNull(byStation) { sums in
        .array(
          sums.keys.sorted().map { groundId in
            let sum = sums[groundId] ?? LinkSum()
            return [
              "ground_id": .whole(groundId), "links": .whole(sum.links),
              "gigabits": .orNull(sum.gigabits) { .number($0) }, "dollars": .orNull(sum.dollars) { .number($0) },
            ]
          })
      },
    ])
  }

  /// What each satellite has cost by the time that is asked for; none for a time ahead.
  var costsOfSatellites: [Int: Double] {
    let snapshot = moment.snapshot
    if time > snapshot.time { return [:] }
    guard time == snapshot.time else {
      return moment.history.costs(ofSatellites: snapshot.satellites.map(\.id), at: time)
    }
    return Dictionary(snapshot.satellites.map { ($0.id, $0.cost.dollars) }) { $1 }
  }

  /// The filter of the parameter `topic`; nil where there is none.
  func topicPattern() throws(Refusal) -> TopicPattern? {
    guard let text = parameters.textIfPresent("topic") else { return nil }
    guard let pattern = TopicPattern(text) else {
      throw Refusal(
        parameter: "topic", value: .string(text),
        allowed: "levels parted by /, + in place of one, # in place of all that follow")
    }
    return pattern
  }

  fileprivate func messages() throws(Refusal) -> Response {
    let history = moment.history
    let filter = try topicPattern()
    let since = parameters.integerIfPresent("since") ?? 0
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

extension LinkRecord {
  /// Whether it lasts at a time, or now.
  fileprivate func lasts(at time: ScenarioTime?) -> Bool { time.map { lasts(at: $0) } ?? (end == nil) }

  /// Whether it is over by a time, or now.
  fileprivate func hasEnded(by time: ScenarioTime?) -> Bool { end.map { $0 <= time ?? $0 } ?? false }
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

  /// - Returns: nil for a text that is no filter.
  init?(_ text: String) {
    levels = text.split(separator: "/", omittingEmptySubsequences: false)
    let isWhole = levels.allSatisfy { $0 == "+" || $0 == "#" || !$0.contains("+") && !$0.contains("#") }
    guard !text.isEmpty, isWhole, !levels.dropLast().contains("#") else { return nil }
  }

  func matches(_ topic: String) -> Bool {
    let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
    if levels.last == "#" {
      let head = levels.dropLast()
      return parts.count >= head.count && zip(head, parts).allSatisfy { $0 == "+" || $0 == $1 }
    }
    return parts.count == levels.count && zip(levels, parts).allSatisfy { $0 == "+" || $0 == $1 }
  }
}
