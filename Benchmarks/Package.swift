// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "crossfoot-benchmarks",
  targets: [
    .target(name: "SyntheticYear", swiftSettings: swiftSettings),
    .executableTarget(
      name: "generate", dependencies: ["SyntheticYear"], swiftSettings: swiftSettings),
    .target(name: "Measuring", swiftSettings: swiftSettings),
    .executableTarget(name: "bench", dependencies: ["Measuring"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SyntheticYearTests", dependencies: ["SyntheticYear", "Measuring"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "MeasuringTests", dependencies: ["Measuring"], swiftSettings: swiftSettings),
  ]
)
