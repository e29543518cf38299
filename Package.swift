// swift-tools-version: 6.2
import PackageDescription

/// The arrows between the targets are the architecture: data flows one way, and the sandbox shares no code
/// with the client it is used to prove. `./dev check` proves what the compiler cannot.
let package = Package(
  name: "CouponTUI",
  products: [
    .executable(name: "coupon-tui", targets: ["CouponTUI"]),
    .executable(name: "coupon-sandbox", targets: ["CouponSandbox"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CEvent"),
    .target(name: "CCrypto"),
    .target(name: "CCurl"),
    .target(name: "CSystem"),
    .target(name: "CTOML"),
    .target(name: "CTerminal"),
    .target(name: "CouponKit", dependencies: ["CCrypto", "CCurl", "CSQLite", "CSystem", "CTOML"]),
    .executableTarget(
      name: "CouponTUI",
      dependencies: [
        "CouponKit", "CNcurses", "CSystem", "CTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "CouponSandbox",
      dependencies: ["CEvent", "COpenSSL", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .target(name: "SeededNumbers", path: "Tests/SeededNumbers"),
    .executableTarget(
      name: "CouponTorture", dependencies: ["CouponKit", "CSQLite", "SeededNumbers"], path: "Tests/CouponTorture"),
    .executableTarget(name: "FaultRuns", dependencies: ["CouponKit"], path: "Tests/FaultRuns"),
    .testTarget(
      name: "CouponKitTests", dependencies: ["CouponKit", "CouponTorture", "SeededNumbers"],
      resources: [.copy("Fixtures"), .copy("Vectors")]),
    .target(name: "HostileText", dependencies: ["SeededNumbers"], path: "Tests/HostileText"),
    .target(name: "ManualPages", path: "Tests/ManualPages"),
    .testTarget(
      name: "CouponTUITests", dependencies: ["CouponTUI", "CouponKit", "HostileText", "ManualPages", "SeededNumbers"],
      resources: [.copy("Screens")]),
    .testTarget(name: "CouponSandboxTests", dependencies: ["CouponSandbox", "ManualPages"]),
    .target(name: "CPty", path: "Tests/CPty"),
    .testTarget(name: "EndToEndTests", dependencies: ["CPty", "HostileText", "SeededNumbers"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// `./dev bench` builds the journal and its tests for release, and nothing else.
if Context.environment["COUPON_ONLY_JOURNAL"] != nil {
  let journal = [
    "CCrypto", "CSQLite", "CCurl", "CSystem", "CTOML", "CouponKit", "CouponTorture", "CouponKitTests", "SeededNumbers",
  ]
  package.targets.removeAll { !journal.contains($0.name) }
  package.products = []
}

// `./dev monkey` builds the screen and its tests for release, and nothing else, since that takes minutes.
if Context.environment["COUPON_ONLY_SCREEN"] != nil {
  let screen = [
    "CNcurses", "CCrypto", "CSQLite", "CCurl", "CSystem", "CTOML", "CTerminal", "CouponKit", "CouponTUI", "HostileText",
    "ManualPages", "SeededNumbers",
  ]
  package.targets.removeAll { !(screen + ["CouponTUITests"]).contains($0.name) }
  package.products.removeAll { $0.name == "coupon-sandbox" }
}

// A warning is a finding, in our own targets only: a dependency's warnings are its own affair.
for target in package.targets where target.type != .system {
  target.swiftSettings = [.treatAllWarnings(as: .error)]
  target.cSettings = [.treatAllWarnings(as: .error)]
  target.cxxSettings = [.treatAllWarnings(as: .error)]
}
