import Glibc

/// A thread of its own for blocking work such as fsync, so that it never holds up the pool that tasks run on.
///
/// `@unchecked Sendable`: `work` and `isStopped` are read and written under `mutex`; the addresses of mutex and condition
/// never change, and what is at them is touched by pthread functions alone, which any thread may call. The thread holds
/// this object, so they are freed behind its last look.
final class OwnerThread: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var work: [@Sendable () -> Void] = []
  private var isStopped = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Starts the thread; it lives until ``stop()``.
  ///
  /// - Returns: what is wrong, if the machine has no thread to give: then whatever is asked for is never done.
  func start() -> String? { startThread { self.serve() } }

  func stop() {
    pthread_mutex_lock(mutex)
    isStopped = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Runs `body` on the thread, after everything asked for before.
  func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      post { continuation.resume(returning: body()) }
    }
  }

  /// As ``run(_:)``, and nobody waits for it.
  func post(_ body: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    work.append(body)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func serve() {
    while true {
      pthread_mutex_lock(mutex)
      while work.isEmpty && !isStopped { pthread_cond_wait(condition, mutex) }
      guard !work.isEmpty else {
        pthread_mutex_unlock(mutex)
        return
      }
      let next = work.removeFirst()
      pthread_mutex_unlock(mutex)
      next()
    }
  }
}
