/// `orrery handover`: who serves a terminal, what it measures, and what follows.
enum HandoverCommands: CommandGroup {
  static let name = "handover"
  static let summary = "Works out thresholds, events and handovers of satellite cells."
  static var commands: [any Command.Type] {
    [
      PredictCommand.self,
      EventsCommand.self,
      ThresholdsCommand.self,
      D2Command.self,
      LearnCommand.self,
      FilterCommand.self,
      PlanCommand.self,
      VerifyCommand.self,
    ]
  }
}
