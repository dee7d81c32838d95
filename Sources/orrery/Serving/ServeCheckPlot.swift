import HandoverAnalysis
import Quantities

/// What a check draws: the elevations of the candidates, who serves in bands, and the handovers.
///
/// It holds a point a candidate and instant: a plot of a long file takes memory, the tables do not.
struct ServeCheckPlot {
  private let mask: Angle
  private let title: String
  private var runs: [Int: [[SIMD2<Double>]]] = [:]
  /// The tick at which a satellite was last a candidate.
  private var lastTick: [Int: Int] = [:]
  private var tickCount = 0
  private var services: [Service] = []
  private var changes: [(seconds: Double, change: HandoverChange)] = []
  private var times: ClosedRange<Double>?
  /// Whether a satellite serves at the last tick.
  private var isServed = false

  private struct Service {
    let satellite: Int
    let start: Double
    var end: Double
    var points: [SIMD2<Double>]
  }

  init(mask: Angle, title: String) {
    (self.mask, self.title) = (mask, title)
  }

  mutating func add(_ tick: ServingTick, _ sights: [ServingCandidate], at seconds: Double) {
    tickCount += 1
    times = (times?.lowerBound ?? seconds)...seconds
    for sight in sights where sight.elevation >= mask {
      let isNew = lastTick.updateValue(tickCount, forKey: sight.satellite) != tickCount - 1
      if isNew { runs[sight.satellite, default: []].append([]) }
      let last = runs[sight.satellite, default: []].count - 1
      runs[sight.satellite]?[last].append(SIMD2(seconds, sight.elevation.degrees))
    }
    if let change = tick.change { changes.append((seconds, change)) }
    if isServed { services[services.count - 1].end = seconds }
    isServed = tick.serving != nil
    guard let serving = tick.serving else { return }
    if tick.change != nil || tickCount == 1 {
      services.append(Service(satellite: serving, start: seconds, end: seconds, points: []))
    }
    if let sight = tick.servingSight {
      services[services.count - 1].points.append(SIMD2(seconds, sight.elevation.degrees))
    }
  }

  /// The chart of what has been added.
  var chart: Chart {
    let (unit, length) = scale
    let range = times ?? 0...1
    func scaled(_ seconds: Double) -> Double { seconds / length }
    func scaled(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] { points.map { SIMD2(scaled($0.x), $0.y) } }
    var chart = Chart(
      title, x: Axis("Time", unit: unit, scaled(range.lowerBound)...scaled(range.upperBound)),
      y: Axis("Elevation", unit: "deg", min(0, mask.degrees)...top))
    chart.bandName = "Serving satellite"
    var hues: [Int: Int] = [:]
    for (index, service) in services.enumerated() {
      hues[service.satellite] = hues[service.satellite] ?? index
      let hue = hues[service.satellite] ?? index
      chart.bands.append(
        Band(range: scaled(service.start)...scaled(service.end), label: String(service.satellite), hue: hue))
    }
    chart.series = runs.keys.sorted().map { satellite in
      Series("Candidate", hue: hues[satellite] ?? satellite, runs: (runs[satellite] ?? []).map(scaled))
    }
    chart.series += services.map { service in
      Series("Serving", hue: hues[service.satellite] ?? 0, isBold: true, runs: [scaled(service.points)])
    }
    chart.levels = [Level(label: "mask \(mask.degrees) deg", y: mask.degrees)]
    chart.markers = changes.map { seconds, change in
      Marker(
        name: change.isBetweenSatellites ? "Handover" : "Coverage acquired or lost", x: scaled(seconds), y: nil,
        hue: change.isBetweenSatellites ? 0 : 1,
        note: "\(seconds) s: \(ServeCheckPlot.name(change.old)) to \(ServeCheckPlot.name(change.new))")
    }
    return chart
  }

  private static func name(_ satellite: Int?) -> String { satellite.map(String.init) ?? "none" }

  /// The full ten degrees above the highest candidate and the mask.
  private var top: Double {
    let highest = runs.values.joined().joined().lazy.map(\.y).max() ?? 0
    return min(90, (max(highest, mask.degrees) / 10).rounded(.down) * 10 + 10)
  }

  /// The unit of time that suits the length of the file, and its seconds.
  private var scale: (unit: String, seconds: Double) {
    let length = times.map { $0.upperBound - $0.lowerBound } ?? 0
    return length <= 600 ? ("s", 1) : length <= 4 * 3_600 ? ("min", 60) : ("h", 3_600)
  }
}
