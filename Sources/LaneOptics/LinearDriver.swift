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
  /// Supply of the output stage, V.
  public var supply: Double
  /// Differential load with its termination, ohm.
  public var load: Double
  /// Power of the input and peaking stages, W.
  public var staticPower: Double

  public init(
    bandwidth: Double, peakingDb: Double, inputNoise: Double, supply: Double, load: Double,
    staticPower: Double
  ) {
    self.bandwidth = bandwidth
    self.peakingDb = peakingDb
    self.inputNoise = inputNoise
    self.supply = supply
    self.load = load
    self.staticPower = staticPower
  }

  /// |H|² over the band, unity at DC.
  public func response(nyquist: Double) -> Spectrum {
    .butterworth2(bandwidth: bandwidth / nyquist) * .boost(peakingDb)
  }

  /// Power of one lane, W, for a swing at a modulator of terminated electrodes: the class-A output
  /// stage steers a current of swing / load whatever the data.
  public func power(swing: Double) -> Double { supply * swing / load + staticPower }

  /// Power of one lane, W, for a swing at a lumped capacitance: the class-A output stage must hold the
  /// largest current that a full swing at the Nyquist frequency asks for, π f C V.
  public func power(swing: Double, capacitance: Double, nyquist: Double) -> Double {
    supply * Double.pi * nyquist * capacitance * swing + staticPower
  }
}
