/// What a cell means. A theme at the terminal turns it into colours and attributes, and a terminal without either
/// loses nothing, for no meaning is told by a style alone.
enum Style: UInt8, Sendable, CaseIterable {
  case normal, dim, title, label, selected, selectedElsewhere
  case frame, activeFrame
  case key, field, warning, danger
  case live, waiting, done
  case sandbox, production
}
