import CouponKit

/// One foldable part of what is known of a coupon.
struct OutlineSection: Sendable, Equatable {
  enum Kind: Sendable, Hashable, CaseIterable {
    case state, validity, usage, benefit, stockRules, product, references, raw

    /// The name of the section, without what it counts.
    var name: Phrase {
      switch self {
      case .state: Phrase("State", "状态")
      case .validity: Phrase("Validity", "有效期")
      case .usage: Phrase("Usage", "使用情况")
      case .benefit: Phrase("Benefit", "优惠")
      case .stockRules: Phrase("Stock rules", "批次规则")
      case .product: Phrase("Product", "商品券")
      case .references: Phrase("References", "编号")
      case .raw: Phrase("Raw", "原始数据")
      }
    }
  }

  let kind: Kind
  let title: SafeText
  let lines: [OutlineLine]
}

/// One fact, not yet broken into rows.
struct OutlineLine: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case normal
    /// Names the level or the round to which the lines below belong.
    case heading
    case warning
    /// For the brand only: do not read it out to the customer.
    case internalOnly
    /// The value is an address.
    case link
    /// A row of a small table, in words elsewhere: it is never broken, and has the label's room too.
    case table
    /// A line of the raw answer.
    case raw
    /// A part of the raw answer which this version does not know.
    case unread
  }

  let kind: Kind
  /// Empty on a line that goes on from the line above it.
  let label: SafeText
  let value: SafeText
  /// Steps by which the line stands further in.
  let depth: Int
  /// What copying the line gives; `nil` for a heading, and for a value while it is masked.
  let copyText: SafeText?
  /// The part of the raw answer that begins here.
  var node: OutlineNode?
}

/// An object or a list of the raw answer, which folds into one line.
struct OutlineNode: Sendable, Equatable {
  /// Where it is, from the coupon (RFC 6901); the same part of another coupon has the same.
  let pointer: String
  /// The lines behind its first one that belong to it.
  let lineCount: Int
  /// Its one line while it is folded.
  let folded: SafeText

  /// The great parts are folded at first, so that the whole answer is seen at a glance.
  var startsFolded: Bool { pointer.utf8.count { $0 == UInt8(ascii: "/") } == 1 }
}

/// Collects the lines of one section. A fact that is not there leaves no line.
struct OutlineWriter {
  let formats: Formats
  let isMasked: Bool
  private(set) var lines: [OutlineLine] = []
  private var depth = 0

  init(formats: Formats, isMasked: Bool) {
    self.formats = formats
    self.isMasked = isMasked
  }

  mutating func add(_ label: Phrase, _ value: String?, _ kind: OutlineLine.Kind = .normal) {
    guard let value else { return }
    guard value.unicodeScalars.contains(where: Self.isLineEnd) else {
      return append(kind, label: formats.text(label), value: value)
    }
    // A brand's text may have several paragraphs; each is a line of its own.
    for (position, paragraph) in value.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    {
      append(kind, label: position == 0 ? formats.text(label) : "", value: String(paragraph))
    }
  }

  /// What `Character.isNewline` is made of, without the search for characters.
  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  mutating func add(_ label: Phrase, _ value: Phrase?, _ kind: OutlineLine.Kind = .normal) {
    add(label, value.map(formats.text), kind)
  }

  mutating func add(_ label: Phrase, _ time: Timestamp?) { add(label, time.map { formats.time($0) }) }
  mutating func add(_ label: Phrase, _ amount: Cents?) { add(label, amount.map(formats.money)) }
  mutating func add(_ label: Phrase, _ count: Int?) { add(label, count.map(formats.count)) }
  mutating func add(_ label: Phrase, _ value: (some Named)?) { add(label, value.map { formats.name($0) }) }

  mutating func addLink(_ label: Phrase, _ address: String?) { add(label, address, .link) }

  /// A number that identifies a person or is worth money.
  mutating func addPersonal(_ label: Phrase, _ value: String?) {
    guard let value else { return }
    if isMasked {
      append(.normal, label: formats.text(label), value: masked(value), isCopyable: false)
    } else {
      add(label, value)
    }
  }

  /// A row of a table; what is copied is what the table says, in words.
  mutating func addTableRow(_ row: String, copying words: String) {
    lines.append(
      OutlineLine(kind: .table, label: "", value: SafeText(row), depth: depth, copyText: SafeText(words)))
  }

  /// A heading over what `write` adds; none when it adds nothing.
  mutating func addGroup(_ heading: Phrase, _ write: (inout OutlineWriter) -> Void) {
    addGroup(formats.text(heading), write)
  }

  mutating func addGroup(_ heading: String, _ write: (inout OutlineWriter) -> Void) {
    let place = lines.count
    depth += 1
    write(&self)
    depth -= 1
    guard lines.count > place else { return }
    lines.insert(
      OutlineLine(kind: .heading, label: SafeText(heading), value: SafeText(""), depth: depth, copyText: nil), at: place
    )
  }

  /// As much of a text as is seen at once in the smallest pane; a longer one takes several lines to move through.
  private static let longestLine = 120

  private mutating func append(_ kind: OutlineLine.Kind, label: String, value: String, isCopyable: Bool = true) {
    let value = SafeText(value)
    let parts = value.fits(in: Self.longestLine) ? [value] : value.wrapped(to: Self.longestLine)
    for (position, part) in parts.enumerated() {
      lines.append(
        OutlineLine(
          kind: kind, label: position == 0 ? SafeText(label) : "", value: part, depth: depth,
          copyText: isCopyable ? value : nil))
    }
  }
}
