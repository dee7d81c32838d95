/// `orrery broker`: brokers set up and examined.
enum BrokerCommands: CommandGroup {
  static let name = "broker"
  static let summary = "Sets up a RabbitMQ for MQTT beside AMQP, and checks brokers."
  static var commands: [any Command.Type] { [BrokerRabbitMQCommand.self, BrokerCheckCommand.self] }
}
