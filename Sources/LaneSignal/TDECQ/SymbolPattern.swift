// Test patterns of PAM4 transmitters as symbols 0 to 3: PRBSnQ, SSPRQ, a square wave, the caller's own.

import LaneParameters

/// A repeating sequence of PAM4 symbols.
public struct SymbolPattern: Equatable, Sendable {
  public let name: String
  /// One period, each 0 to 3.
  public let symbols: [UInt8]

  /// The longest period that is taken.
  public static var longest: Int { 1 << 24 }
  /// The shortest period that a lock can tell from its rotations.
  public static var shortest: Int { 4 }

  /// Symbols of the caller.
  public init(symbols: [UInt8], name: String = "the given symbols") throws(LightlaneError) {
    guard symbols.count >= Self.shortest, symbols.count <= Self.longest else {
      throw LightlaneError(
        .count,
        "\(symbols.count) symbols; a pattern has \(Self.shortest) to \(Self.longest)")
    }
    if let place = symbols.firstIndex(where: { $0 > 3 }) {
      throw LightlaneError(
        .outOfBounds, "symbol \(place) = \(symbols[place]); PAM4 symbols are 0, 1, 2 and 3",
        row: Int64(place))
    }
    self.symbols = symbols
    self.name = name
  }

  private init(unchecked symbols: [UInt8], name: String) {
    self.symbols = symbols
    self.name = name
  }

  /// Names that ``init(named:)`` takes.
  public static var names: [String] {
    ["SSPRQ"] + polynomials.map { "PRBS\($0.degree)Q" } + ["SQUARE8", "SQUARE16"]
  }

  /// A pattern of the standards by its name, whatever the case.
  ///
  /// `SQUARE8` and `SQUARE16` are eight threes and eight zeros, or sixteen of each.
  public init(named name: String) throws(LightlaneError) {
    let wanted = String(name.filter { $0 != " " && $0 != "-" && $0 != "_" }).uppercased()
    if wanted == "SSPRQ" {
      self.init(unchecked: Self.shortStress, name: "SSPRQ")
      return
    }
    for (text, half) in [("SQUARE8", 8), ("SQUARE16", 16)] where wanted == text {
      self.init(
        unchecked: [UInt8](repeating: 3, count: half) + [UInt8](repeating: 0, count: half),
        name: text)
      return
    }
    for polynomial in Self.polynomials where wanted == "PRBS\(polynomial.degree)Q" {
      self.init(unchecked: Self.quaternary(polynomial), name: "PRBS\(polynomial.degree)Q")
      return
    }
    throw LightlaneError(
      .unknownParameter,
      "no pattern is called \(String(name.prefix(40))); there are \(Self.names.joined(separator: ", "))"
    )
  }

  // MARK: Pseudo-random sequences

  /// A shift register: bit n is the sum of the bits `taps` before it.
  struct Polynomial: Sendable {
    let degree: Int
    let taps: [Int]
  }

  /// ITU-T O.150 and IEEE 802.3 (68.6.1, 94.3.10.8, 120.5.11.2.1).
  static var polynomials: [Polynomial] {
    [
      Polynomial(degree: 7, taps: [6, 7]), Polynomial(degree: 9, taps: [5, 9]),
      Polynomial(degree: 11, taps: [9, 11]), Polynomial(degree: 13, taps: [1, 2, 12, 13]),
      Polynomial(degree: 15, taps: [14, 15]), Polynomial(degree: 23, taps: [18, 23]),
    ]
  }

  /// Bits of a register that starts with `seed`, whose highest bit is the oldest.
  static func bits(_ polynomial: Polynomial, seed: UInt64, count: Int) -> [UInt8] {
    var register = seed
    return (0..<count).map { _ in
      var sum: UInt64 = 0
      for tap in polynomial.taps { sum ^= register >> UInt64(tap - 1) }
      let bit = sum & 1
      register = (register << 1) | bit
      return UInt8(truncatingIfNeeded: bit)
    }
  }

  /// The Gray code of 120.5.7: 00, 01, 11, 10 are 0, 1, 2, 3; the first bit of a pair counts more.
  static func gray(_ first: UInt8, _ second: UInt8) -> UInt8 {
    first == 0 ? second : 3 - second
  }

  /// Pairs of bits of two periods, which are one period of symbols since a period of bits is odd.
  static func quaternary(_ polynomial: Polynomial) -> [UInt8] {
    let period = (1 << polynomial.degree) - 1
    let bits = bits(polynomial, seed: 1, count: period)
    return (0..<period).map { gray(bits[2 * $0 % period], bits[(2 * $0 + 1) % period]) }
  }

  /// The short stress pattern random quaternary of 120.5.11.2.3, 65 535 symbols.
  ///
  /// Three stretches of inverted PRBS31 make 32 768 bits. They are sent as they are and with the
  /// levels upside down; then paired one bit later, where a symbol 1 ends the 16 384, and once more
  /// upside down without that last symbol.
  static var shortStress: [UInt8] {
    let polynomial = Polynomial(degree: 31, taps: [28, 31])
    let stretches: [(seed: UInt64, count: Int)] = [
      (0x0000_0002, 10924), (0x3401_3FF7, 10922), (0x0CCC_CCCC, 10922),
    ]
    var sent: [UInt8] = []
    for stretch in stretches {
      sent += bits(polynomial, seed: stretch.seed, count: stretch.count).map { 1 - $0 }
    }
    let even = pairs(sent, from: 0)
    let odd = pairs(sent, from: 1) + [1]
    return even + upsideDown(even) + odd + upsideDown(Array(odd.dropLast()))
  }

  /// Symbols of whole pairs of bits from a place on.
  private static func pairs(_ bits: [UInt8], from first: Int) -> [UInt8] {
    var symbols: [UInt8] = []
    for k in Swift.stride(from: first, to: bits.count - 1, by: 2) {
      symbols.append(gray(bits[k], bits[k + 1]))
    }
    return symbols
  }

  private static func upsideDown(_ symbols: [UInt8]) -> [UInt8] { symbols.map { 3 - $0 } }

  // MARK: Relatives

  /// What the lock tries: the pattern, and the same bits inverted before Gray coding.
  var bitInverted: [UInt8] { symbols.map { ($0 + 2) & 3 } }

  /// How often each symbol occurs in a period.
  public var counts: [Int] {
    var counts = [0, 0, 0, 0]
    for symbol in symbols { counts[Int(symbol)] += 1 }
    return counts
  }
}
