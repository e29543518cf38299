/// A large value held once for everything that refers to it; copying it copies a pointer.
///
/// The same stock stands behind every coupon that was handed out from it, 2 KB each time.
@dynamicMemberLookup
public struct Shared<Value: Sendable & Equatable>: Sendable, Equatable {
  final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  let box: Box

  public init(_ value: Value) { box = Box(value) }

  public var value: Value { box.value }

  public subscript<Part>(dynamicMember part: KeyPath<Value, Part>) -> Part { box.value[keyPath: part] }

  public static func == (left: Shared, right: Shared) -> Bool {
    left.box === right.box || left.box.value == right.box.value
  }
}
