// The host's electrical channel as a loss class: one loss at Nyquist, spread over the band by the
// standard's shape.

import LaneNumerics

/// A host trace with its packages and connectors, known by its loss at the lane's Nyquist
/// frequency.
///
/// The loss rises with frequency as the 802.3ck 120G host channel does, IL(f) = 0.05 + 1.8 √f +
/// 0.2513 f dB with f in GHz (16.0 dB at 26.5625 GHz), scaled to the given loss. Valid where a loss
/// class is: reflections and crosstalk are not in it.
public struct HostChannel: Sendable {
  /// Loss at the Nyquist frequency, dB.
  public var lossAtNyquistDb: Double

  public init(lossAtNyquistDb: Double) { self.lossAtNyquistDb = lossAtNyquistDb }

  /// |H|² over the band.
  public func transfer(nyquist: Double) -> Spectrum {
    let gigahertz = nyquist * 1e-9
    let skin = 1.8 * gigahertz.squareRoot()
    let dielectric = 0.2513 * gigahertz
    let scale = lossAtNyquistDb / (0.05 + skin + dielectric)
    let roots = NyquistBand.nodeRoots * (skin * scale)
    let linear = NyquistBand.nodes * (dielectric * scale)
    return .transfer(lossDb: roots + linear + 0.05 * scale)
  }
}
