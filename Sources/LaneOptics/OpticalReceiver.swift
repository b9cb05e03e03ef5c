// The optical receiver: photodiode and transimpedance amplifier.

import LaneNumerics

/// A photodiode behind its coupling optics.
public struct Photodiode: Sendable {
  /// Loss onto the diode, dB.
  public let couplingLossDb: Double
  /// Responsivity, A/W.
  public let responsivity: Double
  /// 3 dB bandwidth, Hz.
  public let bandwidth: Double
  /// Responsivity to the light in the fibre, coupling included, A/W.
  public let fiberResponsivity: Double

  public init(couplingLossDb: Double, responsivity: Double, bandwidth: Double) {
    self.couplingLossDb = couplingLossDb
    self.responsivity = responsivity
    self.bandwidth = bandwidth
    fiberResponsivity = responsivity * Decibel.ratio(-couplingLossDb)
  }

  /// |H|² over the band: one pole.
  public func response(nyquist: Double) -> Spectrum {
    .onePole(bandwidth: bandwidth / nyquist)
  }

  /// Photocurrents of optical levels at the fibre's end, A.
  public func currents(_ levels: OpticalLevels) -> SIMD4<Double> {
    levels.watts * fiberResponsivity
  }

  /// Density of shot noise of a current, one-sided, A²/Hz: 2 q I.
  public static func shotNoise(current: Double) -> Double { 2 * Constant.electronCharge * current }
}

/// A transimpedance amplifier whose gain control holds the output swing.
public struct TransimpedanceAmplifier: Sendable {
  /// 3 dB bandwidth, Hz.
  public var bandwidth: Double
  /// Input-referred noise density, A/√Hz.
  public var inputNoise: Double
  /// Differential output swing between the outer levels, V.
  public var swing: Double
  /// Power, W.
  public var power: Double
  /// Largest average light of a lane at its fibre that a solve may reach, W.
  public var overload: Double

  public init(bandwidth: Double, inputNoise: Double, swing: Double, power: Double, overload: Double)
  {
    self.bandwidth = bandwidth
    self.inputNoise = inputNoise
    self.swing = swing
    self.power = power
    self.overload = overload
  }

  /// |H|² over the band.
  public func response(nyquist: Double) -> Spectrum {
    .butterworth2(bandwidth: bandwidth / nyquist)
  }
}
