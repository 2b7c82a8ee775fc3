// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "crossfoot",
  products: [
    .executable(name: "crossfoot", targets: ["crossfoot"]),
    // What reads files from outside, for the fuzzers.
    .library(
      name: "Readers",
      targets: ["Accounting", "Compression", "DelimitedText", "Importing", "XMLText"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Materials
    .target(
      name: "Accounting", resources: [.embedInCode("Reference")], swiftSettings: settings),
    .target(
      name: "DelimitedText", dependencies: ["Accounting"],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: settings),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "XMLText", dependencies: ["CLibXML2"], swiftSettings: settings),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: settings),
    .target(
      name: "LedgerStore",
      dependencies: [
        "Accounting", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], swiftSettings: settings),

    // Stages
    .target(
      name: "Importing",
      dependencies: [
        "Accounting", "DelimitedText", "Hashing", "XMLText",
        .product(name: "Yams", package: "Yams"),
      ], resources: [.embedInCode("Contracts")], swiftSettings: settings),
    .target(name: "Matching", dependencies: ["Accounting"], swiftSettings: settings),
    .target(name: "Costing", dependencies: ["Accounting"], swiftSettings: settings),
    .target(
      name: "Journaling", dependencies: ["Accounting", "DelimitedText", "Hashing"],
      swiftSettings: settings),
    .target(
      name: "Reporting",
      dependencies: [
        "Accounting", "DelimitedText", .product(name: "Mustache", package: "swift-mustache"),
      ], swiftSettings: settings),

    // The program
    .target(
      name: "Reconciliation",
      dependencies: [
        "Accounting", "Compression", "Costing", "DelimitedText", "Hashing", "Importing",
        "Journaling", "LedgerStore", "Matching", "Reporting",
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "crossfoot",
      dependencies: [
        "Accounting", "DelimitedText", "Importing", "Reconciliation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    // Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "AccountingTests", dependencies: ["Accounting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LedgerStoreTests", dependencies: ["Accounting", "LedgerStore"],
      swiftSettings: settings),
    .testTarget(
      name: "MatchingTests", dependencies: ["Accounting", "Matching"], swiftSettings: settings),
    .testTarget(
      name: "CostingTests", dependencies: ["Accounting", "Costing", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DelimitedTextTests", dependencies: ["DelimitedText", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Accounting", "Compression", "Hashing", "Reconciliation", "TestSupport",
        "crossfoot", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Codes", "Scenarios"], swiftSettings: settings),
    .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: settings),
    .testTarget(
      name: "ImportingTests", dependencies: ["Accounting", "Hashing", "Importing", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "JournalingTests",
      dependencies: ["Accounting", "Hashing", "Journaling", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Accounting", "DelimitedText", "Reporting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(name: "StyleTests", swiftSettings: settings),
    .testTarget(
      name: "XMLTextTests", dependencies: ["TestSupport", "XMLText"], swiftSettings: settings),
  ]
)
