/// One screen, with all that it knows.
enum Screen: Sendable, Equatable {
  case lookUp(LookUpScreen)
  case bundles(BundlesScreen)
  case deactivation(DeactivationScreen)
  case history(HistoryScreen)
  case help(HelpScreen)
  case troubles(TroublesScreen)
  case profiles(ProfilesScreen)
  case palette(PaletteScreen)
  case bare(BareScreen)
  case leaving(LeavingScreen)
  case found(FoundScreen)

  /// Which keys count here.
  var place: Place {
    switch self {
    case .lookUp(let screen): screen.place
    case .bundles(let screen): screen.place
    case .deactivation(let screen): screen.place
    case .history(let screen): screen.place
    case .help, .troubles: .help
    case .profiles: .profiles
    case .palette: .palette
    case .bare: .bare
    case .leaving: .leaving
    case .found: .found
    }
  }

  /// What is being typed at the foot of the screen.
  var prompt: Prompt? {
    switch self {
    case .bundles(let screen): screen.prompt
    case .history(let screen): screen.prompt
    default: nil
    }
  }

  /// Whether what lies below it stays visible around it.
  var isDialog: Bool {
    switch self {
    case .lookUp, .bundles, .history, .bare: false
    case .deactivation, .help, .troubles, .profiles, .palette, .leaving, .found: true
    }
  }

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch self {
    case .lookUp(var screen):
      defer { self = .lookUp(screen) }
      return screen.update(on: event, &desk)
    case .bundles(var screen):
      // The screen is large: it must not be held twice while it changes.
      self = .leaving(LeavingScreen())
      defer { self = .bundles(screen) }
      return screen.update(on: event, &desk)
    case .deactivation(var screen):
      defer { self = .deactivation(screen) }
      return screen.update(on: event, &desk)
    case .history(var screen):
      defer { self = .history(screen) }
      return screen.update(on: event, &desk)
    case .help(var screen):
      defer { self = .help(screen) }
      return screen.update(on: event, &desk)
    case .troubles(var screen):
      defer { self = .troubles(screen) }
      return screen.update(on: event, &desk)
    case .profiles(var screen):
      defer { self = .profiles(screen) }
      return screen.update(on: event, &desk)
    case .palette(var screen):
      defer { self = .palette(screen) }
      return screen.update(on: event, &desk)
    case .bare(var screen):
      defer { self = .bare(screen) }
      return screen.update(on: event, &desk)
    case .leaving(var screen):
      defer { self = .leaving(screen) }
      return screen.update(on: event, &desk)
    case .found(var screen):
      defer { self = .found(screen) }
      return screen.update(on: event, &desk)
    }
  }

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    switch self {
    case .lookUp(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .bundles(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .deactivation(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .history(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .help(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .troubles(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .profiles(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .palette(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .bare(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .leaving(let screen): screen.draw(desk, on: &canvas, in: rect)
    case .found(let screen): screen.draw(desk, on: &canvas, in: rect)
    }
  }
}
