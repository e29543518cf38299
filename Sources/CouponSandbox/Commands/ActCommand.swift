import ArgumentParser
import Glibc

/// `coupon-sandbox act`
struct ActCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "act",
    abstract: "Acts as the customer or the shop in a sandbox that is running.",
    discussion: """
      use CODE       the shop redeems a coupon
      return CODE    the shop takes the redemption back
      delete CODE    the customer removes a coupon from the card wallet
      confirm CODE   the brand confirms a coupon
      clock +2h      moves the sandbox's clock; d, h, m and s
      rotate         adds a platform certificate, with which answers are signed from now on
      """)

  @Option(help: "The folder of the sandbox: state_dir in the line that it printed.")
  var state: String

  @Argument(parsing: .allUnrecognized, help: "What to do.")
  var order: [String]

  func run() throws {
    guard let reply = ControlSocket.ask(order.joined(separator: " "), at: ControlSocket.path(in: state)) else {
      throw ValidationError("No sandbox listens in \(state).")
    }
    print(reply)
    if !reply.hasPrefix("ok") { throw ExitCode.failure }
  }
}
