/// Which part of a list is asked for: `page_size` and `page_token`.
///
/// A token names the position in the whole list at which the next page begins, not a count of matches: what changes
/// its state between two pages moves no other coupon on to a page that has been read.
struct PageRequest {
  static let parameters = ["page_size", "page_token"]

  private let size: Int
  /// Nil for the first page.
  private let begin: Int?
  private let fingerprint: String

  /// - Parameter question: all that the list depends on; a token is good for the same question only.
  init(_ fields: Fields, of question: [String?]) throws(Refusal) {
    size = try fields.optional("page_size", in: 1...50, fallback: 20)
    let questionText = question.map { $0 ?? "" }.joined(separator: "\n")
    fingerprint = hexadecimal(sha256(Array(questionText.utf8)).prefix(8))
    guard let token = try fields.optional("page_token") else {
      begin = nil
      return
    }
    let parts = token.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == fingerprint, let position = Int(parts[1], radix: 16), position >= 0 else {
      throw Fields.wrong("page_token", JSON(token), "不是本查询条件下的分页Token", in: .query)
    }
    begin = position
  }

  /// The page out of those `candidates`, which ascend, that match. Only a page with the total looks at all of them.
  func answer(
    _ listKey: String, among candidates: some RandomAccessCollection<Int>, as behaviour: Behaviour,
    where matches: (Int) -> Bool, item: (Int) -> JSON
  ) -> JSON {
    var answer: JSON = [:]
    let isCounted =
      switch behaviour.totalCount {
      case .first: begin == nil
      case .always: true
      case .never: false
      }
    if isCounted { answer["total_count"] = JSON(candidates.count(where: matches)) }
    var found: [Int] = []
    for position in candidates[PageRequest.start(of: candidates, at: begin ?? 0)...] where matches(position) {
      found.append(position)
      // One more than the page holds tells where the next one begins.
      if found.count > size { break }
    }
    if !found.isEmpty { answer[listKey] = .array(found.prefix(size).map(item)) }
    if found.count > size {
      answer["next_page_token"] = JSON("\(fingerprint)-\(String(found[size], radix: 16))")
    } else if behaviour.lastToken == .empty {
      answer["next_page_token"] = ""
    }
    return answer
  }

  /// Where the first candidate stands that is no less than `begin`.
  private static func start<Positions: RandomAccessCollection<Int>>(
    of candidates: Positions, at begin: Int
  ) -> Positions.Index {
    var (low, high) = (candidates.startIndex, candidates.endIndex)
    while low < high {
      let middle = candidates.index(low, offsetBy: candidates.distance(from: low, to: high) / 2)
      if candidates[middle] < begin { low = candidates.index(after: middle) } else { high = middle }
    }
    return low
  }
}
