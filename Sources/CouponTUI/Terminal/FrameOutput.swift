import CSystem
import Glibc

/// The way to the terminal: a descriptor of its own, behind which a frame can be held until it is whole.
///
/// ncurses writes every row by itself, and over SSH each of those writes may become a packet. Held, a frame is one write.
struct FrameOutput {
  /// What newterm(3) writes to.
  let stream: UnsafeMutablePointer<FILE>
  private let terminal: Int32
  /// Leads to the terminal, or for the time of a frame to `held`.
  private let descriptor: Int32
  /// A file in memory; −1 where the system has none to give, and frames go row by row.
  private let held: Int32

  /// - Returns: nil when the terminal is gone, or no descriptor is left.
  init?(terminal: Int32 = STDOUT_FILENO) {
    self.terminal = terminal
    descriptor = fcntl(terminal, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0, let stream = fdopen(descriptor, "w") else { return nil }
    self.stream = stream
    held = csystem_memory_file()
  }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Runs what writes to ``stream`` or here, and then writes all of it at once. It may not ask the terminal anything.
  func inOneWrite(_ drawing: () -> Void) {
    guard held >= 0, csystem_lead_to(descriptor, held) == 0 else { return drawing() }
    drawing()
    _ = csystem_lead_to(descriptor, terminal)
    let count = Int(lseek(held, 0, SEEK_CUR))
    let frame = [UInt8](unsafeUninitializedCapacity: max(0, count)) {
      $1 = max(0, pread(held, $0.baseAddress, count, 0))
    }
    lseek(held, 0, SEEK_SET)
    write(frame)
  }
}
