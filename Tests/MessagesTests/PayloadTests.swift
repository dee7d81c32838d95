import JSON
import Messages
import Quantities
import TestSupport
import Testing

@Suite struct PayloadTests {
  /// What NOS-T peers read and write, member by member; times of our scenario.
  static let texts: [String: String] = [
    "SentStatus":
      #"{"name":"ground","properties":{"sent":{"linkCharge":4,"linkStart":4,"location":11,"status/mode":3}}}"#,
    "InitCommand":
      #"{"taskingParameters":{"simStartTime":"2018-01-21T00:00:00Z","simStopTime":"2018-01-21T02:00:00Z","#
      + #""requiredApps":["satelliteStorage","ground","outage"]}}"#,
    "StartCommand":
      #"{"taskingParameters":{"startTime":"2026-11-20T09:33:00.357973Z","simStartTime":"2018-01-21T00:00:00Z","#
      + #""simStopTime":"2018-01-21T02:00:00Z","timeScalingFactor":60.0}}"#,
    "StopCommand": #"{"taskingParameters":{"simStopTime":"2018-01-21T02:00:00Z"}}"#,
    "UpdateCommand": #"{"taskingParameters":{"timeScalingFactor":120.0,"simUpdateTime":"2018-01-21T00:40:00Z"}}"#,
    "FreezeCommand": #"{"taskingParameters":{"simFreezeTime":"2018-01-21T00:30:00Z","freezeDuration":"PT5S"}}"#,
    "ResumeCommand":
      #"{"taskingParameters":{"resumeTime":"2026-11-20T09:35:50Z","simResumeTime":"2018-01-21T00:30:00Z"}}"#,
    "FreezeRequest":
      #"{"taskingParameters":{"simFreezeTime":"2018-01-21T00:30:00Z","freezeTime":"2026-11-20T09:35:45Z","#
      + #""freezeDuration":"PT5S","resumeTime":"2026-11-20T09:35:50Z","requestingApp":"ground"}}"#,
    "ResumeRequest": #"{"taskingParameters":{"requestingApp":"ground","simResumeTime":null,"tolerance":"PT12H"}}"#,
    "UpdateRequest":
      #"{"taskingParameters":{"timeScalingFactor":120.0,"simUpdateTime":"2018-01-21T00:40:00Z","#
      + #""requestingApp":"ground"}}"#,
    "ReadyStatus": #"{"name":"satelliteStorage","properties":{"ready":true}}"#,
    "ModeStatus": #"{"name":"satelliteStorage","properties":{"mode":"EXECUTING"}}"#,
    "TimeStatus":
      #"{"name":"manager","properties":{"simTime":"2018-01-21T00:11:00Z","time":"2026-11-20T09:33:27.358181Z","#
      + #""nextUpdate":{"timeScalingFactor":120.0,"simUpdateTime":"2018-01-21T00:40:00Z"},"#
      + #""nextFreeze":{"simFreezeTime":"2018-01-21T00:30:00Z","freezeDuration":"PT5S"}}}"#,
    "SatelliteReady": #"{"id":0,"name":"SUOMI NPP","ssr_capacity":280.0}"#,
    "SatelliteAllReady": #"{"ready":"allReady"}"#,
    "SatelliteState":
      #"{"id":0,"name":"SUOMI NPP","latitude":-9.253616575108909,"longitude":93.08816785032411,"#
      + #""altitude":831213.962703238,"capacity_used":84.75,"commRange":false,"groundId":null,"totalLinkCount":0,"#
      + #""cumulativeCostBySat":0.0,"time":"2018-01-21T00:01:00Z"}"#,
    "SatelliteElements":
      #"{"id":0,"time":"2018-01-21T01:00:00Z","OBJECT_NAME":"SUOMI NPP","OBJECT_ID":"2011-061A","#
      + #""NORAD_CAT_ID":37849,"EPOCH":"2018-01-20T22:54:01.266048Z","MEAN_MOTION":14.19560018,"#
      + #""ECCENTRICITY":6.16e-05,"INCLINATION":98.7246,"RA_OF_ASC_NODE":321.4999,"ARG_OF_PERICENTER":108.195,"#
      + #""MEAN_ANOMALY":317.8168,"BSTAR":2.8338e-05,"MEAN_MOTION_DOT":1.6e-07,"MEAN_MOTION_DDOT":0.0}"#,
    "LinkCharge":
      #"{"groundId":0,"satId":0,"satName":"SUOMI NPP","linkId":0,"end":"2018-01-21T00:46:00.481202Z","#
      + #""duration":420.0,"dataOffload":113.25,"downlinkCost":53.61392599416552,"#
      + #""cumulativeCostBySat":53.61392599416552,"cumulativeCosts":53.61392599416552}"#,
    "GroundLocation":
      #"{"groundId":0,"latitude":40.1625,"longitude":-83.21,"elevAngle":20.0,"operational":true,"#
      + #""downlinkRate":0.78156,"costPerSecond":0.37,"costMode":"discrete"}"#,
    "LinkStart":
      #"{"groundId":0,"satId":0,"satName":"SUOMI NPP","linkId":0,"start":"2018-01-21T00:39:00.481202Z","#
      + #""data":113.25}"#,
    "OutageReport":
      #"{"groundId":10,"outageStart":"2018-01-21T00:01:00Z","outageDuration":"PT30M","#
      + #""outageEnd":"2018-01-21T00:31:00Z"}"#,
    "ServedTerminal":
      #"{"terminal":"Taipei","policy":"A4","latitude":25.033,"longitude":121.5654,"altitude":0.0,"#
      + #""satId":17,"satName":"WALKER 1-18","elevation":41.25,"range":861.5,"rsrp":-111.39,"#
      + #""candidates":4,"totals":{"handovers":3,"satelliteHandovers":2,"pingPongs":0,"uniqueServed":3,"#
      + #""coveredSeconds":412.5,"meanRsrp":-111.4,"reports":7},"time":"2026-05-04T00:10:00Z"}"#,
    "HandoverEvent":
      #"{"terminal":"Taipei","policy":"A4","number":3,"kind":"handover","oldSatId":18,"newSatId":17,"#
      + #""reason":"A4","priority":"MEDIUM","factors":{"signal":0.9,"mobility":1.0,"resources":0.8,"#
      + #""total":0.91},"gain":1.75,"time":"2026-05-04T00:08:00Z"}"#,
    "MeasurementReport":
      #"{"terminal":"Taipei","policy":"A4","event":"A4","cause":"entered","number":1,"#
      + #""serving":{"satId":18,"rsrp":-113.25,"referenceDistance":702150.0},"cells":[{"satId":17,"#
      + #""rsrp":-111.5,"referenceDistance":512900.0}],"decision":"approved","time":"2026-05-04T00:08:00Z"}"#,
    "HandoverPrediction":
      #"{"terminal":"Taipei","measure":"elevation","horizon":"2026-05-04T00:10:00Z","#
      + #""changes":[{"time":"2026-05-04T00:03:00Z","kind":"handover","oldSatId":18,"newSatId":17,"#
      + #""uncertainty":0.5,"confidence":0.98}],"coverage":1.0,"time":"2026-05-04T00:00:00Z"}"#,
    "HandoverState":
      #"{"instance":"handover","version":12,"services":[{"terminal":"Taipei","policy":"A4","satId":17,"#
      + #""told":3}],"time":"2026-05-04T00:08:00Z"}"#,
    "HandoverInstance": #"{"name":"handover","present":true}"#,
    "OutageRestore": #"{"groundId":10,"outageEnd":"2018-01-21T00:31:00Z"}"#,
  ]

  @Test func everyKindHasItsText() {
    #expect(Kind.all.count == 28)
    #expect(Set(Kind.all.map(\.name)) == Set(Self.texts.keys))
  }

  @Test(arguments: Kind.all)
  func theExampleIsWrittenAsTheWireHasIt(_ kind: Kind) throws {
    #expect(String(decoding: kind.example, as: UTF8.self) == Self.texts[kind.name])
  }

  @Test(arguments: Kind.all)
  func whatIsWrittenIsReadAsTheSameMessage(_ kind: Kind) throws {
    func check<Content: Message>(_ type: Content.Type) throws {
      #expect(try type.decode(type.example.payload) == type.example)
    }
    try check(kind.type)
  }

  @Test func commandsKeepNullAndStatusesLeaveItOut() {
    let start = StartCommand(startTime: nil, simStartTime: nil, simStopTime: nil, timeScalingFactor: 1)
    let null = #""startTime":null,"simStartTime":null,"simStopTime":null"#
    #expect(text(start) == "{\"taskingParameters\":{\(null),\"timeScalingFactor\":1.0}}")
    let status = ReadyStatus(name: "a", text: "late", ready: false)
    #expect(text(status) == #"{"name":"a","description":"late","properties":{"ready":false}}"#)
  }

  @Test func timesAreWrittenToTheMicrosecondBefore() {
    let time = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21, nanosecond: 481_202_999))
    #expect(text(StopCommand(simStopTime: time)).contains("T00:00:00.481202Z"))
  }

  @Test func aStationAtSeaLevelHasNoAltitudeOnTheWire() throws {
    var station = GroundLocation.example
    station.altitude = 216.5
    #expect(text(station).hasSuffix(#""costMode":"discrete","altitude":216.5}"#))
    #expect(try GroundLocation.decode(station.payload) == station)
  }

  @Test(arguments: Kind.all)
  func noMutationTrapsAndWhatIsReadIsWrittenForGood(_ kind: Kind) throws {
    var random = RandomSource(seed: 20)
    var read = 0
    for round in 0..<2_000 {
      var payload = kind.example
      for _ in 0...round % 3 { payload = random.mutation(of: payload) }
      guard let written = try? kind.rewritten(payload) else { continue }
      read += 1
      #expect(try kind.rewritten(written) == written)
    }
    #expect(read > 10)
  }

  @Test(arguments: Kind.all)
  func everyTruncationIsRefusedAsNoJSON(_ kind: Kind) {
    for count in 0..<kind.example.count {
      let error = #expect(throws: MessageError.self) { _ = try kind.rewritten(Array(kind.example.prefix(count))) }
      #expect(error?.path == "$")
      #expect(error?.reason.hasPrefix("is not JSON: ") == true)
    }
  }

  private func text(_ message: some Message) -> String { String(decoding: message.payload, as: UTF8.self) }
}
