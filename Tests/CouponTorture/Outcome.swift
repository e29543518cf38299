/// What one kind of torture came to: a line for people, and what should not have been.
struct Outcome: Sendable {
  let summary: String
  let findings: [String]

  init(_ summary: String, _ findings: [String]) {
    self.summary = summary
    self.findings = findings
  }
}
