import Messages
import Quantities
import SharedState
import Simulation
import Transport

/// What reaches the node from outside: the wire's events, and people's wishes.
extension FederationNode {
  func handle(_ item: InboxItem) {
    switch item {
    case .transport(let event): handle(event)
    case .pause: pause()
    case .resume: resume()
    case .setSpeed(let scale): setSpeed(scale)
    case .step: wantedSteps += 1
    case .takeOut(let groundId, let start, let end): takeOut(station: groundId, from: start, to: end)
    // A run that is paused does no steps, and would wait for its end as long.
    case .stop: if wantedSteps > 0, simulator.mode != .paused { stopsAfterSteps = true } else { stop() }
    }
  }

  private func handle(_ event: TransportEvent) {
    switch event {
    case .message(let message): receive(message)
    case .connected(let count, _):
      isConnected = true
      if count > 1, simulator.mode != .undefined, simulator.mode != .terminated { brokerAbsences += 1 }
      if count > 1 { log(.info, "connected again (connection \(count))") }
    case .disconnected(let reason, let delay):
      isConnected = false
      log(.warning, "disconnected: \(reason); trying again in \(delay / .milliseconds(1)) ms")
    case .notice(let text): log(.warning, text)
    case .subscribed(let filter):
      unconfirmed.remove(filter)
      if unconfirmed.isEmpty { carryOut(plan?.begin(at: clock.now) ?? []) }
    }
  }

  /// Notes that a step is done; a wish to stop that came behind the wish for it is carried out now.
  func stepIsDone() {
    guard wantedSteps > 0 else { return }
    wantedSteps -= 1
    if wantedSteps == 0, stopsAfterSteps { stop() }
  }

  // A process with the manager commands everybody; one of several asks the manager; one alone does it itself.

  /// The application that asks the manager elsewhere; nil where there is none to be asked.
  private var asker: String? {
    plan == nil && transport != nil && options.peers.contains(Self.managerName) ? localApps.first : nil
  }

  private func pause() {
    let time = scenarioNow
    if plan != nil {
      publish(FreezeCommand(simFreezeTime: time), by: Self.managerName, under: "freeze")
    } else if let asker {
      let request = FreezeRequest(
        simFreezeTime: time, freezeTime: clock.now.calendar, freezeDuration: nil, resumeTime: nil,
        requestingApp: asker)
      publish(request, by: asker, under: "request/freeze")
    } else {
      simulator.pause(at: time)
    }
  }

  private func resume() {
    if plan != nil {
      sayResume()
    } else if let asker {
      publish(ResumeRequest(requestingApp: asker), by: asker, under: "request/resume")
    } else {
      simulator.resume(at: clock.now)
    }
  }

  private func sayResume() {
    let command = ResumeCommand(
      resumeTime: clock.now.calendar, simResumeTime: simulator.clock.frozenAt ?? simulator.time)
    publish(command, by: Self.managerName, under: "resume")
  }

  private func setSpeed(_ scale: Double) {
    guard let scale = checked(scale) else { return }
    if plan != nil {
      let command = UpdateCommand(timeScalingFactor: scale, simUpdateTime: scenarioNow)
      publish(command, by: Self.managerName, under: "update")
    } else if let asker {
      let request = UpdateRequest(timeScalingFactor: scale, simUpdateTime: nil, requestingApp: asker)
      publish(request, by: asker, under: "request/update")
    } else {
      simulator.setTimeScale(scale, at: scenarioNow)
    }
  }

  private func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime) {
    guard let injector = federates.lazy.compactMap({ $0 as? any OutageInjector }).first else {
      return log(.warning, "nobody in this process takes stations out")
    }
    let now = scenarioNow
    // What comes a step later than it was wished for lasts as long.
    let begin = max(start, now)
    guard let end = begin.adding(end - start) else { return log(.warning, "an outage from \(begin) on ends too late") }
    injector.takeOut(station: groundId, from: begin, to: end)
    simulator.inputsChanged()
  }

  private func checked(_ scale: Double) -> Double? {
    let scales = ManagedLifecycle.scales
    if scales.contains(scale) { return scale }
    log(.warning, "a speed of \(scale) is not within \(scales.lowerBound) to \(scales.upperBound)")
    return nil
  }

  // What an application asks of the manager in this process. What lies ahead is commanded a lead before its time.

  func grant(_ request: FreezeRequest) {
    if let duration = request.freezeDuration, duration <= .zero {
      return log(
        .warning,
        "freeze asked for by \(request.requestingApp) is not granted: freezeDuration \(duration.iso8601); allowed: more "
          + "than PT0S")
    }
    guard mayGrant("freeze", of: request.requestingApp, in: [.initialized, .executing]) else { return }
    let command = FreezeCommand(simFreezeTime: request.simFreezeTime, freezeDuration: request.freezeDuration)
    guard command.simFreezeTime > scenarioNow else {
      let now = FreezeCommand(simFreezeTime: scenarioNow, freezeDuration: request.freezeDuration)
      return publish(now, by: Self.managerName, under: "freeze")
    }
    manager?.plan(command)
  }

  func grant(_ request: ResumeRequest) {
    guard mayGrant("resume", of: request.requestingApp, in: [.paused]) else { return }
    if let wanted = request.simResumeTime, let tolerance = request.tolerance {
      let distance = wanted > simulator.time ? wanted - simulator.time : simulator.time - wanted
      guard distance <= tolerance else {
        return log(
          .warning,
          "resume asked for by \(request.requestingApp) is not granted: it is \(simulator.time), further than "
            + "\(tolerance.iso8601) from \(wanted)")
      }
    }
    sayResume()
  }

  func grant(_ request: UpdateRequest) {
    guard let scale = checked(request.timeScalingFactor),
      mayGrant("update", of: request.requestingApp, in: [.initialized, .executing, .paused])
    else { return }
    let now = scenarioNow
    let command = UpdateCommand(timeScalingFactor: scale, simUpdateTime: max(request.simUpdateTime ?? now, now))
    if command.simUpdateTime > now {
      manager?.plan(command)
    } else {
      publish(command, by: Self.managerName, under: "update")
    }
  }

  private func mayGrant(_ wish: String, of app: String, in modes: Set<SimulationMode>) -> Bool {
    if modes.contains(simulator.mode), !simulator.isFinished {
      log(.info, "\(wish) asked for by \(app) is granted")
      return true
    }
    log(.warning, "\(wish) asked for by \(app) is not granted: the run is \(simulator.mode.rawValue)")
    return false
  }

  private func stop() {
    // Once the end is reached there is nothing left to cut short but the wait for others.
    if simulator.isFinished {
      endsWithoutThem = true
      return
    }
    isInterrupted = true
    switch simulator.mode {
    case .initialized where plan != nil && !options.peers.isEmpty:
      // The others have been told to start: they are told to stop there.
      publish(StopCommand(simStopTime: simulator.clock.start), by: Self.managerName, under: "stop")
    case .executing, .paused:
      if plan != nil {
        // NOS-T's applications refuse a stop while they are frozen.
        if simulator.mode == .paused, !options.peers.isEmpty { sayResume() }
        publish(StopCommand(simStopTime: scenarioNow), by: Self.managerName, under: "stop")
      } else {
        simulator.setEndTime(scenarioNow)
      }
    default: outcome = outcome ?? .interrupted(at: nil)
    }
  }
}

/// A node's ear for wishes from other threads.
struct NodeControl: RunControl {
  let inbox: Inbox

  func pause() { inbox.put(.pause) }
  func resume() { inbox.put(.resume) }
  func setSpeed(_ scale: Double) { inbox.put(.setSpeed(scale)) }
  func step() { inbox.put(.step) }
  func takeOut(station groundId: Int, from start: ScenarioTime, to end: ScenarioTime) {
    inbox.put(.takeOut(station: groundId, from: start, to: end))
  }
  func stop() { inbox.put(.stop) }
}
