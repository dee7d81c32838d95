import Glibc
import Orbits
import Quantities
import Testing

@testable import HandoverAnalysis

@Suite struct TerminalTrackTests {
  static let start = ScenarioTime(nanosecondsSince1970: 1_770_000_000_000_000_000)

  static func track(
    _ points: [(seconds: Int, latitude: Double, longitude: Double, height: Double)]
  ) throws(TerminalTrackError) -> TerminalTrack {
    try TerminalTrack(
      points.map {
        TerminalTrack.Waypoint(
          time: start + .seconds($0.seconds),
          place: Geodetic(
            latitudeDegrees: $0.latitude, longitudeDegrees: $0.longitude, heightMetres: $0.height))
      })
  }

  /// Over a pole, over the 180th meridian, along a parallel, up and down.
  static let shapes: [[(seconds: Int, latitude: Double, longitude: Double, height: Double)]] = [
    [(0, 89, 10, 0), (600, 89, -170, 11_000), (1_200, 86, -170, 0)],
    [(0, -10, 179.5, 100), (300, -10, -179.5, 10_000), (800, -12, -178, 10_000)],
    [(0, 48, 11, 500), (1_000, 48, 14, 500), (1_000_000, 48.5, 14, 700)],
  ]

  @Test(arguments: shapes.indices) func `Position and velocity are those of the places along the way`(
    shape: Int
  ) throws {
    let track = try Self.track(Self.shapes[shape])
    for seconds in stride(from: 7, to: 1_150, by: 41) {
      let time = Self.start + .seconds(seconds)
      let state = track.earthFixed(at: time)
      // A micrometre: what degrees in doubles can tell.
      #expect(length(state.positionEarthFixed - track.place(at: time).positionEarthFixed) < 1e-8)
      let step = TimeSpan(nanoseconds: 500_000_000)
      let (before, after) = (track.earthFixed(at: time - step), track.earthFixed(at: time + step))
      let slope = after.positionEarthFixed - before.positionEarthFixed
      // Central differences of half a second: a = v²/R makes less than a centimetre a second of them.
      #expect(length(slope - state.velocityEarthFixed) < 1e-5)
    }
  }

  @Test(arguments: shapes.indices) func `No part of the way is longer than it is said to be, nor much shorter`(
    shape: Int
  ) throws {
    let track = try Self.track(Self.shapes[shape])
    let times = stride(from: -60, through: 1_260, by: 30).map { Self.start + .seconds($0) }
    for (one, other) in zip(times, times.dropFirst()) {
      let chord = length(track.earthFixed(at: other).positionEarthFixed - track.earthFixed(at: one).positionEarthFixed)
      let way = track.wayKilometres(from: one, to: other)
      #expect(chord <= way + 1e-9)
      let corners = Self.shapes[shape].map { Self.start + .seconds($0.seconds) }
      if !corners.contains(where: { one < $0 && $0 < other }) { #expect(way <= chord * 1.02 + 1e-9) }
    }
  }

  @Test func `A waypoint is where it was told to be, and before the first and after the last nothing moves`() throws {
    let track = try Self.track(Self.shapes[1])
    for waypoint in track.waypoints { #expect(track.place(at: waypoint.time) == waypoint.place) }
    #expect(track.place(at: Self.start - .hours(1)) == track.waypoints[0].place)
    #expect(track.place(at: Self.start + .hours(1)) == track.waypoints[2].place)
    for time in [Self.start - .seconds(1), Self.start + .seconds(800)] {
      #expect(track.earthFixed(at: time).velocityEarthFixed == .zero)
    }
  }

  @Test func `Half way over the pole is the pole, half way over the 180th meridian is on it`() throws {
    #expect(try Self.track(Self.shapes[0]).place(at: Self.start + .seconds(300)).latitudeDegrees > 89.999_999_9)
    let place = try Self.track(Self.shapes[1]).place(at: Self.start + .seconds(150))
    #expect(abs(abs(place.longitudeDegrees) - 180) < 1e-9 && abs(place.heightMetres - 5_050) < 1e-6)
  }

  @Test func `A leg is near the geodesic, and even`() throws {
    let track = try Self.track([(0, 40, 0, 0), (2_000, 47, 8, 0)])
    // Half of the 1,010.553 km from 40 N 0 E to 47 N 8 E: Vincenty's inverse formula, then Runge and Kutta in 2,000
    // steps of the geodesic's own equation, which ends within 2 micrometres of 47 N 8 E.
    let middle = Geodetic(latitudeDegrees: 43.570_864_905, longitudeDegrees: 3.768_272_896)
    let place = track.place(at: Self.start + .seconds(1_000))
    #expect(length(place.positionEarthFixed - middle.positionEarthFixed) < 0.2)
    for seconds in stride(from: 0, to: 2_000, by: 100) {
      let speed = length(track.earthFixed(at: Self.start + .seconds(seconds)).velocityEarthFixed)
      #expect(abs(speed * 2_000 / 1_010.553 - 1) < 0.01)
    }
  }

  @Test func `A terminal that moves is at its track's places`() throws {
    let track = try Self.track(Self.shapes[2])
    let terminal = UserTerminal(name: "UT", along: track)
    #expect(terminal.track == track && terminal.site == GroundSite(track.waypoints[0].place))
    let time = Self.start + .seconds(123)
    #expect(terminal.site(at: time) == GroundSite(track.place(at: time)))
    let fixed = UserTerminal(name: "UT", at: track.waypoints[0].place)
    #expect(fixed.track == nil && fixed.site(at: time) == fixed.site)
  }

  @Test(
    arguments: [
      ([], "the number of waypoints is 0; allowed: from 1 on"),
      (
        [(0, 0, 0, 0), (0, 0, 0, 0)], "waypoints[1]: time is 2026-02-02T02:40:00Z; allowed: after 2026-02-02T02:40:00Z"
      ),
      ([(0, 90.5, 0, 0)], "waypoints[0]: latitude is 90.5 degrees; allowed: -90 to 90 degrees"),
      ([(0, .nan, 0, 0)], "waypoints[0]: latitude is nan degrees; allowed: -90 to 90 degrees"),
      ([(0, 0, 361, 0)], "waypoints[0]: longitude is 361.0 degrees; allowed: -360 to 360 degrees"),
      ([(0, 0, 0, 0), (9, 0, 0, 60_000)], "waypoints[1]: height is 60000.0 m; allowed: -1000 to 50000 m"),
      ([(0, 0, 0, 0), (60, 1, 0, 0)], "waypoints[1]: speed on the way there is 1862 m/s; allowed: 0 to 1000 m/s"),
      (
        [(0, 0, 0, 0), (90_000, 0, 180, 0)],
        "waypoints[1]: way there is 180 degrees long; allowed: less than 177 degrees"
      ),
    ] as [([(seconds: Int, latitude: Double, longitude: Double, height: Double)], String)])
  func `What cannot be is refused with its place and what is allowed`(
    points: [(seconds: Int, latitude: Double, longitude: Double, height: Double)], message: String
  ) {
    let error = #expect(throws: TerminalTrackError.self) { try Self.track(points) }
    #expect(error?.description == message)
  }
}
