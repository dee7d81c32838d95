import Foundation
import Orbits
import Quantities

extension Arguments {
  /// Reads a time, or where a first time is known a duration after it.
  func time(_ option: String, after start: ScenarioTime? = nil) throws(UsageError) -> ScenarioTime? {
    guard let text = self[option] else { return nil }
    if let time = try? ScenarioTime(text) { return time }
    if let start, let time = (try? TimeSpan(text)).flatMap({ start.adding($0) }) { return time }
    throw wrong(
      option,
      allowed: start == nil
        ? "a time such as 2026-07-24T00:00:00Z" : "a time, or a duration after the start such as PT6H")
  }

  /// Refuses a last time that is too long after the first.
  func require(_ last: ScenarioTime, within days: Int, after first: ScenarioTime) throws(UsageError) {
    if let limit = first.adding(.hours(24 * days)), last > limit {
      throw wrong("to", allowed: "at most \(days) days after --from")
    }
  }

  /// Reads a whole number.
  func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = self[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw wrong(option, allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Reads a duration.
  func span(_ option: String) throws(UsageError) -> TimeSpan? {
    guard let text = self[option] else { return nil }
    guard let span = try? TimeSpan(text) else { throw wrong(option, allowed: "a duration such as PT1M or PT0.5S") }
    return span
  }

  /// Reads one of several words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, _ type: Choice.Type
  ) throws(UsageError) -> Choice? {
    guard let text = self[option] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw wrong(option, allowed: Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// Reads a number.
  func number(_ option: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
    guard let text = self[option] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw wrong(option, allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Reads a place on the ground.
  func place(_ option: String) throws(UsageError) -> Geodetic? {
    try places(option).last?.place
  }

  /// Reads the places of an option that may stand several times, each with its text.
  func places(_ option: String) throws(UsageError) -> [(text: String, place: Geodetic)] {
    var places: [(String, Geodetic)] = []
    for text in all(option) { places.append((text, try place(text, of: option))) }
    return places
  }

  private func place(_ text: String, of option: String) throws(UsageError) -> Geodetic {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard (2...3).contains(numbers.count), let latitude = numbers[0], let longitude = numbers[1],
      let height = numbers.count > 2 ? numbers[2] : 0, abs(latitude) <= 90, abs(longitude) <= 360,
      (-1e4...1e5).contains(height)
    else {
      throw UsageError(
        "--\(option) \"\(text)\": allowed: LATITUDE,LONGITUDE or LATITUDE,LONGITUDE,METRES, such as 47.37,8.54,400; -90 to 90, -360 to 360 degrees",
        command: command)
    }
    return Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: height)
  }

  /// Reads the option `ut1` as an orientation of the Earth.
  func ut1() throws -> EarthOrientation {
    let bound = EarthOrientation.greatestUT1Difference
    return try EarthOrientation(ut1MinusUTCSeconds: number("ut1", in: -bound...bound) ?? 0)
  }
}
