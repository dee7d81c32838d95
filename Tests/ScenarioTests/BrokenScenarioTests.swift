import Foundation
import Quantities
import Scenario
import Testing

@Suite struct BrokenScenarioTests {
  /// A file with something wrong in it: a piece of the sound one replaced, or a text of its own.
  struct Broken: Sendable, CustomTestStringConvertible {
    var name: String
    var piece: String?
    var text: String
    var problems: [String]
    /// The bytes themselves, where they are no text.
    var raw: [UInt8]?

    var testDescription: String { name }

    var bytes: [UInt8] {
      raw ?? Array((piece.map { BrokenScenarioTests.sound.replacing($0, with: text) } ?? text).utf8)
    }
  }

  static let elements = #"""
    {
            "line1": "1 43013U 17073A   18020.90595486 -.00000036  00000-0  37063-5 0  9990",
            "line2": "2 43013  98.7126 321.4710 0000893  65.9680 294.1589 14.19549727  9015"
          }
    """#

  static let sound = #"""
    {
      "name": "t",
      "start": "2018-01-21T00:00:00Z",
      "stop": "PT2H",
      "satellites": [
        {
          "id": 0,
          "name": "NOAA 20",
          "elements": \#(elements),
          "recorder": { "capacityGigabits": 343, "initialFraction": 0.25, "instrumentGigabitsPerSecond": 0.0125 }
        }
      ],
      "stations": [
        { "groundId": 4, "name": "Seoul", "latitudeDegrees": 37.5665, "longitudeDegrees": 126.978 }
      ]
    }
    """#

  static func problems(of bytes: [UInt8]) -> [String] {
    // Beside the shipped scenario, so that its files can be named; the folder is left out of the texts.
    let folder = Shipped.root.appending(path: "Scenarios/downlink").path
    do throws(ScenarioProblems) {
      _ = try ScenarioReader.read(bytes, file: "\(folder)/t.json")
      return []
    } catch {
      return error.problems.map { $0.description.replacing("\(folder)/", with: "") }
    }
  }

  @Test("The scenario that the others are made from is sound")
  func soundScenario() {
    #expect(Self.problems(of: Array(Self.sound.utf8)) == [])
  }

  @Test("What is wrong is told with its place, its path, its value and what is allowed", arguments: cases)
  func brokenScenario(broken: Broken) {
    #expect(Self.problems(of: broken.bytes) == broken.problems)
  }

  static let cases: [Broken] = [
    Broken(
      name: "misspelt key", piece: #""stop""#, text: #""stpo""#,
      problems: [
        #"t.json:1:1: $.stop: is missing from "t"; allowed: an ISO 8601 date and time, or a duration after the start such as PT2H"#,
        #"t.json:4:3: $: the key "stpo" is not known; allowed: $schema, name, description, prefix, start, stop, step, scale, seed, earth, model, stationChoice, stateInterval, firstState, timeStatusInterval, apps, manager, satellites, stations, outages, handover, script; did you mean "stop"?"#,
      ]),
    Broken(
      name: "misspelt key deep down", piece: #""initialFraction""#, text: #""initalFraction""#,
      problems: [
        #"t.json:13:46: $.satellites[0].recorder: the key "initalFraction" is not known; allowed: capacityGigabits, initialGigabits, initialFraction, instrumentGigabitsPerSecond; did you mean "initialFraction"?"#
      ]),
    Broken(
      name: "unknown key", piece: #""name": "t""#, text: #""colour": "red", "name": "t""#,
      problems: [
        #"t.json:2:3: $: the key "colour" is not known; allowed: $schema, name, description, prefix, start, stop, step, scale, seed, earth, model, stationChoice, stateInterval, firstState, timeStatusInterval, apps, manager, satellites, stations, outages, handover, script"#
      ]),
    Broken(
      name: "duplicate key", piece: #""start": "2018"#,
      text: #"""
        "name": "u",
          "start": "2018
        """#,
      problems: [
        #"t.json:3:3: $: the key "name" stands twice: first at line 2, column 3"#
      ]),
    Broken(
      name: "no element set", piece: "\"elements\": \(elements),\n      ", text: "",
      problems: [
        #"t.json:6:5: $.satellites[0].elements: is missing from "NOAA 20"; allowed: an object with line1 or file"#
      ]),
    Broken(
      name: "number in quotes", piece: "343", text: #""343""#,
      problems: [
        #"t.json:13:41: $.satellites[0].recorder.capacityGigabits: "343" is text, not a number: take away its quotes; allowed: a number of Gigabits above 0 and at most 1000000000000"#
      ]),
    Broken(
      name: "number out of range", piece: "0.25", text: "1.25",
      problems: [
        "t.json:13:65: $.satellites[0].recorder.initialFraction: 1.25 is out of range; allowed: a number of the capacity from 0 to 1"
      ]),
    Broken(
      name: "negative number", piece: "0.0125", text: "-1",
      problems: [
        "t.json:13:102: $.satellites[0].recorder.instrumentGigabitsPerSecond: -1 is out of range; allowed: a number of Gigabits a second from 0 to 1000000"
      ]),
    Broken(
      name: "no number", piece: "37.5665", text: "north",
      problems: [
        #"t.json:17:58: $.stations[0].latitudeDegrees: "north" is not a number; allowed: a number of degrees from -90 to 90"#
      ]),
    Broken(
      name: "octal number", piece: "343", text: "0343",
      problems: [
        "t.json:13:41: $.satellites[0].recorder.capacityGigabits: 0343 is not a number; allowed: a number of Gigabits above 0 and at most 1000000000000"
      ]),
    Broken(
      name: "bad time", piece: "2018-01-21T00:00:00Z", text: "2018-02-30T00:00:00Z",
      problems: [
        #"t.json:3:12: $.start: "2018-02-30T00:00:00Z" is no time (no such day in the calendar); allowed: an ISO 8601 date and time such as 2018-01-21T00:00:00Z"#
      ]),
    Broken(
      name: "time out of the calendar", piece: "2018-01-21T00:00:00Z", text: "2301-01-01T00:00:00Z",
      problems: [
        #"t.json:3:12: $.start: "2301-01-01T00:00:00Z" is no time (outside the years 1900 to 2200); allowed: an ISO 8601 date and time such as 2018-01-21T00:00:00Z"#
      ]),
    Broken(
      name: "stop before start", piece: #""PT2H""#, text: #""2018-01-20T00:00:00Z""#,
      problems: [
        #"t.json:4:11: $.stop: "2018-01-20T00:00:00Z" is not after the start; allowed: a time after 2018-01-21T00:00:00Z"#
      ]),
    Broken(
      name: "no stop",
      piece: #"""
          "stop": "PT2H",

        """#, text: "",
      problems: [
        #"t.json:1:1: $.stop: is missing from "t"; allowed: an ISO 8601 date and time, or a duration after the start such as PT2H"#
      ]),
    Broken(
      name: "too long", piece: #""PT2H""#, text: #""2199-01-01T00:00:00Z""#,
      problems: [
        #"t.json:4:11: $.stop: "2199-01-01T00:00:00Z" is too far from the start; allowed: a run of at most 100 years"#
      ]),
    Broken(
      name: "bad duration", piece: #""PT2H""#, text: #""P1Y""#,
      problems: [
        #"t.json:4:11: $.stop: "P1Y" is no time; allowed: an ISO 8601 date and time, or a duration after the start such as PT2H"#
      ]),
    Broken(
      name: "step of nothing", piece: #""stop""#, text: #""step": 0, "stop""#,
      problems: [
        "t.json:4:11: $.step: 0 is out of range; allowed: a duration above 0 to ten years, such as PT90S, 0:01:30 or 90"
      ]),
    Broken(
      name: "step past counting", piece: #""stop""#, text: #""step": 9000000000, "stop""#,
      problems: [
        "t.json:4:11: $.step: 9000000000 is out of range; allowed: a duration above 0 to ten years, such as PT90S, 0:01:30 or 90"
      ]),
    Broken(
      name: "too fine a step", piece: #""stop""#, text: #""step": "PT0.0000005S", "stop""#,
      problems: [
        #"t.json:4:11: $.step: "PT0.0000005S" is finer than the wire carries; allowed: whole microseconds"#
      ]),
    Broken(
      name: "scale next to nothing", piece: #""stop""#, text: #""scale": 1e-300, "stop""#,
      problems: [
        "t.json:4:12: $.scale: 1e-300 is out of range; allowed: a number of scenario seconds in a wallclock second from 0.001 to 1000000"
      ]),
    Broken(
      name: "negative seed", piece: #""stop""#, text: #""seed": -1, "stop""#,
      problems: [
        "t.json:4:11: $.seed: -1 is out of range; allowed: a whole number from 0 to 9223372036854775807"
      ]),
    Broken(
      name: "seed past counting", piece: #""stop""#, text: #""seed": 9223372036854775808, "stop""#,
      problems: [
        "t.json:4:11: $.seed: 9223372036854775808 is out of range; allowed: a whole number from 0 to 9223372036854775807"
      ]),
    Broken(
      name: "seed in halves", piece: #""stop""#, text: #""seed": 1.5, "stop""#,
      problems: [
        "t.json:4:11: $.seed: 1.5 is not whole; allowed: a whole number from 0 to 9223372036854775807"
      ]),
    Broken(
      name: "constellation of too many",
      piece: "\"id\": 0,\n      \"name\": \"NOAA 20\",\n      \"elements\": \(elements)",
      text: #"""
        "walker": { "pattern": "delta", "satellites": 100000, "planes": 1, "phasing": 0, "inclinationDegrees": 50,
            "altitudeKilometres": 550 }
        """#,
      problems: [
        "t.json:7:53: $.satellites[0].walker.satellites: 100000 is out of range; allowed: a whole number from 1 to 99999"
      ]),
    Broken(
      name: "node at the full circle",
      piece: "\"id\": 0,\n      \"name\": \"NOAA 20\",\n      \"elements\": \(elements)",
      text: #"""
        "walker": { "pattern": "delta", "firstRightAscensionDegrees": 360, "satellites": 1, "planes": 1, "phasing": 0, "inclinationDegrees": 50,
            "altitudeKilometres": 550 }
        """#,
      problems: [
        "t.json:7:69: $.satellites[0].walker.firstRightAscensionDegrees: 360 is out of range; allowed: a number of degrees from 0 to below 360"
      ]),
    Broken(
      name: "constellation past the largest number",
      piece: "\"id\": 0,\n      \"name\": \"NOAA 20\",\n      \"elements\": \(elements)",
      text: #"""
        "walker": { "pattern": "delta", "satellites": 24, "planes": 1, "phasing": 0, "inclinationDegrees": 50,
            "altitudeKilometres": 550, "firstId": 999999990 }
        """#,
      problems: [
        "t.json:8:43: $.satellites[0].walker.firstId: 999999990 leads 24 satellites past the largest number; allowed: at most 999999976"
      ]),
    Broken(
      name: "two stations alike", piece: "126.978 }",
      text: #"""
        126.978 },
            { "groundId": 4, "name": "Busan", "latitudeDegrees": 35, "longitudeDegrees": 129 }
        """#,
      problems: [
        #"t.json:16:15: $.stations: a list of 2 gives the groundId 4 to "Seoul" and "Busan"; allowed: its own groundId for each"#
      ]),
    Broken(
      name: "two names alike", piece: "126.978 }",
      text: #"""
        126.978 },
            { "groundId": 5, "name": "Seoul", "latitudeDegrees": 35, "longitudeDegrees": 129 }
        """#,
      problems: [
        #"t.json:16:15: $.stations: a list of 2 uses the name "Seoul" 2 times; allowed: a name of its own for each"#
      ]),
    Broken(
      name: "unknown station in outages", piece: #""stations": ["#,
      text: #"""
        "outages": { "scheduled": [{ "groundId": 7, "start": "PT1H", "duration": "PT5M" }] },
          "stations": [
        """#,
      problems: [
        "t.json:16:44: $.outages.scheduled[0].groundId: 7 is no station's number; allowed: 4"
      ]),
    Broken(
      name: "unknown station at random", piece: #""stations": ["#,
      text: #"""
        "outages": { "random": [{ "stations": [4, 9], "outagesPerHour": 1, "duration": "PT5M" }] },
          "stations": [
        """#,
      problems: [
        "t.json:16:45: $.outages.random[0].stations[1]: 9 is no station's number; allowed: 4"
      ]),
    Broken(
      name: "station with two rates", piece: #""stations": ["#,
      text: #"""
        "outages": { "random": [{ "outagesPerHour": 1, "duration": "PT5M" }, { "stations": [4], "outagesPerHour": 1, "duration": "PT5M" }] },
          "stations": [
        """#,
      problems: [
        "t.json:16:72: $.outages.random[1]: an object gives station 4 a second rate; allowed: each station once"
      ]),
    Broken(
      name: "bad checksum", piece: "14.19549727  9015", text: "14.19549727  9016",
      problems: [
        #"t.json:11:18: $.satellites[0].elements.line2: "2 43013  98.7126 321.4710 0000893  65.9680 294.1589 14.19..." is no element set: line 2, column 69: "6": wrong checksum; allowed: 5"#
      ]),
    Broken(
      name: "cut line", piece: #"0  9990""#, text: #"0""#,
      problems: [
        #"t.json:10:18: $.satellites[0].elements.line1: "1 43013U 17073A   18020.90595486 -.00000036  00000-0  370..." is no element set: line 1, columns 64-69: "": the line has 63 columns; allowed: 69 columns"#
      ]),
    Broken(
      name: "satellite that cannot fly", piece: "14.19549727  9015", text: "34.19549727  9017",
      problems: [
        #"t.json:6:5: $.satellites[0]: "NOAA 20" cannot be propagated: SGP4 error 6: decayed, 0.6294319768488192 Earth radii from the Earth's centre; allowed: elements that SGP4 can take"#
      ]),
    Broken(
      name: "file missing", piece: elements, text: #"{ "file": "nowhere.tle" }"#,
      problems: [
        #"t.json:9:29: $.satellites[0].elements.file: "nowhere.tle" cannot be read: No such file or directory; allowed: a file beside the scenario, or a full path"#
      ]),
    Broken(
      name: "set not in file", piece: elements, text: #"{ "file": "elements.tle", "name": "NOAA 21" }"#,
      problems: [
        #"t.json:9:19: $.satellites[0].elements: elements.tle has no element set "NOAA 21"; allowed: "SUOMI NPP", "NOAA 20"; did you mean "NOAA 20"?"#
      ]),
    Broken(
      name: "which set of the file", piece: elements, text: #"{ "file": "elements.tle" }"#,
      problems: [
        "t.json:9:19: $.satellites[0].elements: an object does not say which of 2 element sets; allowed: name, or number"
      ]),
    Broken(
      name: "stations from no file",
      piece: #"{ "groundId": 4, "name": "Seoul", "latitudeDegrees": 37.5665, "longitudeDegrees": 126.978 }"#,
      text: #"{ "file": "stations.xls" }"#,
      problems: [
        #"t.json:17:15: $.stations[0].file: "stations.xls" cannot be read: No such file or directory; allowed: a file beside the scenario, or a full path"#
      ]),
    Broken(
      name: "stations from another kind of file",
      piece: #"{ "groundId": 4, "name": "Seoul", "latitudeDegrees": 37.5665, "longitudeDegrees": 126.978 }"#,
      text: #"{ "file": "elements.tle" }"#,
      problems: [
        "t.json:17:15: $.stations[0].file: elements.tle:1:1: has no column latitude; allowed: altitude, costmode, costpersecond, downlinkrate, elevangle, groundid, latitude, longitude, name, operational",
        "t.json:17:15: $.stations[0].file: elements.tle:1:1: has no column longitude; allowed: altitude, costmode, costpersecond, downlinkrate, elevangle, groundid, latitude, longitude, name, operational",
      ]),
    Broken(
      name: "recorder too full", piece: #""initialFraction": 0.25"#, text: #""initialGigabits": 344"#,
      problems: [
        "t.json:13:65: $.satellites[0].recorder.initialGigabits: 344 is more than the recorder holds; allowed: at most 343 Gigabits"
      ]),
    Broken(
      name: "two initial fills", piece: #""initialFraction": 0.25"#,
      text: #""initialFraction": 0.25, "initialGigabits": 5"#,
      problems: [
        "t.json:13:19: $.satellites[0].recorder: an object has both initialGigabits and initialFraction; allowed: one of the two"
      ]),
    Broken(
      name: "no satellites",
      piece: #"""
        "satellites": [
            {
              "id": 0,
              "name": "NOAA 20",
              "elements": {
                "line1": "1 43013U 17073A   18020.90595486 -.00000036  00000-0  37063-5 0  9990",
                "line2": "2 43013  98.7126 321.4710 0000893  65.9680 294.1589 14.19549727  9015"
              },
              "recorder": { "capacityGigabits": 343, "initialFraction": 0.25, "instrumentGigabitsPerSecond": 0.0125 }
            }
          ],
          
        """#,
      text: #"""
        "satellites": [],
          
        """#,
      problems: [
        "t.json:5:17: $.satellites: [] has too few elements; allowed: a list with at least 1 element"
      ]),
    Broken(
      name: "satellites in an object",
      piece: #"""
        "satellites": [
            {
              "id": 0,
              "name": "NOAA 20",
              "elements": {
                "line1": "1 43013U 17073A   18020.90595486 -.00000036  00000-0  37063-5 0  9990",
                "line2": "2 43013  98.7126 321.4710 0000893  65.9680 294.1589 14.19549727  9015"
              },
              "recorder": { "capacityGigabits": 343, "initialFraction": 0.25, "instrumentGigabitsPerSecond": 0.0125 }
            }
          ],
          
        """#,
      text: #"""
        "satellites": {},
          
        """#,
      problems: [
        "t.json:5:17: $.satellites: an object is no list; allowed: a list with at least 1 element"
      ]),
    Broken(
      name: "bad choice", piece: #""stop""#, text: #""stationChoice": "higest", "stop""#,
      problems: [
        #"t.json:4:20: $.stationChoice: "higest" is none of them; allowed: highest, first; did you mean "highest"?"#
      ]),
    Broken(
      name: "bad prefix", piece: #""stop""#, text: #""prefix": "a/b", "stop""#,
      problems: [
        #"t.json:4:13: $.prefix: "a/b" holds the character "/"; allowed: a name of at most 100 bytes, without / . + # * and blanks"#
      ]),
    Broken(
      name: "prefix past the wire", piece: #""stop""#,
      text: "\"prefix\": \"" + String(repeating: "x", count: 101) + "\", \"stop\"",
      problems: [
        "t.json:4:13: $.prefix: \"\(String(repeating: "x", count: 57))...\" has 101 bytes, more than 100; allowed: a name of at most 100 bytes, without / . + # * and blanks"
      ]),
    Broken(
      name: "topic past the wire", piece: #""stop""#,
      text: "\"script\": [{ \"at\": \"PT1M\", \"topic\": \"a/" + String(repeating: "x", count: 65_433)
        + "\", \"payload\": {} }], \"stop\"",
      problems: [
        "t.json:4:39: $.script[0].topic: \"a/\(String(repeating: "x", count: 55))...\" is no topic: it has 65536 bytes, more than 65535; allowed: levels divided by '/', such as nost/manager/init"
      ]),
    Broken(
      name: "bytes that are no text", piece: nil, text: "",
      problems: ["t.json:2:10: the text is not UTF-8"], raw: Array("{\n  'ä': 'ü".utf8) + [0xFF, 0x27, 0x7D]),
    Broken(
      name: "too fine a start", piece: "00:00:00Z", text: "00:00:00.0000001Z",
      problems: [
        #"t.json:3:12: $.start: "2018-01-21T00:00:00.0000001Z" is finer than the wire carries; allowed: whole microseconds"#
      ]),
    Broken(
      name: "too fine a step, as a number", piece: #""stop""#, text: #""step": 5e-07, "stop""#,
      problems: [
        "t.json:4:11: $.step: 5e-07 is finer than the wire carries; allowed: whole microseconds"
      ]),
    Broken(
      name: "two applications alike", piece: #""stop""#, text: #""apps": { "ground": "manager" }, "stop""#,
      problems: [
        "t.json:4:11: $.apps: an object names two applications alike; allowed: five different names, one of them manager"
      ]),
    Broken(
      name: "bad topic", piece: #""stop""#,
      text: #""script": [{ "at": "PT1M", "topic": "report", "payload": {} }], "stop""#,
      problems: [
        #"t.json:4:39: $.script[0].topic: "report" is no topic below the prefix; allowed: APP/TOPIC such as outage/report, without + and #"#
      ]),
    Broken(
      name: "alias", piece: #""t""#, text: "*t",
      problems: [
        "t.json:2:11: an alias (*t) stands here; allowed: the value itself"
      ]),
    Broken(
      name: "tag", piece: #""t""#, text: "!!str t",
      problems: [
        "t.json:2:11: a tag (tag:yaml.org,2002:str) stands here; allowed: a value without a tag"
      ]),
    Broken(
      name: "second document", piece: nil, text: sound + "\n---\n{}\n",
      problems: [
        "t.json:20:1: a second document begins; allowed: one scenario in a file"
      ]),
    Broken(
      name: "tabs in YAML", piece: nil, text: "name: t\nsatellites:\n\t- name: x\n",
      problems: [
        "t.json:3:1: not JSON or YAML: found character that cannot start any token (while scanning for the next token)"
      ]),
    Broken(
      name: "half a document", piece: nil, text: sound.components(separatedBy: "\"recorder\"")[0],
      problems: [
        "t.json:14:1: not JSON or YAML: did not find expected node content (while parsing a flow node)"
      ]),
    Broken(
      name: "control character", piece: nil, text: sound.replacing("Seoul", with: "Seo\u{1}ul"),
      problems: [
        "t.json:17:34: not JSON or YAML: control characters are not allowed"
      ]),
    Broken(
      name: "no key", piece: nil, text: "{ [1]: 2 }",
      problems: [
        "t.json:1:3: a key is no text; allowed: a name"
      ]),
    Broken(
      name: "a list", piece: nil, text: "[1, 2]",
      problems: [
        "t.json:1:1: $: a list of 2 is no object; allowed: an object with name, start, stop, satellites, stations"
      ]),
    Broken(
      name: "a word", piece: nil, text: "hello",
      problems: [
        #"t.json:1:1: $: "hello" is no object; allowed: an object with name, start, stop, satellites, stations"#
      ]),
    Broken(
      name: "empty", piece: nil, text: "",
      problems: [
        "t.json: is empty; allowed: one scenario, in JSON or YAML"
      ]),
    Broken(
      name: "only a comment", piece: nil, text: "// nothing\n",
      problems: [
        "t.json: is empty; allowed: one scenario, in JSON or YAML"
      ]),
  ]
}
