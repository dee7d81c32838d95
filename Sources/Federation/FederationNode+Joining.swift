import Messages
import Quantities
import Simulation
import Transport

/// Coming into a run that goes on, with what is remembered of it; and telling how much has been said in it.
extension FederationNode {
  /// Takes part in a run that goes on without this process: does what has been, by what is remembered of it, and goes on.
  func join(from start: ScenarioTime, to stop: ScenarioTime, _ pair: ClockEstimate.Pair, _ scale: Double) {
    let now = clock.now
    let wall = pair.wall + (TimeSpan(roundingSeconds: (start - pair.scenario).seconds / scale) ?? .zero)
    // The clock's line leads back to the start only where no freeze and no change of scale came between.
    let toldStart = streams.lastRun?.startTime.map { WallTime(calendar: $0) }
    let elapsed = now - (toldStart ?? wall)
    let run = (streams.lastRun ?? RunName(estimatedStart: wall.calendar)).joined(after: elapsed)
    runName = run
    recollection = options.recall(pair, streams.lastRun)
    streams.follow(run)
    streams.isWhole = false
    var remembered = StreamLedger()
    for message in recollection.messages where !message.isOwn {
      streams.recall(topic: message.topic, stamp: message.content.stamp)
      remembered.recall(topic: message.topic, stamp: message.content.stamp)
    }
    let seconds = "\((elapsed.seconds * 10).rounded() / 10) s"
    let text = "joined \(toldStart == nil ? "about " : "")\(seconds) after the start, with \(recollection.source)"
    joinText = text
    let map = ClockMap(scenario: start, wall: wall, scale: scale)
    log(.warning, "\(text); it is \(map.scenario(at: now).wholeMicrosecond) there")
    begin(start: start, stop: stop, wall: wall, scale: scale)
    joinTime = scenarioNow
    hearKept()
    for message in early.take(of: run) {
      // What the broker did not know to have been heard comes again.
      let isNew = remembered.hear(topic: message.topic, stamp: message.content.stamp) != .duplicate
      if isNew { recollection.hear(message, at: scenarioNow) }
    }
    sayLastWordsAgain()
    tellEarlierTotals()
  }

  /// Whether this process still does again what was before it joined.
  var isCatchingUp: Bool { joinTime.map { simulator.time < $0 } ?? false }

  /// Hears again what the process before this one heard.
  func remember(_ message: PassingMessage) {
    let isStop = message.address.app == Self.managerName && message.address.leaf == "stop"
    guard isStop || message.address.app != Self.managerName, !message.address.leaf.hasPrefix("status/") else { return }
    hear(message.content, at: message.address, listeners(to: message.address, but: nil))
  }

  /// Says how much has been said, before the last words.
  func tellTotals() {
    guard runName != nil else { return }
    deliver()
    for app in localApps {
      publish(SentStatus(name: app, counts: routes.counts(of: app)), by: app, under: "status/sent")
    }
  }

  /// Says once more, under their own numbers, what the process before this one had said as it died: it may not have
  /// left the machine. Who has heard it lets it go.
  private func sayLastWordsAgain() {
    guard let transport else { return }
    for message in recollection.lastWords {
      publish(message.content, on: route(from: message.address.app, message.address.leaf), over: transport)
    }
  }

  /// Says how much the processes before this one have said: nobody else will.
  private func tellEarlierTotals() {
    for (run, counts) in recollection.counts {
      for app in localApps {
        guard let own = counts[app] else { continue }
        let stamp = Stamp(run: run, sequence: own["status/sent"] ?? 0)
        let content = Content(SentStatus(name: app, counts: own), stamp: stamp).encoded
        outgoing.append((route(from: app, "status/sent"), content))
      }
    }
  }
}
