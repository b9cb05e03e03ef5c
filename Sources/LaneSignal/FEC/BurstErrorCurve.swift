// Reed-Solomon decoding of error bursts: what one event does to a codeword, and what all of them do.

import LaneNumerics
import LaneParameters

/// How symbols in error follow each other on a lane, and how the lane's symbols fill codewords.
///
/// An event starts with some chance at each line symbol, and every further symbol is in error with
/// probability `propagation`: a one-tap decision-feedback equaliser. The code symbols of `interleaving`
/// codewords take turns on the lane.
public struct BurstShape: Sendable, Equatable {
  /// Chance that an error is followed by another.
  public let propagation: Double
  /// Whether the lane is precoded with 1/(1+D): an event of alternating signs, whatever its length,
  /// leaves two symbol errors; one of equal signs leaves an error at each of its places and one more.
  public let precoded: Bool
  /// Whether an error has the sign of the one before it, which a negative tap makes of it; a positive
  /// tap makes the other.
  public let keepsSign: Bool
  /// Codewords that take turns.
  public let interleaving: Int
  /// Bits of a line symbol: 1 for NRZ, 2 for PAM4. An error is a step to the next level, one bit of
  /// a Gray code.
  public let bitsPerLineSymbol: Int

  /// Numbers of codewords that may take turns.
  public static let interleavings = 1...64
  /// Propagations that are taken: at one an event would never end.
  public static let propagations = 0.0...0.99

  public init(
    propagation: Double, precoded: Bool = false, keepsSign: Bool = false, interleaving: Int = 1,
    bitsPerLineSymbol: Int = 2
  ) throws(LightlaneError) {
    let bounds = Self.propagations
    guard bounds.contains(propagation) else {
      throw LightlaneError(
        propagation.isFinite ? .outOfBounds : .notFinite,
        "propagation = \(decimal(propagation)) is out of bounds; it takes"
          + " \(decimal(bounds.lowerBound)) to \(decimal(bounds.upperBound))")
    }
    guard Self.interleavings.contains(interleaving) else {
      throw LightlaneError(
        .outOfBounds,
        "interleaving = \(interleaving) is out of bounds; it takes \(Self.interleavings.lowerBound)"
          + " to \(Self.interleavings.upperBound) codewords")
    }
    guard bitsPerLineSymbol == 1 || bitsPerLineSymbol == 2 else {
      throw LightlaneError(
        .outOfBounds,
        "bits per line symbol = \(bitsPerLineSymbol) is out of bounds; it takes 1 (NRZ) or 2 (PAM4)"
      )
    }
    self.propagation = propagation
    self.precoded = precoded
    self.keepsSign = keepsSign
    self.interleaving = interleaving
    self.bitsPerLineSymbol = bitsPerLineSymbol
  }

  /// Line symbols of one code symbol.
  public var lineSymbolsPerCodeSymbol: Int { BlockCode.symbolBits / bitsPerLineSymbol }

  /// Line symbols in error for one event, at the slicer.
  public var slicerErrorsPerEvent: Double { 1 / (1 - propagation) }
  /// Whether undoing the precoding leaves but the ends of an event; of two levels neither sign differs.
  var cancels: Bool { precoded && !(keepsSign && bitsPerLineSymbol == 2) }
  /// Line symbols in error for one event, after the precoding is undone.
  public var errorsPerEvent: Double {
    cancels ? 2 : slicerErrorsPerEvent + (precoded ? 1 : 0)
  }
  /// Bits in error for them: two errors of equal sign add up to two levels, which are both bits.
  var bitErrorsPerEvent: Double {
    cancels ? 2 : slicerErrorsPerEvent * (precoded ? 2 : 1)
  }

  /// Events per line symbol of a bit error ratio at the slicer.
  public func eventRatio(slicerBitErrorRatio ratio: Double) -> Double {
    ratio * Double(bitsPerLineSymbol) / slicerErrorsPerEvent
  }

  /// Chances that an event puts 0, 1, 2, … symbol errors into one given codeword, whichever symbol of
  /// it the event begins near.
  func hits(codeLength: Int) -> [Double] {
    let most = codeLength
    var hits = Array(repeating: 0.0, count: most + 1)
    let s = lineSymbolsPerCodeSymbol
    let w = interleaving
    // Chance that an event reaches past the code symbol in which it began, over all its places in
    // that symbol: Σ a^j / s for j = 1 … s, raw. Each further code symbol costs another a^s.
    var powers = 0.0
    var power = 1.0
    for _ in 0..<s {
      power *= propagation
      powers += power
    }
    // Undoing the precoding adds the symbol after the event's last one.
    let beyond =
      !precoded
      ? powers / Double(s) : propagation > 0 ? powers / propagation / Double(s) : 1 / Double(s)
    if cancels {
      // The errors are the event's first symbol and the one after its last.
      hits[1] += (1 - beyond) / Double(w)
      var reaches = beyond
      var distance = 1
      while reaches > 1e-300, distance <= codeLength * w {
        let here = distance == codeLength * w ? reaches : reaches * (1 - power)
        if distance.isMultiple(of: w) {
          hits[2] += here / Double(w)
        } else {
          hits[1] += here * 2 / Double(w)
        }
        reaches *= power
        distance += 1
      }
    } else {
      var reaches = 1.0
      var next = beyond
      var covered = 1
      while reaches > 1e-300, covered <= codeLength * w {
        let here = covered == codeLength * w ? reaches : reaches - next
        let (rounds, rest) = covered.quotientAndRemainder(dividingBy: w)
        let more = here * Double(rest) / Double(w)
        hits[min(rounds, most)] += here - more
        hits[min(rounds + 1, most)] += more
        reaches = next
        next *= power
        covered += 1
      }
    }
    hits[0] = 1 - hits[1...].reduce(0, +)
    while hits.count > 2, hits[hits.count - 1] == 0 { hits.removeLast() }
    return hits
  }
}

/// What a code makes of bursts of one shape, at any rate of them.
public final class BurstErrorCurve: Sendable {
  public let code: BlockCode
  public let shape: BurstShape
  private let hits: [Double]
  /// Events in one round of codewords, for an event at every line symbol.
  private let opportunities: Double

  public init(_ code: BlockCode, _ shape: BurstShape) {
    self.code = code
    self.shape = shape
    hits = shape.hits(codeLength: code.length)
    opportunities = Double(shape.lineSymbolsPerCodeSymbol * code.length * shape.interleaving)
  }

  /// What is left when an event starts with this chance at each line symbol; NaN where the chances do
  /// not leave room for it, 0 … 1 - propagation.
  ///
  /// The bit error ratio is that after the precoding is undone. Codewords of one round fail together
  /// more often than apart; the ratio is that of one of them.
  public func errors(eventRatio: Double) -> CodewordErrors {
    guard eventRatio >= 0, eventRatio * shape.slicerErrorsPerEvent <= 1 else { return .undefined }
    guard eventRatio > 0 else { return .none }
    let events = compound(eventRatio: eventRatio)
    let bits = eventRatio * shape.bitErrorsPerEvent / Double(shape.bitsPerLineSymbol)
    let bitRatio = min(bits, 1)
    let symbolRatio = events.mean / Double(code.length)
    let (logChance, logWeight) = events.tail(beyond: code.correctable)
    return CodewordErrors(
      bitErrorRatio: bitRatio, symbolErrorRatio: min(symbolRatio, 1), logCodeword: logChance,
      logPost: logWeight + logarithm(bitRatio / events.mean))
  }

  func compound(eventRatio: Double) -> CompoundPoisson {
    let rate = opportunities * eventRatio
    var weights = hits
    for j in weights.indices { weights[j] *= Double(j) * rate }
    // 1 - f(0) by its parts, which keeps its digits.
    let some = hits[1...].reduce(0, +)
    return CompoundPoisson(logNone: -rate * some, weights: weights)
  }
}
