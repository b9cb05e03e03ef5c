// swift-tools-version: 6.2
// Lightlane as a Swift package: the core's modules from left to right, the umbrella, and the C facade in two forms.
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error),
]

/// Link flags of the shared library alone. They sit on a leaf target that nothing depends on, so that the Swift product
/// stays free of unsafe flags and other packages can depend on it.
let sharedLibrary = [
  "-static-stdlib", "-use-ld=lld",
  "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/LightlaneSO/lightlane.map",
  "-Xlinker", "--no-undefined-version", "-Xlinker", "--gc-sections",
  "-Xlinker", "-soname=liblightlane.so.0", "-Xlinker", "-z", "-Xlinker", "nodelete",
]

let package = Package(
  name: "lightlane",
  products: [
    .library(name: "Lightlane", targets: ["Lightlane"]),
    .library(name: "lightlane", type: .dynamic, targets: ["LightlaneSO"]),
    .library(name: "LightlaneStatic", type: .static, targets: ["LightlaneABI"]),
  ],
  targets: [
    // MARK: The core, left to right
    .target(name: "LaneNumerics", swiftSettings: strict),
    .target(name: "LaneParameters", dependencies: ["LaneNumerics"], swiftSettings: strict),
    .target(
      name: "LaneChannel", dependencies: ["LaneNumerics", "LaneParameters"], swiftSettings: strict),
    .target(
      name: "LaneOptics", dependencies: ["LaneNumerics", "LaneParameters"], swiftSettings: strict),
    .target(
      name: "LanePower", dependencies: ["LaneNumerics", "LaneParameters"], swiftSettings: strict),
    .target(
      name: "LaneSignal",
      dependencies: ["LaneNumerics", "LaneParameters", "LaneChannel", "LaneOptics"],
      swiftSettings: strict),
    .target(
      name: "LaneEvaluation",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LaneChannel", "LaneOptics", "LanePower", "LaneSignal",
      ],
      swiftSettings: strict),

    // MARK: The faces
    .target(
      name: "Lightlane",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LaneChannel", "LaneOptics", "LaneEvaluation",
      ],
      swiftSettings: strict),
    .target(name: "CLightlane"),
    .target(
      name: "LightlaneABI",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LaneChannel", "LaneEvaluation", "CLightlane",
      ],
      swiftSettings: strict),
    .target(
      name: "LightlaneSO", dependencies: ["LightlaneABI"],
      exclude: ["lightlane.map"],
      linkerSettings: [.unsafeFlags(sharedLibrary, .when(platforms: [.linux]))]),

    // MARK: Tests
    .target(name: "GoldenTables", path: "Tests/GoldenTables"),
    .testTarget(
      name: "LaneNumericsTests", dependencies: ["LaneNumerics"], swiftSettings: strict),
    .testTarget(
      name: "LaneChannelTests",
      dependencies: ["LaneNumerics", "LaneParameters", "LaneChannel", "GoldenTables"],
      swiftSettings: strict),
    .testTarget(
      name: "LaneModelTests",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LaneChannel", "LaneOptics", "LanePower", "LaneSignal",
        "LaneEvaluation", "GoldenTables",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FleetTests",
      dependencies: ["LaneParameters", "LanePower", "LaneEvaluation", "GoldenTables"],
      swiftSettings: strict),
    .testTarget(
      name: "ComTests",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LaneChannel", "LaneSignal", "LaneEvaluation",
        "GoldenTables",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LanePowerTests",
      dependencies: [
        "LaneNumerics", "LaneParameters", "LanePower", "LaneEvaluation", "GoldenTables",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LightlaneTests", dependencies: ["Lightlane", "LaneParameters"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
