// What of a capture makes an answer doubtful: a part of a period, a wrong rate, noise that can not be.

import Glibc
import LaneNumerics
import LaneParameters

extension TDECQ {
  /// Drift of the crossings over a record that is told, in symbols: a fifth of the distance between the
  /// histogram windows.
  private static var leastDrift: Double { 0.02 }

  /// Warn of a record that is less than a period, and of crossings that drift from the stated clock.
  mutating func warnOfRecord(_ capture: Capture, _ track: CrossingTrack) {
    let period = pattern.symbols.count
    let implied = capture.samplesPerSymbol * (1 + track.rate)
    let held = (Double(capture.count) / implied).rounded()
    if held < Double(period) {
      answer.warnings.append(
        "warning: the record holds \(decimal(held)) symbols, less than one period of"
          + " \(pattern.name), which has \(period): what follows is of this part of it alone")
    }
    let drift = track.rate * Double(capture.symbols)
    answer.clockRateError = track.rate
    let isCertain = abs(track.rate) > 5 * track.rateError
    guard options.clock == .ideal, isCertain, abs(drift) > Self.leastDrift else { return }
    answer.warnings.append(
      "warning: the crossings drift by \(Self.short(drift)) symbols over the record, as with"
        + " \(decimal((implied * 1e6).rounded() / 1e6)) samples per symbol instead of"
        + " \(decimal(capture.samplesPerSymbol)); clock = recovered follows them")
  }

  /// The mean power of whole periods, for a record that is none: what its mean symbol is off the
  /// pattern's moves the mean power by a third of the outer OMA each.
  func meanOfPeriods(_ trace: SymbolTrace, _ period: [UInt8]) -> Double {
    let mean = trace.capture.mean
    guard !trace.capture.circular, let low = trace.outerLevel(of: 0, standardLength: 6),
      let high = trace.outerLevel(of: 3, standardLength: 7)
    else { return mean }
    func meanSymbol(_ symbols: [UInt8]) -> Double {
      Double(symbols.reduce(0) { $0 + Int($1) }) / Double(max(symbols.count, 1))
    }
    return mean + (high.power - low.power) * (meanSymbol(period) - meanSymbol(trace.symbols)) / 3
  }

  /// Refuse an oscilloscope's noise that an ideal signal would not bear, and warn of one that is not in
  /// the samples.
  mutating func judgeScopeNoise(_ quantile: Double) throws(LightlaneError) {
    let most = answer.outerOma / (6 * quantile)
    guard options.scopeNoise < most else {
      throw LightlaneError(
        .contradiction,
        "scope_noise_w = \(decimal(options.scopeNoise)) is no noise of this oscilloscope: an ideal"
          + " signal of this outer OMA bears \(Self.digits(most)) at most")
    }
    if let seen = answer.periodNoise, options.scopeNoise > 1.1 * seen {
      answer.warnings.append(
        "warning: scope_noise_w = \(decimal(options.scopeNoise)) is above the noise in the samples,"
          + " period_noise_w = \(Self.digits(seen)); the penalty comes out too small")
    }
  }

  /// Penalties below this are told: numbers of an ideal signal are within it of zero.
  private static var leastPenaltyDb: Double { -0.1 }

  mutating func warnOfPenalty() {
    guard let penalty = answer.tdecqDb, penalty < Self.leastPenaltyDb else { return }
    answer.warnings.append(
      "warning: the penalty is \(Self.short(penalty)) dB, less than an ideal signal's: look at"
        + " scope_noise_w, and at what the samples were filtered or averaged by")
  }

  /// Four digits of a number that may be small.
  private static func digits(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return decimal(value) }
    let scale = pow(10, 3 - log10(value).rounded(.down))
    let rounded = (value * scale).rounded() / scale
    return decimal(rounded.isFinite ? rounded : value)
  }

  /// The fourth moment over the squared second: 1 for two levels, 41/25 for four.
  static func kurtosis(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    var (second, fourth) = (0.0, 0.0)
    for value in values {
      let square = (value - mean) * (value - mean)
      second += square
      fourth += square * square
    }
    return second > 0 ? fourth * Double(values.count) / (second * second) : .nan
  }

  /// What samples at the eye's centre say where their pattern has four levels and they have two.
  func remarkOnLevels(_ values: [Double]) -> String? {
    // Between 1, and what four levels have, leaving room for the former's intersymbol interference.
    guard Self.kurtosis(pattern.symbols.map(Double.init)) > 1.5, Self.kurtosis(values) < 1.25
    else { return nil }
    return "the samples have two levels, as NRZ has; \(pattern.name) is PAM4"
  }
}
