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

  /// The page out of the `positions` that match, which ascend.
  func answer(_ listKey: String, positions: [Int], item: (Int) -> JSON) -> JSON {
    let open = positions.drop { $0 < begin ?? 0 }
    var answer: JSON = [:]
    if begin == nil { answer["total_count"] = JSON(positions.count) }
    let items = open.prefix(size).map(item)
    if !items.isEmpty { answer[listKey] = .array(items) }
    if let next = open.dropFirst(size).first {
      answer["next_page_token"] = JSON("\(fingerprint)-\(String(next, radix: 16))")
    }
    return answer
  }
}
