// The Reed-Solomon codes of 802.3 by their numbers, and what decoding leaves behind.

import LaneNumerics
import LaneParameters

/// A Reed-Solomon code over symbols of ten bits.
public struct BlockCode: Sendable, Equatable {
  /// Symbols of a codeword.
  public let length: Int
  /// Symbols of its message.
  public let dimension: Int

  /// Bits of a symbol.
  @inlinable public static var symbolBits: Int { 10 }
  /// Lengths that a field of 2¹⁰ elements allows.
  public static let lengths = 3...1023
  /// Numbers of parity symbols that are taken.
  public static let parities = 2...30

  /// RS(528,514) of IEEE 802.3 clause 91, "KR4".
  public static var kr4: BlockCode { BlockCode(length: 528, dimension: 514, ()) }
  /// RS(544,514) of IEEE 802.3 clauses 91, 119 and 134, "KP4".
  public static var kp4: BlockCode { BlockCode(length: 544, dimension: 514, ()) }

  /// A code with an even number of parity symbols.
  public init(length: Int, dimension: Int) throws(LightlaneError) {
    guard Self.lengths.contains(length) else {
      throw LightlaneError(
        .outOfBounds,
        "code length = \(length) is out of bounds; it takes \(Self.lengths.lowerBound) to"
          + " \(Self.lengths.upperBound) symbols")
    }
    guard dimension > 0, dimension < length, Self.parities.contains(length - dimension),
      (length - dimension).isMultiple(of: 2)
    else {
      throw LightlaneError(
        .outOfBounds,
        "code dimension = \(dimension) is out of bounds; with \(length) symbols it takes an even"
          + " number, from \(Self.parities.lowerBound) to \(Self.parities.upperBound), below that")
    }
    self.init(length: length, dimension: dimension, ())
  }

  private init(length: Int, dimension: Int, _ judged: Void) {
    self.length = length
    self.dimension = dimension
  }

  /// Parity symbols.
  public var parity: Int { length - dimension }
  /// Symbol errors of a codeword that decoding always corrects.
  public var correctable: Int { parity / 2 }
  /// Message bits of a codeword.
  public var messageBits: Int { dimension * Self.symbolBits }
  /// Bits sent for a bit of message.
  public var expansion: Double { Double(length) / Double(dimension) }

  /// ln of the chance that a word of random symbols lies within reach of some codeword: of words with
  /// far more errors than the code corrects, this share is decoded wrongly instead of reported.
  ///
  /// The volume of the decoding spheres, Σ C(n,i) (q-1)^i for i up to t, over q^(n-k).
  public var logMiscorrection: Double {
    let q = 1024.0
    var term = 0.0
    var largest = 0.0
    var sum = 1.0
    for i in 0..<correctable {
      term += logarithm(Double(length - i) / Double(i + 1) * (q - 1))
      // The terms rise throughout, so the last is the largest.
      sum = sum * exponential(largest - term) + 1
      largest = term
    }
    return largest + logarithm(sum) - Double(parity) * logarithm(q)
  }
}

/// What a code leaves of the errors that reach it. Logarithms are natural; they hold where the ratios
/// themselves are below the smallest double.
public struct CodewordErrors: Sendable {
  /// Share of bits in error before decoding.
  public let bitErrorRatio: Double
  /// Share of the code's symbols in error before decoding.
  public let symbolErrorRatio: Double
  /// ln of the share of codewords that are not corrected.
  public let logCodewordErrorRatio: Double
  /// ln of the share of bits in error after decoding.
  public let logPostBitErrorRatio: Double

  init(bitErrorRatio: Double, symbolErrorRatio: Double, logCodeword: Double, logPost: Double) {
    self.bitErrorRatio = bitErrorRatio
    self.symbolErrorRatio = symbolErrorRatio
    logCodewordErrorRatio = min(logCodeword, 0)
    logPostBitErrorRatio = min(logPost, 0)
  }

  static var undefined: CodewordErrors {
    CodewordErrors(bitErrorRatio: .nan, symbolErrorRatio: .nan, logCodeword: .nan, logPost: .nan)
  }

  static var none: CodewordErrors {
    CodewordErrors(
      bitErrorRatio: 0, symbolErrorRatio: 0, logCodeword: -.infinity, logPost: -.infinity)
  }

  /// Share of codewords that are not corrected.
  public var codewordErrorRatio: Double { exponential(logCodewordErrorRatio) }
  /// Share of bits in error after decoding.
  public var postBitErrorRatio: Double { exponential(logPostBitErrorRatio) }
}
