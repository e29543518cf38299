/// A set of values to which WeChat Pay may add at any time. A value newer than this version is kept as it came.
public protocol OpenEnumeration: Sendable, Hashable {
  /// Every value that this version knows.
  static var listed: [Self] { get }
  static func unlisted(_ text: String) -> Self
  /// The value as WeChat Pay spells it.
  var wire: String { get }
}

extension OpenEnumeration {
  /// The value which WeChat Pay spells `wire`.
  public init(wire: String) { self = Self.listed.first { $0.wire == wire } ?? .unlisted(wire) }

  /// Whether this version knows the value.
  public var isListed: Bool { Self.listed.contains(self) }
}
