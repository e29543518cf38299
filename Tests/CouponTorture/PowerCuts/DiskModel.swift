import SeededNumbers

/// What a disk can hold after a power cut, as POSIX promises it and no more: of what was not synchronised, any part may be
/// there. The order of the names in a folder is kept, as journalling file systems keep it.
struct DiskModel {
  /// A file's content and mode, as far as they are sure to be there.
  struct Image: Sendable {
    var bytes: [UInt8] = []
    var mode = 0
  }

  enum Change: Sendable {
    case write(offset: Int, [UInt8])
    case resize(Int)
    case mode(Int)
  }

  enum NameChange: Sendable {
    case add(String, file: Int)
    case remove(String)
    case move(String, to: String)
  }

  private struct File {
    var sure = Image()
    var pending: [Change] = []
    let isFolder: Bool
  }

  /// Files by a number of our own: a kernel gives the number of a removed file to the next one, and a removed rollback
  /// journal and its successor are not the same.
  private var files: [File] = []
  private var sureNames: [String: Int] = [:]
  private var currentNames: [String: Int] = [:]
  /// By folder.
  private var pendingNames: [String: [NameChange]] = [:]

  private static let sector = 512

  /// - Parameter folder: what is in it is on the disk for good.
  init(_ folder: String) {
    for name in names(in: folder) {
      let path = "\(folder)/\(name)"
      let isWithin = isFolder(path)
      files.append(
        File(sure: Image(bytes: isWithin ? [] : file(path), mode: isWithin ? 0o700 : 0o600), isFolder: isWithin))
      sureNames[path] = files.count - 1
      if isWithin {
        let inner = DiskModel(path)
        for (path, number) in inner.sureNames {
          sureNames[path] = files.count + number
        }
        files += inner.files
      }
    }
    currentNames = sureNames
  }

  // MARK: What happens

  /// Takes a call that succeeded.
  mutating func take(_ call: Call) {
    guard call.kind.isOfFile, call.result >= 0, call.error == 0 else { return }
    switch call.kind {
    case .create: add(call.path, mode: call.offset, isFolder: false)
    case .makeFolder: add(call.path, mode: call.offset, isFolder: true)
    case .write: change(call) { .write(offset: call.offset, call.data) }
    case .truncate: change(call) { .resize(call.offset) }
    // Makes a file longer, never shorter.
    case .allocate: change(call) { .write(offset: call.offset, []) }
    case .changeMode: change(call) { .mode(call.offset) }
    case .synchronise, .synchroniseData: synchronise(call)
    case .unlink:
      currentNames[call.path] = nil
      note(.remove(call.path), in: call.path)
    case .rename:
      currentNames[call.otherPath] = currentNames.removeValue(forKey: call.path)
      note(.move(call.path, to: call.otherPath), in: call.path)
    case .tell, .connect, .send, .receive: break
    }
  }

  private mutating func add(_ path: String, mode: Int, isFolder: Bool) {
    files.append(File(sure: Image(mode: mode), isFolder: isFolder))
    currentNames[path] = files.count - 1
    note(.add(path, file: files.count - 1), in: path)
  }

  private mutating func note(_ change: NameChange, in path: String) {
    pendingNames[Self.folder(of: path), default: []].append(change)
  }

  private mutating func change(_ call: Call, _ change: () -> Change) {
    guard let number = currentNames[call.path] else { return }
    files[number].pending.append(change())
  }

  private mutating func synchronise(_ call: Call) {
    if let number = currentNames[call.path], !files[number].isFolder {
      let pending = files[number].pending
      files[number].pending = []
      for change in pending {
        // fdatasync(2) leaves out what is not needed to read the data back, and the mode is not.
        if case .mode = change, call.kind == .synchroniseData {
          files[number].pending.append(change)
        } else {
          files[number].sure.take(change)
        }
      }
    } else {
      for change in pendingNames.removeValue(forKey: call.path) ?? [] { Self.take(change, &sureNames) }
    }
  }

  private static func take(_ change: NameChange, _ names: inout [String: Int]) {
    switch change {
    case .add(let path, let file): names[path] = file
    case .remove(let path): names[path] = nil
    case .move(let path, let other): names[other] = names.removeValue(forKey: path)
    }
  }

  static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
  }

  // MARK: What is left

  /// How what was not synchronised is treated.
  enum Luck {
    case allKept, noneKept
    case random
  }

  /// One disk that may be found after the cut: folders, and files with their content, by their path.
  func image(_ luck: Luck, _ random: inout SeededRandom) -> [String: Image?] {
    var names = sureNames
    for (_, changes) in pendingNames.sorted(by: { $0.key < $1.key }) {
      let count =
        switch luck {
        case .allKept: changes.count
        case .noneKept: 0
        case .random: random.below(changes.count + 1)
        }
      for change in changes.prefix(count) { Self.take(change, &names) }
    }
    var image: [String: Image?] = [:]
    for (path, number) in names.sorted(by: { $0.key < $1.key }) {
      let file = files[number]
      image[path] = file.isFolder ? .some(nil) : found(file, luck, &random)
    }
    // A file is found only where its folders are.
    return image.filter { path, _ in
      let folder = Self.folder(of: path)
      return !currentNames.keys.contains(folder) && !sureNames.keys.contains(folder) || names[folder] != nil
    }
  }

  private func found(_ file: File, _ luck: Luck, _ random: inout SeededRandom) -> Image {
    var image = file.sure
    for change in file.pending {
      switch luck {
      case .allKept: image.take(change)
      case .noneKept: break
      case .random:
        switch (change, random.below(3)) {
        case (_, 0): image.take(change)
        case (.write(let offset, let bytes), 1): Self.tear(offset, bytes, into: &image, &random)
        default: break
        }
      }
    }
    return image
  }

  /// Some of the sectors that a write touches are written, some are not.
  private static func tear(_ offset: Int, _ bytes: [UInt8], into image: inout Image, _ random: inout SeededRandom) {
    var place = offset
    while place < offset + bytes.count {
      let end = min((place / sector + 1) * sector, offset + bytes.count)
      if random.chance(500) {
        image.take(.write(offset: place, Array(bytes[(place - offset)..<(end - offset)])))
      }
      place = end
    }
  }
}

extension DiskModel.Image {
  mutating func take(_ change: DiskModel.Change) {
    switch change {
    case .write(let offset, let written):
      if bytes.count < offset + written.count {
        bytes += [UInt8](repeating: 0, count: offset + written.count - bytes.count)
      }
      bytes.replaceSubrange(offset..<(offset + written.count), with: written)
    case .resize(let count):
      if bytes.count > count { bytes.removeLast(bytes.count - count) }
      bytes += [UInt8](repeating: 0, count: count - bytes.count)
    case .mode(let mode): self.mode = mode
    }
  }
}
