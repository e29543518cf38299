extension TrainingWorld {
  /// A bundle whose rounds take five yuan off and more.
  private static func card(
    _ number: Int, _ name: String, _ calendar: DemoCalendar, rounds: Int = 3
  ) -> DemoOffer {
    .bundle(
      number, name, (1...rounds).map { .moneyOff(threshold: 3000, amount: 400 + $0 * 100) }, calendar: calendar)
  }

  static let plain: [Exercise] = [
    Exercise(
      task: ("The customer has changed her mind about the three-coffee card. Nothing is used.", "顾客不想要三次咖啡卡了，一次都没用过。"),
      solution: ("Deactivate the bundle.", "失效该券组。")
    ) { $0.add(bundle: card(501, "三次咖啡卡", $1), [.effective, .effective, .effective], received: -2) },
    Exercise(
      task: ("One coffee of three was drunk; the customer has got the rest refunded.", "三杯已喝一杯，其余已退款。"),
      solution: ("Deactivate the bundle; the redeemed round stays redeemed.", "失效该券组；已核销的一轮保持不变。")
    ) {
      $0.add(
        bundle: card(502, "三次拿铁卡", $1), [.used(dayOffset: -3, saved: 500), .effective, .pending], received: -9)
    },
    Exercise(
      task: ("Two cards of the same name; only the one given out five days ago was a mistake.", "两张同名卡，只有五天前发放的那张是误发。"),
      solution: ("Deactivate the one received five days ago, not the older one.", "失效五天前领取的那组，较早的一组不动。")
    ) { wallet, calendar in
      let offer = card(503, "早餐三次卡", calendar)
      wallet.add(bundle: offer, [.effective, .effective, .effective], received: -25)
      wallet.add(bundle: offer, [.effective, .effective, .effective], received: -5)
    },
    Exercise(
      task: ("The card still waits for the brand's confirmation; it was given to the wrong person.", "券组待确认，发错了人。"),
      solution: ("Deactivate the bundle; what waits can be deactivated too.", "失效该券组；待确认的券同样可以失效。")
    ) { $0.add(bundle: card(504, "五次茶饮卡", $1, rounds: 5), Array(repeating: .confirming, count: 5), received: -1) },
  ]

  static let nothingToDo: [Exercise] = [
    Exercise(
      task: ("The customer asks for her card to be deactivated.", "顾客要求失效她的次卡。"),
      solution: ("Nothing to do: every round is redeemed.", "无需操作：各轮均已核销。")
    ) {
      let used = (1...3).map { DemoWallet.Fate.used(dayOffset: -20 + $0 * 4, saved: 500) }
      $0.add(bundle: card(505, "暖冬三杯卡", $1), used, received: -25)
    },
    Exercise(
      task: ("The customer asks why his card is gone.", "顾客询问次卡为何不可用。"),
      solution: ("Say when and why it was deactivated; nothing to do.", "告知失效时间与原因；无需操作。")
    ) {
      let gone = DemoWallet.Fate.deactivated(dayOffset: -4, reason: "账号被盗用")
      $0.add(bundle: card(506, "生日三次卡", $1), [gone, gone, gone], received: -12)
    },
    Exercise(
      task: ("The customer wants a card deactivated that she forgot to use.", "顾客要求失效一张忘记使用的卡。"),
      solution: ("Nothing to do: it has expired.", "无需操作：已过期。")
    ) { $0.add(bundle: card(507, "夏日三次卡", $1), [.expired, .expired, .expired], received: -70) },
    Exercise(
      task: ("The customer says that he holds a card; this is the OpenID in the order.", "顾客称有次卡，OpenID 来自订单。"),
      solution: ("Nothing is found: check the OpenID and the app with the shop.", "查无券：请与门店核对 OpenID 与公众账号。")
    ) { _, _ in },
  ]

  static let judgement: [Exercise] = [
    Exercise(
      task: ("Please deactivate the second round only.", "请只失效第二轮。"),
      solution: (
        "Not possible: a bundle is deactivated whole. Ask what the customer wants.", "无法单独失效一轮，只能整组失效。请确认顾客意愿。"
      )
    ) { $0.add(bundle: card(509, "四次手冲卡", $1, rounds: 4), [.effective, .effective, .effective, .pending]) },
    Exercise(
      task: ("The card with oat milk is the wrong one; the card without is to stay.", "含燕麦奶的卡发错，不含的保留。"),
      solution: ("Deactivate the one with oat milk (含燕麦奶); read the names to their end.", "失效“含燕麦奶”的券组；名称要读到末尾。")
    ) { wallet, calendar in
      let name = "晨光咖啡 × Morning Light Coffee 联名限定·冷萃与手冲任选其一"
      wallet.add(bundle: card(510, name + "（不含燕麦奶）☕️", calendar), [.effective, .effective, .effective])
      wallet.add(bundle: card(511, name + "（含燕麦奶）☕️", calendar), [.effective, .effective, .effective])
    },
    Exercise(
      task: ("Among many coupons: deactivate the staff card (员工专享).", "券很多：请失效“员工专享”卡。"),
      solution: ("Deactivate the bundle 员工专享三次卡; it stands behind the first page.", "失效“员工专享三次卡”，它在第一页之后。")
    ) { wallet, calendar in
      let daily = DemoOffer.single(512, "满25减4元券", .moneyOff(threshold: 2500, amount: 400), calendar: calendar)
      for day in 0..<60 { wallet.add(daily, .effective, received: -1 - day % 30) }
      wallet.add(bundle: card(513, "员工专享三次卡", calendar), [.effective, .effective, .effective])
    },
    Exercise(
      task: ("The customer wants her card deactivated; its state is new to everyone.", "顾客要求失效，但券的状态从未见过。"),
      solution: ("Promise nothing: the state is unknown. Pass it on to a supervisor.", "状态未知，不作承诺，转交主管处理。")
    ) {
      $0.add(
        bundle: card(514, "秋日三次卡", $1), [.effective, .effective, .effective],
        extra: ["coupon_state": "FROZEN_FOR_REVIEW"])
    },
  ]
}
