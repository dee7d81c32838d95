public import Orbits
public import Quantities

/// What a terminal measures of its neighbours while one satellite after the other serves it: one cell a satellite.
///
/// A change of the serving satellite ends what was triggered and begins the measurements anew, as a reconfiguration
/// does (TS 38.331 5.5.1).
public struct ServiceMeasurement: Sendable {
  /// Something that happened in one of the measurements.
  public struct Occurrence: Hashable, Sendable {
    /// What.
    public enum Kind: Hashable, Sendable {
      /// A neighbour came into the list of triggered cells.
      case entered
      /// It went out of it.
      case left
      /// A report was sent: why, which one it is since a cell came in, and the triggered satellites, the best first.
      case reported(MeasurementReport.Cause, number: Int, satellites: [Int])
    }

    /// When, to the microsecond.
    public var time: ScenarioTime
    /// The place of the measurement among the configurations.
    public var measurement: Int
    /// The satellite that serves.
    public var serving: Int
    /// The neighbour; of a report the best one.
    public var neighbour: Int
    /// What is measured of the two: dBm, or metres for D events.
    public var measured: MeasuredPair
    /// What.
    public var kind: Kind
  }

  /// What is measured, each by itself.
  public let configurations: [ReportConfiguration]
  /// Whose levels are measured, for A events.
  public let budget: LinkBudget
  /// Where the cells' reference locations move, for D events.
  public let beam: Boresight

  /// Creates the measurements.
  public init(_ configurations: [ReportConfiguration], budget: LinkBudget, beam: Boresight = .nadir) {
    (self.configurations, self.budget, self.beam) = (configurations, budget, beam)
  }

  /// Returns what happens while a terminal is served as a forecast says, by time.
  ///
  /// Neighbours of a service are the satellites that are in view of the terminal at some time of it.
  /// - Throws: ``PropagationFailure`` of a satellite that has no state within a service.
  public func occurrences(
    in forecast: HandoverForecast, of terminal: UserTerminal, by predictor: HandoverPredictor
  ) throws(PropagationFailure) -> [Occurrence] {
    let sky = PassingSky(
      predictor, over: terminal, from: forecast.span.lowerBound, to: forecast.span.upperBound, measure: .elevation,
      threads: nil)
    var occurrences: [Occurrence] = []
    for service in forecast.services {
      let neighbours = sky.satellites(inView: service.span).filter { $0 != service.satellite }
      for measurement in configurations.indices {
        occurrences += try self.occurrences(
          of: measurement, neighbours, during: service, terminal.place, predictor)
      }
    }
    return occurrences.sorted { ($0.time, $0.measurement, $0.neighbour) < ($1.time, $1.measurement, $1.neighbour) }
  }

  private func occurrences(
    of measurement: Int, _ neighbours: [Int], during service: HandoverForecast.Service, _ place: UserTerminal.Place,
    _ predictor: HandoverPredictor
  ) throws(PropagationFailure) -> [Occurrence] {
    let configuration = configurations[measurement]
    let curves = ([service.satellite] + neighbours).map {
      curve(of: $0, configuration.event, place, predictor)
    }
    let actions = try ExactMeasurement(configuration).actions(
      serving: curves[0], neighbours: Array(curves.dropFirst()), from: service.span.lowerBound,
      to: service.span.upperBound, corners: place.corners)
    var occurrences: [Occurrence] = []
    for action in actions {
      let (cell, kind): (Int, Occurrence.Kind) =
        switch action {
        case .entered(let cell, _): (cell, .entered)
        case .left(let cell, _): (cell, .left)
        case .reported(let report):
          (
            report.cells.first ?? 0,
            .reported(report.cause, number: report.number, satellites: report.cells.map { neighbours[$0] })
          )
        }
      let pair = MeasuredPair(serving: try curves[0](action.time), neighbour: try curves[cell + 1](action.time))
      occurrences.append(
        Occurrence(
          time: action.time, measurement: measurement, serving: service.satellite, neighbour: neighbours[cell],
          measured: pair, kind: kind))
    }
    return occurrences
  }

  private func curve(
    of satellite: Int, _ event: MeasurementEvent, _ place: UserTerminal.Place, _ predictor: HandoverPredictor
  ) -> MeasuredCurve {
    guard case .success(let sgp4) = predictor.propagator.orbits[satellite] else {
      // Who has no orbit is never in view.
      return { _ in .nan }
    }
    let orbit = Orbit(sgp4, orientation: predictor.orientation)
    return event.comparesLevels
      ? MeasuredCurves.rsrpDBm(of: orbit, from: place, budget)
      : MeasuredCurves.referenceDistanceMetres(of: orbit, beam: beam, from: place)
  }
}
