// The inner Hamming code under a Reed-Solomon code: what is left after each.

import LaneNumerics
import LaneParameters

/// What soft decoding of the inner code leaves, at any bit error ratio: ``InnerErrorModel`` at nodes of
/// the noise, and cubics between them.
public final class InnerErrorCurve: Sendable {
  /// What is left of the bits of one word.
  public struct Errors: Sendable {
    /// Share of words that are decoded wrongly or not at all.
    public let wordErrorRatio: Double
    /// Bounds of that share, as far as counting codewords of weight 4 and 6 gives them.
    public let wordErrorBounds: ClosedRange<Double>
    /// Share of bits in error after decoding.
    public let bitErrorRatio: Double
    /// Bits in error in a failed word, on average.
    public let bitsPerFailure: Double
  }

  public let channel: InnerChannel
  private let lower: [Double]
  private let upper: [Double]
  private let bits: [Double]

  /// Distances, half a level spacing over the deviation of the noise, between which there is a table;
  /// beyond, the number of nearest codewords alone counts.
  private static let distances = 1.0...6.6
  private static let step = 0.2

  /// Making one takes some milliseconds.
  public init(_ channel: InnerChannel) {
    self.channel = channel
    let count = Int(((Self.distances.upperBound - Self.distances.lowerBound) / Self.step).rounded())
    let models = (0...count).map {
      InnerErrorModel(channel, distance: Self.distances.lowerBound + Double($0) * Self.step)
    }
    lower = models.map { logarithm($0.lower) }
    upper = models.map { logarithm($0.upper) }
    bits = models.map(\.bitsPerFailure)
  }

  /// The largest bit error ratio before decoding that the model speaks of.
  public var largestBitErrorRatio: Double {
    channel.bitErrorRatio(distance: Self.distances.lowerBound)
  }

  /// What is left at a bit error ratio before decoding; NaN outside 0 … ``largestBitErrorRatio``.
  ///
  /// Chase's decoder with six trials or more fails within 6 % of the ratio given between 5e-4 and 6e-3
  /// before decoding, and never less often than the lower bound allows by more than its count's error.
  public func errors(bitErrorRatio p: Double) -> Errors {
    let a = channel.distance(bitErrorRatio: p)
    guard a >= Self.distances.lowerBound * (1 - 1e-12) else { return errors(.nan, .nan, .nan) }
    guard a < Self.distances.upperBound else {
      let nearest =
        InnerErrorModel.weight4 * power4(channel.neighbours) * GaussianTail.probability(2 * a)
      return errors(nearest, nearest, 4)
    }
    let position = max(0, (a - Self.distances.lowerBound) / Self.step)
    return errors(
      exponential(Self.cubic(lower, position)), exponential(Self.cubic(upper, position)),
      Self.cubic(bits, position))
  }

  private func errors(_ lower: Double, _ upper: Double, _ bits: Double) -> Errors {
    let low = min(lower, 1)
    let high = min(max(upper, low), 1)
    let ratio = (low * high).squareRoot()
    return Errors(
      wordErrorRatio: ratio, wordErrorBounds: low <= high ? low...high : 0...1,
      bitErrorRatio: ratio * bits / Double(HammingCode.length), bitsPerFailure: bits)
  }

  private func power4(_ x: Double) -> Double { x * x * x * x }

  /// The cubic through the four nodes around a position.
  private static func cubic(_ values: [Double], _ position: Double) -> Double {
    let first = min(max(Int(position) - 1, 0), values.count - 4)
    let t = position - Double(first)
    var sum = 0.0
    for i in 0..<4 {
      var factor = values[first + i]
      for j in 0..<4 where j != i { factor *= (t - Double(j)) / Double(i - j) }
      sum += factor
    }
    return sum
  }
}

/// A Reed-Solomon code around the inner Hamming code.
///
/// An inner word carries twelve code symbols. A failed one spoils some of them; how many of those one
/// Reed-Solomon codeword has to bear depends on how many of the twelve are its own.
public final class ConcatenatedCurve: Sendable {
  public let inner: InnerErrorCurve
  public let outer: RandomErrorCurve
  /// Reed-Solomon codewords among the twelve symbols of an inner word.
  public let depth: Int

  /// Code symbols in the message of an inner word.
  public static var symbolsPerInnerWord: Int { HammingCode.dimension / BlockCode.symbolBits }
  /// Depths that divide the twelve evenly.
  public static let depths = [1, 2, 3, 4, 6, 12]

  /// The convolutional interleaver of draft P802.3dj 177 gives each of the twelve symbols to another
  /// codeword, which is depth 12.
  public init(
    outer: BlockCode, channel: InnerChannel = .pam4, depth: Int = 12
  ) throws(LightlaneError) {
    guard Self.depths.contains(depth) else {
      throw LightlaneError(
        .outOfBounds,
        "inner depth = \(depth) is out of bounds; it takes"
          + " \(Self.depths.map(String.init).joined(separator: ", "))")
    }
    inner = InnerErrorCurve(channel)
    self.outer = RandomErrorCurve(outer)
    self.depth = depth
  }

  /// What is left after both codes, at a bit error ratio before the inner one; the ratios before
  /// decoding in the answer are those between the codes.
  public func errors(bitErrorRatio p: Double) -> CodewordErrors {
    let between = inner.errors(bitErrorRatio: p)
    guard !between.wordErrorRatio.isNaN else { return .undefined }
    guard between.wordErrorRatio > 0 else { return .none }
    let own = Self.symbolsPerInnerWord / depth
    let hits = Self.hits(own: own, bits: between.bitsPerFailure)
    let mean = hits.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let symbolRatio = min(between.wordErrorRatio * mean / Double(own), 1)
    if own == 1 {
      return outer.errors(symbolErrorRatio: symbolRatio, bitErrorRatio: between.bitErrorRatio)
    }
    // Failed words are independent events, as many as a codeword meets inner words.
    let code = outer.code
    let words = Double(code.length) / Double(own) * between.wordErrorRatio
    let events = CompoundPoisson(
      logNone: -words * (1 - hits[0]),
      weights: hits.enumerated().map { Double($0.offset) * $0.element * words })
    let (logChance, logWeight) = events.tail(beyond: code.correctable)
    return CodewordErrors(
      bitErrorRatio: between.bitErrorRatio, symbolErrorRatio: symbolRatio, logCodeword: logChance,
      logPost: logWeight + logarithm(between.bitErrorRatio / events.mean))
  }

  /// Chances that a failed word, with its wrong bits anywhere, has 0, 1, … of `own` symbols wrong.
  static func hits(own: Int, bits: Double) -> [Double] {
    // Of two numbers of wrong bits, mixed to give the mean.
    let even = max(4, min(2 * (bits / 2).rounded(.down), Double(HammingCode.length - 2)))
    let share = min(max((bits - even) / 2, 0), 1)
    let fewer = hits(own: own, wrong: Int(even))
    let more = hits(own: own, wrong: Int(even) + 2)
    return zip(fewer, more).map { $0 + share * ($1 - $0) }
  }

  /// The same for a whole number of wrong bits: by inclusion and exclusion over the symbols that are
  /// hit, C(k,h) Σ (-1)^(h-i) C(h,i) C(room, wrong) / C(128, wrong).
  private static func hits(own: Int, wrong: Int) -> [Double] {
    let n = HammingCode.length
    func missed(_ room: Int) -> Double {
      // C(room, wrong) / C(n, wrong)
      if room < wrong { return 0 }
      var ratio = 1.0
      for i in 0..<wrong { ratio *= Double(room - i) / Double(n - i) }
      return ratio
    }
    func choose(_ n: Int, _ k: Int) -> Double {
      var result = 1.0
      for i in 0..<k { result *= Double(n - i) / Double(i + 1) }
      return result
    }
    return (0...own).map { hit in
      var sum = 0.0
      for i in 0...hit {
        let room = n - BlockCode.symbolBits * (own - i)
        let sign = (hit - i).isMultiple(of: 2) ? 1.0 : -1
        sum += sign * choose(hit, i) * missed(room)
      }
      return max(0, choose(own, hit) * sum)
    }
  }

  /// The bit error ratio before the inner code that leaves `ratio`; NaN when none does.
  public func threshold(_ target: DecodedRatio, ratio: Double) -> Double {
    inverse(ofLog: logarithm(ratio), below: inner.largestBitErrorRatio) {
      target.logarithm(of: errors(bitErrorRatio: $0), code: outer.code)
    }
  }
}
