// The single-mode fibre plant: loss, dispersion, reflections, delay.

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
  /// Power reflectance of each connector.
  public var connectorReflectance: Double
  /// Power reflectance of transmitter and receiver.
  public var moduleReflectance: Double
  /// Zero-dispersion wavelength, m.
  public var zeroDispersion: Double
  /// Dispersion slope there, s/m³.
  public var dispersionSlope: Double
  /// Group index.
  public var groupIndex: Double
  /// Share of the multipath interference that beats.
  public var polarisation: Double

  public init(
    length: Double, attenuationDb: Double, connectors: Int, connectorLossDb: Double,
    connectorReflectance: Double, moduleReflectance: Double, zeroDispersion: Double,
    dispersionSlope: Double, groupIndex: Double, polarisation: Double
  ) {
    self.length = length
    self.attenuationDb = attenuationDb
    self.connectors = connectors
    self.connectorLossDb = connectorLossDb
    self.connectorReflectance = connectorReflectance
    self.moduleReflectance = moduleReflectance
    self.zeroDispersion = zeroDispersion
    self.dispersionSlope = dispersionSlope
    self.groupIndex = groupIndex
    self.polarisation = polarisation
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
  public func response(wavelength: Double, chirp: Double, nyquist: Double) -> Spectrum {
    let turn =
      2 * Double.pi * wavelength * wavelength * dispersion(wavelength: wavelength) * nyquist
      * nyquist / Constant.lightSpeed
    if turn == 0 { return Spectrum(repeating: 1) }
    let offset = 2 * arctangent(chirp)
    let gain = 0.5 * (1 + chirp * chirp)
    let angle = NyquistBand.nodes * NyquistBand.nodes * turn + offset
    return gain * (1 + angle.cosines(within: abs(turn) + abs(offset)))
  }

  /// Multipath interference: variance of the beat noise over level power × average power.
  ///
  /// 2 F Σ_{i<j} r_i r_j A_ij² over transmitter, connectors and receiver in order, A_ij the one-way
  /// transmission between reflectors i and j; a design model for many small reflectors, Gaussian by
  /// their number.
  public var multipathVariance: Double {
    let spans = Double(connectors + 1)
    let span = Decibel.ratio(-fiberLossDb / spans)
    let connector = Decibel.ratio(-connectorLossDb)
    let spanSquare = span * span
    let connectorSquare = connector * connector
    // `echo` is Σ_{i<j} r_i A_ij², carried from each reflector to the next.
    var echo = moduleReflectance * spanSquare
    var sum = 0.0
    for _ in 0..<max(0, connectors) {
      sum += connectorReflectance * echo
      echo = (echo * connectorSquare + connectorReflectance) * spanSquare
    }
    sum += moduleReflectance * echo
    return 2 * polarisation * sum
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
