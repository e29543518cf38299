import Testing

@testable import CouponTUI

@Suite("The short way into the screen reads the command line as the long one does")
struct PlainArgumentsTests {
  @Test(arguments: [
    [], ["--openid", "oABC"], ["--config", "a.toml", "--profile", "shop", "--language", "zh"],
    ["--openid", "oABC", "--bundle", "7204"], ["--profile", "a", "--profile", "b"],
  ])
  func `options with their values are read alike`(arguments: [String]) throws {
    let short = try #require(CouponTUICommand(plain: arguments))
    let long = try #require(try CouponTUICommand.parseAsRoot(arguments) as? CouponTUICommand)
    #expect(short.openID == long.openID)
    #expect(short.bundleID == long.bundleID)
    #expect(short.settings.configurationPath == long.settings.configurationPath)
    #expect(short.settings.profile == long.settings.profile)
    #expect(short.settings.language == long.settings.language)
    // An option that only the long way fills in ends the program when it is read.
    for part in [Mirror(reflecting: short), Mirror(reflecting: short.settings)] {
      for child in part.children { #expect(!String(describing: child.value).contains("*definition*")) }
    }
  }

  @Test(arguments: [
    ["show"], ["demo"], ["--help"], ["--version"], ["--openid"], ["--openid", "--bundle"], ["--config=a.toml"],
    ["--language", "fr"], ["--bundle", "7204"], ["--unknown", "x"], ["--profile", "shop", "demo"], [""],
  ])
  func `words, help and mistakes take the long way`(arguments: [String]) {
    #expect(CouponTUICommand(plain: arguments) == nil)
  }
}
