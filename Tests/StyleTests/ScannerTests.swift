import Testing

/// The rules are only as good as what reads the source.
@Suite struct `The source scanner` {
  @Test func `blanks comments, strings and quoted names`() {
    let code = CodeText(
      ##"""
      let a = "{ \(f("}")) {" // {
      /* { /* { */ { */ let b = #"{ \ " {"#
      func `does { it`() {}
      """##)
    #expect(code.lines.map { $0.filter { "{}".contains($0) } } == ["", "", "{}"])
    #expect(code.lines[0].contains("f("))
    #expect(code.lines[1].contains("let b ="))
  }

  @Test func `knows which lines are text`() {
    let code = CodeText(
      ##"""
      let a = """
        text {
        \(value) {
        """
      let b = 1
      """##)
    #expect(code.linesOfText == [1, 2, 3])
    #expect(code.lines[4] == "let b = 1")
    #expect(!code.lines.joined().contains("{"))
  }

  @Test func `measures from the declaration to the closing brace`() {
    let code = CodeText(
      """
      struct S {
        var stored = 1
        var computed: Int { 1 }
        init(
          a: Int = { 1 }()
        ) {
          self.init()
        }
        func f() {
          if a {
          }
        }
      }
      """)
    #expect(
      FunctionScanner(code).bodies == [
        Body(line: 3, length: 1), Body(line: 4, length: 5), Body(line: 9, length: 4),
      ])
  }

  @Test func `does not take a requirement for a body`() {
    let code = CodeText(
      """
      protocol P {
        func f()
      }
      struct S {
        let a = 1
      }
      """)
    #expect(FunctionScanner(code).bodies.isEmpty)
  }
}
