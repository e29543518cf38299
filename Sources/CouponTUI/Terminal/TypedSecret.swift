import CTerminal
import CouponKit

private let longest = 1024

/// Asks for a line that is not shown while it is typed; the caller wipes it. Only before the first other thread starts.
///
/// - Returns: nil when there is no terminal, or nothing was typed.
func typedSecret(_ question: SafeText) -> [UInt8]? {
  var isTyped = false
  let bytes = [UInt8](unsafeUninitializedCapacity: longest) { block, count in
    let length = block.withMemoryRebound(to: CChar.self) {
      cterminal_ask_secret(question.text, $0.baseAddress, longest)
    }
    isTyped = length >= 0
    count = max(0, length)
  }
  return isTyped ? bytes : nil
}
