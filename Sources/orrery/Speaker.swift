import Foundation
import MosquittoTransport
import Synchronization
import Transport

/// Somebody who speaks over a broker beside the runs, or prints what it would say where there is none.
struct Speaker {
  let transport: any Transport
  private let isConnected: Flag?
  private let isStopped: Flag

  /// Begins to connect to the broker that the arguments or the environment name.
  init(_ arguments: Arguments, name: String, _ isStopped: Flag) throws {
    self.isStopped = isStopped
    guard let broker = try arguments.broker() else {
      (transport, isConnected) = (PrintingTransport(name: name), nil)
      return
    }
    #if MQTT
      let isConnected = Flag()
      let isQuiet = arguments.has("quiet")
      let transport = try MosquittoTransport(broker)
      transport.start { event in
        switch event {
        case .connected: isConnected.raise()
        case .disconnected(let reason, _): if !isQuiet { Terminal.complain("disconnected: \(reason)") }
        case .notice(let text): if !isQuiet { Terminal.complain(text) }
        case .message, .subscribed: break
        }
      }
      (self.transport, self.isConnected) = (transport, isConnected)
    #else
      throw UsageError("this program was built without libmosquitto", command: arguments.command)
    #endif
  }

  /// Waits for the broker; false where somebody has stopped the program before.
  func waitUntilReady() -> Bool {
    while isConnected?.isRaised == false, !isStopped.isRaised { Thread.sleep(forTimeInterval: 0.02) }
    return !isStopped.isRaised
  }
}

/// An in-process bus with a listener that prints what it hears.
private final class PrintingTransport: Transport {
  private let bus = InProcessBus()
  private let listener: InProcessClient
  private let speaker: InProcessClient

  init(name: String) {
    listener = bus.client(named: "printer")
    speaker = bus.client(named: name)
    listener.start { event in
      if case .message(let message) = event {
        print("\(message.topic) \(String(decoding: message.payload, as: UTF8.self))")
      }
    }
    if let everything = try? TopicFilter("#") { listener.subscribe(to: everything, quality: .atLeastOnce) }
    speaker.start { _ in }
  }

  func start(receive: @escaping @Sendable (TransportEvent) -> Void) {}
  func subscribe(to filter: TopicFilter, quality: DeliveryQuality) {}
  func publish(_ message: TransportMessage) throws(PublishError) { try speaker.publish(message) }
  func stop(within timeout: Duration) -> Int { speaker.stop(within: timeout) }
  var statistics: TransportStatistics { speaker.statistics }
}

/// Something that is raised once, on any thread.
final class Flag: Sendable {
  private let state = Atomic(false)

  var isRaised: Bool { state.load(ordering: .acquiring) }
  func raise() { state.store(true, ordering: .releasing) }
}
