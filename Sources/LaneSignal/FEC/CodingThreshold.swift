// The error ratio before decoding that leaves a wanted one after it, and the gain that this means.

import LaneNumerics

/// A ratio after decoding.
public enum DecodedRatio: Sendable, Equatable {
  case codewordErrors
  case bitErrors
  case frameLoss(FrameLoss)

  /// ln of this ratio.
  public func logarithm(of errors: CodewordErrors, code: BlockCode) -> Double {
    switch self {
    case .codewordErrors: errors.logCodewordErrorRatio
    case .bitErrors: errors.logPostBitErrorRatio
    case .frameLoss(let frames):
      frames.logFrameLossRatio(logCodeword: errors.logCodewordErrorRatio, code: code)
    }
  }
}

extension RandomErrorCurve {
  /// The bit error ratio before decoding that leaves `ratio`; NaN when none does.
  public func threshold(_ target: DecodedRatio, ratio: Double) -> Double {
    inverse(ofLog: logarithm(ratio), below: 0.5) {
      target.logarithm(of: errors(bitErrorRatio: $0), code: code)
    }
  }
}

extension BurstErrorCurve {
  /// The events per line symbol that leave `ratio`; NaN when none do.
  public func threshold(_ target: DecodedRatio, ratio: Double) -> Double {
    inverse(ofLog: logarithm(ratio), below: 1 / shape.slicerErrorsPerEvent) {
      target.logarithm(of: errors(eventRatio: $0), code: code)
    }
  }
}

/// The x between 1e-300 and `most` at which a rising function whose logarithm is nearly a power law
/// takes a value; NaN outside its range.
public func inverse(
  ofLog target: Double, below most: Double, _ logValue: (Double) -> Double
) -> Double {
  guard target.isFinite, most > 1e-300 else { return .nan }
  var low = logarithm(1e-300)
  var high = logarithm(most)
  var lowGap = logValue(1e-300) - target
  var highGap = logValue(most) - target
  guard lowGap <= 0, highGap >= 0 else { return .nan }
  // Regula falsi after Illinois: the weight of an end that stays is halved.
  var stayed = 0
  for _ in 0..<200 where high - low > 1e-15 * abs(low) {
    var x = low - lowGap * ((high - low) / (highGap - lowGap))
    if !(x > low && x < high) { x = 0.5 * (low + high) }
    let gap = logValue(exponential(x)) - target
    if gap == 0 { return exponential(x) }
    if gap < 0 {
      low = x
      lowGap = gap
      if stayed < 0 { highGap *= 0.5 }
      stayed = -1
    } else {
      high = x
      highGap = gap
      if stayed > 0 { lowGap *= 0.5 }
      stayed = 1
    }
    if abs(gap) < 1e-13 * max(1, abs(target)) { return exponential(x) }
  }
  return exponential(0.5 * (low + high))
}

/// What a code is worth: how much more noise a slicer bears with it.
public struct CodingGain: Sendable {
  /// Decibels of signal over noise at the slicer, electrical; half as many of optical power.
  public let electricalDb: Double
  /// The same less the noise that the code's wider band lets in.
  public let netElectricalDb: Double

  /// The gain between a slicer's bit error ratios without a code and with one that sends `expansion`
  /// bits for each of the message. By the near tails alone, BER = Q(x) of two levels and 0.75 Q(x) of
  /// Gray-coded PAM4.
  public init(uncoded: Double, coded: Double, expansion: Double, channel: InnerChannel = .pam4) {
    func decibels(_ ratio: Double) -> Double {
      20 * logarithm10(GaussianTail.quantile(ratio / channel.neighbours))
    }
    electricalDb = decibels(uncoded) - decibels(coded)
    netElectricalDb = electricalDb - 10 * logarithm10(expansion)
  }
}
