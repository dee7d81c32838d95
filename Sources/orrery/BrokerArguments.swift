import Foundation
import MosquittoTransport
import Scenario

extension Arguments {
  /// What nost-tools reads of the environment and of `--env-file`, the environment first; nil without the option.
  func nostEnvironment() throws -> [String: String]? {
    guard let path = self["env-file"] else { return nil }
    let environment = ProcessInfo.processInfo.environment
    let file = try EnvironmentFile(contentsOf: path, environment: environment)
    for line in file.badLines where !has("quiet") { Terminal.complain("\(path): line \(line) is no NAME=value") }
    return file.values.merging(environment) { _, first in first }
  }
}
