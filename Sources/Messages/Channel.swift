/// Who publishes on a channel.
public enum Role: String, CaseIterable, Sendable {
  /// The manager of the test run.
  case manager
  /// The satellites with their recorders.
  case storage
  /// The ground stations.
  case ground
  /// The outage injector.
  case outage
  /// Whoever hands terminals over from satellite to satellite.
  case handover
  /// Whoever follows the catalogue of satellites, which need not be an application of the run.
  case catalog
  /// Every application, the manager too.
  case application

  /// The application's name where a scenario gives no other; nil where every application has its own.
  public var defaultApp: String? {
    switch self {
    case .manager: "manager"
    case .storage: "satelliteStorage"
    case .ground: "ground"
    case .outage: "outage"
    case .handover: "handover"
    case .catalog: "catalog"
    case .application: nil
    }
  }

  /// Whether no scenario may give it another name.
  var hasFixedName: Bool { self == .manager || self == .catalog }
}

/// One kind of message with the address that it is published on: PREFIX/APP/LEAF.
public struct Channel: Sendable {
  /// Who publishes.
  public let role: Role
  /// The address below PREFIX/APP.
  public let leaf: String
  /// What is published.
  public let message: any Message.Type

  private init(_ role: Role, _ leaf: String, _ message: any Message.Type) {
    self.role = role
    self.leaf = leaf
    self.message = message
  }

  /// Every channel, in the order of the documents.
  public static let all: [Channel] = [
    Channel(.manager, "init", InitCommand.self),
    Channel(.manager, "start", StartCommand.self),
    Channel(.manager, "stop", StopCommand.self),
    Channel(.manager, "update", UpdateCommand.self),
    Channel(.manager, "freeze", FreezeCommand.self),
    Channel(.manager, "resume", ResumeCommand.self),
    Channel(.application, "request/freeze", FreezeRequest.self),
    Channel(.application, "request/resume", ResumeRequest.self),
    Channel(.application, "request/update", UpdateRequest.self),
    Channel(.application, "status/ready", ReadyStatus.self),
    Channel(.application, "status/mode", ModeStatus.self),
    Channel(.application, "status/time", TimeStatus.self),
    Channel(.application, "status/sent", SentStatus.self),
    Channel(.storage, "ready", SatelliteReady.self),
    Channel(.storage, "allReady", SatelliteAllReady.self),
    Channel(.storage, "location", SatelliteState.self),
    Channel(.storage, "linkCharge", LinkCharge.self),
    Channel(.ground, "location", GroundLocation.self),
    Channel(.ground, "linkStart", LinkStart.self),
    Channel(.ground, "linkCharge", LinkCharge.self),
    Channel(.outage, "report", OutageReport.self),
    Channel(.outage, "restore", OutageRestore.self),
    Channel(.handover, "served", ServedTerminal.self),
    Channel(.handover, "event", HandoverEvent.self),
    Channel(.handover, "measurement", MeasurementReport.self),
    Channel(.handover, "prediction", HandoverPrediction.self),
    Channel(.handover, "state", HandoverState.self),
    Channel(.handover, "instance", HandoverInstance.self),
    Channel(.catalog, "elements", SatelliteElements.self),
  ]

  /// Returns the channel of an application's role and a leaf; the roles' own channels go before everyone's.
  public static func of(_ role: Role, _ leaf: String) -> Channel? {
    all.first { $0.leaf == leaf && $0.role == role } ?? all.first { $0.leaf == leaf && $0.role == .application }
  }
}
