public import Downlink
public import JSON
public import Messages
public import Quantities

/// What a run came to: by satellite, by station, and in all.
///
/// Law: for every satellite of the scenario collected = stored + downlinked + lost, and what came down and what it
/// cost are its links' sums; every link that began has ended, no number among the links is left out, and who took part
/// has said that it ended. Where that does not hold, ``discrepancies`` says where, and by how much. By the arithmetic of
/// NOS-T's example accounts need not balance and links need not end: there the law is of numbers and last words alone.
public struct RunReport: Equatable, Sendable {
  /// One satellite's part.
  public struct Satellite: Equatable, Sendable {
    /// The satellite's number and name.
    public var id: Int, name: String
    /// Whether the scenario describes it; of a foreign one only the links are known.
    public var isKnown: Bool
    /// Everything that came into the recorder, what it held at the start included.
    public var collected: DataVolume
    /// What it held at the start.
    public var initial: DataVolume
    /// What came down, what was lost to a full recorder, what is on board at the end.
    public var downlinked: DataVolume, lost: DataVolume, stored: DataVolume
    /// How many links it had.
    public var links: Int
    /// What its links cost, and its fixed contract.
    public var downlinkCost: Money, contractCost: Money
    /// What it cost in all.
    public var cost: Money { downlinkCost + contractCost }
  }

  /// One station's part.
  public struct Station: Equatable, Sendable {
    /// The station's number and name.
    public var groundId: Int, name: String
    /// How many contacts it had, and how long they were together.
    public var contacts: Int, contactTime: TimeSpan
    /// What came down, and what that cost.
    public var downlinked: DataVolume, cost: Money
    /// How many outages it had, and how long it was out.
    public var outages: Int, outageTime: TimeSpan
  }

  /// One link.
  public struct Link: Equatable, Sendable {
    /// The satellite, the link's number for it, the station.
    public var satelliteId: Int, linkId: Int, groundId: Int
    /// From when to when.
    public var start: ScenarioTime, end: ScenarioTime
    /// What came down, and what that cost.
    public var downlinked: DataVolume, cost: Money
  }

  /// One terminal under one policy of handing it over.
  public struct Service: Equatable, Sendable {
    /// The terminal's name, and the policy's.
    public var terminal: String, policy: String
    /// What its service came to.
    public var totals: ServedTerminal.Totals
    /// The part of the run with service, 0 to 1.
    public var coverage: Double
    /// How often it took a satellite before all other policies of the terminal that took it in the same pass.
    public var first: Int
    /// How many of its changes nobody told.
    public var missingChanges: Int
  }

  /// An application that joined in the middle of the run.
  public struct Join: Equatable, Sendable {
    /// The application.
    public var app: String
    /// When, and with what state, in its own words.
    public var text: String
  }

  /// What came in of one topic.
  public struct Delivery: Equatable, Sendable {
    /// The topic.
    public var topic: String
    /// How many messages came, those that came twice or were of another run included.
    public var received: Int
    /// How many did not come: by their numbers where the sender gives some, else by the beat of their times.
    public var missing: Int, isNumbered: Bool
    /// The first places at which something is missing.
    public var gaps: [String]
    /// How many were said before the first that came; of one who listened from the beginning they are missing.
    public var before: Int
    /// How many came twice, after a later one, or of another run.
    public var duplicates: Int, reordered: Int, otherRuns: Int
    /// How long after its own time on the clock a message came, in seconds; nil where that is not known.
    public var meanLateness: Double?, longestLateness: Double?
  }

  /// Something in which the books do not close.
  public struct Discrepancy: Equatable, Sendable {
    /// Of what: a satellite, a station or an application, with its name.
    public var subject: String
    /// What does not hold.
    public var finding: String
    /// By how much, and in which unit; nil where it is no amount.
    public var amount: Double?, unit: String?
    /// Why that may be.
    public var likelyReason: String

    /// Describes a discrepancy.
    public init(_ subject: String, _ finding: String, by amount: (Double, String)? = nil, likelyReason: String) {
      (self.subject, self.finding, self.likelyReason) = (subject, finding, likelyReason)
      (self.amount, unit) = (amount?.0, amount?.1)
    }
  }

  /// The scenario's name and hash.
  public var scenario: String, scenarioHash: String
  /// From when to when the run went.
  public var start: ScenarioTime, end: ScenarioTime
  /// When it was to end as it was started; a stop may have moved that.
  public var plannedEnd: ScenarioTime
  /// Whether the run came to its end; a record that breaks off is reported up to its last message.
  public var isComplete: Bool
  /// The arithmetic by which satellites and stations worked.
  public var model: DownlinkModel
  /// The satellites, by number.
  public var satellites: [Satellite]
  /// The stations, by number.
  public var stations: [Station]
  /// The links, by satellite and number.
  public var links: [Link]
  /// How many messages could be read but not be true; they are in no sum.
  public var refusedMessages: Int
  /// How often the broker was away from who heard all this: what others said then may be missing, and not show.
  public var brokerAbsences: Int
  /// The terminals, by name and policy.
  public var services: [Service] = []
  /// Who joined in the middle of the run.
  public var joins: [Join] = []
  /// What came in over the wire, by topic; empty for a run in one process.
  public var deliveries: [Delivery] = []
  /// Everything in which the books do not close.
  public var discrepancies: [Discrepancy] = []

  /// Whether the books close.
  public var balances: Bool { discrepancies.isEmpty }
  /// The satellites that the scenario describes, for which alone the law holds.
  public var known: [Satellite] { satellites.filter(\.isKnown) }
  /// The satellites of which only the links are known.
  public var foreign: [Satellite] { satellites.filter { !$0.isKnown } }
}

extension RunReport {
  /// The report for machines.
  public var json: JSONValue {
    [
      "scenario": .string(scenario),
      "scenarioHash": .string(scenarioHash),
      "start": .string(start.iso8601),
      "end": .string(end.iso8601),
      "plannedEnd": .string(plannedEnd.iso8601),
      "isComplete": .bool(isComplete),
      "model": .string(model.rawValue),
      "balances": .bool(balances),
      "discrepancies": .array(discrepancies.map(json)),
      "refusedMessages": .integer(Int64(refusedMessages)),
      "brokerAbsences": .integer(Int64(brokerAbsences)),
      "joins": .array(joins.map { ["app": .string($0.app), "text": .string($0.text)] }),
      "deliveries": .array(deliveries.map(json)),
      "satellites": .array(satellites.map(json)),
      "stations": .array(stations.map(json)),
      "links": .array(links.map(json)),
      "services": .array(services.map(json)),
      "totals": totals,
    ]
  }

  private func json(_ service: Service) -> JSONValue {
    let totals = service.totals
    return [
      "terminal": .string(service.terminal),
      "policy": .string(service.policy),
      "handovers": .integer(Int64(totals.handovers)),
      "satelliteHandovers": .integer(Int64(totals.satelliteHandovers)),
      "pingPongs": .integer(Int64(totals.pingPongs)),
      "uniqueServed": .integer(Int64(totals.uniqueServed)),
      "coveredSeconds": .number(totals.coveredSeconds),
      "coverage": .number(service.coverage),
      "meanLevelDBm": totals.meanRSRP.map { .number($0) } ?? .null,
      "reports": .integer(Int64(totals.reports)),
      "first": .integer(Int64(service.first)),
      "missingChanges": .integer(Int64(service.missingChanges)),
      "lateMessages": .integer(Int64(totals.lateMessages)),
    ]
  }

  private func json(_ delivery: Delivery) -> JSONValue {
    func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
    return [
      "topic": .string(delivery.topic),
      "received": count(delivery.received),
      "missing": count(delivery.missing),
      "isNumbered": .bool(delivery.isNumbered),
      "gaps": .array(delivery.gaps.map { .string($0) }),
      "before": count(delivery.before),
      "duplicates": count(delivery.duplicates),
      "reordered": count(delivery.reordered),
      "otherRuns": count(delivery.otherRuns),
      "meanLatenessSeconds": delivery.meanLateness.map { .number($0) } ?? .null,
      "longestLatenessSeconds": delivery.longestLateness.map { .number($0) } ?? .null,
    ]
  }

  private func json(_ discrepancy: Discrepancy) -> JSONValue {
    [
      "subject": .string(discrepancy.subject),
      "finding": .string(discrepancy.finding),
      "amount": discrepancy.amount.map { .number($0) } ?? .null,
      "unit": discrepancy.unit.map { .string($0) } ?? .null,
      "likelyReason": .string(discrepancy.likelyReason),
    ]
  }

  private func json(_ satellite: Satellite) -> JSONValue {
    [
      "id": .integer(Int64(satellite.id)),
      "name": .string(satellite.name),
      "isKnown": .bool(satellite.isKnown),
      "collectedGigabits": .number(satellite.collected.gigabits),
      "initialGigabits": .number(satellite.initial.gigabits),
      "downlinkedGigabits": .number(satellite.downlinked.gigabits),
      "lostGigabits": .number(satellite.lost.gigabits),
      "storedGigabits": .number(satellite.stored.gigabits),
      "links": .integer(Int64(satellite.links)),
      "downlinkDollars": .number(satellite.downlinkCost.dollars),
      "contractDollars": .number(satellite.contractCost.dollars),
      "dollars": .number(satellite.cost.dollars),
    ]
  }

  private func json(_ station: Station) -> JSONValue {
    [
      "groundId": .integer(Int64(station.groundId)),
      "name": .string(station.name),
      "contacts": .integer(Int64(station.contacts)),
      "contactSeconds": .number(station.contactTime.seconds),
      "downlinkedGigabits": .number(station.downlinked.gigabits),
      "dollars": .number(station.cost.dollars),
      "outages": .integer(Int64(station.outages)),
      "outageSeconds": .number(station.outageTime.seconds),
    ]
  }

  private func json(_ link: Link) -> JSONValue {
    [
      "satelliteId": .integer(Int64(link.satelliteId)),
      "linkId": .integer(Int64(link.linkId)),
      "groundId": .integer(Int64(link.groundId)),
      "start": .string(link.start.iso8601),
      "end": .string(link.end.iso8601),
      "downlinkedGigabits": .number(link.downlinked.gigabits),
      "dollars": .number(link.cost.dollars),
    ]
  }

  /// The sums over the scenario's satellites; those of foreign ones stand beside them, since no law joins them.
  private var totals: JSONValue {
    func gigabits(_ part: (Satellite) -> DataVolume) -> JSONValue {
      .number(known.reduce(0) { $0 + part($1).gigabits })
    }
    func dollars(_ part: (Satellite) -> Money) -> JSONValue {
      .number(known.reduce(0) { $0 + part($1).dollars })
    }
    return [
      "collectedGigabits": gigabits(\.collected),
      "downlinkedGigabits": gigabits(\.downlinked),
      "lostGigabits": gigabits(\.lost),
      "storedGigabits": gigabits(\.stored),
      "links": .integer(Int64(known.reduce(0) { $0 + $1.links })),
      "contactSeconds": .number(stations.reduce(0) { $0 + $1.contactTime.seconds }),
      "downlinkDollars": dollars(\.downlinkCost),
      "contractDollars": dollars(\.contractCost),
      "dollars": dollars(\.cost),
      "outages": .integer(Int64(stations.reduce(0) { $0 + $1.outages })),
      "foreign": [
        "links": .integer(Int64(foreign.reduce(0) { $0 + $1.links })),
        "downlinkedGigabits": .number(foreign.reduce(0) { $0 + $1.downlinked.gigabits }),
        "downlinkDollars": .number(foreign.reduce(0) { $0 + $1.downlinkCost.dollars }),
      ],
    ]
  }
}
