import Federation
import JSON
import Messages
import Quantities
import Scenario
import Simulation
import Testing

@Suite struct RunLedgerTests {
  /// A whole run of the downlink case, whose messages are told to ledgers with something wrong in them.
  static let definition = Result { try Shipped.definition("downlink") }
  static let run = definition.map { WholeRun($0).messages }

  /// The report of what is left of the run's messages, with others told after them.
  static func report(
    keeping isKept: (Address, [UInt8]) -> Bool = { _, _ in true },
    then others: [(topic: String, payload: [UInt8])] = [],
    isComplete: Bool = true
  ) throws -> RunReport {
    var ledger = RunLedger(.init(try definition.get()))
    for message in try run.get() {
      let address = try #require(Address(topic: message.topic))
      if isKept(address, message.payload) { ledger.hear(message.inbound) }
    }
    for (topic, payload) in others {
      ledger.hear(try #require(Address(topic: "orrery/\(topic)")), payload)
    }
    return ledger.report(isComplete: isComplete)
  }

  static func findings(_ report: RunReport) -> [String] { report.discrepancies.map { "\($0.subject) \($0.finding)" } }
  static func reasons(_ report: RunReport) -> Set<String> { Set(report.discrepancies.map(\.likelyReason)) }

  static func isOf(_ link: Int, _ satellite: Int, _ address: Address, _ payload: [UInt8]) -> Bool {
    switch address.leaf {
    case "linkStart": (try? LinkStart.decode(payload)).map { ($0.satId, $0.linkId) == (satellite, link) } ?? false
    case "linkCharge": (try? LinkCharge.decode(payload)).map { ($0.satId, $0.linkId) == (satellite, link) } ?? false
    default: false
    }
  }

  @Test("The books of a whole run close")
  func wholeRun() throws {
    let report = try Self.report()
    #expect(report.balances && report.refusedMessages == 0 && report.end == report.plannedEnd)
    #expect(report.json["balances"] == true && report.json["discrepancies"] == .array([]))
    #expect(report.json["totals"]?["links"]?.int == report.links.count)
  }

  @Test("A link of which nothing was heard shows by the number of the next one")
  func lostLink() throws {
    let report = try Self.report { !Self.isOf(1, 0, $0, $1) }
    #expect(Self.findings(report) == ["satellite SUOMI NPP link 1 was never heard of, though link 2 was"])
    #expect(Self.reasons(report) == ["messages were lost, as while a broker is away from their sender"])
    let more = try Self.report { !Self.isOf(0, 1, $0, $1) && !Self.isOf(1, 1, $0, $1) }
    #expect(Self.findings(more) == ["satellite NOAA 20 links 0 to 1 were never heard of, though link 2 was"])
  }

  @Test("A link that was never charged is named, with what its satellite sent down for nothing")
  func lostCharge() throws {
    let whole = try Self.report()
    let report = try Self.report { !($0.leaf == "linkCharge" && Self.isOf(2, 0, $0, $1)) }
    let link = try #require(whole.links.first { ($0.satelliteId, $0.linkId) == (0, 2) })
    #expect(
      Self.findings(report) == [
        "satellite SUOMI NPP sent down more than its links were charged for",
        "satellite SUOMI NPP link 2 began at \(link.start) and never ended",
      ])
    let first = try #require(report.discrepancies.first)
    #expect(first.unit == "Gb" && (first.amount ?? 0) >= link.downlinked.gigabits)
    let json = try #require(report.json["discrepancies"]?.array?.first)
    #expect(json["subject"] == "satellite SUOMI NPP" && json["unit"] == "Gb" && json["amount"]?.double == first.amount)
    #expect(report.json["balances"] == false && report.json["isComplete"] == true)
  }

  @Test("A charge of more than was ever on board does not close the books, by so much")
  func tooMuch() throws {
    let whole = try Self.report()
    let link = try #require(whole.links.first { ($0.satelliteId, $0.linkId) == (0, 2) })
    let charge = LinkCharge(
      groundId: link.groundId, satId: 0, satName: "SUOMI NPP", linkId: 2, end: link.end,
      duration: (link.end - link.start).seconds, dataOffload: 1_000, downlinkCost: link.cost.dollars,
      cumulativeCostBySat: 0, cumulativeCosts: 0)
    let report = try Self.report(then: [("ground/linkCharge", charge.payload)])
    #expect(Self.findings(report) == ["satellite SUOMI NPP has links charged for more than was on board"])
    #expect(Self.reasons(report) == ["a charge that is not true"])
    let onBoard = link.downlinked + (whole.satellites.first?.stored ?? .zero)
    #expect((report.discrepancies.first?.amount ?? 0) > 1_000 - onBoard.gigabits - 1e-6)
  }

  @Test("An ended link that begins again, and one that ends before it began, are refused, counted, and in no sum")
  func impossible() throws {
    let whole = try Self.report()
    let link = try #require(whole.links.first { ($0.satelliteId, $0.linkId) == (0, 1) })
    func start(_ time: ScenarioTime, at groundId: Int) -> (String, [UInt8]) {
      let start = LinkStart(groundId: groundId, satId: 0, satName: "SUOMI NPP", linkId: 1, start: time, data: 1)
      return ("ground/linkStart", start.payload)
    }
    func charge(end: ScenarioTime, duration: Double) -> (String, [UInt8]) {
      let charge = LinkCharge(
        groundId: link.groundId, satId: 0, satName: "SUOMI NPP", linkId: 1, end: end, duration: duration,
        dataOffload: 1, downlinkCost: 1, cumulativeCostBySat: 0, cumulativeCosts: 0)
      return ("ground/linkCharge", charge.payload)
    }
    var report = try Self.report(then: [
      start(link.end + .minutes(5), at: link.groundId), start(link.start, at: link.groundId + 1),
      charge(end: link.start - .seconds(1), duration: 10), charge(end: link.end, duration: -10),
    ])
    #expect(report.refusedMessages == 4)
    report.refusedMessages = 0
    #expect(report == whole)
    // What is only said again is no second beginning.
    #expect(try Self.report(then: [start(link.start, at: link.groundId)]) == whole)
    // A link that has been taken back may begin anew under its number.
    let anew = try Self.report(
      then: [
        charge(end: link.start, duration: 0).0, charge(end: link.end + .minutes(2), duration: 60).0,
      ].enumerated().map { index, topic in
        let back = LinkCharge(
          groundId: link.groundId, satId: 0, satName: "SUOMI NPP", linkId: 1, end: link.start, duration: 0,
          dataOffload: 0, downlinkCost: 0, cumulativeCostBySat: 0, cumulativeCosts: 0)
        return index == 0 ? (topic, back.payload) : start(link.end + .minutes(1), at: link.groundId)
      })
    #expect(anew.refusedMessages == 0)
    #expect(
      Self.findings(anew).contains("satellite SUOMI NPP link 1 began at \(link.end + .minutes(1)) and never ended"))
  }

  @Test("A link that goes on in an outage of its station, and an end of an outage unheard of, do not close the books")
  func lostOutages() throws {
    let whole = try Self.report()
    let link = try #require(whole.links.first { ($0.satelliteId, $0.linkId) == (0, 2) })
    let name = try #require(whole.stations.first { $0.groundId == link.groundId }?.name)
    func outage(from start: ScenarioTime, to end: ScenarioTime) -> (String, [UInt8]) {
      let report = OutageReport(
        groundId: link.groundId, outageStart: start, outageDuration: end - start, outageEnd: end)
      return ("outage/report", report.payload)
    }
    let through = try Self.report(then: [outage(from: link.start + .seconds(60), to: link.end)])
    #expect(Self.findings(through) == ["station \(name) was out while link 2 of SUOMI NPP went on"])
    #expect(through.discrepancies.first?.amount == (link.end - link.start).seconds - 60)
    #expect(
      Self.reasons(through) == [
        "ground did not hear of the outage: messages were lost, as while a broker is away from their sender"
      ])
    #expect(try Self.report(then: [outage(from: link.end, to: link.end + .minutes(1))]).balances)
    let restore = OutageRestore(groundId: link.groundId, outageEnd: link.end + .minutes(1))
    let unheard = try Self.report(then: [("outage/restore", restore.payload)])
    #expect(
      Self.findings(unheard) == [
        "station \(name) was back at \(link.end + .minutes(1)) from an outage of which nothing was heard"
      ])
    let heard = [("outage/restore", restore.payload), outage(from: link.end, to: link.end + .minutes(5))]
    #expect(try Self.report(then: heard).balances)
  }

  @Test("A link that was charged for another time than it lasted does not close the books")
  func otherTime() throws {
    let whole = try Self.report()
    let link = try #require(whole.links.first { ($0.satelliteId, $0.linkId) == (0, 2) })
    func report(duration: Double) throws -> RunReport {
      let charge = LinkCharge(
        groundId: link.groundId, satId: 0, satName: "SUOMI NPP", linkId: 2, end: link.end, duration: duration,
        dataOffload: link.downlinked.gigabits, downlinkCost: link.cost.dollars, cumulativeCostBySat: 0,
        cumulativeCosts: 0)
      return try Self.report(then: [("ground/linkCharge", charge.payload)])
    }
    let seconds = (link.end - link.start).seconds
    #expect(try report(duration: seconds + 1e-4).balances)
    let longer = try report(duration: seconds + 60)
    #expect(
      Self.findings(longer) == [
        "satellite SUOMI NPP link 2, from \(link.start) to \(link.end), was charged for another time"
      ])
    #expect(abs((longer.discrepancies.first?.amount ?? 0) - 60) < 1e-6)
  }

  @Test("An application that takes part and says no end is named, and what is missing is laid to it")
  func lostApplication() throws {
    let end = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, hour: 0, minute: 24))
    var isLost = false
    let report = try Self.report { address, payload in
      guard address.app == "ground" else { return true }
      // In the middle of the second link it is gone.
      isLost = isLost || ((try? LinkCharge.decode(payload)).map { $0.end > end } ?? false)
      return !isLost
    }
    #expect(isLost)
    #expect(Self.findings(report).contains("application ground took part and never said that it ended"))
    #expect(Self.findings(report).contains { $0.contains("never ended") && $0.hasPrefix("satellite") })
    #expect(Self.reasons(report).contains("application ground was lost"))
    // A record that breaks off has heard nobody's end.
    let cut = try Self.report(keeping: { address, _ in address.leaf != "status/mode" }, isComplete: false)
    #expect(cut.balances)
    let silent = try Self.report { address, payload in
      !(address.app == "manager" && String(decoding: payload, as: UTF8.self).contains("TERMINAT"))
    }
    #expect(Self.findings(silent) == ["application manager took part and never said that it ended"])
  }

  @Test("A foreign satellite is shown with its links, and stands in no sum of the scenario's satellites")
  func foreignSatellite() throws {
    let whole = try Self.report()
    let start = LinkStart(
      groundId: 77, satId: 40, satName: "GUEST", linkId: 0, start: whole.start + .minutes(5), data: 50)
    let charge = LinkCharge(
      groundId: 77, satId: 40, satName: "GUEST", linkId: 0, end: whole.start + .minutes(6), duration: 60,
      dataOffload: 40, downlinkCost: 3, cumulativeCostBySat: 0, cumulativeCosts: 0)
    let report = try Self.report(then: [("ground/linkStart", start.payload), ("ground/linkCharge", charge.payload)])
    #expect(report.balances)
    #expect(report.known == whole.known && report.foreign.map(\.name) == ["GUEST"])
    let (totals, before) = (try #require(report.json["totals"]), try #require(whole.json["totals"]))
    for member in ["collectedGigabits", "downlinkedGigabits", "storedGigabits", "links", "dollars"] {
      #expect(totals[member] == before[member])
    }
    #expect(totals["foreign"] == ["links": 1, "downlinkedGigabits": 40.0, "downlinkDollars": 3.0])
    // A station that the scenario does not know has its own line, so that stations and links have one sum.
    #expect(report.stations.last?.groundId == 77 && report.stations.last?.downlinked.gigabits == 40)
  }

  @Test("A stop that moves the end shows against the end that was planned")
  func movedEnd() throws {
    let early = try Self.definition.get().start + .minutes(30)
    let stop = StopCommand(simStopTime: early)
    let report = try Self.report(
      keeping: { address, _ in address.app == "manager" }, then: [("manager/stop", stop.payload)])
    #expect(report.end == early && report.plannedEnd == early + .minutes(90))
    #expect(report.json["plannedEnd"] == .string(report.plannedEnd.iso8601))
  }

  @Test("Times that no clock can have end no program")
  func hostileTimes() throws {
    var ledger = RunLedger(.init(try Shipped.definition("downlink")))
    func tell(_ scenario: Int, _ wall: Int) {
      func time(_ year: Int) -> ScenarioTime { ScenarioTime(CalendarDate(year: year, month: 1, day: 1)) }
      let status = TimeStatus(name: "manager", simTime: time(scenario), time: time(wall))
      let address = Address(prefix: "orrery", app: "manager", leaf: "status/time")
      for wall in [1_900, 2_026, 2_199] {
        ledger.hear(address, status.payload, at: WallTime(calendar: time(wall)), isInbound: true)
      }
    }
    for (scenario, wall) in [(1_900, 1_900), (1_950, 2_199), (2_018, 2_199), (2_199, 1_901), (2_199, 2_199)] {
      tell(scenario, wall)
    }
    #expect(ledger.report(isComplete: false).deliveries.count == 1)
  }
}
