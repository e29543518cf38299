import CouponKit

extension Operation.Input {
  /// The fact in a few words.
  var word: String {
    switch self {
    case .answered(.done(let coupons, _)): "done, \(coupons.words)"
    case .answered(.refused(let failure)): "refused, \(failure.kind.name)"
    case .answered(.neverLeft(let failure)): "never left, \(failure.kind.name)"
    case .answered(.unknown(let failure)), .answered(.unknownAndHopeless(let failure)): "unknown, \(failure.kind.name)"
    case .read(let coupons, let isComplete): "read \(isComplete ? "all" : "some"), \(coupons.words)"
    case .notRead(let failure): "not read, \(failure.kind.name)"
    case .notRecorded(let failure): "not recorded, \(failure.kind.name)"
    case .confirmed, .recorded, .waited, .checkAsked, .repeatAsked: "\(self)"
    }
  }
}

extension [Operation.CouponSnapshot] {
  fileprivate var words: String {
    map { "\($0.state.wire) \($0.trace?.requestNumber ?? "-")" }.joined(separator: ", ")
  }
}
