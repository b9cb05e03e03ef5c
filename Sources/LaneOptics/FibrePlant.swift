// The fibre plant: loss, dispersion, delay.

import LaneNumerics

/// Fibre and connectors between TP2 and TP3.
public struct FibrePlant: Sendable {
  /// Length, m.
  public var length: Double
  /// Attenuation, dB/m.
  public var attenuationDb: Double
  /// Connectors, spread evenly along the fibre.
  public var connectors: Int
  /// Loss of each connector, dB.
  public var connectorLossDb: Double
  /// Zero-dispersion wavelength, m.
  public var zeroDispersion: Double
  /// Dispersion slope there, s/m³.
  public var dispersionSlope: Double
  /// Group index.
  public var groupIndex: Double
  /// What makes the fibre multimode; nil for single-mode fibre.
  public var multimode: MultimodeGlass?

  public init(
    length: Double, attenuationDb: Double, connectors: Int, connectorLossDb: Double,
    zeroDispersion: Double, dispersionSlope: Double, groupIndex: Double,
    multimode: MultimodeGlass? = nil
  ) {
    self.length = length
    self.attenuationDb = attenuationDb
    self.connectors = connectors
    self.connectorLossDb = connectorLossDb
    self.zeroDispersion = zeroDispersion
    self.dispersionSlope = dispersionSlope
    self.groupIndex = groupIndex
    self.multimode = multimode
  }

  /// Loss of the glass, dB.
  public var fiberLossDb: Double { length * attenuationDb }
  /// Loss of all connectors, dB.
  public var connectorsLossDb: Double { Double(connectors) * connectorLossDb }
  /// Loss from TP2 to TP3, dB.
  public var lossDb: Double { fiberLossDb + connectorsLossDb }
  /// One-way delay, s.
  public var delay: Double { length * groupIndex / Constant.lightSpeed }

  /// Total dispersion at a wavelength, s/m: D = S0/4 · λ · (1 - (λ0/λ)⁴) per length, the form of
  /// the standards.
  public func dispersion(wavelength: Double) -> Double {
    let ratio = zeroDispersion / wavelength
    let square = ratio * ratio
    return 0.25 * dispersionSlope * wavelength * (1 - square * square) * length
  }

  /// |H|² of the intensity over the band for a source with chirp α:
  /// (1 + α²) cos²(θ + atan α) with θ = π λ² D f² / c, the small-signal form.
  /// Multimode fibre answers with its own Gaussian response.
  public func response(wavelength: Double, chirp: Double, nyquist: Double) -> Spectrum {
    if let multimode { return multimode.response(length: length, nyquist: nyquist) }
    let turn =
      2 * Double.pi * wavelength * wavelength * dispersion(wavelength: wavelength) * nyquist
      * nyquist / Constant.lightSpeed
    if turn == 0 { return Spectrum(repeating: 1) }
    let offset = chirp == 0 ? 0 : 2 * arctangent(chirp)
    let gain = 0.5 * (1 + chirp * chirp)
    let angle = NyquistBand.nodes * NyquistBand.nodes * turn + offset
    return gain * (1 + angle.cosines(within: abs(turn) + abs(offset)))
  }
}

/// What makes a fibre multimode.
///
/// Modal and chromatic dispersion are Gaussian and independent: the optical response is ½ at modal
/// bandwidth over length, times exp(-(2π f σ)²/2) with σ = |D| · L · spectral width. Valid for a
/// source whose launch fills the modes that the effective modal bandwidth stands for.
public struct MultimodeGlass: Sendable {
  /// Effective modal bandwidth, Hz m, 3 dB optical.
  public var modalBandwidth: Double
  /// Chromatic dispersion, s/m².
  public var dispersion: Double
  /// RMS spectral width of the source, m.
  public var spectralWidth: Double

  public init(modalBandwidth: Double, dispersion: Double, spectralWidth: Double) {
    self.modalBandwidth = modalBandwidth
    self.dispersion = dispersion
    self.spectralWidth = spectralWidth
  }

  /// |H|² of the intensity over the band.
  func response(length: Double, nyquist: Double) -> Spectrum {
    let modal = nyquist * length / modalBandwidth
    let chromatic = 2 * Double.pi * nyquist * dispersion * length * spectralWidth
    // Nepers of power at Nyquist, kept within the range of the exponential.
    let atNyquist = min(690, 2 * 0.6931471805599453 * modal * modal + chromatic * chromatic)
    let square = NyquistBand.nodes * NyquistBand.nodes
    return exponential(square * -atNyquist)
  }
}

extension Spectrum {
  /// cos at each node, whose angles are at most `limit`: Taylor's series as long as the limit asks,
  /// else the C library.
  func cosines(within limit: Double) -> Spectrum {
    let square = self * self
    if limit < 0.1 {
      var sum = Spectrum(repeating: 1.0 / 40_320)
      sum = 1.0 / 720 - square * sum
      sum = 1.0 / 24 - square * sum
      sum = 0.5 - square * sum
      return 1 - square * sum
    }
    guard limit < 1.5 else {
      var result = Spectrum()
      for i in indices { result[i] = cosine(self[i]) }
      return result
    }
    var sum = Spectrum(repeating: 1.0 / 6_402_373_705_728_000)
    sum = 1.0 / 20_922_789_888_000 - square * sum
    sum = 1.0 / 87_178_291_200 - square * sum
    sum = 1.0 / 479_001_600 - square * sum
    sum = 1.0 / 3_628_800 - square * sum
    sum = 1.0 / 40_320 - square * sum
    sum = 1.0 / 720 - square * sum
    sum = 1.0 / 24 - square * sum
    sum = 0.5 - square * sum
    return 1 - square * sum
  }
}
