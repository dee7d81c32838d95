import JSON
import Quantities

/// A value within a JSON text and the path to it, so that an error can say where it is.
struct JSONPlace {
  let value: JSONValue?
  let path: String

  init(_ value: JSONValue?, _ path: String) { (self.value, self.path) = (value, path) }

  subscript(name: String) -> JSONPlace { JSONPlace(value?[name], "\(path).\(name)") }

  func elements() throws(ParameterError) -> [JSONPlace] {
    guard let array = value?.array else { throw failure("a list") }
    return array.enumerated().map { JSONPlace($1, "\(path)[\($0)]") }
  }

  func string() throws(ParameterError) -> String {
    guard let text = value?.string else { throw failure("a text") }
    return text
  }

  func wholeNumber(orElse standard: Int) throws(ParameterError) -> Int {
    guard let value, value != .null else { return standard }
    guard let number = value.int, (0...999_999_999).contains(number) else { throw failure("0 to 999999999") }
    return number
  }

  func number(in range: ClosedRange<Double>) throws(ParameterError) -> Double {
    guard let number = value?.double, range.contains(number) else {
      throw failure("\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func time() throws(ParameterError) -> ScenarioTime {
    guard let text = value?.string, let time = try? ScenarioTime(text) else {
      throw failure("a time such as 2025-08-01T00:41:14.417976+00:00")
    }
    return time
  }

  /// Reads a place from degrees, and metres unless it is on the ground.
  func place(_ latitude: String, _ longitude: String, _ height: String?) throws(ParameterError) -> Geodetic {
    var place = Geodetic(
      latitudeDegrees: try self[latitude].number(in: -90...90),
      longitudeDegrees: try self[longitude].number(in: -360...360))
    if let height { place.heightMetres = try self[height].number(in: -1e4...1e9) }
    return place
  }

  private func failure(_ allowed: String) -> ParameterError {
    let text = value.map { value in
      switch value {
      case .object: "an object"
      case .array(let elements): "a list of \(elements.count)"
      default: String(value.compact.prefix(64))
      }
    }
    return ParameterError(parameter: path, value: text ?? "absent", allowed: allowed)
  }
}
