// The Mach-Zehnder modulator, in silicon or lithium niobate: from drive levels to transmissions.

import LaneNumerics

/// A Mach-Zehnder modulator at quadrature: P = P_in · loss · ½ (1 + m sin(π v / Vπ)).
///
/// The static curve is exact; dynamics are one electro-optic pole. Valid for drives up to the curve's
/// peak (swing ≤ Vπ).
public struct MachZehnder: Sendable {
  /// Steady differential swing between the outer levels, V.
  public var swing: Double
  /// Half-wave voltage, V, in the volts of the swing.
  public var halfWaveVoltage: Double
  /// 3 dB electro-optic bandwidth, Hz.
  public var bandwidth: Double
  /// On-chip loss at the maximum, dB.
  public var lossDb: Double
  /// Largest extinction ratio, as a power ratio.
  public var extinctionLimit: Double

  public init(
    swing: Double, halfWaveVoltage: Double, bandwidth: Double, lossDb: Double,
    extinctionLimit: Double
  ) {
    self.swing = swing
    self.halfWaveVoltage = halfWaveVoltage
    self.bandwidth = bandwidth
    self.lossDb = lossDb
    self.extinctionLimit = extinctionLimit
  }

  /// |H|² over the band.
  public func response(nyquist: Double) -> Spectrum {
    .onePole(bandwidth: bandwidth / nyquist)
  }

  /// Power transmission of the four levels from the input waveguide to the output one, from drive
  /// levels between -1 and 1 in units of half the swing; even levels when the drive is predistorted.
  public func transmissions(drive: SIMD4<Double>, predistortion: Bool) -> SIMD4<Double> {
    let peakPhase = 0.5 * Double.pi * swing / halfWaveVoltage
    var tone = SIMD4<Double>()
    if predistortion {
      tone = SIMD4(-1, -1.0 / 3, 1.0 / 3, 1) * sine(peakPhase)
    } else {
      tone[0] = sine(peakPhase * drive[0])
      tone[1] = sine(peakPhase * drive[1])
      // Levels that mirror each other, as those of a compressed transmitter do, need no second sine.
      tone[2] = drive[2] == -drive[1] ? -tone[1] : sine(peakPhase * drive[2])
      tone[3] = drive[3] == -drive[0] ? -tone[0] : sine(peakPhase * drive[3])
    }
    let contrast = (extinctionLimit - 1) / (extinctionLimit + 1)
    return 0.5 * Decibel.ratio(-lossDb) * (1 + contrast * tone)
  }
}
