// What lies between codewords and the line: turns of codewords, Gray-coded levels, and the precoder
// 1/(1+D).

import LaneNumerics
import LaneParameters

/// Codewords that take turns, symbol by symbol.
public struct SymbolInterleaver: Sendable {
  /// Codewords of a round.
  public let ways: Int

  public init(ways: Int) throws(LightlaneError) {
    let bounds = BurstShape.interleavings
    guard bounds.contains(ways) else {
      throw LightlaneError(
        .outOfBounds,
        "interleaving = \(ways) is out of bounds; it takes \(bounds.lowerBound) to"
          + " \(bounds.upperBound) codewords")
    }
    self.ways = ways
  }

  /// The symbols of `ways` words of one length, in turns: the first of each, then the second of each.
  public func interleave(_ words: [[UInt16]]) throws(LightlaneError) -> [UInt16] {
    guard words.count == ways else {
      throw LightlaneError(.count, "\(words.count) words; the interleaver takes \(ways)")
    }
    let length = words[0].count
    for (index, word) in words.enumerated() where word.count != length {
      throw LightlaneError(
        .count, "word \(index) has \(word.count) symbols, the first has \(length)",
        row: Int64(index))
    }
    var stream: [UInt16] = []
    stream.reserveCapacity(length * ways)
    for i in 0..<length { for word in words { stream.append(word[i]) } }
    return stream
  }

  /// The words whose symbols took turns.
  public func deinterleave(_ stream: [UInt16]) throws(LightlaneError) -> [[UInt16]] {
    guard stream.count.isMultiple(of: ways) else {
      throw LightlaneError(
        .count, "\(stream.count) symbols are no whole number of turns of \(ways)")
    }
    return (0..<ways).map { way in
      stride(from: way, to: stream.count, by: ways).map { stream[$0] }
    }
  }
}

/// The four levels of a line, 0 to 3.
public enum Pam4Line {
  /// Levels of a code symbol.
  public static var levelsPerSymbol: Int { 5 }

  /// Levels of code symbols, the lowest bit of each sent first; of the two bits of a level the first
  /// sent tells the upper half from the lower (IEEE 802.3 clause 120.5.7: 00, 01, 11, 10 are levels 0
  /// to 3). Only the ten low bits of a symbol are read.
  public static func levels(of symbols: [UInt16]) -> [UInt8] {
    var levels: [UInt8] = []
    levels.reserveCapacity(symbols.count * levelsPerSymbol)
    for symbol in symbols {
      for i in 0..<levelsPerSymbol {
        let pair = symbol >> UInt16(2 * i)
        let upper = UInt8(truncatingIfNeeded: pair & 1)
        let other = UInt8(truncatingIfNeeded: pair >> 1 & 1)
        levels.append(upper << 1 | (upper ^ other))
      }
    }
    return levels
  }

  /// The code symbols of levels; only the two low bits of a level are read.
  public static func symbols(of levels: [UInt8]) throws(LightlaneError) -> [UInt16] {
    guard levels.count.isMultiple(of: levelsPerSymbol) else {
      throw LightlaneError(
        .count, "\(levels.count) levels are no whole number of symbols of \(levelsPerSymbol)")
    }
    return stride(from: 0, to: levels.count, by: levelsPerSymbol).map { start in
      var symbol: UInt16 = 0
      for i in 0..<levelsPerSymbol {
        let level = UInt16(levels[start + i])
        let upper = level >> 1 & 1
        symbol |= (upper | ((level ^ upper) & 1) << 1) << UInt16(2 * i)
      }
      return symbol
    }
  }
}

/// The precoder 1/(1+D) modulo 4 (IEEE 802.3 clauses 120.5.7.2 and 135.5.7.2): p = s - p', and back
/// s = r + r'. A run of errors of alternating sign becomes two errors, a single error becomes two.
public struct Precoder: Sendable {
  private var last: UInt8

  /// `initial` is the level before the first one.
  public init(initial: UInt8 = 0) { last = initial & 3 }

  /// Levels for the line.
  public mutating func encode(_ levels: [UInt8]) -> [UInt8] {
    levels.map { level in
      last = (level &- last) & 3
      return last
    }
  }

  /// Levels received from the line, with the precoding undone.
  public mutating func decode(_ levels: [UInt8]) -> [UInt8] {
    levels.map { level in
      defer { last = level & 3 }
      return (level &+ last) & 3
    }
  }
}

/// Error propagation of a one-tap decision-feedback equaliser of PAM4 in Gaussian noise.
public enum DecisionFeedback {
  /// Chance that a wrong decision makes the next one wrong.
  ///
  /// The tap feeds the error of one level back as a shift of `tap` level spacings. The next decision
  /// errs towards the shift when noise exceeds half a spacing less the shift, away from it when it
  /// exceeds half a spacing and the shift; three of four levels have a neighbour on that side:
  /// 3/4 [Q(x (1 - 2b)) + Q(x (1 + 2b))], x the half spacing over the noise. At b = 0 it is the symbol
  /// error ratio itself, at b = 1 it nears 3/4.
  public static func propagation(tap: Double, distance: Double) -> Double {
    0.75
      * (GaussianTail.probability(distance * (1 - 2 * tap))
        + GaussianTail.probability(distance * (1 + 2 * tap)))
  }
}
