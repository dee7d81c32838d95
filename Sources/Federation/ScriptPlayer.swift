public import Quantities
public import Simulation

/// A message that a scenario sends at an exact scenario time, in the name of any application.
public struct ScriptedMessage: Equatable, Sendable {
  /// When it is sent.
  public var time: ScenarioTime
  /// The application in whose name it is sent.
  public var app: String
  /// The address below PREFIX/APP.
  public var leaf: String
  /// Its bytes.
  public var payload: [UInt8]

  /// Creates a message.
  public init(time: ScenarioTime, app: String, leaf: String, payload: [UInt8]) {
    (self.time, self.app, self.leaf, self.payload) = (time, app, leaf, payload)
  }
}

/// Sends a scenario's scripted messages, each at its time, in the order of the script.
public final class ScriptPlayer: Entity {
  public let name = "script"
  private let script: [ScriptedMessage]
  private let outboxes: [String: Outbox]
  private var next = 0

  /// Creates a player.
  /// - Parameters:
  ///   - script: the messages, in any order of time.
  ///   - outboxes: an outbox for each application that the script names.
  public init(_ script: [ScriptedMessage], outboxes: [Outbox]) {
    // Sorted stably: messages of one time go in the order of the script.
    self.script = script.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
    self.outboxes = Dictionary(outboxes.map { ($0.app, $0) }) { first, _ in first }
  }

  public func initialize(at time: ScenarioTime) {
    next = script.firstIndex { $0.time >= time } ?? script.count
  }

  public func tick(by step: TimeSpan) {}
  public func tock() {}

  public var nextEvent: ScenarioEvent? {
    next < script.count ? ScenarioEvent(at: script[next].time, priority: .world) : nil
  }

  public func execute(_ event: ScenarioEvent) {
    let message = script[next]
    next += 1
    outboxes[message.app]?.publish(payload: message.payload, under: message.leaf)
  }
}
