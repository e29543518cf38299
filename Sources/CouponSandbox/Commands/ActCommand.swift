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
      calm           ends all faults and probes; what is late still comes
      rotate         hands out a new platform certificate; it takes over 24 hours later by the sandbox's clock

      It ends with 1 when the sandbox refuses, 64 when the words make no order, and 69 when no sandbox listens.
      """)

  @Option(help: "The folder of the sandbox: state_dir in the line that it printed.")
  var state: String

  @Argument(parsing: .allUnrecognized, help: "What to do.")
  var order: [String]

  func run() throws {
    let line = order.joined(separator: " ")
    guard OperatorOrder(line) != nil else { throw ValidationError("\"\(line)\" is no order: \(OperatorOrder.forms).") }
    guard let reply = ControlSocket.ask(line, at: ControlSocket.path(in: state)) else {
      complain("No sandbox listens in \(state).")
      throw ExitCode(EX_UNAVAILABLE)
    }
    print(reply)
    if !reply.hasPrefix("ok") { throw ExitCode.failure }
  }
}
