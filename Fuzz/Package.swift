// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since the flags of libFuzzer are unsafe ones, which no package may use that others depend on.

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "orrery", path: "..")],
  targets: [
    .target(
      name: "Attack", dependencies: [.product(name: "Catalog", package: "orrery")], swiftSettings: swiftSettings),
    .executableTarget(
      name: "mutate-elements", dependencies: ["Attack", .product(name: "Catalog", package: "orrery")],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "fuzz-elements", dependencies: ["Attack"],
      swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer,address"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
  ]
)
