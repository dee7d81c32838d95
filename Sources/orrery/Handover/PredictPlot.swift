import HandoverAnalysis
import Orbits
import Quantities

/// What a prediction draws: the elevations or levels of those who serve at some time, who serves when, and the handovers.
struct PredictPlot {
  /// A level that is drawn in place of the elevation: its unit, and how it follows from where a satellite stands.
  struct Level {
    let unit: String
    let value: (LookAngles) -> Double
  }

  private let plan: PredictPlan
  private let terminal: UserTerminal
  private let forecast: HandoverForecast
  private let level: Level?
  /// Those who serve, in the order of their first service, with their passes as seen from the terminal.
  private let passes: [(satellite: Int, sights: [[Sight]])]

  private struct Sight {
    let seconds: Double
    let angles: LookAngles
  }

  /// How many points a pass is drawn by at most.
  private static let points = 240

  init(plan: PredictPlan, terminal: UserTerminal, forecast: HandoverForecast, level: Level?) {
    (self.plan, self.terminal, self.forecast, self.level) = (plan, terminal, forecast, level)
    var seen: Set<Int> = []
    let satellites = forecast.events.compactMap { $0.to?.satellite }.filter { seen.insert($0).inserted }
    let from = plan.from
    let windows = Dictionary(
      grouping: plan.predictor.passes(over: terminal, from: from, to: plan.to), by: \.satellite)
    passes = satellites.map { satellite in
      guard let sgp4 = try? plan.predictor.propagator.orbits[satellite].get() else { return (satellite, []) }
      let orbit = Orbit(sgp4, orientation: plan.predictor.orientation)
      let sights = (windows[satellite] ?? []).map { pass in
        (0...Self.points).compactMap { point -> Sight? in
          let length = (pass.span.upperBound - pass.span.lowerBound).nanoseconds
          let time = pass.span.lowerBound + TimeSpan(nanoseconds: length / Int64(Self.points) * Int64(point))
          return (try? orbit.lookAngles(from: terminal.site(at: time), at: time)).map {
            Sight(seconds: (time - from).seconds, angles: $0)
          }
        }
      }
      return (satellite, sights)
    }
  }

  /// The services in order: who, from when to when, in seconds after the start.
  private var services: [(satellite: Int, range: ClosedRange<Double>)] {
    forecast.services.map { service in
      let (start, end) = (service.span.lowerBound - plan.from, service.span.upperBound - plan.from)
      return (service.satellite, start.seconds...end.seconds)
    }
  }

  private var title: String { "\(terminal.name), from \(plan.from)" }

  /// The unit of the time axis, and its seconds.
  private var timeUnit: (name: String, seconds: Double) {
    let length = (plan.to - plan.from).seconds
    return length <= 600 ? ("s", 1.0) : length <= 4 * 3_600 ? ("min", 60) : ("h", 3_600)
  }

  /// Where a time stands on the time axis.
  func abscissa(of time: ScenarioTime) -> Double { (time - plan.from).seconds / timeUnit.seconds }

  private func ordinate(_ sight: Sight) -> Double { level?.value(sight.angles) ?? sight.angles.elevation.degrees }

  /// The elevations from the horizon to the zenith; of levels what there is, to whole fives.
  private var verticalAxis: Axis {
    guard let level else {
      return Axis("Elevation", unit: "deg", min(0, terminal.minimumElevation.degrees)...90)
    }
    let values = passes.flatMap { $0.sights.joined().map(ordinate) }.filter(\.isFinite)
    let lowest = ((values.min() ?? -120) / 5).rounded(.down) * 5
    let highest = ((values.max() ?? -100) / 5).rounded(.up) * 5
    return Axis("Level", unit: level.unit, lowest...max(lowest + 5, highest))
  }

  /// The elevations or levels over time.
  var chart: Chart {
    let (unit, scale) = timeUnit
    var chart = Chart(
      title, x: Axis("Time", unit: unit, 0...(plan.to - plan.from).seconds / scale), y: verticalAxis)
    chart.bandName = "Serving satellite"
    let hues = Dictionary(uniqueKeysWithValues: passes.enumerated().map { ($1.satellite, $0) })
    chart.bands = services.map { satellite, range in
      Band(
        range: range.lowerBound / scale...range.upperBound / scale, label: plan.name(satellite),
        hue: hues[satellite] ?? 0)
    }
    chart.series = passes.map { satellite, sights in
      Series(
        level == nil ? "Elevation" : "Level", hue: hues[satellite] ?? 0,
        runs: sights.map { $0.map { SIMD2($0.seconds / scale, ordinate($0)) } })
    }
    if level == nil {
      let mask = terminal.minimumElevation.degrees
      chart.levels = [orrery.Level(label: "mask \(mask) deg", y: mask)]
    }
    chart.markers = forecast.events.map { event in
      Marker(
        name: event.kind == .handover ? "Handover" : "Coverage acquired or lost",
        x: abscissa(of: event.time), y: nil, hue: event.kind == .handover ? 0 : 1,
        note: "\(event.time): \(name(event.from)) to \(name(event.to))")
    }
    return chart
  }

  /// The paths over the sky, bold where the satellite serves.
  var sky: SkyPlot {
    var sky = SkyPlot(title, mask: terminal.minimumElevation)
    let services = services
    for (hue, (satellite, sights)) in passes.enumerated() {
      func point(_ sight: Sight) -> SkyPoint {
        SkyPoint(azimuth: sight.angles.azimuth, elevation: sight.angles.elevation)
      }
      sky.tracks.append(
        SkyTrack(name: plan.name(satellite), hue: hue, isBold: false, runs: sights.map { $0.map(point) }))
      let served = services.filter { $0.satellite == satellite }.map { service in
        sights.joined().filter { service.range.contains($0.seconds) }.map(point)
      }
      sky.tracks.append(SkyTrack(name: "", hue: hue, isBold: true, runs: served.filter { $0.count > 1 }))
    }
    return sky
  }

  private func name(_ sight: HandoverForecast.Sight?) -> String { sight.map { plan.name($0.satellite) } ?? "none" }
}
