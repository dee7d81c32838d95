import JSON
import Messages
import Quantities
import Testing

/// Tolerance: everything that NOS-T peers send is read.
@Suite struct ReadingTests {
  static func stop(_ time: JSONValue) throws(MessageError) -> ScenarioTime {
    let value: JSONValue = ["taskingParameters": ["simStopTime": time]]
    return try StopCommand.decode(value.compactBytes).simStopTime
  }

  static func factor(_ factor: JSONValue) throws(MessageError) -> Double {
    let value: JSONValue = ["taskingParameters": ["timeScalingFactor": factor]]
    return try StartCommand.decode(value.compactBytes).timeScalingFactor
  }

  static func tolerance(_ span: JSONValue) throws(MessageError) -> TimeSpan? {
    let value: JSONValue = ["taskingParameters": ["requestingApp": "a", "tolerance": span]]
    return try ResumeRequest.decode(value.compactBytes).tolerance
  }

  static let times: [JSONValue] = [
    "2023-01-23T07:20:00Z", "2023-01-23T07:20:00.000000Z", "2023-01-23T12:50:00+05:30", "2023-01-23T07:20Z",
    "2023-01-23 07:20:00", "2023-01-23T07:20:00.0000000001Z", 1_674_458_400, 1_674_458_400.0, 1_674_458_400_000,
    1_674_458_400_000.0,
  ]

  @Test(arguments: times)
  func aTimeComesInEveryForm(_ time: JSONValue) throws {
    #expect(try Self.stop(time) == ScenarioTime("2023-01-23T07:20:00Z"))
  }

  @Test func aTimeKeepsItsFraction() throws {
    #expect(try Self.stop("2023-01-23").iso8601 == "2023-01-23T00:00:00Z")
    #expect(try Self.stop(1_795_167_329.824737).iso8601 == "2026-11-20T09:35:29.824737Z")
    #expect(try Self.stop(1_795_167_329_824).iso8601 == "2026-11-20T09:35:29.824000Z")
    #expect(try Self.stop(-1).iso8601 == "1969-12-31T23:59:59Z")
    #expect(try Self.stop(0).iso8601 == "1970-01-01T00:00:00Z")
  }

  static let spans: [JSONValue] = ["PT1M30S", "PT90S", "P0DT90S", "0:01:30", "00:01:30", "90", 90, 90.0]

  @Test(arguments: spans)
  func aSpanComesInEveryForm(_ span: JSONValue) throws {
    #expect(try Self.tolerance(span) == .seconds(90))
  }

  static let factors: [JSONValue] = [60, 60.0, "60", "60.0", "6e1", " 60 "]

  @Test(arguments: factors)
  func aNumberMayComeAsText(_ factor: JSONValue) throws {
    #expect(try Self.factor(factor) == 60)
  }

  @Test func aWholeNumberMayComeWithAPointOrAsText() throws {
    for id: JSONValue in [7, 7.0, "7", "7.0"] {
      let value: JSONValue = ["groundId": id, "outageEnd": "2018-01-21"]
      #expect(try OutageRestore.decode(value.compactBytes).groundId == 7)
    }
  }

  @Test(arguments: [#"{"taskingParameters":{}}"#, #"{"taskingParameters":{"timeScalingFactor":null}}"#])
  func aStartNeedsNothingButItsObject(_ text: String) throws {
    let start = try StartCommand.decode(text.utf8)
    #expect(start == StartCommand(startTime: nil, simStartTime: nil, simStopTime: nil, timeScalingFactor: 1))
  }

  @Test(arguments: Kind.all)
  func unknownMembersAreIgnored(_ kind: Kind) throws {
    var value = kind.exampleValue.setting(["unknown"], to: ["deep": [1, nil, "x"]])
    #expect(try kind.rewritten(value.compactBytes) == kind.example)
    for place in Place.all(in: kind.type.shape.members) {
      guard case .object = place.member.kind else { continue }
      value = value.setting(ArraySlice(place.path + ["unknown"]), to: 5)
    }
    #expect(try kind.rewritten(value.compactBytes) == kind.example)
  }

  @Test(arguments: Kind.all)
  func anOptionalMemberMayBeMissingOrNull(_ kind: Kind) throws {
    for place in Place.all(in: kind.type.shape.members) where !place.member.isRequired {
      let missing = kind.exampleValue.setting(place.path[...], to: nil)
      let null = kind.exampleValue.setting(place.path[...], to: .some(.null))
      #expect(try kind.rewritten(missing.compactBytes) == kind.rewritten(null.compactBytes), "\(place.text)")
    }
  }

  @Test func whatIsLeftOutIsWhatTheProtocolSays() throws {
    let initCommand = try InitCommand.decode(
      #"{"taskingParameters":{"simStartTime":"2018-01-21","simStopTime":"2018-01-22"}}"#.utf8)
    #expect(initCommand.requiredApps.isEmpty)
    #expect(try ReadyStatus.decode(#"{"name":"a","properties":{}}"#.utf8).ready)
    #expect(try SatelliteAllReady.decode("{}".utf8).ready == "allReady")
  }
}

/// Strictness: what is no message is refused, with its place and what is allowed.
@Suite struct MessageErrorTests {
  static let time = "an ISO 8601 date and time such as 2018-01-21T00:00:00Z, from 1900 to 2200"
  static let span = "an ISO 8601 duration such as PT90S or P1DT2H, HH:MM:SS, or a number of seconds"

  /// A kind by name, a payload, and the whole error.
  static let refused: [(kind: String, payload: String, text: String)] = [
    ("InitCommand", "not json", "InitCommand $: is not JSON: a value should stand at byte 0"),
    ("InitCommand", "", "InitCommand $: is not JSON: the text ends where a value should stand at byte 0"),
    (
      "StopCommand", #"{"taskingParameters":{"simStopTime":NaN}}"#,
      "StopCommand $: is not JSON: a value should stand at byte 36"
    ),
    (
      "StartCommand", #"{"taskingParameters":{"timeScalingFactor":1e999}}"#,
      "StartCommand $: is not JSON: the number 1e999 is out of range at byte 42"
    ),
    (
      "StartCommand", #"{"oops":1}"#,
      "StartCommand $.taskingParameters: is missing; allowed: an object"
    ),
    ("StartCommand", "[]", "StartCommand $: [] is not an object; allowed: an object with taskingParameters"),
    (
      "StopCommand", #"{"taskingParameters":5}"#,
      "StopCommand $.taskingParameters: 5 is not an object; allowed: an object with simStopTime"
    ),
    (
      "InitCommand", #"{"oops":1}"#,
      "InitCommand $.taskingParameters: is missing; allowed: an object with simStartTime, simStopTime"
    ),
    (
      "InitCommand", #"{"taskingParameters":{"simStartTime":"2023-01-23T07:20:00.000000Z"}}"#,
      "InitCommand $.taskingParameters.simStopTime: is missing; allowed: \(time)"
    ),
    (
      "StopCommand", #"{"taskingParameters":{"simStopTime":null}}"#,
      "StopCommand $.taskingParameters.simStopTime: is null; allowed: \(time)"
    ),
    (
      "StopCommand", #"{"taskingParameters":{"simStopTime":"soon"}}"#,
      "StopCommand $.taskingParameters.simStopTime: \"soon\" is not allowed; allowed: \(time)"
    ),
    (
      "StopCommand", #"{"taskingParameters":{"simStopTime":1e300}}"#,
      "StopCommand $.taskingParameters.simStopTime: 1e+300 is not allowed; allowed: \(time)"
    ),
    (
      "StopCommand", #"{"taskingParameters":{"simStopTime":123456789012345678901234567890}}"#,
      "StopCommand $.taskingParameters.simStopTime: 1.2345678901234568e+29 is not allowed; allowed: \(time)"
    ),
    (
      "FreezeCommand", #"{"taskingParameters":{"simFreezeTime":"2018-01-21","freezeDuration":"P1M"}}"#,
      "FreezeCommand $.taskingParameters.freezeDuration: \"P1M\" is not allowed; allowed: \(span)"
    ),
    (
      "UpdateCommand", #"{"taskingParameters":{"timeScalingFactor":0,"simUpdateTime":"2018-01-21"}}"#,
      "UpdateCommand $.taskingParameters.timeScalingFactor: 0 is not allowed; allowed: a number above 0"
    ),
    (
      "StartCommand", #"{"taskingParameters":{"timeScalingFactor":-60.0}}"#,
      "StartCommand $.taskingParameters.timeScalingFactor: -60.0 is not allowed; allowed: a number above 0"
    ),
    (
      "StartCommand", #"{"taskingParameters":{"timeScalingFactor":"0x3C"}}"#,
      "StartCommand $.taskingParameters.timeScalingFactor: \"0x3C\" is not allowed; allowed: a number above 0"
    ),
    (
      "StartCommand", #"{"taskingParameters":{"timeScalingFactor":"inf"}}"#,
      "StartCommand $.taskingParameters.timeScalingFactor: \"inf\" is not allowed; allowed: a number above 0"
    ),
    (
      "InitCommand",
      #"{"taskingParameters":{"simStartTime":"2018-01-21","simStopTime":"2018-01-21","requiredApps":["a",1]}}"#,
      "InitCommand $.taskingParameters.requiredApps: [\"a\",1] is not allowed; allowed: a list of texts"
    ),
    (
      "ModeStatus", #"{"name":"a","properties":{"mode":"executing"}}"#,
      "ModeStatus $.properties.mode: \"executing\" is not allowed; allowed: UNDEFINED, INITIALIZING, INITIALIZED, "
        + "EXECUTING, PAUSING, PAUSED, RESUMING, TERMINATING, TERMINATED"
    ),
    (
      "ReadyStatus", #"{"name":"a","properties":{"ready":1}}"#,
      "ReadyStatus $.properties.ready: 1 is not allowed; allowed: true or false"
    ),
    ("ReadyStatus", #"{"name":5,"properties":{}}"#, "ReadyStatus $.name: 5 is not allowed; allowed: text"),
    (
      "OutageRestore", #"{"groundId":1.5,"outageEnd":"2018-01-21"}"#,
      "OutageRestore $.groundId: 1.5 is not allowed; allowed: a whole number"
    ),
    (
      "OutageRestore", #"{"groundId":9223372036854775808,"outageEnd":"2018-01-21"}"#,
      "OutageRestore $.groundId: 9.223372036854776e+18 is not allowed; allowed: a whole number"
    ),
    (
      "GroundLocation", #"{"groundId":0,"latitude":90.5}"#,
      "GroundLocation $.latitude: 90.5 is not allowed; allowed: a number from -90.0 to 90.0"
    ),
    (
      "SatelliteReady", #"{"id":0,"name":"\#(String(repeating: "x", count: 200))","ssr_capacity":"much"}"#,
      "SatelliteReady $.ssr_capacity: \"much\" is not allowed; allowed: a number"
    ),
    (
      "ReadyStatus", #"{"name":["\#(String(repeating: "x", count: 200))"],"properties":{}}"#,
      "ReadyStatus $.name: [\"\(String(repeating: "x", count: 55))... is not allowed; allowed: text"
    ),
  ]

  @Test(arguments: refused)
  func saysWhereWhatAndWhatIsAllowed(_ kind: String, _ payload: String, _ text: String) throws {
    let kind = try #require(Kind.all.first { $0.name == kind })
    let error = #expect(throws: MessageError.self) { _ = try kind.rewritten(Array(payload.utf8)) }
    #expect(error?.description == text)
  }

  @Test(arguments: Kind.all)
  func everyRequiredMemberIsMissedAtItsPath(_ kind: Kind) {
    for place in Place.all(in: kind.type.shape.members) where place.member.isRequired {
      expect(kind, place, nil, "is missing")
      if !place.member.isNullable { expect(kind, place, .some(.null), "is null") }
    }
  }

  @Test(arguments: Kind.all)
  func everyMemberOfAWrongTypeIsRefusedAtItsPath(_ kind: Kind) {
    for place in Place.all(in: kind.type.shape.members) {
      let wrong: [JSONValue] =
        switch place.member.kind {
        case .integer, .count: [1.5, "1.5", "x", true, [], [:], .number(1e300)]
        case .number, .positiveNumber: ["x", "", "0x10", "nan", "1e999", true, [1], [:]]
        case .text: [5, true, [], [:]]
        case .choice: ["nothing", 5, []]
        case .texts: ["a", [1], [nil], [:]]
        case .boolean: [0, 1, "true", []]
        case .time: ["", "soon", "2023-13-01", true, [], [:], .number(1e300), .integer(.max), .integer(.min)]
        case .span: ["", "soon", "P1Y", true, [], [:], .number(1e300), .integer(.max)]
        case .counts: [5, "x", [], ["a": -1], ["a": 1.5], ["a": "x"]]
        case .object: [5, "x", [], true]
        case .objects: [5, "x", [:], true]
        }
      for value in wrong {
        if case .object = place.member.kind {
          expect(kind, place, value, "is not an object")
        } else {
          expect(kind, place, value, "is not allowed")
        }
      }
    }
  }

  private func expect(_ kind: Kind, _ place: Place, _ value: JSONValue?, _ reason: String) {
    let payload = kind.exampleValue.setting(place.path[...], to: value).compactBytes
    let error = #expect(throws: MessageError.self, "\(place.text): \(value?.compact ?? "missing")") {
      _ = try kind.rewritten(payload)
    }
    #expect(error?.message == kind.name)
    #expect(error?.path == place.text)
    #expect(error?.reason == reason)
  }
}
