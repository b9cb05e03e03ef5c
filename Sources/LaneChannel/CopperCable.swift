// The twinaxial cable of a copper link, known by its loss per metre at one frequency.

import LaneNumerics

/// A copper cable with a connector at each end.
///
/// Loss rises mostly with the square root of frequency (skin effect) and a little with frequency
/// (dielectric): L(f) = L₀ (0.85 √(f/f₀) + 0.15 f/f₀) at f₀ = 26.5625 GHz, a typical split for foamed
/// twinax. Reflections are not in it.
public struct CopperCable: Sendable {
  /// Length, m.
  public var length: Double
  /// Loss at 26.5625 GHz, dB/m.
  public var lossPerMetreDb: Double
  /// Loss of each end at 26.5625 GHz, dB.
  public var connectorLossDb: Double
  /// Delay, s/m.
  public var delayPerMetre: Double
  /// Integrated crosstalk at the receiver behind it, V RMS.
  public var crosstalk: Double

  public init(
    length: Double, lossPerMetreDb: Double, connectorLossDb: Double, delayPerMetre: Double,
    crosstalk: Double
  ) {
    self.length = length
    self.lossPerMetreDb = lossPerMetreDb
    self.connectorLossDb = connectorLossDb
    self.delayPerMetre = delayPerMetre
    self.crosstalk = crosstalk
  }

  private static let reference = 26.5625e9

  /// Loss at 26.5625 GHz, dB.
  public var lossDb: Double { length * lossPerMetreDb + 2 * connectorLossDb }

  /// Loss at a frequency, dB.
  public func lossDb(at frequency: Double) -> Double {
    let ratio = frequency / Self.reference
    return lossDb * (0.85 * ratio.squareRoot() + 0.15 * ratio)
  }

  /// |H|² over the band.
  public func transfer(nyquist: Double) -> Spectrum {
    let ratio = nyquist / Self.reference
    // Kept within the range of the exponential; a cable of 2900 dB passes nothing.
    let bounded = min(lossDb, 2900 / (0.85 * ratio.squareRoot() + 0.15 * ratio))
    let skin = NyquistBand.nodeRoots * (0.85 * ratio.squareRoot() * bounded)
    let dielectric = NyquistBand.nodes * (0.15 * ratio * bounded)
    return .transfer(lossDb: skin + dielectric)
  }

  /// One-way delay, s.
  public var delay: Double { length * delayPerMetre }
}
