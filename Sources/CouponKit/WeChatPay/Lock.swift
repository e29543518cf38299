import Glibc

/// A mutual exclusion lock over `pthread_mutex_t`, which the thread sanitiser understands.
///
/// `@unchecked Sendable`: the address of the mutex never changes, and what is at it is touched by pthread functions alone,
/// which any thread may call. Whoever holds the lock holds a reference to it, so it is freed behind the last unlocking.
package final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  package init() { pthread_mutex_init(mutex, nil) }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  package func held<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

/// Starts a detached POSIX thread with every signal blocked, so that signals reach the thread that asks for them.
///
/// - Returns: what is wrong, as `pthread_create` has it, when the machine gives no thread; then `body` never runs.
func startThread(_ body: @escaping @Sendable () -> Void) -> String? {
  var everything = sigset_t()
  var before = sigset_t()
  sigfillset(&everything)
  pthread_sigmask(SIG_SETMASK, &everything, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  var thread = pthread_t()
  let work = Unmanaged.passRetained(ThreadWork(body))
  let code = pthread_create(&thread, nil, runThreadWork, work.toOpaque())
  guard code == 0 else {
    work.release()
    return "no thread: \(String(cString: strerror(code)))"
  }
  pthread_detach(thread)
  return nil
}

private final class ThreadWork: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runThreadWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().body()
  return nil
}
