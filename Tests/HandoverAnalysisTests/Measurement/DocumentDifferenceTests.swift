import Glibc
import HandoverAnalysis
import Quantities
import Testing

/// The numbers of `docs/handover.md` that show where well-known documents are wrong, their formulas spelt out here.
@Suite struct DocumentDifferenceTests {
  static func range(_ degrees: Double, _ altitude: Double) -> Double {
    SphericalPath.slantRangeKilometres(elevation: .degrees(degrees), altitudeKilometres: altitude)
  }

  /// The received power of the handbook: 43 dBm, 12 GHz, and up to 15 dB for the elevation.
  static func handbookDBm(_ range: Double, _ degrees: Double, constant: Double) -> Double {
    43 - (20 * log10(range) + 20 * log10(12) + constant) + min(degrees / 90, 1) * 15
  }

  @Test func `With 32.45 dB for kilometres and gigahertz A4 always holds and A5 never`() {
    let (zenith, low) = (
      Self.handbookDBm(550, 90, constant: 32.45), Self.handbookDBm(Self.range(5, 550), 5, constant: 32.45)
    )
    #expect(abs(zenith - -50.8) < 0.05 && abs(low - -77.1) < 0.05)
    // So far must a satellite at 5 degrees be for -100 and for -110 dBm.
    let reach = pow(10, (Self.handbookDBm(1, 5, constant: 32.45) + 100) / 20)
    #expect(abs(reach - 30_900) < 50 && abs(reach * pow(10, 0.5) - 97_700) < 50)
  }

  @Test func `With 92.45 dB and the rest as it was A4 never holds`() {
    #expect(abs(Self.handbookDBm(550, 90, constant: 92.45) - -110.8) < 0.05)
    #expect(abs(Self.handbookDBm(Self.range(5, 550), 5, constant: 92.45) - -137.1) < 0.05)
  }

  @Test func `A slant range of 5,000 km is never seen and cannot be encoded`() {
    #expect(abs(Self.range(0, 550) - 2_703.8) < 0.05 && abs(Self.range(0, 1_200) - 4_090.3) < 0.05)
    #expect(throws: GridError.self) { try DistanceThreshold(5_000_000) }
  }

  @Test func `Over a flat Earth a satellite never sets`() {
    for (distance, flat, real) in [(2_000.0, 15.4, 5.7), (3_000, 10.4, -3.7), (.pi * 6_371, 1.6, -90)] {
      #expect(abs(atan2(550, distance) * 180 / .pi - flat) < 0.05)
      let elevation = SphericalPath.elevation(groundDistanceKilometres: distance, altitudeKilometres: 550)
      #expect(abs(elevation.degrees - real) < 0.05)
    }
    let reach = SphericalPath.groundDistanceKilometres(elevation: .degrees(5), altitudeKilometres: 550)
    #expect(abs(550 / tan(5 * Double.pi / 180) - 6_287) < 0.5 && abs(reach - 2_058) < 0.5)
  }

  @Test func `The elevation's complement is not the angle at the Earth's centre`() {
    let (radius, r, angle) = (6_371.0, 6_921.0, 80 * Double.pi / 180)
    let wrong = (radius * radius + r * r - 2 * radius * r * cos(angle)).squareRoot()
    #expect(abs(wrong - 8_554) < 0.5 && abs(Self.range(10, 550) - 1_815) < 0.5)
  }

  @Test func `The Earth's turning is 3.1 kHz of Doppler at 2 GHz`() {
    let shift = Doppler.shiftHertz(rangeRateKilometresPerSecond: -0.465, frequencyGigahertz: 2)
    #expect(abs(shift - 3_102) < 1)
  }

  @Test func `Thresholds of 500 and 300 km are other elevations at other altitudes`() {
    for (distance, altitude, degrees) in [
      (500.0, 550.0, 44.3), (300, 550, 59.0), (500, 1_200, 63.2), (300, 1_200, 73.3),
    ] {
      let elevation = SphericalPath.elevation(groundDistanceKilometres: distance, altitudeKilometres: altitude)
      #expect(abs(elevation.degrees - degrees) < 0.06)
    }
  }

  @Test func `Samples 10 s apart make 10 s of a time to trigger of 5.12 s, and their line 5.12`() throws {
    let event = MeasurementEvent.d2(
      serving: try DistanceThreshold(500_000), target: try DistanceThreshold(300_000),
      hysteresis: try LocationHysteresis(0))
    let configuration = try ReportConfiguration(event, timeToTrigger: try TimeToTrigger(5_120))
    var machine = MeasurementMachine(configuration, cellCount: 1)
    var held: [Double] = []
    for second in stride(from: 0.0, through: 30, by: 10) {
      // The target comes near at 3 s.
      let pair = MeasuredPair(serving: 600_000, neighbour: 303_000 - 1_000 * second)
      if event.isEntering(pair) { held.append(second) }
      let time = TestSite.epoch + .seconds(Int(second))
      let actions = machine.hear(serving: pair.serving, neighbours: [pair.neighbour], at: time)
      if let first = actions.first { #expect((first.time - TestSite.epoch).seconds == 8.12) }
    }
    // Holding at 10 s, it has held for 5.12 s at 20 s only.
    #expect(held.first == 10 && held.first { $0 - 10 >= 5.12 } == 20 && machine.triggeredCells == [0])
  }

  @Test func `Without hysteresis and time to trigger a fading cell comes and goes`() throws {
    func turns(hysteresis: Double, milliseconds: Double) throws -> Int {
      let event = MeasurementEvent.a4(
        threshold: .rsrp(try RSRPThreshold(-114)), hysteresis: try Hysteresis(hysteresis))
      let configuration = try ReportConfiguration(event, timeToTrigger: try TimeToTrigger(milliseconds))
      var machine = MeasurementMachine(configuration, cellCount: 1)
      var fading = try Shadowing(seed: 1, decorrelationTime: .seconds(2), from: TestSite.epoch)
      return (0..<3_000).reduce(0) { count, index in
        let time = TestSite.epoch + TimeSpan(nanoseconds: Int64(index) * 200_000_000)
        // Rises by 12 dB in ten minutes, and fades by 2 dB about that.
        let level = -120 + 12 * Double(index) / 3_000 - 2 * fading.deviations(at: time)
        return machine.hear(serving: .nan, neighbours: [level], at: time).reduce(count) { count, action in
          if case .entered = action { count + 1 } else { count }
        }
      }
    }
    #expect(try turns(hysteresis: 0, milliseconds: 0) == 65)
    #expect(try turns(hysteresis: 2, milliseconds: 0) == 11)
    #expect(try turns(hysteresis: 2, milliseconds: 640) == 6)
  }
}
