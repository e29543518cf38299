extension Canvas {
  /// What a cell shows and in which style, in one number: a frame is made, copied and compared within microseconds.
  struct Cell: Sendable, Hashable {
    /// A scalar, or the place of a cluster and the mark that says so; above it the style.
    private let bits: UInt32

    private static let styleShift: UInt32 = 24
    private static let clusterMark: UInt32 = 0x80_0000
    private static let glyphMask: UInt32 = 0xFF_FFFF
    private static let rightHalf: UInt32 = 0

    private init(_ glyph: UInt32, _ style: Style) { bits = glyph | UInt32(style.rawValue) << Self.styleShift }

    init(_ scalar: Unicode.Scalar, _ style: Style) { self.init(scalar.value, style) }

    /// - Parameter cluster: its place among those of the canvas.
    init(cluster: Int, _ style: Style) { self.init(Self.clusterMark | UInt32(cluster), style) }

    static func blank(_ style: Style) -> Cell { Cell(" ", style) }
    static func rightHalf(_ style: Style) -> Cell { Cell(rightHalf, style) }

    private var glyph: UInt32 { bits & Self.glyphMask }

    var style: Style { Style(rawValue: UInt8(bits >> Self.styleShift)) ?? .normal }
    var isASCII: Bool { 0x20..<0x7F ~= glyph }
    var isRightHalf: Bool { glyph == Self.rightHalf }
    var scalar: Unicode.Scalar { Unicode.Scalar(glyph) ?? "\u{FFFD}" }
    /// The place of the cluster that it shows; nil when one scalar says it all.
    var cluster: Int? { glyph & Self.clusterMark == 0 ? nil : Int(glyph & ~Self.clusterMark) }

    /// Lets `body` read the cells of two canvases without a look at the bounds each time.
    static func withBoth<Result>(
      _ cells: [Cell], _ others: [Cell],
      _ body: (_ cells: UnsafeBufferPointer<Cell>, _ others: UnsafeBufferPointer<Cell>) -> Result
    ) -> Result {
      cells.withUnsafeBufferPointer { cells in others.withUnsafeBufferPointer { body(cells, $0) } }
    }

    /// Looks at every cell and leaves no earlier, which lets the compiler look at several at a time.
    static func areEqual(
      _ cells: UnsafeBufferPointer<Cell>, _ others: UnsafeBufferPointer<Cell>, at places: Range<Int>
    ) -> Bool {
      places.reduce(0) { $0 | (cells[$1].bits ^ others[$1].bits) } == 0
    }

    /// Before a cell is set: if it is the right half of a wide character, the left half becomes a blank.
    ///
    /// - Parameter start: where the row begins.
    static func mendLeft(of column: Int, in cells: UnsafeMutableBufferPointer<Cell>, from start: Int) {
      guard column > 0, cells[start + column].isRightHalf else { return }
      cells[start + column - 1] = .blank(cells[start + column - 1].style)
    }

    /// After the cells before `column` are set: a right half that is left over becomes a blank.
    static func mendRight(
      of column: Int, in cells: UnsafeMutableBufferPointer<Cell>, from start: Int, count: Int
    ) {
      guard column < count, cells[start + column].isRightHalf else { return }
      cells[start + column] = .blank(cells[start + column].style)
    }
  }
}
