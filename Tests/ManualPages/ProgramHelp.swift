import Foundation

/// What ArgumentParser knows of a program, as `--experimental-dump-help` tells it, written for a manual page.
public struct ProgramHelp: Decodable {
  private let command: Command

  public init(_ json: String) throws { self = try JSONDecoder().decode(ProgramHelp.self, from: Data(json.utf8)) }

  fileprivate struct Command: Decodable {
    let commandName: String
    let abstract, discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// Without `help`, which every program has.
    var words: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }
  }

  fileprivate struct Argument: Decodable {
    struct Name: Decodable, Equatable { let kind, name: String }
    let kind: String
    let shouldDisplay, isOptional, isRepeating: Bool
    let names: [Name]?
    let valueName, abstract, discussion, defaultValue: String?
    let allValues: [String]?

    var isHelp: Bool { names?.contains { ["help", "version"].contains($0.name) } ?? false }
  }

  /// The options of the program itself.
  public var options: String {
    Mdoc.list(width: "Ds", (command.arguments ?? []).filter(\.shouldDisplay).map(Self.row))
  }

  /// Every word, with its arguments, in the order of the help.
  public var words: String { Mdoc.list(width: "Ds", command.words.flatMap { Self.rows($0, after: []) }) }

  private static func rows(_ command: Command, after words: [String]) -> [(tag: String, lines: [String])] {
    let words = words + [command.commandName]
    guard command.words.isEmpty else { return command.words.flatMap { rows($0, after: words) } }
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !$0.isHelp }
    let tag = (["Cm " + words.joined(separator: " ")] + arguments.map(synopsis)).joined(separator: " ")
    var lines = paragraphs(command.abstract)
    let discussion = paragraphs(command.discussion)
    if !discussion.isEmpty { lines += [".Pp"] + discussion }
    if !arguments.isEmpty {
      lines += Mdoc.list(width: "Ds", arguments.map(row)).split(separator: "\n").map(String.init)
    }
    return [(tag, lines)]
  }

  private static func row(_ argument: Argument) -> (tag: String, lines: [String]) {
    let name = argument.names.map { $0.map(flag).joined(separator: " , ") } ?? ""
    let value = argument.kind == "flag" ? "" : "Ar \(Mdoc.text(argument.valueName ?? "value"))"
    var lines = paragraphs(argument.abstract)
    if let value = argument.defaultValue, argument.kind != "flag" {
      lines.append("The default is")
      lines.append(".Cm \(Mdoc.text(value)) .")
    }
    let discussion = paragraphs(argument.discussion)
    return (
      [name, value].filter { !$0.isEmpty }.joined(separator: " "),
      lines + (discussion.isEmpty ? [] : [".Pp"] + discussion)
    )
  }

  private static func synopsis(_ argument: Argument) -> String {
    let value = argument.kind == "flag" ? "" : " Ar \(Mdoc.text(argument.valueName ?? "value"))"
    let name = argument.names?.first.map(flag) ?? ""
    let whole = (name + value).trimmingCharacters(in: .whitespaces)
    return argument.isOptional ? "Oo \(whole) Oc" : whole
  }

  private static func flag(_ name: Argument.Name) -> String {
    name.kind == "short" ? "Fl \(name.name)" : "Fl \\-\(Mdoc.text(name.name))"
  }

  /// A text of the help, a line for each sentence; lines that stand in keep their form.
  private static func paragraphs(_ text: String?) -> [String] {
    let blocks = (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines).components(separatedBy: "\n\n")
    return blocks.enumerated().flatMap { number, block -> [String] in
      let lines = block.components(separatedBy: "\n")
      let gap = number == 0 ? [] : [".Pp"]
      if lines.count > 1 { return gap + [".Bd -literal -offset Ds"] + lines.map(Mdoc.text) + [".Ed"] }
      return block.isEmpty ? [] : gap + [Mdoc.text(block)]
    }
  }
}
