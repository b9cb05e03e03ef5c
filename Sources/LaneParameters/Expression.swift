// The expressions that settings are written in: the part of MATLAB that the IEEE's COM workbooks
// use, evaluated as MATLAB does.

import LaneNumerics

/// A rectangle of numbers, row by row.
public struct NumberMatrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Row by row; `rows * columns` of them.
  public let numbers: [Double]

  /// Most rows or columns, and most numbers in all.
  public static let longestSide = 4096
  public static let mostNumbers = 64 * 4096

  public init(_ number: Double) {
    rows = 1
    columns = 1
    numbers = [number]
  }

  /// One row.
  public init(list: [Double]) {
    rows = 1
    columns = list.count
    numbers = list
  }

  /// Nil unless there are `rows * columns` numbers.
  public init?(rows: Int, columns: Int, numbers: [Double]) {
    guard rows >= 0, columns >= 0 else { return nil }
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count == numbers.count else { return nil }
    self.rows = rows
    self.columns = columns
    self.numbers = numbers
  }

  /// The number of a scalar.
  var scalar: Double? { numbers.count == 1 ? numbers.first : nil }

  fileprivate func mapped(_ transform: (Double) -> Double) -> NumberMatrix {
    NumberMatrix(rows, columns, numbers.map(transform))
  }

  fileprivate init(_ rows: Int, _ columns: Int, _ numbers: [Double]) {
    self.rows = rows
    self.columns = columns
    self.numbers = numbers
  }
}

/// What a text came to.
public struct EvaluatedExpression: Sendable {
  public let value: NumberMatrix
  /// One line when the text means something else than it seems to; empty otherwise.
  public let warning: String
}

/// Evaluates text such as `[0.3 0.2*ones(1,5)]` or `[-0.34:0.02:0]`: numbers, + - * / ^ and their
/// elementwise forms, parentheses, brackets, ranges, `ones`, `zeros` and `pi`.
///
/// As in MATLAB, `[1 -2]` is two numbers and `[1 - 2]` is one, which is told as a warning. Every
/// text comes to an end: its length, its depth and the size of what it makes are bounded.
public struct Expression: Sendable {
  /// Most bytes of a text, and most brackets, parentheses and signs within each other.
  public static let longestText = 4096
  static let deepest = 64

  private let text: [UInt8]
  private var position = 0
  private var depth = 0
  /// Whether a blank parts two elements: inside brackets and not inside parentheses of theirs.
  private var blankParts = false
  private var warning = ""

  /// The value of a text; throws EXPRESSION, or NOT_FINITE for a number that is none.
  public static func evaluate(_ text: String) throws(LightlaneError) -> EvaluatedExpression {
    var expression = Expression(Array(text.utf8))
    if expression.text.count > longestText {
      throw LightlaneError(
        .expression, "the expression has \(expression.text.count) bytes; \(longestText) are taken")
    }
    let value = try expression.whole()
    if let odd = value.numbers.firstIndex(where: { !$0.isFinite }) {
      throw LightlaneError(
        .notFinite, "\(expression.quoted) has \(value.numbers[odd]) at item \(odd + 1)")
    }
    return EvaluatedExpression(value: value, warning: expression.warning)
  }

  private init(_ text: [UInt8]) { self.text = text }

  // MARK: Grammar

  private mutating func whole() throws(LightlaneError) -> NumberMatrix {
    skipBlanks()
    let value = try range()
    skipBlanks()
    if current == .semicolon {
      position += 1
      skipBlanks()
    }
    if position < text.count { throw unexpected() }
    return value
  }

  /// a, a:b or a:step:b.
  private mutating func range() throws(LightlaneError) -> NumberMatrix {
    let first = try sum()
    guard take(.colon) else { return first }
    let second = try sum()
    if take(.colon) {
      let third = try sum()
      return try spread(first, second, third)
    }
    return try spread(first, NumberMatrix(1), second)
  }

  private mutating func sum() throws(LightlaneError) -> NumberMatrix {
    var value = try product()
    while let sign = takeSign() {
      let other = try product()
      value = try elementwise(value, other, sign == .plus ? { $0 + $1 } : { $0 - $1 })
    }
    return value
  }

  private mutating func product() throws(LightlaneError) -> NumberMatrix {
    var value = try signed()
    while true {
      let start = position
      skipBlanks()
      let isElementwise = current == .dot && (next == .times || next == .slash)
      if isElementwise { position += 1 }
      guard let found = current, found == .times || found == .slash else {
        position = start
        return value
      }
      let operatorAt = position
      position += 1
      skipBlanks()
      let other = try signed()
      if !isElementwise {
        guard value.scalar != nil && found == .times || other.scalar != nil else {
          throw failure(
            "the product of two matrices is not taken; .* and ./ go by element", at: operatorAt)
        }
      }
      value = try elementwise(value, other, found == .times ? { $0 * $1 } : { $0 / $1 })
    }
  }

  private mutating func signed() throws(LightlaneError) -> NumberMatrix {
    guard let sign = current, sign == .plus || sign == .minus else { return try power() }
    position += 1
    skipBlanks()
    try descend()
    let value = try signed()
    depth -= 1
    return sign == .plus ? value : value.mapped { -$0 }
  }

  private mutating func power() throws(LightlaneError) -> NumberMatrix {
    var value = try operand()
    while true {
      let start = position
      skipBlanks()
      let isElementwise = current == .dot && next == .caret
      if isElementwise { position += 1 }
      guard current == .caret else {
        position = start
        return value
      }
      let operatorAt = position
      position += 1
      skipBlanks()
      try descend()
      // The exponent may carry a sign; powers go from left to right.
      var isNegative = false
      while let sign = current, sign == .plus || sign == .minus {
        isNegative = isNegative != (sign == .minus)
        position += 1
        skipBlanks()
      }
      let exponent = try operand()
      depth -= 1
      if !isElementwise, value.scalar == nil || exponent.scalar == nil {
        throw failure("the power of a matrix is not taken; .^ goes by element", at: operatorAt)
      }
      value = try elementwise(value, exponent) { raised($0, to: isNegative ? -$1 : $1) }
    }
  }

  private mutating func operand() throws(LightlaneError) -> NumberMatrix {
    guard let first = current else { throw failure("a number is missing", at: position) }
    if first == .openParenthesis {
      return try inside(.closeParenthesis, blankParts: false) { e throws(LightlaneError) in
        try e.range()
      }
    }
    if first == .openBracket {
      return try inside(.closeBracket, blankParts: true) { e throws(LightlaneError) in
        try e.table()
      }
    }
    if Self.isDigit(first) || first == .dot { return NumberMatrix(try number()) }
    if Self.isLetter(first) { return try named() }
    throw unexpected()
  }

  /// What stands between the opening byte at hand and its closing one.
  private mutating func inside(
    _ closing: UInt8, blankParts parts: Bool,
    _ body: (inout Expression) throws(LightlaneError) -> NumberMatrix
  ) throws(LightlaneError) -> NumberMatrix {
    let opened = position
    try descend()
    position += 1
    let outer = blankParts
    blankParts = parts
    skipBlanks()
    let value = try body(&self)
    skipBlanks()
    guard current == closing else {
      if position < text.count { throw unexpected() }
      throw failure("what opens here is not closed", at: opened)
    }
    position += 1
    blankParts = outer
    depth -= 1
    return value
  }

  /// The rows between brackets.
  private mutating func table() throws(LightlaneError) -> NumberMatrix {
    var rows: [NumberMatrix] = []
    var row: [NumberMatrix] = []
    var afterComma = true
    while let byte = current, byte != .closeBracket {
      if byte == .semicolon || byte == .newline {
        rows.append(try joined(row, vertically: false))
        row = []
        afterComma = true
        position += 1
      } else if byte == .comma {
        if afterComma { throw failure("a number is missing before the comma", at: position) }
        afterComma = true
        position += 1
      } else {
        row.append(try range())
        afterComma = false
        if let byte = current, !isBlank(byte), byte != .comma, byte != .semicolon,
          byte != .newline, byte != .closeBracket
        {
          throw unexpected()
        }
      }
      skipBlanks()
    }
    rows.append(try joined(row, vertically: false))
    return try joined(rows, vertically: true)
  }

  private mutating func named() throws(LightlaneError) -> NumberMatrix {
    let start = position
    while let byte = current, Self.isLetter(byte) || Self.isDigit(byte) || byte == .underscore {
      position += 1
    }
    let name = String(decoding: text[start..<position], as: UTF8.self)
    switch name {
    case "pi": return NumberMatrix(Double.pi)
    case "true": return NumberMatrix(1)
    case "false": return NumberMatrix(0)
    case "ones", "zeros":
      let fill = name == "ones" ? 1.0 : 0.0
      guard current == .openParenthesis else { return NumberMatrix(fill) }
      return try filled(with: fill, at: start)
    case "Inf", "inf", "NaN", "nan", "NA":
      throw LightlaneError(
        .notFinite, "\(quoted) has \(name) at character \(start + 1); finite numbers are taken")
    default:
      throw failure("'\(name.prefix(32))' is not known; ones, zeros and pi are", at: start)
    }
  }

  /// The arguments of ones and zeros, from their parenthesis on.
  private mutating func filled(with number: Double, at start: Int) throws(LightlaneError)
    -> NumberMatrix
  {
    var sizes: [Int] = []
    _ = try inside(.closeParenthesis, blankParts: false) { e throws(LightlaneError) in
      repeat {
        e.skipBlanks()
        let argument = try e.range()
        guard let size = argument.scalar, let whole = Int(exactly: size),
          whole <= NumberMatrix.longestSide
        else {
          throw e.failure(
            "a size is a whole number up to \(NumberMatrix.longestSide)", at: start)
        }
        sizes.append(max(0, whole))
      } while e.take(.comma)
      return NumberMatrix(0)
    }
    guard let rows = sizes.first, let columns = sizes.last, sizes.count <= 2 else {
      throw failure("one or two sizes are taken", at: start)
    }
    let count = try checked(rows: rows, columns: columns, at: start)
    return NumberMatrix(rows, columns, [Double](repeating: number, count: count))
  }

  // MARK: Values

  private func elementwise(
    _ left: NumberMatrix, _ right: NumberMatrix, _ combine: (Double, Double) -> Double
  ) throws(LightlaneError) -> NumberMatrix {
    if let scalar = right.scalar { return left.mapped { combine($0, scalar) } }
    if let scalar = left.scalar { return right.mapped { combine(scalar, $0) } }
    guard left.rows == right.rows, left.columns == right.columns else {
      throw failure(
        "\(left.rows) x \(left.columns) does not go with \(right.rows) x \(right.columns)",
        at: position)
    }
    return NumberMatrix(
      left.rows, left.columns, zip(left.numbers, right.numbers).map { combine($0, $1) })
  }

  /// The numbers from one to another by a step; none when the step leads away. Their count allows
  /// for the rounding of the step, and the last does not pass the end.
  private func spread(
    _ first: NumberMatrix, _ step: NumberMatrix, _ last: NumberMatrix
  ) throws(LightlaneError) -> NumberMatrix {
    guard let start = first.scalar, let step = step.scalar, let end = last.scalar,
      start.isFinite, step.isFinite, end.isFinite
    else { throw failure("a range goes between finite numbers", at: position) }
    let steps = (end - start) / step * (1 + Double.ulpOfOne)
    guard step != 0, steps >= 0 else { return NumberMatrix(1, 0, []) }
    guard steps < Double(NumberMatrix.longestSide) else {
      throw failure("the range has more than \(NumberMatrix.longestSide) numbers", at: position)
    }
    var count = Int(steps.rounded(.down)) + 1
    let near = 3 * Double.ulpOfOne * max(abs(start), abs(end))
    if abs(start + Double(count) * step - end) <= near { count += 1 }
    _ = try checked(rows: 1, columns: count, at: position)
    var numbers = (0..<count).map { start + Double($0) * step }
    if let reached = numbers.last, step > 0 ? reached > end : reached < end {
      numbers[count - 1] = end
    }
    return NumberMatrix(1, count, numbers)
  }

  /// Matrices side by side, or below each other; empty ones vanish.
  private func joined(_ parts: [NumberMatrix], vertically: Bool) throws(LightlaneError)
    -> NumberMatrix
  {
    let full = parts.filter { !$0.numbers.isEmpty }
    guard let first = full.first else { return NumberMatrix(0, 0, []) }
    if full.count == 1 { return first }
    var rows = 0
    var columns = 0
    for part in full {
      guard vertically ? part.columns == first.columns : part.rows == first.rows else {
        throw failure(
          "\(first.rows) x \(first.columns) does not join with \(part.rows) x \(part.columns)",
          at: position)
      }
      rows = vertically ? rows + part.rows : part.rows
      columns = vertically ? part.columns : columns + part.columns
      _ = try checked(rows: rows, columns: columns, at: position)
    }
    if vertically || rows == 1 {
      return NumberMatrix(rows, columns, full.flatMap { $0.numbers })
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for part in full {
        numbers += part.numbers[row * part.columns..<(row + 1) * part.columns]
      }
    }
    return NumberMatrix(rows, columns, numbers)
  }

  /// The count of a matrix that is not too large. Both sides are at most small multiples of the
  /// limit, so their product can be made.
  private func checked(rows: Int, columns: Int, at place: Int) throws(LightlaneError) -> Int {
    guard rows <= NumberMatrix.longestSide, columns <= NumberMatrix.longestSide,
      rows * columns <= NumberMatrix.mostNumbers
    else {
      throw failure(
        "\(rows) x \(columns) is too large; sides up to \(NumberMatrix.longestSide) and"
          + " \(NumberMatrix.mostNumbers) numbers are taken", at: place)
    }
    return rows * columns
  }

  // MARK: Bytes

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }
  private var next: UInt8? { position + 1 < text.count ? text[position + 1] : nil }

  /// A blank; a line end is one where it does not end a row.
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == .newline && !blankParts
  }

  private mutating func skipBlanks() {
    while let byte = current, isBlank(byte) { position += 1 }
  }

  /// Whether a byte stands next, blanks aside; it is passed with the blanks behind it.
  private mutating func take(_ byte: UInt8) -> Bool {
    let start = position
    skipBlanks()
    guard current == byte else {
      position = start
      return false
    }
    position += 1
    skipBlanks()
    return true
  }

  /// The sign of a sum that goes on. Between brackets a sign with a blank before it and none behind
  /// it begins the next element instead.
  private mutating func takeSign() -> UInt8? {
    let start = position
    skipBlanks()
    guard let sign = current, sign == .plus || sign == .minus else {
      position = start
      return nil
    }
    let blankBefore = position > start
    let blankBehind = next.map { isBlank($0) } ?? false
    if blankParts, blankBefore {
      if !blankBehind {
        position = start
        return nil
      }
      if warning.isEmpty {
        let mark = sign == .plus ? "+" : "-"
        warning =
          "\(quoted): the '\(mark)' at character \(position + 1) has blanks on both sides, so it"
          + " joins two numbers into one, as in MATLAB; without the blank behind it there are two"
      }
    }
    position += 1
    skipBlanks()
    return sign
  }

  private mutating func number() throws(LightlaneError) -> Double {
    let start = position
    let whole = digits()
    var fraction = ""
    // "1.*x" is 1 .* x, and "1." is 1.
    if current == .dot, next != .times, next != .slash, next != .caret {
      position += 1
      fraction = digits()
    }
    if whole.isEmpty, fraction.isEmpty { throw failure("a number is missing", at: start) }
    var exponent = "0"
    if let mark = current, mark | 0x20 == 0x65 {
      let before = position
      position += 1
      let isNegative = current == .minus
      if isNegative || current == .plus { position += 1 }
      let size = digits()
      if size.isEmpty { position = before } else { exponent = (isNegative ? "-" : "") + size }
    }
    guard let value = Double("0\(whole).\(fraction)0e\(exponent)") else {
      throw failure("this is not a number", at: start)
    }
    if !value.isFinite {
      throw LightlaneError(.notFinite, "\(quoted) has a number too large at character \(start + 1)")
    }
    return value
  }

  /// The digits at hand, passed.
  private mutating func digits() -> String {
    let start = position
    while let byte = current, Self.isDigit(byte) { position += 1 }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func descend() throws(LightlaneError) {
    depth += 1
    if depth > Self.deepest { throw failure("more than \(Self.deepest) levels deep", at: position) }
  }

  // MARK: Errors

  /// The text for a message, cut to a sane length.
  private var quoted: String {
    let head = String(decoding: text.prefix(64).map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    return "'" + head + (text.count > 64 ? "…'" : "'")
  }

  private func failure(_ reason: String, at place: Int) -> LightlaneError {
    LightlaneError(.expression, "\(quoted), character \(place + 1): \(reason)")
  }

  private func unexpected() -> LightlaneError {
    guard let byte = current else { return failure("a number is missing", at: position) }
    let shown =
      byte > 0x20 && byte < 0x7F
      ? "'\(String(decoding: [byte], as: UTF8.self))'" : "a byte of \(byte)"
    return failure("\(shown) is not expected here", at: position)
  }
}

extension UInt8 {
  fileprivate static var plus: UInt8 { 0x2B }
  fileprivate static var minus: UInt8 { 0x2D }
  fileprivate static var times: UInt8 { 0x2A }
  fileprivate static var slash: UInt8 { 0x2F }
  fileprivate static var caret: UInt8 { 0x5E }
  fileprivate static var dot: UInt8 { 0x2E }
  fileprivate static var colon: UInt8 { 0x3A }
  fileprivate static var comma: UInt8 { 0x2C }
  fileprivate static var semicolon: UInt8 { 0x3B }
  fileprivate static var newline: UInt8 { 0x0A }
  fileprivate static var underscore: UInt8 { 0x5F }
  fileprivate static var openParenthesis: UInt8 { 0x28 }
  fileprivate static var closeParenthesis: UInt8 { 0x29 }
  fileprivate static var openBracket: UInt8 { 0x5B }
  fileprivate static var closeBracket: UInt8 { 0x5D }
}
