/// What the files of one folder of `Sources` may import.
struct LayerRule: Sendable {
  /// The folder under `Sources`; its last part is the module's name.
  let folder: String
  /// Modules of this package.
  let ours: Set<String>
  /// Modules of the toolchain and of C libraries; the standard library needs no import.
  let outside: Set<String>

  init(_ folder: String, ours: Set<String> = [], outside: Set<String> = []) {
    self.folder = folder
    self.ours = ours
    self.outside = outside
  }

  var module: String { String(folder.split(separator: "/").last ?? "") }
  var isFederate: Bool { folder.hasPrefix("Federates/") }

  func allows(_ module: String) -> Bool { ours.contains(module) || outside.contains(module) }
}

extension LayerRule {
  /// What every federate's model and words may be made of; no federate is among them.
  private static let cast: Set<String> = [
    "Quantities", "Orbits", "Downlink", "Simulation", "SharedState", "Messages", "Transport", "Federation",
  ]

  /// The house, bottom to top: each folder may import only what stands above it here.
  static let house: [LayerRule] = [
    LayerRule("Quantities"),
    LayerRule("JSON"),
    LayerRule("COrbitKernels"),
    LayerRule("Orbits", ours: ["Quantities", "COrbitKernels"], outside: ["Dispatch", "Glibc", "Synchronization"]),
    LayerRule("Downlink", ours: ["Quantities", "Orbits"]),
    LayerRule(
      "Catalog", ours: ["Quantities", "JSON", "Orbits"],
      outside: ["Foundation", "FoundationNetworking", "Synchronization"]),
    LayerRule("HandoverAnalysis", ours: ["Quantities", "JSON", "Orbits"], outside: ["Dispatch", "Glibc"]),
    LayerRule("Simulation", ours: ["Quantities"], outside: ["Synchronization"]),
    LayerRule("SharedState", ours: ["Quantities"], outside: ["Glibc"]),
    LayerRule("Messages", ours: ["Quantities", "JSON", "Orbits"]),
    LayerRule("Transport", outside: ["Synchronization"]),
    LayerRule("CMosquitto"),
    LayerRule("MosquittoTransport", ours: ["Transport", "CMosquitto"], outside: ["Glibc", "Synchronization"]),
    LayerRule(
      "Federation", ours: ["Quantities", "JSON", "Simulation", "SharedState", "Messages", "Transport"],
      outside: ["Glibc", "Synchronization"]),
    LayerRule("Federates/Storage", ours: cast, outside: ["Glibc"]),
    LayerRule("Federates/Ground", ours: cast, outside: ["Glibc"]),
    LayerRule("Federates/Outage", ours: cast.subtracting(["Orbits"]), outside: ["Glibc"]),
    LayerRule(
      "Federates/Handover", ours: cast.subtracting(["Downlink"]).union(["HandoverAnalysis"]), outside: ["Glibc"]),
    LayerRule("CYaml"),
    LayerRule(
      "Scenario",
      ours: cast.union(["JSON", "Catalog", "HandoverAnalysis", "Storage", "Ground", "Outage", "Handover", "CYaml"]),
      outside: ["Foundation"]),
    LayerRule("CMicrohttpd"),
    LayerRule("CZlib"),
    // JSON is for the problems that it tells (RFC 9457).
    LayerRule("HTTPServer", ours: ["JSON", "CMicrohttpd", "CZlib"], outside: ["Glibc", "Synchronization"]),
    LayerRule("CViewerPage"),
    LayerRule("Viewer", ours: ["CViewerPage", "HTTPServer"]),
    // The server is there for its requests and responses, which are values: docs/decisions/0016.
    LayerRule(
      "Facade",
      ours: ["Quantities", "JSON", "Orbits", "Catalog", "HandoverAnalysis", "SharedState", "Messages", "HTTPServer"],
      outside: ["Glibc", "Synchronization"]),
    LayerRule(
      "LiveTwin", ours: ["Quantities", "JSON", "Orbits", "Catalog", "HTTPServer", "Facade"],
      outside: ["Foundation", "Synchronization"]),
    LayerRule(
      "orrery",
      ours: cast.union([
        "JSON", "Catalog", "HandoverAnalysis", "MosquittoTransport", "Storage", "Ground", "Outage", "Handover",
        "Scenario", "HTTPServer", "Viewer", "Facade", "LiveTwin",
      ]),
      outside: ["Dispatch", "Foundation", "Glibc", "Synchronization"]),
  ]

  /// Folders whose results no calendar, locale or file system may touch, and the server, whose every request counts.
  static let withoutFoundation: Set<String> = [
    "Quantities", "Orbits", "Downlink", "HandoverAnalysis", "Simulation", "SharedState", "HTTPServer", "Viewer",
    "Facade",
  ]

  /// Words that would let the wallclock or an unseeded generator into a folder.
  static let forbiddenWords: [String: [String]] = [
    "Simulation": ["Date(", ".random("], "HandoverAnalysis": [".random(", "SystemRandom"],
  ]
}
