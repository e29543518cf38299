/// `background_color`: `Color010` to `Color100`. Only the names are published, so the name is all there is to know.
public struct BackgroundColor: OpenEnumeration {
  public let wire: String

  public static let listed = (1...10).map { BackgroundColor(exactly: $0 == 10 ? "Color100" : "Color0\($0)0") }
  public static func unlisted(_ text: String) -> BackgroundColor { BackgroundColor(exactly: text) }

  private init(exactly wire: String) { self.wire = wire }
}
