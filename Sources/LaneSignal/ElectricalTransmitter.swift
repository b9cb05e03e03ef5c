// The electrical transmitter of a host or of a module DSP: swing, pulse, noise, levels.

import LaneNumerics

/// A peak-limited PAM4 transmitter.
public struct ElectricalTransmitter: Sendable {
  /// Differential peak-to-peak swing between the outer levels without equalisation, V.
  public var swing: Double
  /// Signal-to-noise ratio, as a power ratio.
  public var signalToNoise: Double
  /// Nyquist over DC gain of its equaliser, dB.
  public var boostDb: Double
  /// 20 to 80 % transition time, s.
  public var riseTime: Double
  /// RMS jitter, unit intervals.
  public var jitter: Double
  /// R_LM of its levels.
  public var levelMismatch: Double

  public init(
    swing: Double, signalToNoise: Double, boostDb: Double, riseTime: Double, jitter: Double,
    levelMismatch: Double
  ) {
    self.swing = swing
    self.signalToNoise = signalToNoise
    self.boostDb = boostDb
    self.riseTime = riseTime
    self.jitter = jitter
    self.levelMismatch = levelMismatch
  }

  /// Levels between -1 and 1 in units of half the swing; R_LM compresses the outer steps.
  public var levels: SIMD4<Double> {
    let inner = 1 - 2 * levelMismatch / 3
    return SIMD4(-1, -inner, inner, 1)
  }

  /// Variance of the signal at low frequencies, V²: the equaliser takes its boost away from them.
  public var variance: Double {
    0.25 * swing * swing * Pam4.variance(of: levels) / Decibel.ratio(boostDb)
  }

  /// |H|² of the pulse over the band, unity at DC: rectangular hold, Gaussian transition (Annex
  /// 93A), boost.
  public func pulse(nyquist: Double) -> Spectrum {
    // 93A: H_t(f) = exp(-2 (π f T_r / 1.6832)²) in amplitude.
    let edge = Double.pi * nyquist * riseTime / 1.6832
    let lossAtNyquist = min(3000, edge * edge * 40 / Decibel.naturalPerBel)
    let square = NyquistBand.nodes * NyquistBand.nodes
    let transition = Spectrum.transfer(lossDb: square * lossAtNyquist)
    return NyquistBand.holdShape * transition * .boost(boostDb)
  }

  /// Noise-to-signal ratio over the band: SNR_TX is white under the signal; jitter turns into noise
  /// through the slope, (2π f T)² σ².
  public var noiseToSignal: Spectrum {
    let slope = Double.pi * jitter
    return NyquistBand.nodes * NyquistBand.nodes * (slope * slope) + 1 / signalToNoise
  }
}
