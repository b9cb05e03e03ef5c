// The silicon ring modulator: a Lorentzian resonance that the drive shifts past the laser.

import LaneNumerics

/// A depletion ring on a bus waveguide, its laser on the long-wavelength side of the resonance.
///
/// Through-port transmission at a distance d from the resonance: T = 1 - (1 - T₀) / (1 + (2 Q d/λ)²).
/// Dynamics: the photon lifetime gives a pole pair at -γ ± jΔ with γ = ω/2Q and Δ the detuning in
/// angular frequency, and a zero at -2γ, the small-signal response of a critically coupled ring; the
/// junction adds one pole. Valid for a small signal about the bias, without self-heating.
public struct RingModulator: Sendable {
  /// Swing between the outer levels, V.
  public var swing: Double
  /// Loaded quality factor.
  public var quality: Double
  /// Shift of the resonance, m/V.
  public var shiftPerVolt: Double
  /// Distance of the laser from the resonance at the bias, m.
  public var detuning: Double
  /// Transmission at resonance.
  public var floor: Double
  /// 3 dB bandwidth of the junction, Hz.
  public var bandwidth: Double
  /// Loss of the bus waveguide, dB.
  public var excessLossDb: Double
  /// Power of the heater at the hottest engine, W, that temperature in °C, and what each kelvin below it
  /// adds, W/K.
  public var heaterPower: Double
  public var heaterTop: Double
  public var heaterPerKelvin: Double
  /// Capacitance that its driver charges, F.
  public var capacitance: Double

  public init(
    swing: Double, quality: Double, shiftPerVolt: Double, detuning: Double, floor: Double,
    bandwidth: Double, excessLossDb: Double, heaterPower: Double, heaterTop: Double,
    heaterPerKelvin: Double, capacitance: Double
  ) {
    self.swing = swing
    self.quality = quality
    self.shiftPerVolt = shiftPerVolt
    self.detuning = detuning
    self.floor = floor
    self.bandwidth = bandwidth
    self.excessLossDb = excessLossDb
    self.heaterPower = heaterPower
    self.heaterTop = heaterTop
    self.heaterPerKelvin = heaterPerKelvin
    self.capacitance = capacitance
  }

  /// Through-port transmission at a distance from the resonance.
  func transmission(distance: Double, wavelength: Double) -> Double {
    let widths = 2 * quality * distance / wavelength
    return 1 - (1 - floor) / (1 + widths * widths)
  }

  /// |H|² over the band.
  public func response(nyquist: Double, wavelength: Double) -> Spectrum {
    let carrier = Constant.lightSpeed / wavelength
    // In units of the Nyquist frequency.
    let decay = carrier / (2 * quality) / nyquist
    let offset = carrier * detuning / wavelength / nyquist
    let f = NyquistBand.nodes * NyquistBand.nodes
    let square = decay * decay + offset * offset
    let real = square - f
    let poles = (real * real + f * (4 * decay * decay)) / (square * square)
    let zero = 1 + f / (4 * decay * decay)
    return zero / poles * .onePole(bandwidth: bandwidth / nyquist)
  }

  /// Power transmission of the four levels, from drive levels between -1 and 1 in units of half the
  /// swing; even levels when the drive is predistorted.
  public func transmissions(
    drive: SIMD4<Double>, predistortion: Bool, wavelength: Double
  ) -> SIMD4<Double> {
    var result = SIMD4<Double>()
    for level in 0..<4 {
      let distance = detuning + 0.5 * swing * shiftPerVolt * drive[level]
      result[level] = transmission(distance: distance, wavelength: wavelength)
    }
    if predistortion { result = OpticalLevels.even(from: result[0], to: result[3]) }
    return result * Decibel.ratio(-excessLossDb)
  }
}
