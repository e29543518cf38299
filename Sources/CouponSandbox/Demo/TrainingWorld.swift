/// Twelve exercises for new agents, each with a customer of its own and a solution.
enum TrainingWorld {
  /// One exercise. Its texts are in English and in Chinese.
  struct Exercise: Sendable {
    typealias Texts = (english: String, chinese: String)

    let task: Texts
    let solution: Texts
    let fill: @Sendable (inout DemoWallet, DemoCalendar) -> Void
  }

  static func openID(_ number: Int) -> String { "oTrain" + padded(number, to: 2) + "ChenGuang0Lesson26xQ" }

  /// The exercises as text: number, OpenID, task, solution.
  static var list: String {
    exercises.enumerated().map { offset, exercise in
      """
      \(padded(offset + 1, to: 2))  \(openID(offset + 1))
          \(exercise.task.english)
          \(exercise.task.chinese)
          > \(exercise.solution.english)
          > \(exercise.solution.chinese)
      """
    }.joined(separator: "\n")
  }

  static func lines(at now: UnixSeconds) throws(WorldProblem) -> [WorldLine] {
    let calendar = DemoCalendar(now: now)
    var lines: [WorldLine] = []
    for (offset, exercise) in exercises.enumerated() {
      var wallet = DemoWallet(number: 100 + offset, calendar: calendar)
      exercise.fill(&wallet, calendar)
      lines += try DemoWorld.lines(
        openID: openID(offset + 1), appID: DemoWorld.appID, wallet.coupons, after: lines.count)
    }
    return lines
  }

  static let exercises: [Exercise] = plain + nothingToDo + judgement
}
