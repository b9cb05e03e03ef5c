// The Mach-Zehnder modulator: from drive levels to optical levels.

import LaneNumerics

/// A Mach-Zehnder modulator at quadrature: P = P_in · loss · ½ (1 + m sin(π v / Vπ)).
///
/// The static curve is exact; dynamics are one electro-optic pole. Valid for drives up to the
/// curve's peak (swing ≤ Vπ).
public struct MachZehnder: Sendable {
  /// Half-wave voltage, V, in the volts of the driver's swing.
  public var halfWaveVoltage: Double
  /// 3 dB electro-optic bandwidth, Hz.
  public var bandwidth: Double
  /// On-chip loss at the maximum, dB.
  public var lossDb: Double
  /// Largest extinction ratio, as a power ratio.
  public var extinctionLimit: Double
  /// Coupling loss into the fibre, dB.
  public var outputLossDb: Double
  /// Small-signal chirp parameter.
  public var chirp: Double
  /// Whether the drive levels are spaced so that the optical levels come out even.
  public var predistortion: Bool

  public init(
    halfWaveVoltage: Double, bandwidth: Double, lossDb: Double, extinctionLimit: Double,
    outputLossDb: Double, chirp: Double, predistortion: Bool
  ) {
    self.halfWaveVoltage = halfWaveVoltage
    self.bandwidth = bandwidth
    self.lossDb = lossDb
    self.extinctionLimit = extinctionLimit
    self.outputLossDb = outputLossDb
    self.chirp = chirp
    self.predistortion = predistortion
  }

  /// |H|² over the band.
  public func response(nyquist: Double) -> Spectrum {
    .onePole(bandwidth: bandwidth / nyquist)
  }

  /// Power transmission of the four levels from the input waveguide to the output one, from drive
  /// levels between -1 and 1 in units of half the swing.
  public func transmissions(swing: Double, drive: SIMD4<Double>) -> SIMD4<Double> {
    let peakPhase = 0.5 * Double.pi * swing / halfWaveVoltage
    var tone = SIMD4<Double>()
    if predistortion {
      tone = SIMD4(-1, -1.0 / 3, 1.0 / 3, 1) * sine(peakPhase)
    } else {
      for level in 0..<4 { tone[level] = sine(peakPhase * drive[level]) }
    }
    let contrast = (extinctionLimit - 1) / (extinctionLimit + 1)
    return 0.5 * Decibel.ratio(-lossDb) * (1 + contrast * tone)
  }
}
