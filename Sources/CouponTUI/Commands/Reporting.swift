import ArgumentParser
import CouponKit
import Glibc

/// Runs a command, which answers with the program's exit status. A failure is told on standard error, in sentences or as
/// JSON, and ends the program with a status of its own.
func reporting(
  in language: Language, asJSON: Bool = false, _ body: () throws(CouponFailure) -> Int32
) throws {
  try end(with: status(in: language, asJSON: asJSON, body))
}

/// The same, for whoever ends the program without ArgumentParser.
func status(
  in language: Language, asJSON: Bool = false, _ body: () throws(CouponFailure) -> Int32
) -> Int32 {
  do throws(CouponFailure) { return try body() } catch { return report(error, in: language, asJSON: asJSON) }
}

/// Has ArgumentParser end the program with a status of ours.
func end(with status: Int32) throws { if status != 0 { throw ExitCode(status) } }

/// Tells a failure on standard error.
///
/// - Returns: the exit status that goes with it.
func report(_ failure: CouponFailure, in language: Language, asJSON: Bool) -> Int32 {
  let sentences = FailureSentences(failure, in: language)
  if asJSON {
    write(SafeText.escapedJSON(json(failure, sentences).serialised + [UInt8(ascii: "\n")]), to: STDERR_FILENO)
  } else {
    say(sentences.text)
    if !sentences.reference.text.isEmpty { say(sentences.reference) }
  }
  return ExitStatus(failure).rawValue
}

// The doors to standard output and error: nothing but safe text goes through them.

/// Writes one line to standard error.
func say(_ text: SafeText) { write(Array((text.text + "\n").utf8), to: STDERR_FILENO) }

func say(_ phrase: Phrase, in language: Language) { say(SafeText(phrase(language))) }

/// Writes lines to standard output. A reader that has gone away ends the program as a closed pipe does.
func printLines(_ lines: [SafeText]) throws(CouponFailure) {
  guard write(Array(lines.map { $0.text + "\n" }.joined().utf8), to: STDOUT_FILENO) else { throw unwritable }
}

/// Writes JSON to standard output, with every harmful character as an escape.
func printJSON(_ document: [UInt8]) throws(CouponFailure) {
  guard write(SafeText.escapedJSON(document), to: STDOUT_FILENO) else { throw unwritable }
}

private let unwritable = CouponFailure(.file(path: "/dev/stdout", .unwritable))

/// - Returns: whether all was written.
@discardableResult
private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

private func json(_ failure: CouponFailure, _ sentences: FailureSentences) -> JSONValue {
  let references = failure.references
  return [
    "kind": .string(failure.kind.name), "change": .string(failure.change.rawValue),
    "message": .string(sentences.text.text),
    "request_id": references.requestID.map { .string(SafeText($0).text) } ?? .null,
    "http_status": references.httpStatus.map { .number(String($0)) } ?? .null,
    "reference": .string(sentences.reference.text), "code": references.code.map { .string(SafeText($0).text) } ?? .null,
  ]
}

/// Waits on this thread for a task of CouponKit's.
///
/// `@unchecked Sendable`: `result` is written once, before the semaphore is posted, and read after it was waited for; the
/// semaphore's address is constant, and what is at it is touched by sem functions alone, which any thread may call.
private final class TaskResult<Value: Sendable>: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private var result: Result<Value, CouponFailure>?

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func give(_ result: Result<Value, CouponFailure>) {
    self.result = result
    sem_post(semaphore)
  }

  func take() throws(CouponFailure) -> Value {
    while sem_wait(semaphore) != 0 && errno == EINTR {}
    guard let result else { throw CouponFailure(.cancelled) }
    return try result.get()
  }
}

/// Runs `body` as a task and waits for it here: a command has nothing else to do meanwhile.
///
/// - Parameter threads: what it runs on; the pool, unless somebody waits who may be on the pool.
func waiting<Value: Sendable>(
  on threads: TaskThreads? = nil, for body: @escaping @Sendable () async throws(CouponFailure) -> Value
) throws(CouponFailure) -> Value {
  let result = TaskResult<Value>()
  Task.detached(executorPreference: threads) {
    do throws(CouponFailure) { result.give(.success(try await body())) } catch { result.give(.failure(error)) }
  }
  return try result.take()
}
