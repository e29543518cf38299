import ArgumentParser

@main
struct CouponSandbox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coupon-sandbox",
    abstract: "A WeChat Pay gateway for user coupons on this machine, for training and for tests.",
    subcommands: [ServeCommand.self, CastCommand.self, TrainingCommand.self, FaultsCommand.self, ActCommand.self])
}

/// `coupon-sandbox cast`
struct CastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cast", abstract: "Lists the customers of the demo world.")

  func run() { print(DemoWorld.castList) }
}
