// The systematic Reed-Solomon encoder of 802.3, and the tables that it shares with the decoder.

import LaneParameters

/// Encodes and decodes words of a code over GF(2¹⁰): x^10 + x^3 + 1, generator Π (x - α^j) for j from
/// 0, as in IEEE 802.3 clauses 91.5.2.7 and 119.2.4.6.
///
/// A word is its message symbols, the first sent first, then its parity symbols. Making one builds
/// about 150 kB of tables; it may be shared by threads.
public final class ReedSolomonCoder: Sendable {
  public let code: BlockCode
  let field: GaloisField
  /// For each symbol f, f·(g(x) - x^r) from the highest coefficient down, six ten-bit coefficients to
  /// a word of 64 bits and five words to f.
  let divisionRows: [UInt64]
  /// Values of v·α^(-pk) over places p, for each degree k of a locator: `rowStarts` says where the row
  /// of k and the logarithm of v begins.
  let rows: [UInt16]
  let rowStarts: [UInt32]

  /// Symbols in a vector of the search for error places.
  static var vectorSymbols: Int { 32 }

  public init(_ code: BlockCode) {
    self.code = code
    let field = GaloisField()
    self.field = field
    divisionRows = Self.makeDivisionRows(field, field.generator(degree: code.parity))
    (rows, rowStarts) = Self.makeLocatorRows(field, code)
  }

  private static func makeDivisionRows(_ field: GaloisField, _ generator: [UInt16]) -> [UInt64] {
    let parity = generator.count - 1
    var result = Array(repeating: UInt64(0), count: 1024 * 5)
    for symbol in 0..<1024 {
      for i in 0..<parity {
        let value = field.product(UInt16(symbol), generator[parity - 1 - i])
        result[symbol * 5 + i / 6] |= UInt64(value) << UInt64(50 - 10 * (i % 6))
      }
    }
    return result
  }

  /// The powers α^(c - qk) for q = 0, 1, 2, … run through a coset of the logarithms of step k. One row
  /// for each coset, a period long and then as long as a word, so that from any start the values at
  /// all places stand in a row.
  private static func makeLocatorRows(
    _ field: GaloisField, _ code: BlockCode
  ) -> (rows: [UInt16], starts: [UInt32]) {
    let places = (code.length + vectorSymbols - 1) / vectorSymbols * vectorSymbols
    let order = GaloisField.order
    var rows: [UInt16] = []
    var starts = Array(repeating: UInt32(0), count: (code.correctable + 1) * order)
    for k in 1..<(code.correctable + 1) {
      var placed = Array(repeating: false, count: order)
      for coset in 0..<order where !placed[coset] {
        let base = rows.count
        var exponent = coset
        var period = 0
        while !placed[exponent] {
          placed[exponent] = true
          starts[k * order + exponent] = UInt32(base + period)
          rows.append(field.power(exponent))
          exponent = (exponent + order - k) % order
          period += 1
        }
        for q in 0..<places { rows.append(rows[base + q % period]) }
      }
    }
    return (rows, starts)
  }

  // MARK: Encoding

  /// The codeword of a message: the message and its parity.
  public func encode(_ message: [UInt16]) throws(LightlaneError) -> [UInt16] {
    try checkCount(message.count, code.dimension, "a message")
    var word = Array(repeating: UInt16(0), count: code.length)
    try message.withUnsafeBufferPointer { (message) throws(LightlaneError) in
      try Self.checkSymbols(message)
      word.withUnsafeMutableBufferPointer { encode(message, into: $0) }
    }
    return word
  }

  /// Writes the codeword of a message; counts must be the code's, and symbols have ten bits.
  public func encode(
    _ message: UnsafeBufferPointer<UInt16>, into word: UnsafeMutableBufferPointer<UInt16>
  ) {
    for i in 0..<code.dimension { word[i] = message[i] }
    let remainder = remainder(UnsafeBufferPointer(word))
    for i in 0..<code.parity { word[code.dimension + i] = remainder.coefficient(i) }
  }

  /// Throws when a word or message has not the code's number of symbols.
  func checkCount(_ count: Int, _ expected: Int, _ what: String) throws(LightlaneError) {
    guard count == expected else {
      throw LightlaneError(
        .count,
        "\(what) of \(count) symbols; RS(\(code.length),\(code.dimension)) takes \(expected)")
    }
  }

  /// Throws for the first symbol of more than ten bits.
  public static func checkSymbols(_ symbols: UnsafeBufferPointer<UInt16>) throws(LightlaneError) {
    var any: UInt16 = 0
    for symbol in symbols { any |= symbol }
    if any < 1024 { return }
    for (place, symbol) in symbols.enumerated() where symbol >= 1024 {
      throw LightlaneError(
        .outOfBounds, "symbol \(place) = \(symbol) is out of bounds; it takes 0 to 1023",
        row: Int64(place))
    }
  }

  /// Coefficients of a polynomial of degree below thirty, from the highest of the code's down.
  struct Remainder {
    var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)

    /// Whether no coefficient is left.
    var isZero: Bool { words.0 | words.1 | words.2 | words.3 | words.4 == 0 }

    @inline(__always)
    func coefficient(_ i: Int) -> UInt16 {
      let word =
        switch i / 6 {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        case 3: words.3
        default: words.4
        }
      return UInt16(truncatingIfNeeded: word >> UInt64(50 - 10 * (i % 6))) & 0x3FF
    }
  }

  /// What the message of a word leaves over the generator: its parity. Symbols must have ten bits.
  func remainder(_ word: UnsafeBufferPointer<UInt16>) -> Remainder {
    let low: UInt64 = (1 << 60) - 1
    return divisionRows.withUnsafeBufferPointer { rows in
      var (a, b, c, d, e) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      let base = rows.baseAddress!
      for i in 0..<code.dimension {
        let quotient = Int(truncatingIfNeeded: a >> 50) ^ Int(word[i])
        let row = base + (quotient & 0x3FF) * 5
        a = ((a << 10 | b >> 50) & low) ^ row[0]
        b = ((b << 10 | c >> 50) & low) ^ row[1]
        c = ((c << 10 | d >> 50) & low) ^ row[2]
        d = ((d << 10 | e >> 50) & low) ^ row[3]
        e = (e << 10 & low) ^ row[4]
      }
      return Remainder(words: (a, b, c, d, e))
    }
  }
}
