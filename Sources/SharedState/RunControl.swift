public import Quantities

/// What a person who looks at a run may ask of it. Each wish is carried out by the run itself, a moment later.
public protocol RunControl: Sendable {
  /// Stops scenario time where it stands.
  func pause()
  /// Runs on.
  func resume()
  /// Changes the number of scenario seconds in a wallclock second, above zero.
  func setSpeed(_ scale: Double)
  /// Does one more step, where the run goes step by step.
  func step()
  /// Takes a ground station out for a time, no earlier than now, where this process can.
  /// - Parameter groundId: the station's number.
  func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime)
  /// Ends the run where it stands, with its accounts settled.
  func stop()
}
