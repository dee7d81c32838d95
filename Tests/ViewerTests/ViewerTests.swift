import Foundation
import JSON
import TestSupport
import Testing

/// The page before a live run, in a real browser.
@Suite(.serialized, .realBrowser) struct ViewerTests {
  /// Between what is drawn, by cubics through samples of the API, and the API. Unit: metres.
  static let drawingTolerance = 10.0
  /// Between a CZML document in CesiumJS and the API. Unit: metres.
  static let documentTolerance = 1.0
  /// Samples of a position that a viewer of /czml/live may come to hold: forty minutes at 30 s, and a turn of trims.
  static let mostSamples = 140
  /// A picture of fewer colours shows nothing.
  static let fewestColours = 40

  private func expectQuiet(_ seen: JSONValue) {
    #expect(seen["errors"] == [], "the console has errors")
    #expect(seen["foreign"] == [], "a request has left the server")
    #expect(seen["requests"]?.int ?? 0 > 10)
  }

  private func expectAlive(_ seen: JSONValue) throws {
    let counts = try #require(seen["counts"])
    for part in ["satellites", "stations", "links"] {
      #expect(counts["page"]?[part] == counts["server"]?[part], "\(part)")
    }
    #expect(counts["server"]?["links"]?.int ?? 0 > 0, "there is nothing to count")
    #expect(counts["page"]?["rows"] == counts["server"]?["satellites"])
    let motion = try #require(seen["motion"])
    // A satellite in a low orbit goes 7 km in a second of its time.
    let way = try #require(motion["live_m"]?.double), time = try #require(motion["live_ms"]?.double)
    #expect(time > 0 && way / time > 5)
    #expect(motion["held_m"]?.double == 0)
    #expect(motion["held_age"]?.string?.hasPrefix("held") == true)
    #expect(try #require(seen["drawn_within_m"]?.double) < Self.drawingTolerance)
  }

  @Test func `The globe shows the run, follows it, and obeys keys and the token`() throws {
    let run = try ServedRun("Scenarios/constellation", ["--speed", "20"])
    let seen = try Browser.look("globe", at: run.url, token: ServedRun.token)
    #expect(seen["view"] == "globe")
    let middle = try #require(seen["globe"]?["middle"]?.array).compactMap(\.int)
    #expect(middle.reduce(0, +) > 60, "the middle of the globe is black: \(middle)")
    #expect(try #require(seen["globe"]?["colours"]?.int) > Self.fewestColours)
    #expect(try #require(seen["map"]?["colours"]?.int) > Self.fewestColours)
    try expectAlive(seen)

    let keys = try #require(seen["keyboard"])
    let stops = try #require(keys["stops"]?.array)
    #expect(stops.count > 12)
    for stop in stops {
      #expect(stop["ring"] == true, "\(stop["name"] ?? .null) shows no focus")
      #expect(stop["label"]?.string?.isEmpty == false, "\(stop["name"] ?? .null) has no name")
    }
    #expect(keys["filtered"] == 1 && keys["selected"] == keys["wanted"] && keys["after_escape"] == .null)
    #expect(keys["unfiltered"] == [24, ""])
    #expect(keys["tab"] == "tab-stations")

    let held = try #require(seen["held"])
    let at = try #require(held["at"]?.array).compactMap(\.double)
    for (name, degrees) in [("latitude", at[0]), ("longitude", at[1])] {
      let digits = try #require(held[name]?.string).prefix { $0 != "°" }
      let told = try #require(Double(digits))
      #expect(abs(told - abs(degrees)) < 0.011, "\(name): \(told) is told, \(degrees) it was")
    }
    #expect(held["costs"] == true)

    #expect(seen["command"]?["stands"] == true)
    #expect(seen["command"]?["wrong"] == [0, true], "a wrong token is not kept, and opens nothing")
    #expect(seen["command"]?["offered"] == ["pause", "stop", "speed"], "a run by the clock does no steps")
    #expect(seen["command"]?["stored"] == [1, 0, ""], "the token is in this tab's session only")

    let outage = try #require(seen["outage"])
    #expect(outage["alarm"]?.string?.isEmpty == false && outage["moved_ms"]?.double == 0)
    #expect(outage["crowded"] == false, "the head's parts lie on each other")
    #expect(outage["veil"]?.string?.contains("this is how it was at") == true)
    expectQuiet(seen)
  }

  @Test func `Without WebGL the map does the same, on a narrow screen too`() throws {
    let run = try ServedRun("Scenarios/constellation", ["--speed", "20"])
    let seen = try Browser.look("map", at: run.url, token: ServedRun.token)
    #expect(seen["view"] == "map")
    #expect(seen["note"]?.string?.contains("WebGL") == true && seen["globe_is_off"] == true)
    #expect(try #require(seen["map"]?["colours"]?.int) > Self.fewestColours)
    try expectAlive(seen)
    #expect(seen["picked"] == "satellite")
    #expect(seen["outside"] == 0, "the whole world is in view at first")
    #expect(seen["too_wide"]?.int ?? 1 <= 0)
    #expect(seen["policy"]?.string?.contains("unsafe") == false)
    expectQuiet(seen)
  }

  @Test func `A twin, which has no end, is followed as a run is`() throws {
    let twin = try ServedRun(["twin", "--walker", "66/6/1", "--interval", "3600", "--serve", "0"])
    let seen = try Browser.look("twin", at: twin.url)
    #expect(seen["satellites"] == 66)
    #expect(try #require(seen["map"]?["colours"]?.int) > Self.fewestColours)
    #expect(seen["clock"]?.string?.hasPrefix("20") == true)
    #expect(seen["alarm"] == false)
    // Satellites of 780 km move 6.5 km a second over the ground and more in space; in 2.5 s that are some.
    #expect(try #require(seen["motion"]?["live_m"]?.double) > 5_000)
    #expect(seen["motion"]?["held_m"]?.double == 0)
    expectQuiet(seen)
  }

  @Test func `CZML is the API's to a metre in CesiumJS, and a minute of polls stays bounded`() throws {
    let run = try ServedRun("Scenarios/constellation", ["--speed", "60"])
    let seconds = ProcessInfo.processInfo.environment["ORRERY_VIEWER_POLL"].flatMap(Int.init) ?? 60
    let seen = try Browser.look("czml", at: run.url, seconds: seconds)
    let loaded = try #require(seen["loaded"])
    #expect(loaded["missing"] == 0 && loaded["compared"] == .integer(24 * 31))
    #expect(try #require(loaded["worst_m"]?.double) < Self.documentTolerance)

    let polls = try #require(seen["polls"]?.array)
    #expect(polls.count > seconds / 2)
    for poll in polls {
      #expect(poll["placed"] == 24, "a satellite is away at \(poll["time"] ?? .null)")
      #expect(try #require(poll["samples"]?.int) <= Self.mostSamples)
      #expect(try #require(poll["own"]?.int) <= 24)
    }
    #expect(polls.contains { $0["beams"]?.int ?? 0 > 0 }, "no link was seen")
    // What the first third needs, the last may need as well: rubbish comes and goes.
    let memory = polls.compactMap { $0["megabytes"]?.double }
    let third = memory.count / 3
    let (early, late) = (try #require(memory.prefix(third).max()), try #require(memory.suffix(third).min()))
    #expect(late < early * 1.25 + 20, "from \(early) MB to \(late) MB")
    expectQuiet(seen)
  }

  @Test func `A page of another origin can neither read nor command, and no path leads elsewhere`() throws {
    let run = try ServedRun("Scenarios/downlink", ["--speed", "60"])
    let seen = try Browser.look("foreign", at: run.url, token: ServedRun.token)
    let tries = try #require(seen["tries"]?.object)
    for attempt in tries.members { #expect(attempt.value == "refused", "\(attempt.name): \(attempt.value)") }
    #expect(seen["mode"] == "EXECUTING")
    let paths = try #require(seen["paths"]?.object)
    for path in paths.members { #expect(path.value == 400 || path.value == 404, "\(path.name): \(path.value)") }
  }
}
