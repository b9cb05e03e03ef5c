// What a TDECQ measurement can be told, and the bounds of each.

import LaneParameters

/// Settings of a measurement; the defaults are those of 100 Gb/s lanes of IEEE 802.3 clause 140.
public struct TDECQOptions: Equatable, Sendable {
  /// What the samples went through before they were taken.
  public enum Receiver: Int32, Sendable {
    /// Nothing that matters: the reference receiver is applied.
    case applied = 0
    /// A reference receiver, or an oscilloscope that stands for one: none is applied.
    case captured = 1
  }

  /// Where the two histogram windows stand.
  public enum Phase: Int32, Sendable {
    /// About the middle between the mean crossings of the average power.
    case crossings = 0
    /// Where the penalty is least.
    case best = 1
  }

  /// What tells when symbols are sampled.
  public enum Clock: Int32, Sendable {
    /// The stated number of samples per symbol.
    case ideal = 0
    /// A loop that follows the crossings.
    case recovered = 1
  }

  public var symbolRateGbd = 53.125
  public var receiver = Receiver.applied
  /// Half-power bandwidth of the reference receiver, in symbol rates.
  public var receiverBandwidth = 0.5
  public var tapCount = 5
  /// First and last place, from 1, where the largest tap may stand.
  public var firstMainTap = 1
  public var lastMainTap = 3
  /// The largest tap is not below this; 0 does not ask.
  public var leastMainTap = 0.8
  public var symbolErrorRatio = 4.8e-4
  /// How far each threshold may move, in percent of OMA.
  public var thresholdReachPercent = 1.0
  /// Root mean square of the oscilloscope's own noise, in the samples' unit.
  public var scopeNoise = 0.0
  /// Distance of each window from the eye's centre, in symbols.
  public var windowOffset = 0.05
  public var windowWidth = 0.04
  public var phase = Phase.crossings
  public var clock = Clock.ideal
  public var clockCornerMHz = 4.0
  /// Average the periods of the pattern before anything is read from them.
  public var averages = false
  /// Share of the samples beyond the powers between which over- and undershoot are read.
  public var hitRatio = 1e-2
  /// Density of the equalised eye, which costs time on long records.
  public var wantsEye = true

  public init() {}

  /// Most samples of a capture.
  public static var mostSamples: Int { 1 << 27 }
  public static var mostTaps: Int { 64 }

  /// Throws the first option that is out of bounds.
  public func validate() throws(LightlaneError) {
    func check(
      _ value: Double, _ name: String, _ bounds: ClosedRange<Double>
    ) throws(LightlaneError) {
      if bounds.contains(value) { return }
      throw LightlaneError(
        value.isFinite ? .outOfBounds : .notFinite,
        "\(name) = \(decimal(value)); it takes \(decimal(bounds.lowerBound)) to "
          + decimal(bounds.upperBound))
    }
    try check(symbolRateGbd, "symbol_rate_gbd", 0.001...1000)
    try check(receiverBandwidth, "receiver_bandwidth_per_symbol_rate", 0.05...100)
    try check(Double(tapCount), "equaliser_taps", 1...Double(Self.mostTaps))
    try check(Double(firstMainTap), "first_main_tap", 1...Double(tapCount))
    try check(Double(lastMainTap), "last_main_tap", Double(firstMainTap)...Double(tapCount))
    try check(leastMainTap, "least_main_tap", 0...10)
    try check(symbolErrorRatio, "symbol_error_ratio", 1e-15...0.5)
    try check(thresholdReachPercent, "threshold_reach_percent", 0...10)
    try check(scopeNoise, "scope_noise", 0...1e12)
    try check(windowOffset, "window_offset_ui", 0...0.5)
    try check(windowWidth, "window_width_ui", 0...0.5)
    try check(clockCornerMHz, "clock_corner_mhz", 0.001...1e5)
    try check(hitRatio, "hit_ratio", 1e-9...0.4)
  }
}
