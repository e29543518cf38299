import CouponKit

/// What opens the screen: the settings, and the customer whose look-up begins at once.
struct ScreenRequest: Equatable {
  var settings = Settings()
  var openID: String?
  var bundleID: String?

  /// Opens the screen and stays there.
  ///
  /// - Returns: the exit status.
  func open() -> Int32 {
    status(in: settings.chosenLanguage) { () throws(CouponFailure) in
      if openID == "-" { throw CouponFailure(.input(InputProblem(field: .openID, rule: .empty))) }
      return try openScreen(settings, query: try query(openID: openID, bundleID: bundleID))
    }
  }
}

extension ScreenRequest {
  /// Reads the command line by which the screen is opened day by day: options with their values, and nothing else.
  ///
  /// ArgumentParser looks through the types of every command before it reads one word, which takes as long as all that
  /// comes before the first frame. So it is asked only for what is not read here: words, help, and mistakes.
  ///
  /// - Returns: nil for whatever ArgumentParser has to see.
  init?(plain arguments: some Collection<String>) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
      switch name {
      case "--config": settings.configurationPath = value
      case "--profile": settings.profile = value
      case "--openid": openID = value
      case "--bundle": bundleID = value
      case "--language":
        guard let language = Language(rawValue: value) else { return nil }
        settings.language = language
      default: return nil
      }
    }
    if bundleID != nil, openID == nil { return nil }
  }
}

/// Reads what was given on the command line as a query.
func query(openID: String?, bundleID: String?) throws(CouponFailure) -> CouponQuery? {
  guard let openID else { return nil }
  do throws(InputProblem) {
    var query = CouponQuery(openID: try OpenID(openID))
    if let bundleID { query.bundleID = try UserCouponBundleID(bundleID) }
    return query
  } catch { throw CouponFailure(.input(error)) }
}
