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
    case .stop: if wantedSteps > 0 { stopsAfterSteps = true } else { stop() }
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

  // A process with the manager asks everybody, the others only themselves.

  private func pause() {
    if plan != nil {
      publish(FreezeCommand(simFreezeTime: scenarioNow), by: Self.managerName, under: "freeze")
    } else {
      simulator.pause(at: scenarioNow)
    }
  }

  private func resume() {
    if plan != nil {
      let command = ResumeCommand(
        resumeTime: clock.now.calendar, simResumeTime: simulator.clock.frozenAt ?? simulator.time)
      publish(command, by: Self.managerName, under: "resume")
    } else {
      simulator.resume(at: clock.now)
    }
  }

  private func setSpeed(_ scale: Double) {
    let scales = ManagedLifecycle.scales
    guard scales.contains(scale) else {
      return log(.warning, "a speed of \(scale) is not within \(scales.lowerBound) to \(scales.upperBound)")
    }
    if plan != nil {
      let command = UpdateCommand(timeScalingFactor: scale, simUpdateTime: scenarioNow)
      publish(command, by: Self.managerName, under: "update")
    } else {
      simulator.setTimeScale(scale, at: scenarioNow)
    }
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
  func stop() { inbox.put(.stop) }
}
