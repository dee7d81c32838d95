import Foundation
import Orbits
import Quantities
import Testing

/// The example of the article on many satellites, run as it stands there.
@Suite struct ArticleTests {
  @Test func theExampleOfTheArticleRuns() throws {
    // begin
    let start = try ScenarioTime("2026-01-01T00:00:00Z")
    let constellation = try WalkerConstellation(
      .delta, satelliteCount: 1_584, planeCount: 72, phasing: 39, inclinationDegrees: 53, altitudeKilometres: 550,
      epoch: start)
    let propagator = Propagator(constellation.elementSets(prefix: "LEO"))
    let zurich = GroundSite(Geodetic(latitudeDegrees: 47.37, longitudeDegrees: 8.54, heightMetres: 400))

    // The memory, made once.
    let ephemeris = Ephemeris(satellites: propagator.count)
    let track = GroundTrack(satellites: propagator.count)
    let sky = Sky(satellites: propagator.count, sites: [zurich])

    var inView = 0
    for minute in 0..<60 {
      let time = start + .minutes(minute)
      propagator.propagate(to: time, into: ephemeris)
      track.update(from: ephemeris, at: time)
      sky.update(from: ephemeris, at: time)
      for satellite in 0..<propagator.count {
        if let look = sky[satellite: satellite, site: 0], look.elevation.degrees > 25 { inView += 1 }
      }
    }

    // Every pass above 25 degrees in six hours.
    let scan = AccessScan(of: propagator, over: [.init(site: zurich, minimumElevation: .degrees(25))])
    let contacts = scan.contacts(from: start, to: start + .hours(6))
    // end
    #expect(inView > 60 && contacts.count > 1_000)
  }

  @Test func theArticleHoldsTheExampleThatRan() throws {
    let file = URL(filePath: #filePath)
    let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/Orbits/Orbits.docc/ManySatellites.md"), encoding: .utf8)
    let block = try #require(article.firstMatch(of: /```swift\n([\s\S]*?)```/)).output.1
    let source = try String(contentsOf: file, encoding: .utf8)
    let ran = try #require(source.firstMatch(of: /\/\/ begin\n([\s\S]*?) *\/\/ end/)).output.1
    let lines = ran.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n")
    #expect(String(block) == lines)
  }
}
