import Testing

@testable import CouponTUI

@Suite("The short way into the screen reads the command line as the long one does")
struct ScreenRequestTests {
  @Test(arguments: [
    [], ["--openid", "oABC"], ["--config", "a.toml", "--profile", "shop", "--language", "zh"],
    ["--openid", "oABC", "--bundle", "7204"], ["--profile", "a", "--profile", "b"],
  ])
  func `options with their values are read alike`(arguments: [String]) throws {
    let long = try #require(try CouponTUICommand.parseAsRoot(arguments) as? CouponTUICommand)
    #expect(
      ScreenRequest(plain: arguments)
        == ScreenRequest(settings: long.settings, openID: long.openID, bundleID: long.bundleID))
  }

  @Test(arguments: [
    ["show"], ["demo"], ["--help"], ["--version"], ["--openid"], ["--openid", "--bundle"], ["--config=a.toml"],
    ["--language", "fr"], ["--bundle", "7204"], ["--unknown", "x"], ["--profile", "shop", "demo"], [""],
  ])
  func `words, help and mistakes take the long way`(arguments: [String]) {
    #expect(ScreenRequest(plain: arguments) == nil)
  }
}
