import Downlink
public import Federation
import Messages
public import Quantities
public import Simulation

/// The outage injector: tells the federation when stations go out, one step ahead, and when they are back.
public final class OutageFederate: OutageInjector, Entity {
  public let name: String
  private let outbox: Outbox
  private var model: OutageModel

  /// Creates the federate around a model; it speaks through an outbox.
  public init(model: OutageModel, outbox: Outbox) {
    name = outbox.app
    self.model = model
    self.outbox = outbox
  }

  public var entities: [any Entity] { [self] }

  public func initialize(at time: ScenarioTime) {
    model.initialize(at: time)
  }

  public func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime) {
    model.plan(.init(groundId: groundId, outage: Outage(start: start, end: end)))
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? {
    model.nextEventTime.map { ScenarioEvent(at: $0, priority: .world) }
  }

  public func execute(_ event: ScenarioEvent) {
    for event in model.execute(at: event.time) {
      switch event {
      case .report(let report):
        let outage = report.outage
        outbox.publish(
          OutageReport(
            groundId: report.groundId, outageStart: outage.start, outageDuration: outage.end - outage.start,
            outageEnd: outage.end), under: "report")
      case .restore(let groundId, let time):
        outbox.publish(OutageRestore(groundId: groundId, outageEnd: time), under: "restore")
      }
    }
  }
}
