/// Threads that tasks can run on, for a program that is asleep when nothing happens.
///
/// Swift's own pool on Linux wakes once a second from its first task to the end of the process, to see whether it should
/// grow. These wake for work alone. Pass them as the executor preference of a task.
package final class TaskThreads: TaskExecutor {
  private let threads = OwnerThread()
  private let count: Int

  /// The threads are never ended, so there should be one such object in a process.
  package init(count: Int) {
    let threads = threads
    self.count = (0..<count).count { _ in threads.start() == nil }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // On a machine that has no thread to give the work is done by whoever asks, and then can say what is wrong.
    guard count > 0 else { return job.runSynchronously(on: asUnownedTaskExecutor()) }
    threads.post { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
