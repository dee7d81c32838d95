import Foundation
import MosquittoTransport
import Scenario

extension Arguments {
  /// What every command takes that speaks over a broker which wants to know who we are.
  static let credentials: [CommandSpecification.Option] = [
    .init("password-file", "FILE", "Read the broker's password from FILE at each connection."),
    .init("password-command", "CMD", "The same from what CMD prints, such as a token of Keycloak."),
    .init("env-file", "FILE", "Take USERNAME and PASSWORD from the environment or FILE, as nost-tools does."),
  ]

  /// The broker's address: `--broker`, else the environment's ORRERY_BROKER; and who we are there.
  func broker() throws -> BrokerOptions? {
    guard let text = self["broker"] ?? ProcessInfo.processInfo.environment["ORRERY_BROKER"] else { return nil }
    return try broker(text)
  }

  /// Reads a broker's address, and who we are there.
  ///
  /// The user is the address's, else the `--env-file`'s, else the environment's ORRERY_BROKER_USER; the password that
  /// of `--password-file` or `--password-command`, else the one that came with the user.
  func broker(_ text: String) throws -> BrokerOptions {
    let url: BrokerURL
    do {
      url = try BrokerURL(text)
    } catch {
      throw UsageError(error.description, command: command)
    }
    var options = BrokerOptions(url)
    let environment = ProcessInfo.processInfo.environment
    if options.user == nil, let variables = try nostEnvironment(), let user = variables["USERNAME"] {
      options.user = user
      options.password = variables["PASSWORD"].map { .text(Secret($0)) }
    }
    if options.user == nil, let user = environment["ORRERY_BROKER_USER"] {
      options.user = user
      options.password = environment["ORRERY_BROKER_PASSWORD"].map { .text(Secret($0)) }
    }
    guard let source = try passwordSource() else { return options }
    guard options.user != nil else {
      throw UsageError("a password needs a user: --broker mqtt://USER@HOST", command: command)
    }
    guard url.password == nil else {
      throw UsageError("there are two passwords: one stands in the broker's address", command: command)
    }
    options.password = source
    return options
  }

  private func passwordSource() throws -> PasswordSource? {
    switch (self["password-file"], self["password-command"]) {
    case (nil, nil): nil
    case (let file?, nil): .file(file)
    case (nil, let command?): .command(Secret(command))
    default: throw UsageError("--password-file and --password-command shut each other out", command: command)
    }
  }

  /// What nost-tools reads of the environment and of `--env-file`, the environment first; nil without the option.
  func nostEnvironment() throws -> [String: String]? {
    guard let path = self["env-file"] else { return nil }
    let environment = ProcessInfo.processInfo.environment
    let file = try EnvironmentFile(contentsOf: path, environment: environment)
    for line in file.badLines where !has("quiet") { Terminal.complain("\(path): line \(line) is no NAME=value") }
    return file.values.merging(environment) { _, first in first }
  }
}
