// What a wave at a port is in terms of voltage and current: three definitions that differ where the
// reference impedance is complex.

import LaneNumerics

/// The definition of the waves that scattering parameters relate.
public enum WaveDefinition: Int, CaseIterable, Sendable {
  /// Power waves (Kurokawa 1965): a = (v + z i) / 2√Re z, b = (v − z* i) / 2√Re z.
  case power = 0
  /// Pseudo-waves (Marks and Williams 1992): a, b = √Re z / 2|z| · (v ± z i).
  case pseudo = 1
  /// Travelling waves: a, b = (v ± z i) / 2√z.
  case traveling = 2

  public var name: String {
    switch self {
    case .power: "power"
    case .pseudo: "pseudo"
    case .traveling: "traveling"
    }
  }
}

/// How two quantities at a port follow from two others: first' = m11 first + m12 second and so on.
struct PortMap {
  var m11, m12, m21, m22: Complex

  /// Voltage and current from the waves a and b.
  static func levels(_ definition: WaveDefinition, _ z: Complex) -> PortMap {
    switch definition {
    case .power:
      let scale = 1 / z.real.squareRoot()
      return PortMap(
        m11: scale * z.conjugate, m12: scale * z, m21: Complex(scale), m22: Complex(-scale))
    case .pseudo:
      let scale = z.magnitude / z.real.squareRoot()
      let current = Complex(scale) / z
      return PortMap(m11: Complex(scale), m12: Complex(scale), m21: current, m22: -current)
    case .traveling:
      let root = Complex.sqrt(z)
      let current = Complex.one / root
      return PortMap(m11: root, m12: root, m21: current, m22: -current)
    }
  }

  /// The waves a and b from voltage and current.
  static func waves(_ definition: WaveDefinition, _ z: Complex) -> PortMap {
    switch definition {
    case .power:
      let scale = 0.5 / z.real.squareRoot()
      return PortMap(
        m11: Complex(scale), m12: scale * z, m21: Complex(scale), m22: -(scale * z.conjugate))
    case .pseudo:
      let scale = 0.5 * z.real.squareRoot() / z.magnitude
      return PortMap(m11: Complex(scale), m12: scale * z, m21: Complex(scale), m22: -(scale * z))
    case .traveling:
      let root = Complex.sqrt(z)
      let voltage = Complex(0.5) / root
      return PortMap(m11: voltage, m12: 0.5 * root, m21: voltage, m22: -(0.5 * root))
    }
  }

  static var identity: PortMap { PortMap(m11: .one, m12: .zero, m21: .zero, m22: .one) }
  /// The two exchanged.
  static var exchange: PortMap { PortMap(m11: .zero, m12: .one, m21: .one, m22: .zero) }

  /// This after another.
  func after(_ other: PortMap) -> PortMap {
    PortMap(
      m11: m11 * other.m11 + m12 * other.m21, m12: m11 * other.m12 + m12 * other.m22,
      m21: m21 * other.m11 + m22 * other.m21, m22: m21 * other.m12 + m22 * other.m22)
  }
}
