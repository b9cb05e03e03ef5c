// Text in pieces of whole lines, from a file or from memory, with places for error messages.

import Glibc
import LaneParameters

/// Hands out text piece by piece, each of whole lines and followed by spare bytes, so that a reader
/// holds little memory whatever the size of the file, and no change of the file can harm it.
final class TextSource {
  /// The longest line and, about, the size of a piece.
  static var longestLine: Int { 1 << 20 }
  /// Readable bytes behind a piece, a newline first.
  static var spare: Int { 16 }

  let name: String
  /// Bytes in all, as far as it is known.
  let size: Int
  private var stream: UnsafeMutablePointer<FILE>?
  private var descriptor: Int32 = -1
  private let bytes: UnsafeRawBufferPointer
  private let buffer: UnsafeMutablePointer<UInt8>
  /// Bytes in the buffer, of which the first `given` have been handed out.
  private var filled = 0
  private var given = 0
  private var ended = false
  /// What ends a line: a carriage return in a text that has no newline at all.
  private var lineEnd = Ascii.newline
  /// Bytes of the pieces before the present one, and bytes taken into the buffer.
  private var before = 0
  private var taken = 0

  private static var capacity: Int { 2 * longestLine }

  /// Text in memory, which must stay until the source is gone.
  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.name = name
    size = bytes.count
    self.bytes = bytes
    buffer = .allocate(capacity: Self.capacity + Self.spare)
  }

  /// A regular file.
  init(path: String) throws(LightlaneError) {
    name = Self.shortened(path)
    bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    // A zero byte would cut the path where the system reads it.
    guard !path.utf8.contains(0) else {
      throw LightlaneError(.file, "\(name): a path has no zero byte")
    }
    // Asked before it is opened: opening a pipe waits for its other end.
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Self.failure(name, "can not be opened", systemError())
    }
    guard status.st_mode & 0o170000 == 0o100000 else {
      throw LightlaneError(.file, "\(name): not a regular file")
    }
    // A stream for its non-variadic opening; what is read passes it by.
    guard let opened = fopen(path, "re") else {
      throw Self.failure(name, "can not be opened", systemError())
    }
    size = max(0, Int(status.st_size))
    stream = opened
    descriptor = fileno(opened)
    buffer = .allocate(capacity: Self.capacity + Self.spare)
  }

  deinit {
    buffer.deallocate()
    if let stream { fclose(stream) }
  }

  /// The end of a path, as messages are short.
  static func shortened(_ path: String) -> String {
    path.count <= 80 ? path : "…" + path.suffix(79)
  }

  static func failure(_ name: String, _ what: String, _ cause: Int32) -> LightlaneError {
    var text = [CChar](repeating: 0, count: 128)
    let said = strerror_r(cause, &text, text.count) == 0
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let reason = said ? String(decoding: bytes, as: UTF8.self) : "error \(cause)"
    return LightlaneError(.file, "\(name) \(what): \(reason)")
  }

  /// The next piece: at least one line and its newline, nil at the end of the text.
  func next() throws(LightlaneError) -> UnsafeBufferPointer<UInt8>? {
    if given > 0 {
      before += given
      buffer.update(from: buffer + given, count: filled - given)
      filled -= given
      given = 0
    }
    while true {
      if !ended, filled < Self.longestLine { try fill() }
      if filled == 0 { return nil }
      let text = UnsafeBufferPointer(start: buffer, count: filled)
      if before == 0, !text.contains(Ascii.newline), text.contains(Ascii.carriageReturn) {
        lineEnd = Ascii.carriageReturn
      }
      var end = filled
      while end > 0, buffer[end - 1] != lineEnd { end -= 1 }
      if end == 0 {
        if ended {
          // The last line lacks its newline.
          end = filled
        } else if filled >= Self.longestLine {
          let isText = !text.contains(0)
          throw error(
            .format, at: buffer,
            isText
              ? "a line of more than \(Self.longestLine) bytes"
              : "zero bytes and no line; this is binary data, not text")
        } else {
          continue
        }
      }
      given = end
      if end == filled {
        (buffer + end).update(repeating: Ascii.newline, count: Self.spare)
      }
      return UnsafeBufferPointer(start: buffer, count: end)
    }
  }

  private func fill() throws(LightlaneError) {
    let space = Self.capacity - filled
    if descriptor < 0 {
      let count = min(space, Self.longestLine, bytes.count - taken)
      if count > 0, let start = bytes.baseAddress {
        memcpy(buffer + filled, start + taken, count)
      }
      filled += count
      taken += count
      ended = taken == bytes.count
      return
    }
    // A piece at a time stays in the cache.
    let count = read(descriptor, buffer + filled, min(space, Self.longestLine))
    if count > 0 {
      filled += count
    } else if count == 0 {
      ended = true
    } else if systemError() != EINTR {
      throw Self.failure(name, "can not be read", systemError())
    }
  }

  // MARK: Places

  /// Line and column, from one, of a place in the present piece. Lines are counted when an error
  /// asks for them, from the start of the text: that costs nothing while all is well.
  func position(of place: UnsafePointer<UInt8>) -> (line: Int, column: Int) {
    let start = UnsafePointer(buffer)
    let offset = min(max(place - start, 0), filled)
    let here = UnsafeBufferPointer(start: start, count: offset)
    let line = linesBefore + here.count { $0 == lineEnd } + 1
    let column = offset - (here.lastIndex(of: lineEnd).map { $0 + 1 } ?? 0) + 1
    return (line, column)
  }

  /// Newlines before the present piece.
  private var linesBefore: Int {
    if descriptor < 0 {
      return bytes.prefix(before).count { $0 == lineEnd }
    }
    var count = 0
    var offset = 0
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while offset < before {
      let got = pread(descriptor, &block, min(block.count, before - offset), off_t(offset))
      if got <= 0 { break }
      count += block.prefix(got).count { $0 == lineEnd }
      offset += got
    }
    return count
  }

  /// Bytes of the text from a place in the present piece to its end, as far as the size is known.
  func bytesLeft(from place: UnsafePointer<UInt8>) -> Int {
    max(0, size - before - (place - UnsafePointer(buffer)))
  }

  /// An error at a place: file, line and column, then what is wrong.
  func error(
    _ status: Status, at place: UnsafePointer<UInt8>, _ message: String
  ) -> LightlaneError {
    let (line, column) = position(of: place)
    return LightlaneError(status, "\(name):\(line):\(column): \(message)", row: Int64(line))
  }

  /// An error at the end of the text.
  func errorAtEnd(_ message: String) -> LightlaneError {
    error(.format, at: UnsafePointer(buffer) + filled, message)
  }
}

/// The error of the system's last call. The C library's own name for it is a macro, and Swift's brings
/// symbols that older C libraries lack.
func systemError() -> Int32 { __errno_location().pointee }
