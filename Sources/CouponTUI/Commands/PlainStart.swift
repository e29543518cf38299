extension CouponTUICommand {
  /// The command, when the arguments are nothing but options of the screen, each followed by its value.
  ///
  /// That is how agents start it all day, and the parser of the whole command line takes a third of the time to the first
  /// frame. Whatever else there is, help and complaints among it, is the parser's.
  init?(plain arguments: some Collection<String>) {
    var values: [String: String] = [:]
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard Self.plainOptions.contains(name), let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-"),
        values.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    var settings = SettingsOptions()
    settings.configurationPath = values["--config"]
    settings.profile = values["--profile"]
    settings.language = values["--language"].flatMap(Language.init(argument:))
    self.init()
    self.settings = settings
    openID = values["--openid"]
    bundleID = values["--bundle"]
    let isLanguageKnown = (values["--language"] == nil) == (settings.language == nil)
    guard isLanguageKnown, (try? validate()) != nil else { return nil }
  }

  private static let plainOptions = ["--config", "--profile", "--language", "--openid", "--bundle"]
}
