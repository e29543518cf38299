import Foundation
import Glibc
import Testing

/// Whether a process may ask for stacks as large as it likes.
private func isStackUnlimited() -> Bool {
  var limit = rlimit()
  // RLIMIT_STACK, which is an enumeration in C and hidden from Swift by an untyped one.
  return getrlimit(__rlimit_resource_t(3), &limit) == 0 && limit.rlim_max == rlim_t.max
}

/// Threads whose stacks fit into no address space: the machine gives none to the program that asks.
@Suite("An agent at a machine that gives no thread", .enabled(if: isStackUnlimited()))
struct NoThreadTests {
  @Test func `is told so, and nothing waits for ever`() async throws {
    let sandbox = try await Sandbox.start()
    let program = [BuiltProgram.screen.path, "--config", sandbox.configPath, "--openid", Sandbox.plainCustomer]
    let session = try TerminalSession(
      ["/bin/sh", "-c", "ulimit -s 1000000000 && exec \"$0\" \"$@\""] + program, rows: 24, columns: 100,
      term: "xterm-256color", language: "en_US.UTF-8")
    try await session.waitFor("This program could not put the request together, so none was sent.")
    try await session.waitFor("no thread: ")
    try await session.waitFor("Read-only: the record cannot be written")
    try await session.press(.control("c"))
    try await expectTerminalRestored(session, .exited(0))
    #expect(try sandbox.requests().isEmpty)
  }
}
