/// Why an answer cannot be shown at all.
public struct WireProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case notJSON(JSONProblem)
    /// The contract's word for what should be there: `object`, `string`, `integer`.
    case missing(expected: String)
    case notAllowed(InputProblem)
  }

  /// Where, as a JSON pointer from the root of the answer.
  public let pointer: String
  public let kind: Kind
}

extension WireProblem: CustomStringConvertible {
  /// For the reference line. It names places, and of an identifier that is not allowed no more than the place.
  public var description: String {
    switch kind {
    case .notJSON(let problem): "no sound JSON: \(problem.kind) at byte \(problem.offset)"
    case .missing(let expected): "no \(expected) at \(pointer.isEmpty ? "the root" : pointer)"
    case .notAllowed: "a value that is not allowed at \(pointer)"
    }
  }
}

/// A JSON object while it is turned into a value. It keeps count of the members that nobody asked for.
final class WireObject {
  private struct Member {
    let key: JSONDocument.Node
    let value: JSONView
    var isRead = false
  }

  let view: JSONView
  private let path: WirePath
  private let notes: WireNotes
  private var members: [Member]
  /// Answers give keys in the order of the tables, so the next one asked for is mostly the next one there.
  private var likely = 0

  init(_ view: JSONView, path: WirePath, notes: WireNotes) {
    self.view = view
    self.path = path
    self.notes = notes
    members = view.memberIndices.map { index in
      Member(key: view.document.nodes[index], value: JSONView(document: view.document, index: index + 1))
    }
  }

  var isEmpty: Bool { members.isEmpty }

  /// The member's value; `nil` when it is absent or null.
  func value(_ key: StaticString) -> JSONView? {
    for step in members.indices {
      let position = (likely + step) % members.count
      guard view.document.reads(members[position].key, as: key) else { continue }
      members[position].isRead = true
      likely = position + 1
      let value = members[position].value
      return value.isNull ? nil : value
    }
    return nil
  }

  // MARK: Optional members. A value of another kind than the contract says is noted and left out.

  func text(_ key: StaticString) -> String? { read(key) { $0.string } }
  /// No count of the contract comes near a million millions, and one more of that is still a number.
  private static let counts: ClosedRange<Int64> = 0...1_000_000_000_000

  func count(_ key: StaticString, in range: ClosedRange<Int64> = counts) -> Int? {
    read(key) { $0.integer.flatMap { range.contains($0) ? Int($0) : nil } }
  }
  func cents(_ key: StaticString) -> Cents? { read(key) { $0.integer.flatMap { $0 < 0 ? nil : Cents($0) } } }
  func bool(_ key: StaticString) -> Bool? { read(key) { $0.bool } }

  func time(_ key: StaticString) -> Timestamp? {
    guard let time = text(key).map({ Timestamp(wire: $0) }) else { return nil }
    if case .unreadable = time { note(.unexpectedValue, at: key) }
    return time
  }

  func listed<Value: OpenEnumeration>(_ key: StaticString) -> Value? {
    guard let value = text(key).map({ Value(wire: $0) }) else { return nil }
    if !value.isListed { note(.unlistedValue, at: key) }
    return value
  }

  func listedElements<Value: OpenEnumeration>(_ key: StaticString) -> [Value] {
    elements(key) { element, path in
      guard let value = element.string.map({ Value(wire: $0) }) else { return nil }
      if !value.isListed { notes.add(.unlistedValue, at: path.pointer) }
      return value
    }
  }

  func texts(_ key: StaticString) -> [String] {
    elements(key) { element, _ in element.string }
  }

  /// What `make` makes of the member; an empty object counts as one that says nothing, but is there.
  func object<Value>(
    _ key: StaticString, _ make: (WireObject) throws(WireProblem) -> Value
  ) throws(WireProblem) -> Value? {
    guard let view = value(key) else { return nil }
    guard view.isObject else {
      note(.unexpectedValue, at: key)
      return nil
    }
    return try WireObject(view, path: path.appending("\(key)"), notes: notes).whole(make)
  }

  func objects<Value>(
    _ key: StaticString, _ make: (WireObject) throws(WireProblem) -> Value
  ) throws(WireProblem) -> [Value] {
    guard let list = value(key) else { return [] }
    guard list.isArray else {
      note(.unexpectedValue, at: key)
      return []
    }
    var values: [Value] = []
    for (position, element) in list.elements.enumerated() {
      let place = path.appending("\(key)").appending(String(position))
      guard element.isObject else {
        notes.add(.unexpectedValue, at: place.pointer)
        continue
      }
      values.append(try WireObject(element, path: place, notes: notes).whole(make))
    }
    return values
  }

  // MARK: Members without which there is no value

  func requiredText(_ key: StaticString) throws(WireProblem) -> String {
    guard let text = value(key)?.string else { throw problem(.missing(expected: "string"), at: key) }
    return text
  }

  func requiredCount(_ key: StaticString) throws(WireProblem) -> Int {
    guard let count = value(key)?.integer, Self.counts.contains(count) else {
      throw problem(.missing(expected: "integer"), at: key)
    }
    return Int(count)
  }

  func requiredIdentifier<ID: Identifier>(
    _ key: StaticString, _ make: (String) throws(InputProblem) -> ID
  ) throws(WireProblem) -> ID {
    let text = try requiredText(key)
    do { return try make(text) } catch { throw problem(.notAllowed(error), at: key) }
  }

  // MARK: Notes

  /// The value of this object; the members that were not asked for are noted as unknown keys.
  func whole<Value>(_ make: (WireObject) throws(WireProblem) -> Value) throws(WireProblem) -> Value {
    let value = try make(self)
    for member in members where !member.isRead {
      notes.add(.unknownKey, at: path.appending(view.document.text(of: member.key)).pointer)
    }
    return value
  }

  func note(_ reason: UnreadField.Reason, at key: StaticString) {
    notes.add(reason, at: path.appending("\(key)").pointer)
  }

  /// Takes over what was noted of a part that was read on its own.
  func note(_ fields: [UnreadField], below key: StaticString) {
    for field in fields { notes.add(field.reason, at: path.appending("\(key)").pointer + field.pointer) }
  }

  private func problem(_ kind: WireProblem.Kind, at key: StaticString) -> WireProblem {
    WireProblem(pointer: path.appending("\(key)").pointer, kind: kind)
  }

  private func read<Value>(_ key: StaticString, _ make: (JSONView) -> Value?) -> Value? {
    guard let view = value(key) else { return nil }
    let value = make(view)
    if value == nil { note(.unexpectedValue, at: key) }
    return value
  }

  private func elements<Value>(_ key: StaticString, _ make: (JSONView, WirePath) -> Value?) -> [Value] {
    guard let list = value(key) else { return [] }
    guard list.isArray else {
      note(.unexpectedValue, at: key)
      return []
    }
    return list.elements.enumerated().compactMap { position, element in
      let place = path.appending("\(key)").appending(String(position))
      let value = make(element, place)
      if value == nil { notes.add(.unexpectedValue, at: place.pointer) }
      return value
    }
  }
}

/// What was noted while one coupon, stock or page was read.
final class WireNotes {
  private(set) var fields: [UnreadField] = []

  func add(_ reason: UnreadField.Reason, at pointer: String) {
    fields.append(UnreadField(pointer: pointer, reason: reason))
  }
}

/// A place in a document. The pointer is spelt only when somebody asks for it.
indirect enum WirePath {
  case root
  case below(WirePath, String)

  func appending(_ step: String) -> WirePath { .below(self, step) }

  var pointer: String {
    switch self {
    case .root: ""
    case .below(let parent, let step): parent.pointer + "/" + JSONPointer.escaped(step)
    }
  }
}
