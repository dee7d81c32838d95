import Orbits
import Quantities
import Testing

@Suite struct WalkerConstellationTests {
  static let epoch = ScenarioTime(nanosecondsSince1970: 1_700_000_000_000_000_000)

  func walker(
    _ pattern: WalkerConstellation.Pattern = .delta, _ t: Int = 24, _ p: Int = 3, _ f: Int = 1, altitude: Double = 550
  ) throws -> [ElementSet] {
    try WalkerConstellation(
      pattern, satelliteCount: t, planeCount: p, phasing: f, inclinationDegrees: 53, altitudeKilometres: altitude,
      epoch: Self.epoch, firstRightAscensionDegrees: 300
    ).elementSets(prefix: "ORRERY")
  }

  @Test func planesAndSlotsAreEvenlySpread() throws {
    let sets = try walker()
    #expect(sets.count == 24)
    #expect(sets.map(\.rightAscensionDegrees) == [300.0, 60, 180].flatMap { Array(repeating: $0, count: 8) })
    #expect(sets[..<8].map(\.meanAnomalyDegrees) == [0, 45, 90, 135, 180, 225, 270, 315])
    #expect(sets[8..<16].map(\.meanAnomalyDegrees) == [15, 60, 105, 150, 195, 240, 285, 330])
    let star = try walker(.star)
    #expect(star[16].rightAscensionDegrees == 60)
    #expect(star[8].rightAscensionDegrees == 0)
  }

  @Test func namesCountPlanesAndSlotsFromOne() throws {
    let names = try walker().map(\.name)
    #expect(names.first == "ORRERY-0101")
    #expect(names.last == "ORRERY-0308")
    #expect(try walker(.delta, 200, 2, 0).last?.name == "ORRERY-002100")
  }

  /// Between planes the pattern repeats: every satellite has a neighbour F·360/T ahead in the next plane.
  @Test func phasingClosesRoundTheNodes() throws {
    let sets = try walker(.delta, 20, 5, 2)
    let last = sets[16..<20].map { ($0.meanAnomalyDegrees + 36).truncatingRemainder(dividingBy: 360) }
    #expect(Set(last) == Set(sets[0..<4].map(\.meanAnomalyDegrees)))
  }

  /// SGP4's distance swings about the mean axis by the J2 short-period terms: 0.15 % of the radius at most.
  @Test(arguments: [300.0, 550, 1_200, 20_200, 35_786])
  func satellitesFlyAtTheirAltitude(altitude: Double) throws {
    for set in try walker(altitude: altitude).prefix(4) {
      let sgp4 = try SGP4(set)
      for minutes in stride(from: 0.0, through: 1_440, by: 7) {
        let position = try sgp4.state(minutesSinceEpoch: minutes).positionTEME
        let radius = (position * position).sum().squareRoot()
        #expect(abs(radius / (6_378.135 + altitude) - 1) < 1.5e-3)
      }
    }
  }

  @Test(arguments: [
    (0, 1, 0, 53.0, 550.0, "satelliteCount (T) is 0; allowed: 1...99999"),
    (24, 5, 0, 53, 550, "planeCount (P) is 5; allowed: a divisor of T = 24"),
    (24, 0, 0, 53, 550, "planeCount (P) is 0; allowed: a divisor of T = 24"),
    (24, 3, 3, 53, 550, "phasing (F) is 3; allowed: 0..<3"),
    (24, 3, -1, 53, 550, "phasing (F) is -1; allowed: 0..<3"),
    (24, 3, 1, 181, 550, "inclinationDegrees is 181.0; allowed: 0...180"),
    (24, 3, 1, 53, 50, "altitudeKilometres is 50.0; allowed: 100...100000"),
    (24, 3, 1, 53, Double.nan, "altitudeKilometres is nan; allowed: 100...100000"),
  ])
  func impossibleParametersAreRefused(
    t: Int, p: Int, f: Int, inclination: Double, altitude: Double, message: String
  ) throws {
    let error = #expect(throws: WalkerError.self) {
      try WalkerConstellation(
        .delta, satelliteCount: t, planeCount: p, phasing: f, inclinationDegrees: inclination,
        altitudeKilometres: altitude, epoch: Self.epoch)
    }
    #expect(error?.description == message)
  }
}
