// The error ratios of a link's segments that one code corrects together.

import LaneNumerics
import LaneParameters

/// The errors of one segment between two retiming points.
public struct SegmentErrors: Sendable {
  public let name: String
  /// Share of bits in error at the segment's slicer.
  public let bitErrorRatio: Double
  /// Chance that an error is followed by another.
  public let propagation: Double
  public let precoded: Bool

  public init(
    name: String, bitErrorRatio: Double, propagation: Double = 0, precoded: Bool = false
  ) throws(LightlaneError) {
    guard bitErrorRatio >= 0, bitErrorRatio <= 0.5 else {
      throw LightlaneError(
        bitErrorRatio.isFinite ? .outOfBounds : .notFinite,
        "bit error ratio = \(decimal(bitErrorRatio)) of \(name) is out of bounds; it takes 0 to 0.5"
      )
    }
    self.name = name
    self.bitErrorRatio = bitErrorRatio
    self.propagation = propagation
    self.precoded = precoded
  }
}

/// The errors of all segments, decoded once at the end.
public struct ErrorBudget: Sendable {
  /// One segment's part.
  public struct Line: Sendable {
    public let name: String
    /// Share of bits in error after this segment's precoding is undone.
    public let bitErrorRatio: Double
    /// What part of all errors that is.
    public let share: Double
    /// Share of codewords lost if this segment were the only one with errors.
    public let codewordErrorRatio: Double
  }

  public let lines: [Line]
  /// Share of bits in error at the decoder: 1 - 2p = Π (1 - 2p_i), independent flips.
  public let bitErrorRatio: Double
  /// Share of the code's symbols in error.
  public let symbolErrorRatio: Double
  public let codewordErrorRatio: Double
  public let postBitErrorRatio: Double

  /// Most segments of a budget.
  public static let mostSegments = 64

  /// The budget of segments whose lanes carry `interleaving` codewords in turn.
  ///
  /// Segments without propagation add to one random error ratio, decoded by the binomial sum; each of
  /// the others adds its bursts, and the two distributions are convolved.
  public init(
    _ segments: [SegmentErrors], code: BlockCode, interleaving: Int = 1, bitsPerLineSymbol: Int = 2
  ) throws(LightlaneError) {
    guard (1...Self.mostSegments).contains(segments.count) else {
      throw LightlaneError(
        .count,
        "\(segments.count) segments are out of bounds; a budget takes 1 to"
          + " \(Self.mostSegments)")
    }
    let random = RandomErrorCurve(code)
    var untouched = 1.0
    var untouchedRandom = 1.0
    var logNone = 0.0
    var weights = [0.0]
    var alone: [(bits: Double, codewords: Double)] = []
    for (index, segment) in segments.enumerated() {
      let shape: BurstShape
      do {
        shape = try BurstShape(
          propagation: segment.propagation, precoded: segment.precoded,
          interleaving: interleaving, bitsPerLineSymbol: bitsPerLineSymbol)
      } catch { throw error.at(row: index) }
      guard segment.propagation > 0 || segment.precoded else {
        untouchedRandom *= 1 - 2 * segment.bitErrorRatio
        alone.append(
          (
            segment.bitErrorRatio,
            random.errors(bitErrorRatio: segment.bitErrorRatio).codewordErrorRatio
          ))
        untouched *= 1 - 2 * segment.bitErrorRatio
        continue
      }
      let curve = BurstErrorCurve(code, shape)
      let rate = shape.eventRatio(slicerBitErrorRatio: segment.bitErrorRatio)
      let errors = curve.errors(eventRatio: rate)
      alone.append((errors.bitErrorRatio, errors.codewordErrorRatio))
      untouched *= 1 - 2 * min(errors.bitErrorRatio, 0.5)
      let events = curve.compound(eventRatio: rate)
      logNone += events.logNone
      while weights.count < events.weights.count { weights.append(0) }
      for (j, weight) in events.weights.enumerated() { weights[j] += weight }
    }
    let total = alone.reduce(0) { $0 + $1.bits }
    lines = zip(segments, alone).map { segment, part in
      Line(
        name: segment.name, bitErrorRatio: part.bits, share: total > 0 ? part.bits / total : 0,
        codewordErrorRatio: part.codewords)
    }
    bitErrorRatio = 0.5 * (1 - untouched)
    let randomRatio = 0.5 * (1 - untouchedRandom)
    let bursts = CompoundPoisson(logNone: logNone, weights: weights)
    let decoded = Self.decode(code, random, randomRatio, bursts)
    codewordErrorRatio = decoded.chance
    let randomErrors = random.errors(bitErrorRatio: randomRatio)
    let mean = randomErrors.symbolErrorRatio * Double(code.length) + bursts.mean
    symbolErrorRatio = min(1, mean / Double(code.length))
    postBitErrorRatio = mean > 0 ? min(1, decoded.weight * bitErrorRatio / mean) : 0
  }

  /// Chance that random errors and bursts together are more than the code corrects, and the mean
  /// number of errors that such codewords bring.
  private static func decode(
    _ code: BlockCode, _ curve: RandomErrorCurve, _ ratio: Double, _ bursts: CompoundPoisson
  ) -> (chance: Double, weight: Double) {
    let t = code.correctable
    let randomTail = curve.errors(bitErrorRatio: ratio)
    let n = Double(code.length)
    // Mean errors of codewords with more random errors than t: the post-decoding ratio, undone.
    let randomWeight =
      ratio > 0
      ? randomTail.postBitErrorRatio * n * randomTail.symbolErrorRatio / ratio : 0
    guard bursts.mean > 0 else { return (randomTail.codewordErrorRatio, randomWeight) }
    let few = curve.distribution(bitErrorRatio: ratio, most: t)
    let burst = bursts.distribution(most: t)
    let (logChance, logWeight) = bursts.tail(beyond: t)
    var beyond = exponential(logChance)
    var beyondWeight = exponential(logWeight)
    // Any number of bursts with more than t random errors, then each smaller number of random errors
    // with what bursts must add.
    var chance = randomTail.codewordErrorRatio
    var weight = randomWeight + bursts.mean * randomTail.codewordErrorRatio
    for i in 0...t {
      chance += few[i] * beyond
      weight += few[i] * (Double(i) * beyond + beyondWeight)
      beyond += burst[t - i]
      beyondWeight += Double(t - i) * burst[t - i]
    }
    return (min(chance, 1), weight)
  }
}
