import Foundation
import Testing

@testable import CouponKit

@Suite struct `The right to work on an operation` {
  private let journal: JournalUnderTest
  private let id = "01900000-0000-7000-8000-000000000001"

  init() throws { journal = try JournalUnderTest() }

  private func refusal(in folder: String? = nil) -> CouponFailure.Kind? {
    do throws(CouponFailure) {
      _ = try OperationLease.take(id, in: folder ?? journal.folder)
      return nil
    } catch { return error.kind }
  }

  @Test func `stays with its holder, however often somebody else asks for it`() throws {
    let lease = try OperationLease.take(id, in: journal.folder)
    for _ in 1...3 {
      #expect(refusal() == .operationOpen(id))
      #expect(OperationLease.isHeld(operationID: id, folder: journal.folder))
    }
    withExtendedLifetime(lease) {}
  }

  @Test func `is free once its holder has let it go, and leaves no file`() throws {
    for _ in 1...3 {
      let lease = try OperationLease.take(id, in: journal.folder)
      #expect(refusal() == .operationOpen(id))
      withExtendedLifetime(lease) {}
    }
    #expect(!OperationLease.isHeld(operationID: id, folder: journal.folder))
    #expect(try FileManager.default.contentsOfDirectory(atPath: journal.folder) == [])
  }

  @Test func `that nobody can have is not taken for one that somebody has`() {
    guard case .journalUnusable? = refusal(in: journal.folder + "/away") else {
      Issue.record("\(String(describing: refusal(in: journal.folder + "/away")))")
      return
    }
  }
}
