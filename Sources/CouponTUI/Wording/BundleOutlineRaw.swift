import CouponKit

/// The coupon as it came, with what the other sections do not say marked.
extension BundleOutline {
  func rawSection(isFolded: Bool) -> OutlineSection {
    let title = SafeText(formats.text(rawTitle))
    var lines: [OutlineLine] = []
    if isFolded { return OutlineSection(kind: .raw, title: title, lines: lines) }
    RawWriter(unread: Set(coupon.unreadFields.map(\.pointer)), isMasked: isMasked, formats: formats)
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
  let formats: Formats

  func write(
    _ value: JSONValue, key: String?, at pointer: String, depth: Int, ending: String, to lines: inout [OutlineLine]
  ) {
    let prefix = key.map { quoted($0) + ": " } ?? ""
    let kind: OutlineLine.Kind = unread.contains(pointer) ? .unread : .raw
    func add(_ text: String, _ kind: OutlineLine.Kind, copying copied: String? = nil) {
      lines.append(
        OutlineLine(
          kind: kind, label: "", value: SafeText(text), depth: depth, copyText: copied.map { SafeText($0) }))
    }
    let first = lines.count
    switch value {
    case .object(let members) where !members.isEmpty:
      add(prefix + "{", kind)
      for (position, member) in members.enumerated() {
        write(
          member.value, key: member.key, at: pointer + "/" + JSONPointer.escaped(member.key), depth: depth + 1,
          ending: position < members.count - 1 ? "," : "", to: &lines)
      }
      add("}" + ending, .raw)
      close(from: first, at: pointer, as: prefix + "{…}" + ending, &lines)
    case .array(let elements) where !elements.isEmpty:
      add(prefix + "[", kind)
      for (position, element) in elements.enumerated() {
        write(
          element, key: nil, at: pointer + "/\(position)", depth: depth + 1,
          ending: position < elements.count - 1 ? "," : "", to: &lines)
      }
      add("]" + ending, .raw)
      close(from: first, at: pointer, as: prefix + "[…]" + ending, &lines)
    case .string(let text) where isPersonal(key), .number(let text) where isPersonal(key):
      add(prefix + quoted(masked(text)) + ending, kind)
    case .string(let text): add(prefix + quoted(text) + ending, kind, copying: text)
    case .null, .bool, .number, .array, .object:
      let text = String(decoding: value.serialised, as: UTF8.self)
      add(prefix + text + ending, kind, copying: text)
    }
  }

  /// Notes on the first line of an object or a list what it holds. Its copy is the JSON of all of it.
  private func close(from first: Int, at pointer: String, as brackets: String, _ lines: inout [OutlineLine]) {
    let inside = lines[(first + 1)...]
    let count = inside.count - 1
    let unread = lines[first...].count { $0.kind == .unread }
    let size = count == 1 ? Phrase("1 line", "1 行") : Phrase("\(count) lines", "\(count) 行")
    let note = unread == 0 ? size : Phrase("\(size.en), \(unread) unknown", "\(size.zh)，\(unread) 个未知")
    var line = lines[first]
    line = OutlineLine(
      kind: line.kind, label: line.label, value: line.value, depth: line.depth,
      copyText: SafeText(([line.value] + inside.map(\.value)).map(\.text).joined()),
      node: OutlineNode(
        pointer: pointer, lineCount: inside.count, folded: SafeText("\(brackets)  \(formats.text(note))")))
    lines[first] = line
  }

  private func isPersonal(_ key: String?) -> Bool { isMasked && key.map(WireCoupon.personalKeys.contains) == true }

  /// Between quotation marks, with JSON's escapes.
  private func quoted(_ text: String) -> String { String(decoding: JSONValue.string(text).serialised, as: UTF8.self) }
}
