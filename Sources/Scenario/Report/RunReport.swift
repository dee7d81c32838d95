public import JSON
public import Quantities

/// What a run came to: by satellite, by station, and in all.
///
/// Law: for every satellite collected = stored + downlinked + lost; the stations' sums are the satellites' sums.
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

  /// The scenario's name and hash.
  public var scenario: String, scenarioHash: String
  /// From when to when the run went.
  public var start: ScenarioTime, end: ScenarioTime
  /// Whether the run came to its end; a record that breaks off is reported up to its last message.
  public var isComplete: Bool
  /// The satellites, by number.
  public var satellites: [Satellite]
  /// The stations, by number.
  public var stations: [Station]
  /// The links, by satellite and number.
  public var links: [Link]
}

extension RunReport {
  /// The report for machines.
  public var json: JSONValue {
    [
      "scenario": .string(scenario),
      "scenarioHash": .string(scenarioHash),
      "start": .string(start.iso8601),
      "end": .string(end.iso8601),
      "isComplete": .bool(isComplete),
      "satellites": .array(satellites.map(json)),
      "stations": .array(stations.map(json)),
      "links": .array(links.map(json)),
      "totals": totals,
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

  private var totals: JSONValue {
    func gigabits(_ part: (Satellite) -> DataVolume) -> JSONValue {
      .number(satellites.reduce(0) { $0 + part($1).gigabits })
    }
    func dollars(_ part: (Satellite) -> Money) -> JSONValue {
      .number(satellites.reduce(0) { $0 + part($1).dollars })
    }
    return [
      "collectedGigabits": gigabits(\.collected),
      "downlinkedGigabits": gigabits(\.downlinked),
      "lostGigabits": gigabits(\.lost),
      "storedGigabits": gigabits(\.stored),
      "links": .integer(Int64(links.count)),
      "contactSeconds": .number(stations.reduce(0) { $0 + $1.contactTime.seconds }),
      "downlinkDollars": dollars(\.downlinkCost),
      "contractDollars": dollars(\.contractCost),
      "dollars": dollars(\.cost),
      "outages": .integer(Int64(stations.reduce(0) { $0 + $1.outages })),
    ]
  }
}
