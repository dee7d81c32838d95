/// `orrery import`: scenarios out of what other programs read.
enum ImportCommands: CommandGroup {
  static let name = "import"
  static let summary = "Makes scenarios of the configurations of other programs."
  static var commands: [any Command.Type] { [ImportNOSTCommand.self] }
}
