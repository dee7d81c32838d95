// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of the house, bottom to top: each may import only
// what stands above it here. `Tests/LayeringTests` holds the same table as a test.

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func library(
  _ name: String, path: String? = nil, uses dependencies: [Target.Dependency] = [], excludes: [String] = [],
  links: [LinkerSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: excludes, swiftSettings: swiftSettings,
    linkerSettings: links)
}

func tests(
  _ name: String, of dependencies: [Target.Dependency], excludes: [String] = [], resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: excludes, resources: resources,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "orrery",
  products: [
    .executable(name: "orrery", targets: ["orrery"]),
    .library(name: "Catalog", targets: ["Quantities", "JSON", "Orbits", "Catalog"]),
  ],
  traits: [
    .trait(name: "MQTT", description: "Speak to a broker over libmosquitto."),
    .trait(name: "ScenarioFiles", description: "Read scenario files through libyaml."),
    .trait(name: "HTTP", description: "Answer over HTTP through libmicrohttpd and zlib."),
    .default(enabledTraits: ["MQTT", "ScenarioFiles", "HTTP"]),
  ],
  targets: [
    library("Quantities", links: [.linkedLibrary("m")]),
    library("JSON"),
    .target(name: "COrbitKernels"),
    library("Orbits", uses: ["Quantities", "COrbitKernels"], links: [.linkedLibrary("m")]),
    library("Downlink", uses: ["Quantities", "Orbits"]),
    library("Catalog", uses: ["Quantities", "JSON", "Orbits"], excludes: ["Embedded/PROVENANCE.md"]),
    library(
      "HandoverAnalysis", uses: ["Quantities", "JSON", "Orbits"], excludes: ["Verification/PROVENANCE.md"],
      links: [.linkedLibrary("m")]),
    library("Simulation", uses: ["Quantities"]),
    library("SharedState", uses: ["Quantities"]),
    library("Messages", uses: ["Quantities", "JSON", "Orbits"]),
    library("Transport"),
    .systemLibrary(
      name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
    library(
      "MosquittoTransport",
      uses: ["Transport", .target(name: "CMosquitto", condition: .when(traits: ["MQTT"]))]),
    library("Federation", uses: ["Quantities", "Simulation", "SharedState", "Messages", "Transport"]),
    library(
      "Storage", path: "Sources/Federates/Storage",
      uses: ["Quantities", "Orbits", "Downlink", "Simulation", "SharedState", "Messages", "Transport", "Federation"]),
    library(
      "Ground", path: "Sources/Federates/Ground",
      uses: ["Quantities", "Orbits", "Downlink", "Simulation", "SharedState", "Messages", "Transport", "Federation"]),
    library(
      "Outage", path: "Sources/Federates/Outage",
      uses: ["Quantities", "Downlink", "Simulation", "SharedState", "Messages", "Transport", "Federation"]),
    library(
      "Handover", path: "Sources/Federates/Handover",
      uses: [
        "Quantities", "Orbits", "HandoverAnalysis", "Simulation", "SharedState", "Messages", "Transport", "Federation",
      ]),
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    library(
      "Scenario",
      uses: [
        "Quantities", "JSON", "Orbits", "Downlink", "Catalog", "Simulation", "SharedState", "Messages", "Transport",
        "Federation", "Storage", "Ground", "Outage", "HandoverAnalysis", "Handover",
        .target(name: "CYaml", condition: .when(traits: ["ScenarioFiles"])),
      ]),
    .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    library(
      "HTTPServer",
      uses: [
        "JSON", .target(name: "CMicrohttpd", condition: .when(traits: ["HTTP"])),
        .target(name: "CZlib", condition: .when(traits: ["HTTP"])),
      ]),
    .target(name: "CViewerPage"),
    library("Viewer", uses: ["CViewerPage", "HTTPServer"], excludes: ["Page"]),
    library(
      "Facade",
      uses: ["Quantities", "JSON", "Orbits", "Catalog", "HandoverAnalysis", "SharedState", "Messages", "HTTPServer"]),
    library("LiveTwin", uses: ["Quantities", "JSON", "Orbits", "Catalog", "HTTPServer", "Facade"]),
    .executableTarget(
      name: "orrery",
      dependencies: [
        "Quantities", "JSON", "Orbits", "Downlink", "Catalog", "HandoverAnalysis", "Simulation", "SharedState",
        "Messages", "Transport", "MosquittoTransport", "Federation", "Storage", "Ground", "Outage", "Handover",
        "Scenario", "HTTPServer", "Viewer", "Facade", "LiveTwin",
      ],
      swiftSettings: swiftSettings),

    .target(
      name: "TestSupport", dependencies: ["JSON", "Quantities"], path: "Tests/Support", swiftSettings: swiftSettings),
    tests("LayeringTests", of: []),
    tests("QuantitiesTests", of: ["Quantities"]),
    tests("JSONTests", of: ["JSON"]),
    tests("OrbitsTests", of: ["Quantities", "Orbits"], resources: [.copy("Reference")]),
    tests("DownlinkTests", of: ["Quantities", "Orbits", "Downlink"]),
    tests("CatalogTests", of: ["Quantities", "JSON", "Orbits", "Catalog"]),
    tests("HandoverAnalysisTests", of: ["Quantities", "JSON", "Orbits", "Catalog", "HandoverAnalysis"]),
    tests("SimulationTests", of: ["Quantities", "Simulation"]),
    tests("MessagesTests", of: ["Quantities", "JSON", "Orbits", "Messages"]),
    tests("TransportTests", of: ["Transport", "MosquittoTransport"]),
    tests("FederationTests", of: ["Quantities", "Simulation", "SharedState", "Messages", "Transport", "Federation"]),
    tests("StorageTests", of: ["Quantities", "Orbits", "Downlink", "Simulation", "Federation", "Messages", "Storage"]),
    tests("GroundTests", of: ["Quantities", "Orbits", "Downlink", "Simulation", "Federation", "Messages", "Ground"]),
    tests("OutageTests", of: ["Quantities", "Downlink", "Simulation", "Federation", "Messages", "Outage"]),
    tests(
      "HandoverTests",
      of: [
        "Quantities", "JSON", "Orbits", "HandoverAnalysis", "Simulation", "SharedState", "Federation", "Messages",
        "Handover",
      ]),
    tests(
      "ScenarioTests",
      of: [
        "Quantities", "JSON", "Orbits", "Downlink", "Catalog", "Simulation", "SharedState", "Messages", "Transport",
        "Federation",
        "Storage", "Ground", "Outage", "HandoverAnalysis", "Handover", "Scenario",
      ]),
    tests("HTTPServerTests", of: ["JSON", "HTTPServer"]),
    tests(
      "ViewerTests", of: ["Quantities", "JSON", "HTTPServer", "Viewer", "orrery"], excludes: ["Python"]),
    tests(
      "FacadeTests",
      of: [
        "Quantities", "JSON", "Orbits", "Catalog", "HandoverAnalysis", "SharedState", "Messages", "HTTPServer",
        "Facade",
      ]),
    tests(
      "LiveTwinTests", of: ["Quantities", "JSON", "Orbits", "Catalog", "HTTPServer", "Facade", "LiveTwin"]),
    tests(
      "TutorialTests", of: ["Quantities", "JSON", "Messages", "Simulation", "Federation", "Transport"]),
    tests(
      "CommandTests",
      of: [
        "Quantities", "JSON", "Orbits", "Catalog", "HandoverAnalysis", "Messages", "Transport", "Scenario", "orrery",
      ]),
    tests(
      "InteropTests", of: ["Quantities", "JSON", "Transport", "MosquittoTransport", "orrery"], excludes: ["Python"]),
  ]
)
