import Foundation
import Testing

/// What the shells offer behind the programs' names.
@Suite("A shell completes the command line")
struct CompletionTests {
  private static let programs = [BuiltProgram.screen, BuiltProgram.sandbox]

  @Test(arguments: programs, ["bash", "zsh", "fish"])
  func `with a script that names the program`(program: BuiltProgram, shell: String) async throws {
    let script = try await PipedProgram.run([program.path, "--generate-completion-script", shell])
    #expect(script.end == .exited(0))
    #expect(script.errors == "")
    #expect(script.output.contains(program.rawValue))
  }

  @Test(arguments: programs)
  func `with a script that bash reads without a complaint`(program: BuiltProgram) async throws {
    try await expectRead(by: "/bin/bash", "-n", program)
  }

  @Test(.enabled("zsh is installed") { isInstalled(zsh) }, arguments: programs)
  func `with a script that zsh reads without a complaint`(program: BuiltProgram) async throws {
    try await expectRead(by: Self.zsh, "-n", program)
  }

  @Test(.enabled("fish is installed") { isInstalled(fish) }, arguments: programs)
  func `with a script that fish reads without a complaint`(program: BuiltProgram) async throws {
    try await expectRead(by: Self.fish, "--no-execute", program)
  }

  private func expectRead(by shell: String, _ option: String, _ program: BuiltProgram) async throws {
    let name = String(shell.split(separator: "/").last ?? "")
    let script = try await PipedProgram.run([program.path, "--generate-completion-script", name])
    let file = try PrivateFolder()
    let read = try await PipedProgram.run([shell, option, try file.write(script.output, as: "completion.\(name)")])
    #expect(read.end == .exited(0))
    #expect(read.errors == "")
  }

  private static func isInstalled(_ shell: String) -> Bool { FileManager.default.isExecutableFile(atPath: shell) }

  private static let zsh = "/usr/bin/zsh"
  private static let fish = "/usr/bin/fish"

  @Test(
    .enabled("fish is installed") { isInstalled(fish) },
    arguments: [
      ("coupon-tui jour", "journal"), ("coupon-tui journal ver", "verify"), ("coupon-tui --lang", "--language"),
      ("coupon-tui --language ", "zh"), ("coupon-tui demo --world tr", "training"), ("coupon-sandbox se", "serve"),
      ("coupon-sandbox serve --world lo", "load"), ("coupon-sandbox serve --behave used-n", "used-nonce=refuse"),
    ])
  func `fish offers the words and options of both programs`(typed: String, offered: String) async throws {
    let folder = try PrivateFolder()
    let name = String(typed.prefix { $0 != " " })
    let script = try await PipedProgram.run([BuiltProgram.folder + "/" + name, "--generate-completion-script", "fish"])
    let file = try folder.write(script.output, as: name + ".fish")
    let question = ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, typed]
    // It keeps a history at home, and complains when there is none.
    let outcome = try await PipedProgram.run([Self.fish] + question, environment: ["HOME": folder.path])
    let words = outcome.output.split(separator: "\n").compactMap { $0.split(separator: "\t").first.map(String.init) }
    #expect(words.contains(offered), "\(outcome.output)\(outcome.errors)")
  }

  @Test(arguments: [
    ("jour", "journal"), ("doc", "doctor"), ("journal ver", "verify"), ("--lang", "--language"),
    ("--language ", "zh"), ("demo --world tr", "training"),
  ])
  func `bash offers the words and options of coupon-tui`(typed: String, offered: String) async throws {
    let program = """
      source <("$0" --generate-completion-script bash)
      line="coupon-tui $1"
      read -ra COMP_WORDS <<<"$line"
      [[ $line == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9
      call=$(complete -p coupon-tui) && call=${call##*-F } && call=${call%% *}
      "$call" coupon-tui "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let outcome = try await PipedProgram.run(["/bin/bash", "--norc", "-c", program, BuiltProgram.screen.path, typed])
    let words = outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(words.contains(offered), "\(outcome.output)\(outcome.errors)")
  }
}
