// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "crossfoot",
  targets: [
    .target(name: "Accounting", swiftSettings: settings),
    .target(name: "Matching", dependencies: ["Accounting"], swiftSettings: settings),
  ]
)
