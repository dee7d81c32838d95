import HandoverAnalysis
import Quantities

/// The options that name a link budget and the elevations at which thresholds are taken from it.
struct RadioArguments {
  static let options = profileOptions + elevationOptions

  /// The options that name a link budget.
  static let profileOptions: [CommandSpecification.Option] = [
    .init("altitude-km", "KM", "The satellites' altitude, 100 to 50000; 600 unless told."),
    .init("band", "S|Ka", "The band of the parameter set; S unless told."),
    .init("set", "1|2", "The parameter set of TR 38.821; 1 unless told."),
    .init("power-density", "DBW", "Radiated power, dBW/MHz, in place of that of the set."),
    .init("spacing-khz", "KHZ", "The subcarriers' spacing: 15, 30, 60, 120; 15 unless told."),
  ]

  /// The options that name the elevations of thresholds.
  static let elevationOptions: [CommandSpecification.Option] = [
    .init("leave", "DEGREES", "The elevation at which the serving satellite is bad; 15 unless told."),
    .init("enter", "DEGREES", "The elevation at which a neighbour is good; 27 unless told."),
  ]

  /// The options that name what is lost on the way.
  static let lossOptions: [CommandSpecification.Option] = [
    .init("surroundings", "WHAT", "Around the terminal: dense-urban, urban, suburban, rural; rural unless told."),
    .init("blocked", nil, "No line of sight: the clutter's loss counts."),
  ]

  let budget: LinkBudget
  let altitudeKilometres: Double
  let leave, enter: Angle

  init(_ arguments: Arguments) throws {
    altitudeKilometres = try arguments.number("altitude-km", in: 100...50_000) ?? 600
    let leave = try arguments.number("leave", in: 0...90) ?? 15
    (self.leave, enter) = (
      .degrees(leave), .degrees(try arguments.number("enter", in: leave...90) ?? max(leave, 27))
    )
    let profile = try RadioArguments.profile(arguments, altitudeKilometres)
    budget = LinkBudget(profile, spacing: try RadioArguments.spacing(arguments))
  }

  /// The thresholds that follow; losses are beside those of free space, dB.
  func thresholds(lossesDB: (Angle) -> Double = { _ in 0 }) throws -> DefaultThresholds {
    try DefaultThresholds(
      budget, altitudeKilometres: altitudeKilometres, leaveElevation: leave, enterElevation: enter,
      lossesDB: lossesDB)
  }

  /// The levels that are expected with the losses of the surroundings.
  func expectedLevel(_ arguments: Arguments) throws -> ExpectedLevel {
    func word(_ surroundings: Surroundings) -> String {
      surroundings.rawValue.split(separator: " ").joined(separator: "-")
    }
    let text = arguments["surroundings"] ?? word(.rural)
    guard let surroundings = Surroundings.allCases.first(where: { word($0) == text }) else {
      throw arguments.wrong("surroundings", allowed: Surroundings.allCases.map(word).joined(separator: ", "))
    }
    return ExpectedLevel(budget, in: surroundings, sight: arguments.has("blocked") ? .blocked : .clear)
  }

  private static func profile(_ arguments: Arguments, _ altitude: Double) throws -> RadioProfile {
    let band = try arguments.choice("band", RadioBand.self) ?? .s
    let set = RadioProfile.ParameterSet(rawValue: try arguments.integer("set", in: 1...2) ?? 1) ?? .one
    let standard = RadioProfile.standard(altitude > 900 ? .km1200 : .km600, band, set)
    guard let power = try arguments.number("power-density", in: -50...80) else { return standard }
    return try RadioProfile(
      name: "\(standard.name) with \(power) dBW/MHz", frequencyGigahertz: standard.frequencyGigahertz,
      powerDensityDBWPerMegahertz: power, beam: standard.beam, bandwidthMegahertz: standard.bandwidthMegahertz,
      terminal: standard.terminal, altitudeKilometres: standard.altitudeKilometres)
  }

  private static func spacing(_ arguments: Arguments) throws -> SubcarrierSpacing {
    guard let text = arguments["spacing-khz"] else { return .kHz15 }
    guard let spacing = Int(text).flatMap(SubcarrierSpacing.init) else {
      throw arguments.wrong(
        "spacing-khz", allowed: SubcarrierSpacing.allCases.map { "\($0.rawValue)" }.joined(separator: ", "))
    }
    return spacing
  }
}
