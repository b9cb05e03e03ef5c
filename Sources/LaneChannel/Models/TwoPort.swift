// A two-port at one frequency, and the lumped and distributed elements that COM's package and board models are made of.

import Glibc
import LaneNumerics

/// Scattering parameters of a two-port at one frequency, both ports at the same real reference.
@frozen
public struct TwoPort: Equatable, Sendable {
  public var s11, s12, s21, s22: Complex

  @inlinable
  public init(s11: Complex, s12: Complex, s21: Complex, s22: Complex) {
    self.s11 = s11
    self.s12 = s12
    self.s21 = s21
    self.s22 = s22
  }

  /// A reciprocal, symmetric two-port.
  @inlinable
  init(reflection: Complex, transmission: Complex) {
    self.init(s11: reflection, s12: transmission, s21: transmission, s22: reflection)
  }

  /// A connection without length.
  @inlinable public static var through: TwoPort { TwoPort(reflection: .zero, transmission: .one) }

  /// The same two-port seen from its other side.
  @inlinable public var reversed: TwoPort { TwoPort(s11: s22, s12: s21, s21: s12, s22: s11) }

  /// `self`, then `next` (IEEE 802.3 equations 93A-4 to 93A-7).
  @inlinable
  public func followed(by next: TwoPort) -> TwoPort {
    let loop = Complex.one / (Complex.one - s22 * next.s11)
    return TwoPort(
      s11: s11 + s12 * next.s11 * s21 * loop, s12: s12 * next.s12 * loop,
      s21: s21 * next.s21 * loop, s22: next.s22 + next.s21 * s22 * next.s12 * loop)
  }

  /// A capacitor to ground (93A-8).
  /// - Parameters:
  ///   - farads: the capacitance of one side of the pair
  ///   - ohm: the reference of one side
  public static func shunt(farads: Double, hertz: Double, ohm: Double) -> TwoPort {
    let x = Complex(0, 2 * .pi * hertz * farads * ohm)
    let scale = Complex.one / (Complex(2) + x)
    return TwoPort(reflection: -x * scale, transmission: 2 * scale)
  }

  /// An inductor in series, of one side of the pair.
  public static func series(henry: Double, hertz: Double, ohm: Double) -> TwoPort {
    let x = Complex(0, 2 * .pi * hertz * henry / ohm)
    let scale = Complex.one / (Complex(2) + x)
    return TwoPort(reflection: x * scale, transmission: 2 * scale)
  }

  /// What a source and a load of other resistances than the reference see: voltage at the load's
  /// terminals over the source's open voltage, times two (93A-17, 93A-18).
  /// - Parameters:
  ///   - source, load: reflection coefficients of the two ends against the reference
  public func voltageTransfer(source: Double, load: Double) -> Complex {
    let loops =
      Complex.one - source * s11 - load * s22 - (source * load) * (s12 * s21)
      + (source * load) * (s11 * s22)
    return ((1 - source) * (1 + load)) * s21 / loops
  }
}

/// A uniform line of one of COM's models (93A-9 to 93A-14).
public struct ModelLine: Equatable, Sendable {
  /// Loss that does not vary with frequency, in 1/mm.
  public var gamma0: Double
  /// Conductor loss, in sqrt(ns)/mm.
  public var a1: Double
  /// Dielectric loss, in ns/mm.
  public var a2: Double
  /// Delay, in ns/mm.
  public var tau: Double
  /// Differential characteristic impedance, in ohm.
  public var impedance: Double
  public var lengthMm: Double

  public init(
    gamma0: Double, a1: Double, a2: Double, tau: Double, impedance: Double, lengthMm: Double
  ) {
    self.gamma0 = gamma0
    self.a1 = a1
    self.a2 = a2
    self.tau = tau
    self.impedance = impedance
    self.lengthMm = lengthMm
  }

  /// Propagation per mm.
  public func gamma(hertz: Double) -> Complex {
    let f = hertz * 1e-9
    if f <= 0 { return Complex(gamma0) }
    let conductor = a1 * f.squareRoot()
    return Complex(
      gamma0 + conductor + a2 * f,
      conductor + f * (2 * .pi * tau - a2 * (2 / .pi) * Glibc.log(f)))
  }

  /// - Parameter ohm: the reference of one side of the pair
  public func twoPort(hertz: Double, ohm: Double) -> TwoPort {
    if lengthMm == 0 { return .through }
    let rho = (impedance - 2 * ohm) / (impedance + 2 * ohm)
    let once = Complex.exp(-lengthMm * gamma(hertz: hertz))
    let twice = once * once
    let scale = Complex.one / (Complex.one - (rho * rho) * twice)
    return TwoPort(
      reflection: rho * (Complex.one - twice) * scale, transmission: (1 - rho * rho) * once * scale)
  }
}
