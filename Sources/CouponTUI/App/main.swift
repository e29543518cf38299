CouponTUICommand.main()
