import HandoverAnalysis
import Orbits
import Quantities
import TestSupport

/// Something measured over a span as a table of its values a second apart, with cubics between: one curve for everybody.
///
/// A test that compares two ways to find events must give both the same curve, and asks it millions of times. The
/// cubics are within 1e-5 dB of the levels that SGP4 gives.
struct PassTable {
  let start: ScenarioTime
  private let values, slopes: [Double]

  /// Tabulates a curve for a number of seconds and one before and after.
  init(_ curve: MeasuredCurve, from start: ScenarioTime, seconds: Int) throws {
    self.start = start
    let instants: [ScenarioTime] = stride(from: -2, through: seconds + 2, by: 1).map { start + TimeSpan.seconds($0) }
    let all: [Double] = try instants.map { instant throws(PropagationFailure) -> Double in try curve(instant) }
    values = Array(all.dropFirst().dropLast())
    slopes = zip(all, all.dropFirst(2)).map { (pair: (Double, Double)) -> Double in (pair.1 - pair.0) / 2 }
  }

  /// Returns the value a number of seconds after the start.
  func value(_ seconds: Double) -> Double {
    let index = max(0, min(values.count - 2, Int(seconds + 1)))
    let u = seconds + 1 - Double(index)
    let v = 1 - u
    let left = (1 + 2 * u) * values[index] + u * slopes[index]
    let right = (3 - 2 * u) * values[index + 1] - v * slopes[index + 1]
    return v * v * left + u * u * right
  }

  /// What rounding can add to a value, and more: dB, or metres.
  static let rounding = 1e-6

  /// The table as a function of milliseconds, bounded over each second by the control points of its cubic.
  var boundedCurve: BoundedCurve {
    BoundedCurve(
      piece: 1_000, value: { value($0 / 1_000) },
      bounds: { second in
        let index = min(values.count - 2, second + 1)
        let points = [
          values[index], values[index] + slopes[index] / 3, values[index + 1] - slopes[index + 1] / 3,
          values[index + 1],
        ]
        let (low, high) = (points.min() ?? -.infinity, points.max() ?? .infinity)
        return (low - PassTable.rounding, high + PassTable.rounding)
      })
  }

  /// The table as a curve.
  var curve: MeasuredCurve { { time throws(PropagationFailure) in value((time - start).seconds) } }
}

/// A pass of a serving satellite over a site, with a neighbour of another plane that comes after it: all at random.
struct RandomPass {
  let site: GroundSite
  let serving, neighbour: Orbit
  let start: ScenarioTime
  let seconds: Int

  /// The pass of a number; the same number gives the same pass.
  init(_ number: UInt64) throws {
    var random = RandomSource(seed: 20_260 &+ number)
    let inclination = Double.random(in: 30...100, using: &random)
    let altitude = Double.random(in: 500...1_300, using: &random)
    let latitude = Double.random(in: -min(inclination, 180 - inclination)...min(inclination, 80), using: &random)
    let longitude = Double.random(in: -180...180, using: &random)
    site = GroundSite(Geodetic(latitudeDegrees: latitude, longitudeDegrees: longitude))
    let node = Double.random(in: 0..<360, using: &random)
    let anomaly = Double.random(in: 0..<360, using: &random)
    func orbit(_ node: Double, _ anomaly: Double) throws -> Orbit {
      let walker = try WalkerConstellation(
        .delta, satelliteCount: 1, planeCount: 1, phasing: 0, inclinationDegrees: inclination,
        altitudeKilometres: altitude, epoch: TestSite.epoch)
      var elements = walker.elementSets(prefix: "A")[0]
      elements.rightAscensionDegrees = (node + 360).truncatingRemainder(dividingBy: 360)
      elements.meanAnomalyDegrees = (anomaly + 360).truncatingRemainder(dividingBy: 360)
      return try Orbit(elements)
    }
    serving = try orbit(node, anomaly)
    neighbour = try orbit(
      node + Double.random(in: -8...8, using: &random), anomaly - Double.random(in: 4...16, using: &random))
    let report = AccessSearch.windows(
      of: serving, over: site, minimumElevation: .degrees(5), from: TestSite.epoch, to: TestSite.epoch + .hours(48))
    guard let window = report.windows.dropFirst().first(where: { ($0.end - $0.start) > .seconds(180) }) else {
      throw NoPass(number: number)
    }
    start = window.start.wholeMicrosecond
    seconds = Int((window.end - window.start).seconds)
  }

  struct NoPass: Error { let number: UInt64 }
}
