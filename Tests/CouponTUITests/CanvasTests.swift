import CouponKit
import Testing

@testable import CouponTUI

@Suite("What is drawn stays in its place")
struct CanvasTests {
  @Test("text ends at the edge of its rectangle, and a wide character that does not fit leaves a blank")
  func clipping() {
    var canvas = Canvas(Size(columns: 8, rows: 1))
    canvas.put("abcdefgh", in: canvas.bounds)
    canvas.put("拿铁", in: Rect(column: 1, row: 0, columns: 3, rows: 1))
    #expect(canvas.text == "a拿 efgh")
  }

  @Test("what is written over half of a wide character blanks the other half")
  func overwriting() {
    var canvas = Canvas(Size(columns: 6, rows: 1))
    canvas.put("拿铁券", in: canvas.bounds)
    canvas.put("x", in: canvas.bounds.dropping(columns: 1))
    canvas.put("y", in: canvas.bounds.dropping(columns: 4))
    #expect(canvas.text == " x铁y")
  }

  @Test("drawing outside of the canvas, or into nothing, does nothing")
  func outside() {
    var canvas = Canvas(Size(columns: 3, rows: 2))
    canvas.put("拿铁", in: Rect(column: -1, row: 0, columns: 9, rows: 1))
    canvas.put("x", in: Rect(column: 0, row: 5, columns: 9, rows: 1))
    canvas.put("x", in: Rect(column: 7, row: 0, columns: 9, rows: 1))
    canvas.put("x", in: Rect(column: 0, row: 1, columns: -4, rows: 1))
    canvas.fill(Rect(column: -5, row: -5, columns: 2, rows: 2), with: "#")
    #expect(canvas.text == " 铁\n")
  }

  @Test("two canvases show the same where text and style are the same")
  func comparing() {
    var first = Canvas(Size(columns: 4, rows: 1))
    var second = first
    first.put("e\u{301}a", in: first.bounds)
    second.put("xa", in: second.bounds)
    second.put("e\u{301}", in: second.bounds)
    #expect(first.shows(second, at: 0) && first.shows(second, at: 1))
    second.put("e\u{300}", in: second.bounds)
    #expect(!first.shows(second, at: 0))
    first.put("a", in: first.bounds.dropping(columns: 1), style: .danger)
    #expect(!first.shows(second, at: 1))
  }

  @Test("the differences of two rows are the parts that look different, and what little is the same between them")
  func differing() {
    let before = Canvas(Size(columns: 20, rows: 2))
    var after = before
    #expect(after.differences(from: before, inRow: 1) == [])
    after.put("拿", in: Rect(column: 2, row: 1, columns: 4, rows: 1))
    after.put("x", in: Rect(column: 6, row: 1, columns: 1, rows: 1))
    #expect(after.differences(from: before, inRow: 0) == [])
    #expect(after.differences(from: before, inRow: 1) == [22..<27])
    after.put("x", in: Rect(column: 14, row: 1, columns: 1, rows: 1))
    #expect(after.differences(from: before, inRow: 1) == [22..<35])
    after.put("  ", in: Rect(column: 5, row: 1, columns: 2, rows: 1))
    #expect(after.differences(from: before, inRow: 1) == [22..<24, 34..<35])
    var (first, second) = (before, before)
    first.put("e\u{301}", in: first.bounds)
    second.put("e\u{300}", in: second.bounds)
    #expect(first.differences(from: second, inRow: 0) == [0..<1])
    #expect(first.differences(from: first, inRow: 0) == [])
  }

  @Test("a list moves by half a pane, keeps its selection in sight, and draws only what can be seen")
  func listing() {
    for count in [0, 1, 5, 9, 10, 11, 100] {
      for rows in 1...12 {
        for selection in 0..<max(1, count) {
          let first = ListView.firstVisible(of: count, selection: selection, rows: rows)
          #expect(first == 0 || first + rows <= count)
          #expect((first..<first + rows).contains(selection))
        }
      }
    }
    var canvas = Canvas(Size(columns: 6, rows: 3))
    var drawn: [Int] = []
    ListView(count: 1_000_000, selection: 500_000, isActive: true).draw(on: &canvas, in: canvas.bounds) {
      canvas, index, rect, style in
      drawn.append(index)
      canvas.put(SafeText("\(index % 1000)"), in: rect, style: style ?? .normal)
    }
    #expect(drawn.count == 3)
    #expect(canvas.text.contains("▸0"))
  }

  @Test("a frame without room draws what it can")
  func tinyFrames() {
    for columns in 0...6 {
      for rows in 0...3 {
        var canvas = Canvas(Size(columns: columns, rows: rows))
        let inside = Pane(title: "标题", isActive: true).draw(on: &canvas, in: canvas.bounds)
        #expect(inside.columns <= max(0, columns - 2) && inside.rows <= max(0, rows - 2))
        _ = Dialog(title: "Review", size: Size(columns: 40, rows: 10)).draw(on: &canvas, in: canvas.bounds)
      }
    }
  }
}

@Suite("A line that is being written")
struct TextFieldTests {
  @Test("keys edit at the cursor")
  func editing() {
    var field = TextField("customer asks")
    field.apply(.insert(" 要求"))
    #expect(field.text == "customer asks 要求")
    field.apply(.eraseWord)
    field.apply(.left)
    field.apply(.eraseBefore)
    #expect(field.text == "customer ask ")
    field.apply(.start)
    field.apply(.eraseAfter)
    field.apply(.right)
    field.apply(.eraseToEnd)
    #expect(field.text == "u")
    field.apply(.eraseToStart)
    field.apply(.eraseBefore)
    #expect(field.isEmpty)
  }

  @Test("the hardware cursor stands where the text goes, in columns, and stays inside the field")
  func cursor() {
    for length in 0...30 {
      let field = TextField(String(repeating: "券", count: length))
      var canvas = Canvas(Size(columns: 12, rows: 1))
      field.draw(on: &canvas, in: canvas.bounds, isActive: true)
      let column = canvas.cursor?.column ?? -1
      #expect((1...11).contains(column))
      if length < 5 { #expect(column == 1 + 2 * length) }
    }
  }

  @Test("a long text shows the part around the cursor and marks what is hidden on either side")
  func scrolling() {
    var field = TextField("0123456789abcdefghij")
    var canvas = Canvas(Size(columns: 10, rows: 1))
    field.draw(on: &canvas, in: canvas.bounds, isActive: true)
    #expect(canvas.text == "‹ghij")
    field.apply(.start)
    canvas = Canvas(Size(columns: 10, rows: 1))
    field.draw(on: &canvas, in: canvas.bounds, isActive: true)
    #expect(canvas.text == " 01234567›")
  }
}
