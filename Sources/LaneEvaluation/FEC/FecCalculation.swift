// Forward error correction by the settings of its group: which curve answers, and at what.

import LaneNumerics
import LaneParameters
import LaneSignal

/// The codes, the line and the errors that settings of the group `fec` describe.
struct FecCalculation {
  /// What one bit error ratio at the slicer leads to.
  struct Point {
    let errors: CodewordErrors
    let logFrameLoss: Double
    let propagation: Double
  }

  let code: BlockCode
  let interleaving: Int
  let channel: InnerChannel
  let frames: FrameLoss
  let precoded: Bool
  let target: DecodedRatio
  /// The inner code around which the other is wrapped; nil for none.
  let concatenated: ConcatenatedCurve?
  private let propagation: Double
  private let tap: Double?
  private let random: RandomErrorCurve
  /// Bursts of the propagation that is given; nil where errors are random, and where it follows from
  /// the equaliser's tap.
  private let bursts: BurstErrorCurve?

  /// Throws for settings that are in bounds each and exclude each other.
  init(_ s: Settings) throws(LightlaneError) {
    code = s.choice(FecSettings.code) == .rs528 ? .kr4 : .kp4
    interleaving = s.integer(FecSettings.interleaving)
    channel = s.choice(FecSettings.modulation) == .nrz ? .twoLevels : .pam4
    precoded = s.flag(FecSettings.precoding)
    propagation = s.real(FecSettings.errorPropagation)
    tap = s.optional(FecSettings.dfeTap)
    let convention: FrameLoss.Convention =
      switch s.choice(FecSettings.frameConvention) {
      case .eightFrames: .eightFrames
      case .earlyDraft: .earlyDraft
      default: .exact
      }
    do throws(LightlaneError) {
      frames = try FrameLoss(
        convention: convention, interleaving: interleaving,
        frameOctets: s.integer(FecSettings.frameOctets))
    } catch { throw s.refusal(FecSettings.frameConvention, error.message) }
    target =
      switch s.choice(FecSettings.target) {
      case .codewordErrors: .codewordErrors
      case .frameLoss: .frameLoss(frames)
      default: .bitErrors
      }
    random = RandomErrorCurve(code)
    if tap != nil, channel == .twoLevels {
      throw s.refusal(
        FecSettings.dfeTap, "its propagation is that of PAM4; give error_propagation for NRZ")
    }
    if tap != nil, propagation > 0 {
      throw s.refusal(FecSettings.dfeTap, "error_propagation is given as well")
    }
    bursts =
      tap == nil && (propagation > 0 || precoded)
      ? BurstErrorCurve(code, try Self.shape(propagation, precoded, false, interleaving, channel))
      : nil
    guard s.choice(FecSettings.innerCode) == .hamming else {
      if s.isOwn(FecSettings.innerDepth.index) {
        throw s.refusal(FecSettings.innerDepth, "there is no inner code; give inner_code = hamming")
      }
      concatenated = nil
      return
    }
    if propagation > 0 || tap != nil || precoded {
      throw s.refusal(
        FecSettings.innerCode,
        "soft decoding is modelled for random errors, without propagation or precoding"
      )
    }
    do throws(LightlaneError) {
      concatenated = try ConcatenatedCurve(
        outer: code, channel: channel, depth: s.integer(FecSettings.innerDepth))
    } catch { throw s.refusal(FecSettings.innerDepth, error.message) }
  }

  static func shape(
    _ propagation: Double, _ precoded: Bool, _ keepsSign: Bool, _ interleaving: Int,
    _ channel: InnerChannel
  ) throws(LightlaneError) -> BurstShape {
    try BurstShape(
      propagation: propagation, precoded: precoded, keepsSign: keepsSign,
      interleaving: interleaving, bitsPerLineSymbol: channel == .pam4 ? 2 : 1)
  }

  /// A negative tap feeds an error back with its own sign.
  var burstsKeepSign: Bool { (tap ?? 0) < 0 }

  /// Chance that an error is followed by another, at a bit error ratio at the slicer.
  func propagation(at ratio: Double) -> Double {
    guard let tap else { return propagation }
    guard ratio > 0 else { return 0 }
    let distance = channel.distance(bitErrorRatio: ratio)
    let found = DecisionFeedback.propagation(tap: tap, distance: distance)
    return min(found, BurstShape.propagations.upperBound)
  }

  /// The shape of bursts at a bit error ratio at the slicer.
  func shape(at ratio: Double) throws(LightlaneError) -> BurstShape {
    try Self.shape(propagation(at: ratio), precoded, burstsKeepSign, interleaving, channel)
  }

  /// What is left at a bit error ratio at the slicer; NaN where the model does not hold.
  func errors(at ratio: Double) -> CodewordErrors {
    if let concatenated { return concatenated.errors(bitErrorRatio: ratio) }
    if let bursts {
      return bursts.errors(eventRatio: bursts.shape.eventRatio(slicerBitErrorRatio: ratio))
    }
    guard tap != nil, let shape = try? shape(at: ratio) else {
      return random.errors(bitErrorRatio: ratio)
    }
    return BurstErrorCurve(code, shape).errors(
      eventRatio: shape.eventRatio(slicerBitErrorRatio: ratio))
  }

  func point(at ratio: Double) -> Point {
    let errors = errors(at: ratio)
    return Point(
      errors: errors,
      logFrameLoss: frames.logFrameLossRatio(
        logCodeword: errors.logCodewordErrorRatio, code: code),
      propagation: propagation(at: ratio))
  }

  /// The bit error ratio at the slicer that leaves a ratio of the target; NaN when none does.
  func threshold(ratio: Double) -> Double {
    let most = concatenated?.inner.largestBitErrorRatio ?? 0.5
    return inverse(ofLog: logarithm(ratio), below: most) {
      target.logarithm(of: errors(at: $0), code: code)
    }
  }

  /// Bits sent for a bit of message, the framing of the inner code included.
  var expansion: Double { code.expansion * (concatenated == nil ? 1 : 1089.0 / 1020) }

  /// Bits of a round of interleaved codewords on the line.
  var roundBits: Double {
    let bits = Double(code.length * BlockCode.symbolBits * interleaving)
    return bits * (concatenated == nil ? 1 : 1089.0 / 1020)
  }
}
