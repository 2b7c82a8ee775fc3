// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// One program for each reader; libFuzzer brings its `main`.
let targets = ["Archives", "Contracts", "Dates", "Delimited", "Documents", "Numbers", "XML"]

let package = Package(
  name: "crossfoot-fuzz",
  dependencies: [.package(name: "crossfoot", path: "..")],
  targets: [
    .target(
      name: "Properties", dependencies: [.product(name: "Readers", package: "crossfoot")],
      swiftSettings: settings)
  ]
    + targets.map { name in
      .executableTarget(
        name: "Fuzz\(name)", dependencies: ["Properties"],
        swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    }
)
