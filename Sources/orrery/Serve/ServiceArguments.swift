import Foundation
import HTTPServer

extension Arguments {
  /// What every command takes that answers over HTTP, and may be commanded so.
  static let service: [CommandSpecification.Option] =
    [.init("token-file", "FILE", "Let who shows the bearer token in FILE command the run over HTTP.")] + answers

  /// What every command takes that answers over HTTP.
  static let answers: [CommandSpecification.Option] = [
    .init("host", "ADDRESS", "Listen there for HTTP; 127.0.0.1 unless others are to reach it."),
    .init(
      "allow-origin", "ORIGIN", "Let pages of this origin read and command too: http://localhost:3000.",
      isRepeatable: true),
    .init("allow-host", "NAME", "Answer to this host name as well.", isRepeatable: true),
    .init("certificate", "FILE", "Speak TLS with the certificate in FILE (PEM), and its --key."),
    .init("key", "FILE", "The certificate's key."),
    .init("cesium", "FOLDER", "CesiumJS for the globe; what scripts/bootstrap has fetched, where it is missing."),
  ]

  /// The same for a command that answers only where it is asked to.
  static let optionalService: [CommandSpecification.Option] =
    [
      .init(
        "serve", "[PORT]", "Show the run in a browser and answer over HTTP on PORT while it goes on.",
        fallback: "\(ServerOptions.defaultPort)")
    ] + service

  /// Where to listen and whom to answer, on the port that an option names; nil where there is none.
  func serverOptions(port option: String, default fallback: String? = nil) throws -> ServerOptions? {
    guard let text = self[option] ?? fallback else {
      if let stray = Self.service.first(where: { has($0.name) }) {
        throw UsageError("--\(stray.name) needs --\(option)", command: command)
      }
      return nil
    }
    guard let port = Int(text), 0...65_535 ~= port else { throw wrong(option, allowed: "a port, 0 to 65535") }
    var options = ServerOptions(host: self["host"] ?? "127.0.0.1", port: port)
    (options.allowedOrigins, options.allowedHosts) = (all("allow-origin"), all("allow-host"))
    options.allowedHostsOption = "--allow-host"
    switch (self["certificate"], self["key"]) {
    case (nil, nil): break
    case (let certificate?, let key?): options.tls = ServerCertificate(certificate: certificate, key: key)
    default: throw UsageError("--certificate and --key go together", command: command)
    }
    do {
      try options.validate()
    } catch {
      throw UsageError("\(error)", command: command)
    }
    return options
  }

  #if HTTP
    /// CesiumJS: of `--cesium`, else of the environment's ORRERY_CESIUM, else where the set-up puts it; nil for none.
    func cesium() throws -> StaticFolder? {
      let named = self["cesium"] ?? ProcessInfo.processInfo.environment["ORRERY_CESIUM"]
      guard let named else {
        return try CesiumFolder.usual.first { FileManager.default.fileExists(atPath: $0 + "/Cesium.js") }
          .map(CesiumFolder.read)
      }
      guard FileManager.default.fileExists(atPath: named + "/Cesium.js") else {
        throw wrong("cesium", allowed: "a folder with Cesium.js in it")
      }
      return try CesiumFolder.read(named)
    }
  #endif

  /// The token that who commands must show: of `--token-file`, else of the environment's ORRERY_TOKEN; nil for none.
  func bearerToken() throws -> BearerToken? {
    if let path = self["token-file"] { return try BearerToken(file: path) }
    let variable = "ORRERY_TOKEN"
    return ProcessInfo.processInfo.environment[variable] == nil ? nil : try BearerToken(environment: variable)
  }
}
