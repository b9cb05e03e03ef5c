// Tables as text: rows are data in the binary, read once, rather than code that builds them.

/// A piece of a table's text. It lives as long as the binary, and a zero byte follows it.
public struct TableText: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  private let table: StaticString
  private let offset: Int32
  private let length: Int32

  fileprivate init(_ table: StaticString, _ range: Range<Int>) {
    self.table = table
    offset = Int32(truncatingIfNeeded: range.lowerBound)
    length = Int32(truncatingIfNeeded: range.count)
  }

  public init(stringLiteral literal: StaticString) {
    self.init(literal, 0..<literal.utf8CodeUnitCount)
  }

  /// Where it stands, for C.
  public var utf8Start: UnsafePointer<UInt8> { table.utf8Start + Int(offset) }

  /// Its bytes, without the zero.
  public var utf8: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: Int(length))
  }

  public var description: String { String(decoding: utf8, as: UTF8.self) }
}

/// A row that a table's text holds.
protocol TableRow {
  /// Reads the row's fields in their order.
  init(from reader: inout TableReader)
}

extension TableText: TableRow {
  init(from reader: inout TableReader) { self = reader.text() }
}

/// Reads the fields of a table one by one; a zero byte ends each. A field that stood before is a byte
/// 1 and the place where it began.
struct TableReader {
  private let table: StaticString
  private var offset = 0

  /// Every row of a table.
  static func rows<Row: TableRow>(of table: StaticString) -> [Row] {
    var reader = TableReader(table: table)
    var rows: [Row] = []
    while reader.offset < table.utf8CodeUnitCount { rows.append(Row(from: &reader)) }
    return rows
  }

  private init(table: StaticString) { self.table = table }

  mutating func text() -> TableText {
    let field = field(from: offset)
    offset = field.upperBound + 1
    let bytes = TableText(table, field).utf8
    guard bytes.first == 1 else { return TableText(table, field) }
    let place = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)) ?? 0
    return TableText(table, self.field(from: place))
  }

  private func field(from start: Int) -> Range<Int> {
    let end = table.withUTF8Buffer { $0[start...].firstIndex(of: 0) ?? $0.count }
    return start..<end
  }

  mutating func number() -> Double { Double(text().description) ?? .nan }

  mutating func integer<Integer: FixedWidthInteger>() -> Integer {
    Integer(text().description) ?? 0
  }

  /// A count, and as many elements.
  mutating func list<Element>(_ element: (inout TableReader) -> Element) -> [Element] {
    let count: Int = integer()
    return (0..<max(0, count)).map { _ in element(&self) }
  }

  mutating func texts() -> [TableText] { list { $0.text() } }
}
