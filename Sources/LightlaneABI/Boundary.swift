// The boundary between C and Swift: status codes, error structs, text, handles.

import CLightlane
import Glibc
import LaneParameters

/// Run the body of an exported function and turn what it throws into a status and, where asked for,
/// an error struct.
func call(
  _ error: UnsafeMutablePointer<lightlane_error>?, _ body: () throws(LightlaneError) -> Void
) -> lightlane_status {
  if let error, error.pointee.struct_size < UInt32(MemoryLayout<lightlane_error>.size) {
    return Status.structSize.rawValue
  }
  do {
    try body()
    return Status.ok.rawValue
  } catch let failure {
    if let error { write(failure, to: error) }
    return failure.status.rawValue
  }
}

private func write(_ failure: LightlaneError, to error: UnsafeMutablePointer<lightlane_error>) {
  error.pointee.status = failure.status.rawValue
  error.pointee.parameter = failure.parameter
  error.pointee.reserved = 0
  error.pointee.row = failure.row
  withUnsafeMutableBytes(of: &error.pointee.message) { buffer in
    // Cut between characters: never behind a lead byte whose character does not fit.
    var length = min(failure.message.utf8.count, buffer.count - 1)
    let bytes = Array(failure.message.utf8)
    while length > 0, length < bytes.count, bytes[length] & 0xC0 == 0x80 { length -= 1 }
    for i in 0..<length { buffer[i] = bytes[i] }
    for i in length..<buffer.count { buffer[i] = 0 }
  }
}

/// The pointee of a pointer that must not be NULL.
func required<T>(_ pointer: UnsafePointer<T>?, _ name: StaticString) throws(LightlaneError)
  -> UnsafePointer<T>
{
  guard let pointer else { throw LightlaneError(.nullPointer, "\(name) is NULL") }
  return pointer
}

/// The pointee of a pointer that must not be NULL.
func required<T>(_ pointer: UnsafeMutablePointer<T>?, _ name: StaticString) throws(LightlaneError)
  -> UnsafeMutablePointer<T>
{
  guard let pointer else { throw LightlaneError(.nullPointer, "\(name) is NULL") }
  return pointer
}

/// An array that the library fills: not NULL and aligned.
func aligned<T>(_ pointer: UnsafeMutablePointer<T>?, _ name: StaticString) throws(LightlaneError)
  -> UnsafeMutablePointer<T>
{
  let start = try required(pointer, name)
  try checkAlignment(UnsafePointer(start), name)
  return start
}

private func checkAlignment<T>(_ start: UnsafePointer<T>, _ name: StaticString)
  throws(LightlaneError)
{
  guard Int(bitPattern: start) % MemoryLayout<T>.alignment == 0 else {
    throw LightlaneError(.column, "\(name) is not aligned to \(MemoryLayout<T>.alignment) bytes")
  }
}

/// An array argument: NULL is fine when it is empty.
func array<T>(
  _ pointer: UnsafePointer<T>?, count: Int, atLeast least: Int = 0, atMost limit: Int,
  _ name: StaticString
) throws(LightlaneError) -> UnsafeBufferPointer<T> {
  // size_t arrives as a signed number, so a huge count is negative.
  if count < least || count > limit {
    throw LightlaneError(
      .count, "\(name) has \(UInt(bitPattern: count)) items; \(least) to \(limit) are taken")
  }
  if count == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
  let start = try required(pointer, name)
  try checkAlignment(start, name)
  return UnsafeBufferPointer(start: start, count: count)
}

/// Check the struct_size of a struct that the library fills.
func checkSize<T>(_ size: UInt32, of type: T.Type, _ name: StaticString) throws(LightlaneError) {
  if size < UInt32(MemoryLayout<T>.size) {
    throw LightlaneError(
      .structSize, "\(name).struct_size is \(size); at least \(MemoryLayout<T>.size) is needed")
  }
}

/// Text of the tables for C: it lives in the binary and ends with a zero byte.
func cString(_ text: TableText) -> UnsafePointer<CChar> {
  UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// Whether C text equals text of the tables.
func equal(_ text: UnsafePointer<CChar>, _ name: TableText) -> Bool {
  strcmp(text, cString(name)) == 0
}

/// C text as Swift text, cut to a number of bytes.
func string(_ text: UnsafePointer<CChar>, atMost limit: Int) -> String {
  let bytes = UnsafeBufferPointer(
    start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self),
    count: strnlen(text, limit))
  return String(decoding: bytes, as: UTF8.self)
}

/// C text for a message, cut to a sane length.
func quoted(_ text: UnsafePointer<CChar>) -> String {
  "'" + string(text, atMost: 64) + (strnlen(text, 65) > 64 ? "…'" : "'")
}

/// A Swift object behind an opaque C pointer.
enum Handle {
  static func make<T: AnyObject>(_ object: T) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  static func object<T: AnyObject>(
    _ handle: OpaquePointer?, _ type: T.Type, _ name: StaticString
  ) throws(LightlaneError) -> T {
    guard let handle else { throw LightlaneError(.nullPointer, "\(name) is NULL") }
    return Unmanaged<T>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
  }

  static func release<T: AnyObject>(_ handle: OpaquePointer?, _ type: T.Type) {
    guard let handle else { return }
    Unmanaged<T>.fromOpaque(UnsafeRawPointer(handle)).release()
  }
}
