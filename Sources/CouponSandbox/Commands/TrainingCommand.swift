import ArgumentParser

/// `coupon-sandbox training`
struct TrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "Lists the twelve exercises of the training world, each with its solution.")

  func run() { print(TrainingWorld.list) }
}
