import Glibc

/// The kernel's name for the running boot of this machine.
enum BootID {
  static let current: String = {
    guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return "unknown" }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 40)
    guard fgets(&text, Int32(text.count), file) != nil else { return "unknown" }
    return String(decoding: text.prefix { $0 > 0x20 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()
}
