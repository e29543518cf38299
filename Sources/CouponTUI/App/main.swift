if let command = CouponTUICommand(plain: CommandLine.arguments.dropFirst()) {
  do { try command.run() } catch { CouponTUICommand.exit(withError: error) }
} else {
  CouponTUICommand.main()
}
