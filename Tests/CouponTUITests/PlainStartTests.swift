import Testing

@testable import CouponTUI

@Suite("The everyday way in")
struct PlainStartTests {
  @Test(
    "options of the screen with their values mean what the parser takes them for",
    arguments: [
      [], ["--config", "a.toml"], ["--profile", "p", "--language", "zh"], ["--openid", "o", "--bundle", "b"],
      ["--language", "en", "--openid", "o", "--config", "/c", "--profile", "x"],
    ])
  func plain(arguments: [String]) throws {
    let command = try #require(CouponTUICommand(plain: arguments))
    let parsed = try #require(try CouponTUICommand.parseAsRoot(arguments) as? CouponTUICommand)
    #expect(command.settings.configurationPath == parsed.settings.configurationPath)
    #expect(command.settings.profile == parsed.settings.profile)
    #expect(command.settings.language == parsed.settings.language)
    #expect(command.openID == parsed.openID)
    #expect(command.bundleID == parsed.bundleID)
  }

  @Test(
    "everything else is the parser's",
    arguments: [
      ["show"], ["demo"], ["--help"], ["--version"], ["--openid"], ["--config=a.toml"], ["--config", "a", "demo"],
      ["--openid", "o", "--openid", "p"], ["--language", "fr"], ["--bundle", "b"], ["--openid", "--bundle"],
      ["--profile", ""], ["--", "--openid", "o"],
    ])
  func other(arguments: [String]) { #expect(CouponTUICommand(plain: arguments).map { _ in true } == nil) }
}
