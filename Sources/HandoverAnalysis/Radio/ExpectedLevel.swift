import Glibc
public import Quantities

/// The RSRP that is expected of a satellite at an elevation and a range: free space, and the losses of TR 38.811.
///
/// Gases, scintillation and clutter as ``LinkLosses/outdoors(elevation:frequencyGigahertz:surroundings:sight:shadowing:)``
/// has them, and no shadow fading, whose mean is 0 dB; in the beam's centre. The tables have a row for each 10 degrees:
/// here the losses are straight between the rows, where the tables' nearest row would jump, and those of 10 degrees
/// below. The level is a continuous function of the elevation, with corners at the rows and at 5 degrees.
public struct ExpectedLevel: Hashable, Sendable {
  /// Who sends and who hears.
  public let budget: LinkBudget
  /// What stands around the terminal.
  public let surroundings: Surroundings
  /// Whether anything stands between.
  public let sight: Sight
  /// The losses to scintillation and clutter at 10, 20 ... 90 degrees, dB.
  private let rows: [Double]
  private let zenithGas: Double

  /// The elevations at which the losses may have a corner, degrees.
  static let cornerDegrees = [5.0, 10, 20, 30, 40, 50, 60, 70, 80]

  /// Creates the levels of a budget in some surroundings.
  public init(_ budget: LinkBudget, in surroundings: Surroundings = .rural, sight: Sight = .clear) {
    (self.budget, self.surroundings, self.sight) = (budget, surroundings, sight)
    let frequency = budget.profile.frequencyGigahertz
    rows = (1...9).map { row in
      let losses = LinkLosses.outdoors(
        elevation: .degrees(Double(row * 10)), frequencyGigahertz: frequency, surroundings: surroundings, sight: sight)
      return losses.scintillationDB + losses.clutterDB
    }
    zenithGas = PropagationLoss.gasDB(elevation: .degrees(90), frequencyGigahertz: frequency)
  }

  /// Returns what is lost beside free space, dB.
  public func lossesDB(elevation: Angle) -> Double { losses(degrees: elevation.degrees).value }

  /// Returns the level, dBm.
  public func rsrpDBm(elevation: Angle, rangeKilometres: Double) -> Double {
    budget.rsrpDBm(rangeKilometres: rangeKilometres, lossesDB: lossesDB(elevation: elevation))
  }

  /// The losses, dB, and their change a degree: at a corner that above it.
  func losses(degrees: Double) -> (value: Double, perDegree: Double) {
    let gas = gas(degrees: degrees)
    let tens = min(8, max(1, (degrees / 10).rounded(.down)))
    let row = Int(tens) - 1
    let part = min(1, max(0, degrees / 10 - tens))
    let step = rows[row + 1] - rows[row]
    let isSloped = degrees >= 10 && degrees < 90
    return (gas.value + rows[row] + part * step, gas.perDegree + (isSloped ? step / 10 : 0))
  }

  /// The zenith's value over the sine, that of 5 degrees below: A / sin e, and its derivative -A cos e / sin² e.
  private func gas(degrees: Double) -> (value: Double, perDegree: Double) {
    let radians = max(5, degrees) * (.pi / 180)
    let value = zenithGas / sin(radians)
    return (value, degrees < 5 ? 0 : -value * cos(radians) / sin(radians) * (.pi / 180))
  }
}
