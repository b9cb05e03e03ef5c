// The electro-absorption modulated laser (EML): light and modulator in one chip.

import LaneNumerics

/// A laser with an electro-absorption modulator behind it, known by its modulated average power.
///
/// Absorption in dB rises as a power of the drive from the highest level down: level k at drive u of
/// 0...1 has 10^(-ER u^p / 10) of the highest level's power. Dynamics are one pole.
public struct ElectroAbsorptionLaser: Sendable {
  /// Single-ended swing that gives the extinction ratio, V.
  public var swing: Double
  /// Average modulated power at the facet, W.
  public var averagePower: Double
  /// Extinction ratio, dB.
  public var extinctionDb: Double
  /// Exponent of the absorption over the drive.
  public var exponent: Double
  /// 3 dB electro-optic bandwidth, Hz.
  public var bandwidth: Double
  /// Relative intensity noise, one-sided, 1/Hz.
  public var relativeIntensityNoise: Double
  /// Electrical power of the laser section, W.
  public var power: Double
  /// Largest average power that a solve may ask for, W.
  public var maximumAveragePower: Double

  public init(
    swing: Double, averagePower: Double, extinctionDb: Double, exponent: Double,
    bandwidth: Double, relativeIntensityNoise: Double, power: Double,
    maximumAveragePower: Double
  ) {
    self.swing = swing
    self.averagePower = averagePower
    self.extinctionDb = extinctionDb
    self.exponent = exponent
    self.bandwidth = bandwidth
    self.relativeIntensityNoise = relativeIntensityNoise
    self.power = power
    self.maximumAveragePower = maximumAveragePower
  }

  /// Swing less: the absorption keeps its law over the voltage, the highest level stays, and the
  /// average is held by the laser's current.
  mutating func drive(_ ratio: Double) {
    swing *= ratio
    extinctionDb *= ratio > 0 ? exponential(exponent * logarithm(ratio)) : 0
  }

  /// |H|² over the band.
  public func response(nyquist: Double) -> Spectrum {
    .onePole(bandwidth: bandwidth / nyquist)
  }

  /// Optical levels at the facet, from drive levels between -1 and 1.
  public func levels(drive: SIMD4<Double>, predistortion: Bool) -> OpticalLevels {
    var shape = SIMD4<Double>()
    for level in 0..<4 {
      let absorbed = 0.5 * (1 - drive[level])
      let strength = absorbed > 0 ? exponential(exponent * logarithm(absorbed)) : 0
      shape[level] = Decibel.ratio(-extinctionDb * strength)
    }
    if predistortion { shape = OpticalLevels.even(from: shape[0], to: shape[3]) }
    return OpticalLevels(watts: shape * (averagePower / (shape.sum() * 0.25)))
  }
}
