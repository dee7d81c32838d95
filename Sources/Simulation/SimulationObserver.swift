public import Quantities

/// A property of a simulation that has changed.
public enum PropertyChange: Equatable, Sendable {
  /// The mode.
  case mode(from: SimulationMode, to: SimulationMode)
  /// The scenario time, at the end of a step.
  case time(from: ScenarioTime, to: ScenarioTime)
  /// The step.
  case timeStep(from: TimeSpan, to: TimeSpan)
  /// The scenario time at which the run ends.
  case endTime(from: ScenarioTime, to: ScenarioTime)
  /// Scenario seconds a wallclock second.
  case timeScale(from: Double, to: Double)
}

/// Something that is told of every change of a simulation's properties, after it, in the order of registration.
public protocol SimulationObserver: AnyObject {
  /// Hears of a change; the old value always differs from the new one.
  func simulation(_ simulator: Simulator, changed change: PropertyChange)
}
