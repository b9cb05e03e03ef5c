// An electrical network: scattering parameters over frequency, with a reference impedance at each port.

import LaneNumerics
import LaneParameters

/// A linear network with 1 to 16 ports, known by its scattering parameters at rising frequencies.
///
/// Numbers lie as in an array of complex128 of shape (points, ports, ports) in C order: `s` holds
/// real and imaginary part in turn, the entry of a row and a column at ((point * ports + row) *
/// ports + column) * 2. Waves are power waves (Kurokawa) unless an operation says otherwise; for
/// real reference impedances all definitions are the same.
public struct Network: Sendable, Equatable {
  /// Frequencies in hertz, strictly rising, the first zero or more.
  public let frequenciesHz: [Double]
  public let portCount: Int
  /// Scattering parameters, real and imaginary part in turn.
  public let s: [Double]
  /// Reference impedance of each port, ohm.
  public let impedances: [Complex]

  @inlinable public static var mostPorts: Int { 16 }
  /// The most values of `s`: 2 GiB of them.
  @inlinable public static var mostValues: Int { 1 << 28 }

  @inlinable public var pointCount: Int { frequenciesHz.count }

  /// A network of checked numbers.
  ///
  /// Throws when a count does not fit, a number is not finite, frequencies do not rise, or the real
  /// part of an impedance is not positive; the error's row is the index of what was at fault.
  public init(
    frequenciesHz: [Double], portCount: Int, s: [Double], impedances: [Complex]
  ) throws(LightlaneError) {
    try Self.validate(portCount: portCount, points: frequenciesHz.count)
    let values = frequenciesHz.count * portCount * portCount * 2
    guard s.count == values else {
      throw LightlaneError(
        .count,
        "\(s.count) scattering values do not fit \(frequenciesHz.count) frequencies of \(portCount) "
          + "ports, which need \(values) (real and imaginary parts)")
    }
    try Self.validate(frequenciesHz: frequenciesHz)
    try Self.validate(impedances: impedances, portCount: portCount)
    if let place = Self.firstNotFinite(s) {
      let (point, entry) = (
        place / (2 * portCount * portCount), place / 2 % (portCount * portCount)
      )
      throw LightlaneError(
        .notFinite,
        "S\(entry / portCount + 1),\(entry % portCount + 1) at \(decimal(frequenciesHz[point])) Hz "
          + "is \(s[place]); finite numbers are taken", row: Int64(point))
    }
    self.init(
      checked: frequenciesHz, portCount: portCount, s: s, impedances: impedances)
  }

  /// A network of numbers that are known to be in order.
  init(checked frequenciesHz: [Double], portCount: Int, s: [Double], impedances: [Complex]) {
    self.frequenciesHz = frequenciesHz
    self.portCount = portCount
    self.s = s
    self.impedances = impedances
  }

  /// The parameter from a port (`column`) to a port (`row`) at a point, counted from zero.
  @inlinable
  public subscript(point: Int, row: Int, column: Int) -> Complex {
    let place = ((point * portCount + row) * portCount + column) * 2
    return Complex(s[place], s[place + 1])
  }

  // MARK: Checks

  static func validate(portCount: Int, points: Int) throws(LightlaneError) {
    guard (1...mostPorts).contains(portCount) else {
      throw LightlaneError(.count, "\(portCount) ports; a network has 1 to \(mostPorts)")
    }
    let most = mostValues / (2 * portCount * portCount)
    guard (1...most).contains(points) else {
      throw LightlaneError(
        .count, "\(points) frequencies; a network of \(portCount) ports takes 1 to \(most)")
    }
  }

  static func validate(frequenciesHz: [Double]) throws(LightlaneError) {
    var last = -Double.leastNonzeroMagnitude
    for (point, frequency) in frequenciesHz.enumerated() {
      guard frequency.isFinite else {
        throw LightlaneError(
          .notFinite, "frequency \(point) is \(frequency); finite numbers are taken",
          row: Int64(point))
      }
      guard frequency > last else {
        let bound = point == 0 ? "it starts at 0 or above" : "above \(decimal(last)) Hz is taken"
        throw LightlaneError(
          .outOfBounds, "frequency \(point) = \(decimal(frequency)) Hz does not rise; \(bound)",
          row: Int64(point))
      }
      last = frequency
    }
  }

  static func validate(impedances: [Complex], portCount: Int) throws(LightlaneError) {
    guard impedances.count == portCount else {
      throw LightlaneError(
        .count, "\(impedances.count) reference impedances for \(portCount) ports")
    }
    for (port, impedance) in impedances.enumerated() {
      guard impedance.isFinite else {
        throw LightlaneError(
          .notFinite, "reference impedance of port \(port + 1) is not a finite number",
          row: Int64(port))
      }
      guard impedance.real > 0 else {
        throw LightlaneError(
          .outOfBounds,
          "reference impedance of port \(port + 1) has a real part of \(decimal(impedance.real)) "
            + "ohm; above 0 is taken", row: Int64(port))
      }
    }
  }

  /// The index of the first number that is NaN or infinite.
  static func firstNotFinite(_ values: [Double]) -> Int? {
    values.withUnsafeBufferPointer { values in
      // x - x is zero for finite x alone; a sum over a block finds a bad block at memory speed.
      var start = 0
      while start < values.count {
        let end = min(start + 4096, values.count)
        var sum = SIMD8<Double>.zero
        var i = start
        while i + 8 <= end, let base = values.baseAddress {
          let x = UnsafeRawPointer(base + i).loadUnaligned(as: SIMD8<Double>.self)
          sum += x - x
          i += 8
        }
        var rest = 0.0
        while i < end {
          rest += values[i] - values[i]
          i += 1
        }
        if !(sum.sum() + rest == 0) {
          for place in start..<end where !values[place].isFinite { return place }
        }
        start = end
      }
      return nil
    }
  }
}
