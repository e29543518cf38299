import CouponKit

/// The coupon as it came, with what the other sections do not say marked.
extension BundleOutline {
  func rawSection(isFolded: Bool) -> OutlineSection {
    let title = SafeText(formats.text(rawTitle))
    var lines: [OutlineLine] = []
    if isFolded { return OutlineSection(kind: .raw, title: title, lines: lines) }
    RawWriter(unread: Set(coupon.unreadFields.map(\.pointer)), isMasked: isMasked)
      .write(coupon.raw.tree(), key: nil, at: "", depth: 0, ending: "", to: &lines)
    return OutlineSection(kind: .raw, title: title, lines: lines)
  }

  private var rawTitle: Phrase {
    let name = OutlineSection.Kind.raw.name
    switch coupon.unreadFields.count {
    case 0: return name
    case 1: return Phrase("\(name.en) (1 field this version does not know)", "\(name.zh)（1 个字段本版本不认识）")
    case let count:
      return Phrase("\(name.en) (\(count) fields this version does not know)", "\(name.zh)（\(count) 个字段本版本不认识）")
    }
  }
}

/// Writes JSON one line a value or bracket.
private struct RawWriter {
  let unread: Set<String>
  let isMasked: Bool

  func write(
    _ value: JSONValue, key: String?, at pointer: String, depth: Int, ending: String, to lines: inout [OutlineLine]
  ) {
    let prefix = key.map { quoted($0) + ": " } ?? ""
    let kind: OutlineLine.Kind = unread.contains(pointer) ? .unread : .normal
    func add(_ text: String, _ kind: OutlineLine.Kind, isCopyable: Bool = true) {
      let text = SafeText(text)
      lines.append(
        OutlineLine(kind: kind, label: SafeText(""), value: text, depth: depth, copyText: isCopyable ? text : nil))
    }
    switch value {
    case .object(let members) where !members.isEmpty:
      add(prefix + "{", kind)
      for (position, member) in members.enumerated() {
        write(
          member.value, key: member.key, at: pointer + "/" + JSONPointer.escaped(member.key), depth: depth + 1,
          ending: position < members.count - 1 ? "," : "", to: &lines)
      }
      add("}" + ending, .normal)
    case .array(let elements) where !elements.isEmpty:
      add(prefix + "[", kind)
      for (position, element) in elements.enumerated() {
        write(
          element, key: nil, at: pointer + "/\(position)", depth: depth + 1,
          ending: position < elements.count - 1 ? "," : "", to: &lines)
      }
      add("]" + ending, .normal)
    case .string(let text) where isPersonal(key), .number(let text) where isPersonal(key):
      add(prefix + quoted(masked(text)) + ending, kind, isCopyable: false)
    case .string(let text): add(prefix + quoted(text) + ending, kind)
    case .null, .bool, .number, .array, .object:
      add(prefix + String(decoding: value.serialised, as: UTF8.self) + ending, kind)
    }
  }

  private func isPersonal(_ key: String?) -> Bool { isMasked && key.map(WireCoupon.personalKeys.contains) == true }

  /// Between quotation marks, with JSON's escapes.
  private func quoted(_ text: String) -> String { String(decoding: JSONValue.string(text).serialised, as: UTF8.self) }
}
