import Downlink
import Quantities
import Testing

@Suite struct SatelliteProfileTests {
  @Test func accountsOpenWithWhatTheProfileSays() {
    let profile = SatelliteProfile(
      id: 0, name: "SUOMI NPP", capacity: .gigabits(280), initial: .gigabits(84),
      instrumentRate: .gigabitsPerSecond(0.0125), costMode: .both, fixedRate: .dollarsPerSecond(0.09))
    let start = ScenarioTime(CalendarDate(year: 2018, month: 1, day: 21))
    let recorder = profile.recorderAccount(at: start)
    #expect(recorder.capacity == .gigabits(280))
    #expect(recorder.balance(at: start + .seconds(60)).stored == .gigabits(84.75))
    let costs = profile.costAccount(at: start)
    #expect(costs.mode == .both)
    #expect(costs.total(at: start + .seconds(100)) == .dollars(9))
  }
}
