import Dispatch
import Downlink
import Facade
import Federation
import HTTPServer
import Messages
import Orbits
import Quantities
import Scenario
import Simulation

/// A record that is looked at over HTTP as if its run were live.
struct ServedReplay {
  private let record: Record
  private let player: RecordPlayer
  private let server: ServerOptions
  private let arguments: Arguments

  /// - Throws: ``UsageError`` for options that do not go together; ``RecordError`` for a record that does not say where
  ///   its satellites flew.
  init(_ record: Record, _ options: Replay.Options, _ server: ServerOptions, _ arguments: Arguments) throws {
    for option in ["broker", "topics", "inbound", "outbound", "prefix"] {
      try arguments.requireAtMostOne(of: "serve", option)
    }
    guard record.header.scene != nil else {
      throw RecordError(
        file: arguments.operands[0], line: 1,
        reason: record.header.isTraffic
          ? "is of a test bed whose scenario is not known: nobody knows where its satellites flew"
          : "does not say where its satellites flew: it was written by an earlier version, or is damaged")
    }
    (self.record, self.server, self.arguments) = (record, server, arguments)
    let isFastest = arguments["speed"] == "max"
    player = RecordPlayer(
      record, from: options.from, to: options.to,
      scale: isFastest ? nil : options.scale ?? record.header.scale)
  }

  func run() throws -> ExitCode {
    let run = RunDescription(record.header)
    let apps = run.apps
    let mirror = StateMirror(
      of: StateMirror.Apps(
        storage: apps.storage, ground: apps.ground, outage: apps.outage, handover: apps.handover))
    let source = MomentSource(of: run, flying: ElementsInUse(record.header), mirror: mirror) { [player] in
      player.snapshot
    }
    let service = try RunService(server, of: run, source, control: player, arguments)
    defer { service.stop() }
    let farewell = DispatchSemaphore(value: 0)
    let isInterrupted = Flag()
    let interruption = Interruption { [player] in
      isInterrupted.raise()
      player.stop()
      farewell.signal()
    }
    player.play { entry in
      if let message = PassingMessage(entry) { service.hear(message) }
    }
    guard !isInterrupted.isRaised else { return .interrupted }
    service.end()
    if !arguments.has("quiet") { Terminal.complain("the record is over; still serving, Ctrl-C ends") }
    farewell.wait()
    withExtendedLifetime(interruption) {}
    return .success
  }
}

extension PassingMessage {
  /// A message of a record; nil for one whose topic names no application.
  fileprivate init?(_ entry: RecordEntry) {
    guard let address = Address(topic: entry.topic) else { return nil }
    self.init(
      time: entry.time, wall: WallTime(calendar: entry.wall), isOwn: !entry.isInbound, topic: entry.topic,
      address: address, content: Content(payload: entry.payload))
  }
}

extension RunDescription {
  /// Describes the run of a record.
  fileprivate init(_ header: RecordHeader) {
    let cast = header.cast
    self.init(
      name: cast.scenario, start: cast.start, stop: cast.stop, orientation: header.scene?.orientation ?? .utc,
      stations: zip(cast.stations, header.scene?.stations ?? []).map { station, place in
        Station(
          groundId: station.groundId, name: station.name, at: place.position,
          minimumElevation: place.minimumElevation,
          downlinkGigabitsPerSecond: station.downlinkRate.gigabitsPerSecond)
      },
      apps: Apps(
        storage: cast.apps.storage, ground: cast.apps.ground, outage: cast.apps.outage, handover: cast.handoverApps))
    speeds = ManagedLifecycle.scales
  }
}

extension ElementsInUse {
  /// The elements by which the satellites of a record began to fly.
  fileprivate convenience init(_ header: RecordHeader) {
    self.init(
      zip(header.cast.satellites, header.scene?.elements ?? []).map {
        Satellite(id: $0.id, name: $0.name, elements: $1)
      })
  }
}
