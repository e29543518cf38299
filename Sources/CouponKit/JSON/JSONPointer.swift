/// The notation of places in a JSON document, RFC 6901: `/stock/unheard_of_key`.
public enum JSONPointer {
  /// A key as a step of a pointer: `~` is written `~0` and `/` is written `~1`.
  public static func escaped(_ key: String) -> String {
    var escaped = ""
    for character in key.unicodeScalars {
      switch character {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
