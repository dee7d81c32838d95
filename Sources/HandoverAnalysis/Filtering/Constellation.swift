import Glibc
public import Orbits
public import Quantities

/// Satellites among which a terminal is handed over: how to tell them, and how they are heard.
public struct Constellation: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// What the names of its satellites begin with, in capitals.
  public let namePrefix: String
  /// The mean altitudes by which an element set without any name is taken for one of it, km.
  public let altitudesKilometres: ClosedRange<Double>
  /// The elevation from which on its satellites serve.
  public let minimumElevation: Angle
  /// The link of its satellites.
  public let budget: LinkBudget

  /// Creates a constellation.
  public init(
    name: String, namePrefix: String, altitudesKilometres: ClosedRange<Double>, minimumElevation: Angle,
    budget: LinkBudget
  ) {
    self.name = name
    self.namePrefix = namePrefix.uppercased()
    self.altitudesKilometres = altitudesKilometres
    self.minimumElevation = minimumElevation
    self.budget = budget
  }

  /// Starlink: served from 5 degrees on, heard as LEO-600 of TR 38.821 in the S band.
  public static let starlink = Constellation(
    name: "starlink", namePrefix: "STARLINK", altitudesKilometres: 400...700, minimumElevation: .degrees(5),
    budget: LinkBudget(.standard(.km600, .s)))

  /// OneWeb: served from 10 degrees on, heard as LEO-1200 of TR 38.821 in the S band.
  public static let oneWeb = Constellation(
    name: "oneweb", namePrefix: "ONEWEB", altitudesKilometres: 1_000...1_400, minimumElevation: .degrees(10),
    budget: LinkBudget(.standard(.km1200, .s)))

  /// Whether a satellite belongs to it: by its name, and by its altitude only where it has none.
  public func contains(_ elements: ElementSet) -> Bool {
    guard let name = elements.name, !name.isEmpty else {
      return altitudesKilometres.contains(elements.meanAltitudeKilometres)
    }
    return name.uppercased().hasPrefix(namePrefix)
  }
}

extension ElementSet {
  /// The semimajor axis of the mean motion less the equatorial radius, km; not a number for a motion that cannot be.
  public var meanAltitudeKilometres: Double {
    // a³ = μ / n², WGS 72
    let motion = meanMotionRevolutionsPerDay * 2 * .pi / 86_400
    return cbrt(398_600.8 / (motion * motion)) - 6_378.135
  }
}
