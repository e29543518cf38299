/// Threads that tasks can run on, for a program that is asleep when nothing happens.
///
/// Swift's own pool on Linux wakes once a second from its first task to the end of the process, to see whether it should
/// grow. These wake for work alone. Pass them as the executor preference of a task.
package final class TaskThreads: TaskExecutor {
  private let threads = OwnerThread()

  /// The threads are never ended, so there should be one such object in a process.
  package init(count: Int) {
    for _ in 0..<count { threads.start() }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    threads.post { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
