// Columns that the caller owns, judged before a run touches them.

import CLightlane
import LaneParameters

/// A column of a run: a base address and a stride in bytes.
struct Column: @unchecked Sendable {
  /// What a column is for; the raw value is what messages call it.
  enum Role: String {
    case input
    case output
    case status = "row status"
  }

  let base: UnsafeMutableRawPointer
  let stride: Int
  let role: Role
  let position: Int
  /// Bytes of one element.
  let size: Int
  /// The bytes that the column spans, as addresses.
  let span: Range<UInt>

  init(
    _ column: lightlane_column, rows: Int, _ role: Role, position: Int
  ) throws(LightlaneError) {
    let name = "\(role.rawValue) column \(position)"
    func fail(_ status: Status, _ what: String) -> LightlaneError {
      LightlaneError(status, "\(name) \(what)", row: Int64(position))
    }
    guard let base = column.data else { throw fail(.nullPointer, "has NULL data") }
    size = role == .status ? 4 : 8
    guard let stride = Int(exactly: column.stride), stride % size == 0 else {
      throw fail(.column, "has stride \(column.stride); a multiple of \(size) is taken")
    }
    guard UInt(bitPattern: base) % UInt(size) == 0 else {
      throw fail(.column, "is not aligned to \(size) bytes")
    }
    if role != .input, stride == 0, rows > 1 {
      throw fail(.column, "has stride 0, which only an input or a single row may have")
    }
    let (reach, tooFar) = stride.multipliedReportingOverflow(by: rows - 1)
    let first = UInt(bitPattern: base)
    let (last, wraps) =
      reach < 0
      ? first.subtractingReportingOverflow(reach.magnitude)
      : first.addingReportingOverflow(reach.magnitude)
    let (end, wrapsAtEnd) = max(first, last).addingReportingOverflow(UInt(size))
    if tooFar || wraps || wrapsAtEnd {
      throw fail(
        .column, "with stride \(stride) over \(rows) rows does not fit the address space")
    }
    self.base = base
    self.stride = stride
    self.role = role
    self.position = position
    span = min(first, last)..<end
  }

  /// Throws when an output shares memory with another column. Columns of equal stride may
  /// interleave.
  static func checkOverlap(inputs: [Column], outputs: [Column]) throws(LightlaneError) {
    for (index, output) in outputs.enumerated() {
      for other in inputs where output.overlaps(other) { throw overlap(output, other) }
      for other in outputs[..<index] where output.overlaps(other) { throw overlap(output, other) }
    }
  }

  private static func overlap(_ one: Column, _ other: Column) -> LightlaneError {
    LightlaneError(
      .overlap,
      "\(one.role.rawValue) column \(one.position) overlaps \(other.role.rawValue) column"
        + " \(other.position)", row: Int64(one.position))
  }

  private func overlaps(_ other: Column) -> Bool {
    guard span.overlaps(other.span) else { return false }
    guard stride.magnitude == other.stride.magnitude, stride != 0 else { return true }
    // Within one stride: where does the other's element begin, and do both fit side by side?
    let period = stride.magnitude
    let offset = (other.span.lowerBound % period &+ period &- span.lowerBound % period) % period
    return offset < UInt(size) || period - offset < UInt(other.size)
  }

  @inline(__always)
  func load(_ row: Int) -> Double {
    base.load(fromByteOffset: stride &* row, as: Double.self)
  }

  @inline(__always)
  func store(_ value: Double, _ row: Int) {
    base.storeBytes(of: value, toByteOffset: stride &* row, as: Double.self)
  }

  @inline(__always)
  func store(_ status: Status, _ row: Int) {
    base.storeBytes(of: status.rawValue, toByteOffset: stride &* row, as: Int32.self)
  }
}
