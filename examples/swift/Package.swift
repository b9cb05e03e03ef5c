// swift-tools-version: 6.2
// A Swift app that depends on Lightlane from outside its package.
import PackageDescription

let package = Package(
  name: "reach",
  dependencies: [
    .package(name: "lightlane", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "Reach", dependencies: [.product(name: "Lightlane", package: "lightlane")])
  ],
  swiftLanguageModes: [.v6]
)
