// The driver between an electrical lane and its modulator.

import LaneNumerics

/// A linear, class-A modulator driver whose gain is set for a steady output swing.
public struct LinearDriver: Sendable {
  /// 3 dB bandwidth, Hz.
  public var bandwidth: Double
  /// Nyquist over DC gain, dB.
  public var peakingDb: Double
  /// Input-referred noise density, V/√Hz.
  public var inputNoise: Double
  /// Steady differential swing between the outer levels at the modulator, V.
  public var swing: Double
  /// Supply of the output stage, V.
  public var supply: Double
  /// Differential load with its termination, ohm.
  public var load: Double
  /// Power of the input and peaking stages, W.
  public var staticPower: Double

  public init(
    bandwidth: Double, peakingDb: Double, inputNoise: Double, swing: Double, supply: Double,
    load: Double, staticPower: Double
  ) {
    self.bandwidth = bandwidth
    self.peakingDb = peakingDb
    self.inputNoise = inputNoise
    self.swing = swing
    self.supply = supply
    self.load = load
    self.staticPower = staticPower
  }

  /// |H|² over the band, unity at DC.
  public func response(nyquist: Double) -> Spectrum {
    .butterworth2(bandwidth: bandwidth / nyquist) * .boost(peakingDb)
  }

  /// Power of one lane, W: the output stage steers a current of swing / load whatever the data.
  public var power: Double { supply * swing / load + staticPower }
}
