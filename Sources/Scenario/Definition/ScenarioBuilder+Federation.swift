import Federation
import JSON
import Messages
import Quantities
import Transport

/// What the manager does, and what is said by script.
extension ScenarioBuilder {
  mutating func manager(start: ScenarioTime) -> ScenarioDefinition.Manager {
    var manager = ScenarioDefinition.Manager()
    guard let node = root["manager"] else { return manager }
    manager.commandLead = span(node["commandLead"]) ?? manager.commandLead
    manager.requiredApps = node["requiredApps"].map { $0.elements.compactMap(\.text) }
    manager.retryDelay = span(node["retryDelay"]) ?? manager.retryDelay
    manager.attempts = node["attempts"]?.integer ?? manager.attempts
    manager.startsWithoutMissing = node["missingApps"]?.text == "start"
    for update in node["updates"]?.elements ?? [] {
      guard let time = instant(update["at"], after: start), let scale = update["scale"]?.number, scale > 0 else {
        continue
      }
      manager.updates.append(UpdateCommand(timeScalingFactor: scale, simUpdateTime: time))
    }
    for freeze in node["freezes"]?.elements ?? [] {
      guard let time = instant(freeze["at"], after: start), let length = span(freeze["duration"]) else { continue }
      manager.freezes.append(FreezeCommand(simFreezeTime: time, freezeDuration: length))
    }
    return manager
  }

  mutating func script(start: ScenarioTime, stop: ScenarioTime) -> [ScriptedMessage] {
    var script: [ScriptedMessage] = []
    for (index, node) in (root["script"]?.elements ?? []).enumerated() {
      guard let time = instant(node["at"], after: start), let topic = node["topic"]?.text else { continue }
      let levels = topic.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard levels.count == 2, !levels[0].isEmpty, !levels[1].isEmpty, !topic.contains(where: { "+#\0".contains($0) })
      else {
        report(
          node["topic"], "$.script[\(index)].topic", "is no topic below the prefix",
          allowed: "APP/TOPIC such as outage/report, without + and #")
        continue
      }
      do {
        // Under the longest prefix, so that a topic is right or wrong by itself.
        _ = try Topic("\(String(repeating: "p", count: Address.nameBytes))/\(topic)")
      } catch {
        report(node["topic"], "$.script[\(index)].topic", "is no topic: \(error.reason)", allowed: error.allowed)
        continue
      }
      warnOutsideRun(node["at"], "$.script[\(index)].at", time, start, stop, "the message is never sent")
      script.append(
        ScriptedMessage(
          time: time, app: String(levels[0]), leaf: String(levels[1]), payload: payload(node["payload"])))
    }
    return script
  }

  /// A quoted text is sent as it stands, so that a script can also say what is not JSON.
  private func payload(_ node: DocumentNode?) -> [UInt8] {
    guard let node else { return [] }
    if case .scalar(let text, isQuoted: true) = node.content { return Array(text.utf8) }
    return node.json.compactBytes
  }
}
