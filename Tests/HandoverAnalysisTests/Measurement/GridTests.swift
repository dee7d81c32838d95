import HandoverAnalysis
import Quantities
import Testing

/// What the information elements can carry, and what is said of the rest.
@Suite struct GridTests {
  @Test func `A value on the grid has its code, and a code its value`() throws {
    #expect(try Hysteresis(2).code == 4 && Hysteresis(code: 30).value == 15)
    #expect(try EventOffset(-15).code == -30 && EventOffset(0.5).code == 1)
    #expect(try RSRPThreshold(-114).code == 42 && RSRPThreshold(-156).code == 0)
    #expect(try RSRPThreshold(code: 127).value == .infinity && RSRPThreshold(.infinity).code == 127)
    #expect(try RSRPThreshold(code: 126).value == -30)
    #expect(try RSRQThreshold(code: 67).value == -10 && SINRThreshold(code: 46).value == 0)
    #expect(try DistanceThreshold(1_447_700).code == 28_954 && DistanceThreshold(code: 65_525).value == 3_276_250)
    #expect(try LocationHysteresis(20_000).code == 2_000)
    #expect(try ConditionDuration(600_000).code == 6_000)
    #expect(try TimeToTrigger(40).span == TimeSpan(nanoseconds: 40_000_000))
    #expect(try ReportAmount(.infinity) == .greatest && ReportAmount.least.value == 1)
    #expect(try SyncValidity(900_000).span == .seconds(900))
  }

  @Test func `What is off a grid is refused with the nearest values`() {
    #expect(throws: Self.error("Hysteresis", "0.3 dB", "0...15 dB in steps of 0.5 dB", ["0 dB", "0.5 dB"])) {
      try Hysteresis(0.3)
    }
    #expect(throws: Self.error("a3-Offset", "16 dB", "-15...15 dB in steps of 0.5 dB", ["15 dB"])) {
      try EventOffset(16)
    }
    let levels = "-156...-30 dBm in steps of 1 dBm, or infinity"
    #expect(throws: Self.error("RSRP-Range", "-113.5 dBm", levels, ["-114 dBm", "-113 dBm"])) {
      try RSRPThreshold(-113.5)
    }
    #expect(throws: Self.error("RSRP-Range", "-29 dBm", levels, ["-30 dBm"])) { try RSRPThreshold(-29) }
    #expect(throws: Self.error("RSRP-Range", "-inf dBm", levels, ["-156 dBm"])) { try RSRPThreshold(-.infinity) }
    #expect(throws: Self.error("RSRP-Range", "nan dBm", levels, [])) { try RSRPThreshold(.nan) }
    let metres = "0...3276250 m in steps of 50 m"
    #expect(throws: Self.error("distanceThreshFromReference", "5000000 m", metres, ["3276250 m"])) {
      try DistanceThreshold(5_000_000)
    }
    #expect(throws: Self.error("distanceThreshFromReference", "1447702.5 m", metres, ["1447700 m", "1447750 m"])) {
      try DistanceThreshold(1_447_702.5)
    }
    #expect(throws: Self.error("hysteresisLocation", "15 m", "0...327680 m in steps of 10 m", ["10 m", "20 m"])) {
      try LocationHysteresis(15)
    }
    #expect(throws: Self.error("maxReportCells", "code 9", "codes 1...8", ["code 8"])) { try ReportCells(code: 9) }
    let times = "0, 40, 64, 80, 100, 128, 160, 256, 320, 480, 512, 640, 1024, 1280, 2560, 5120"
    #expect(throws: Self.error("TimeToTrigger", "50 ms", times, ["40 ms", "64 ms"])) { try TimeToTrigger(50) }
    #expect(throws: Self.error("TimeToTrigger", "6000 ms", times, ["5120 ms"])) { try TimeToTrigger(6_000) }
    #expect(throws: GridError.self) { try TimeToTrigger(.nan) }
    #expect(throws: Self.error("reportAmount", "3", "1, 2, 4, 8, 16, 32, 64, inf", ["2", "4"])) {
      try ReportAmount(3)
    }
    #expect(throws: GridError.self) { try ReportInterval(200) }
    #expect(throws: GridError.self) { try FilterCoefficient(10) }
    #expect(throws: GridError.self) { try T310(300) }
    #expect(throws: GridError.self) { try T311(2_000) }
    #expect(throws: GridError.self) { try T304(0) }
    #expect(throws: GridError.self) { try N310(5) }
    #expect(throws: GridError.self) { try N311(7) }
    #expect(throws: GridError.self) { try SyncValidity(7_000) }
  }

  @Test func `The offsets of cells go by 1 dB up to 6 and by 2 beyond`() throws {
    for value in [-24.0, -6, -5, 0, 1, 6, 8, 24] { #expect(try CellOffset(value).value == value) }
    for value in [-25.0, -7, 0.5, 7, 23, 26] { #expect(throws: GridError.self) { try CellOffset(value) } }
  }

  @Test func `The nearest value of anything is on the grid`() {
    #expect(RSRPThreshold.nearest(to: -113.949).value == -114)
    #expect(RSRPThreshold.nearest(to: 17).value == -30 && RSRPThreshold.nearest(to: .infinity).value == .infinity)
    #expect(RSRPThreshold.nearest(to: .nan).code == 0 && RSRPThreshold.nearest(to: -1e300).code == 0)
    #expect(DistanceThreshold.nearest(to: 1e300).code == 65_525)
  }

  @Test func `The message names the element, the value, what is allowed and what is nearest`() {
    let error = Self.error("Hysteresis", "0.3 dB", "0...15 dB in steps of 0.5 dB", ["0 dB", "0.5 dB"])
    #expect(
      error.description
        == "Hysteresis is 0.3 dB; allowed: 0...15 dB in steps of 0.5 dB; nearest: 0 dB and 0.5 dB")
  }

  @Test func `The window of T1 begins on whole 10 ms`() throws {
    let time = TestSite.epoch + TimeSpan(nanoseconds: 15_000_000)
    let duration = try ConditionDuration(100)
    #expect(try ConditionWindow(start: TestSite.epoch, duration: duration).start == TestSite.epoch)
    #expect(throws: GridError.self) { try ConditionWindow(start: time, duration: duration) }
    #expect(throws: GridError.self) {
      try ConditionWindow(start: .earliest - .seconds(1), duration: duration)
    }
  }

  /// The error that a value must give.
  static func error(_ element: String, _ value: String, _ allowed: String, _ nearest: [String]) -> GridError {
    GridError(element: element, value: value, allowed: allowed, nearest: nearest)
  }
}
