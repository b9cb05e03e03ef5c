// The directly modulated vertical-cavity laser (VCSEL) of multimode links.

import LaneNumerics

/// A VCSEL on the straight part of its light-current curve, with the second-order response of its
/// relaxation resonance. Valid below roll-over: levels are even, so R_LM comes from the drive alone.
public struct VerticalCavityLaser: Sendable {
  /// Swing of its driver, V.
  public var swing: Double
  /// Average modulated power, W.
  public var averagePower: Double
  /// Extinction ratio, as a power ratio.
  public var extinctionRatio: Double
  /// Relaxation resonance, Hz.
  public var resonance: Double
  /// Damping ratio; 0.7 is flat.
  public var damping: Double
  /// Relative intensity noise, one-sided, 1/Hz.
  public var relativeIntensityNoise: Double
  /// Electrical power, W.
  public var power: Double
  /// Largest average power that a solve may ask for, W.
  public var maximumAveragePower: Double

  public init(
    swing: Double, averagePower: Double, extinctionRatio: Double, resonance: Double,
    damping: Double, relativeIntensityNoise: Double, power: Double,
    maximumAveragePower: Double
  ) {
    self.swing = swing
    self.averagePower = averagePower
    self.extinctionRatio = extinctionRatio
    self.resonance = resonance
    self.damping = damping
    self.relativeIntensityNoise = relativeIntensityNoise
    self.power = power
    self.maximumAveragePower = maximumAveragePower
  }

  /// Swing less about the same average: (ER - 1)/(ER + 1) falls with it.
  mutating func drive(_ ratio: Double) {
    swing *= ratio
    let contrast = ratio * (extinctionRatio - 1) / (extinctionRatio + 1)
    extinctionRatio = (1 + contrast) / (1 - contrast)
  }

  /// |H|² over the band: 1 / ((1 - x²)² + 4 ζ² x²) with x = f over the resonance.
  public func response(nyquist: Double) -> Spectrum {
    let x = NyquistBand.nodes * (nyquist / resonance)
    let square = x * x
    return 1 / ((1 - square) * (1 - square) + square * (4 * damping * damping))
  }

  /// Optical levels, from drive levels between -1 and 1: P = P_ave (1 + m u), m = (ER - 1)/(ER + 1).
  public func levels(drive: SIMD4<Double>, predistortion: Bool) -> OpticalLevels {
    let contrast = (extinctionRatio - 1) / (extinctionRatio + 1)
    let even = SIMD4(-1, -1.0 / 3, 1.0 / 3, 1)
    return OpticalLevels(watts: averagePower * (1 + contrast * (predistortion ? even : drive)))
  }
}
