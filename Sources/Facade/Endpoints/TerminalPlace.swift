import Catalog
import HandoverAnalysis
import JSON
import Messages
import Quantities

/// Where a terminal of a request is.
struct TerminalPlace {
  static let members: [Member] = [
    .required("lat", .number(-90...90), "Geodetic latitude of the terminal in degrees."),
    .required("lon", .number(-180...180), "Its longitude in degrees, east positive."),
    .optional("alt_m", .number(-500...100_000), "Its height above the ellipsoid in metres.", default: 0),
    .optional("min_elevation_deg", .number(0...90), "From which elevation on it is served.", default: 10),
  ]

  let terminal: UserTerminal

  init(_ values: MessageValues) {
    terminal = UserTerminal(
      name: "ue",
      at: Geodetic(
        latitudeDegrees: values.number("lat"), longitudeDegrees: values.number("lon"),
        heightMetres: values.number("alt_m")), minimumElevation: .degrees(values.number("min_elevation_deg")))
  }

  /// Reads `LATITUDE,LONGITUDE[,METRES]`.
  init(_ text: String, parameter: String) throws(Refusal) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.map { decimalNumber(Array($0.utf8)[...]) }
    guard 2...3 ~= numbers.count, let latitude = numbers[0], let longitude = numbers[1],
      let height = numbers.count > 2 ? numbers[2] : 0, abs(latitude) <= 90, abs(longitude) <= 180,
      (-500...100_000).contains(height)
    else {
      throw Refusal(
        parameter: parameter, value: .string(text),
        allowed: "LATITUDE,LONGITUDE[,METRES] within 90 and 180 degrees, -500 to 100000 m")
    }
    terminal = UserTerminal(
      name: "ue", at: Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude, heightMetres: height))
  }
}
