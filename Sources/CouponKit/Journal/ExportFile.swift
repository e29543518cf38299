import Glibc

/// A file that a person asked for, such as a list of what was deactivated.
public enum ExportFile {
  /// Makes the file, for its owner only, with these bytes. One that is there already is left as it is.
  ///
  /// - Parameter path: counts from the working directory; `~/` in front is the person's home.
  /// - Returns: the whole path, as it stands on the disk.
  /// - Throws: ``CouponFailure`` of kind `file`.
  public static func write(_ bytes: [UInt8], to path: String) throws(CouponFailure) -> String {
    let path = absolute(path)
    do throws(JournalProblem) {
      let file = try NewFile(path)
      do throws(JournalProblem) {
        try file.write(bytes)
        _ = try file.finish()
      } catch {
        // Half a list would be taken for the whole one.
        unlink(path)
        throw error
      }
      return path
    } catch { throw CouponFailure(error) }
  }

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + path.dropFirst() }
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }
}
