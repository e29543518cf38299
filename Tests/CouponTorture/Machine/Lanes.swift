import CouponKit
import Glibc

/// Runs `body` on a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) {
  final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let work = Unmanaged.passRetained(Work(body))
  let code = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
      return nil
    }, work.toOpaque())
  guard code == 0 else { giveUp("pthread_create: \(String(cString: strerror(code)))") }
  pthread_detach(thread)
}

let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// Calls `body` with each number below `count`, `lanes` at a time.
///
/// - Returns: what it returned, in the order of the numbers.
func inLanes<Value: Sendable>(
  _ lanes: Int, _ count: Int, _ body: @escaping @Sendable (Int) async -> Value
) async -> [Value] {
  let numbers = Numbers(below: count)
  return await withTaskGroup(of: [(Int, Value)].self) { group in
    for _ in 0..<lanes {
      group.addTask {
        var values: [(Int, Value)] = []
        while let number = numbers.take() { values.append((number, await body(number))) }
        return values
      }
    }
    var all: [(Int, Value)] = []
    for await values in group { all += values }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// Gives each number out once.
///
/// `@unchecked Sendable`: `next` is read and written under `lock`; the end is constant.
private final class Numbers: @unchecked Sendable {
  private let lock = Lock()
  private let end: Int
  private var next = 0

  init(below end: Int) { self.end = end }

  func take() -> Int? {
    lock.held {
      guard next < end else { return nil }
      defer { next += 1 }
      return next
    }
  }
}
