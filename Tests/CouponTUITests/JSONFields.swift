import Foundation

@testable import CouponKit

/// Bytes of the recorded answers, which are kept with CouponKit's tests.
enum FileBytes {
  static func read(_ name: String) throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "CouponKitTests/Fixtures/\(name)")))
  }
}

/// One step on the way into a value.
enum JSONStep: Hashable, Sendable {
  case key(String)
  case index(Int)
}

/// A field of an answer that holds no further ones.
struct JSONField {
  let path: [JSONStep]
  let value: JSONValue
  /// The keys alone, joined by `.`.
  var name: String { path.compactMap { if case .key(let key) = $0 { key } else { nil } }.joined(separator: ".") }
}

extension JSONValue {
  var fields: [JSONField] {
    switch self {
    case .array(let elements):
      elements.enumerated().flatMap { index, element in element.fields(after: .index(index)) }
    case .object(let members): members.flatMap { $0.value.fields(after: .key($0.key)) }
    default: [JSONField(path: [], value: self)]
    }
  }

  private func fields(after step: JSONStep) -> [JSONField] {
    fields.map { JSONField(path: [step] + $0.path, value: $0.value) }
  }

  /// The ways to every object in the value, its own among them.
  var objects: [[JSONStep]] {
    switch self {
    case .array(let elements):
      elements.enumerated().flatMap { index, element in element.objects.map { [.index(index)] + $0 } }
    case .object(let members): [[]] + members.flatMap { member in member.value.objects.map { [.key(member.key)] + $0 } }
    default: []
    }
  }

  func replacing(_ path: ArraySlice<JSONStep>, by other: JSONValue) -> JSONValue {
    changing(path) { _ in other }
  }

  func adding(_ member: Member, at path: ArraySlice<JSONStep>) -> JSONValue {
    changing(path) { if case .object(let members) = $0 { .object(members + [member]) } else { $0 } }
  }

  private func changing(_ path: ArraySlice<JSONStep>, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    switch (self, path.first) {
    case (_, nil): change(self)
    case (.array(let elements), .index(let wanted)):
      .array(elements.enumerated().map { $0 == wanted ? $1.changing(path.dropFirst(), change) : $1 })
    case (.object(let members), .key(let wanted)):
      .object(members.map { $0.key == wanted ? .init($0.key, $0.value.changing(path.dropFirst(), change)) : $0 })
    default: self
    }
  }

  /// Values of the same kind that are not this one.
  var others: [JSONValue] {
    switch self {
    case .bool(let value): [.bool(!value)]
    case .number(let digits): [1, 2, -1].compactMap { step in Int(digits).map { .number(String($0 + step)) } }
    case .string(let text):
      // A moment stays one, an address stays one; a word of an open list becomes one that is not known yet.
      if text.wholeMatch(of: #/\d{4}-\d\d-\d\dT.*/#) != nil {
        [.string("2027" + text.dropFirst(4)), .string("2025" + text.dropFirst(4))]
      } else {
        [.string(text + "7"), .string("7" + text), .string("NEWER")]
      }
    default: []
    }
  }
}
