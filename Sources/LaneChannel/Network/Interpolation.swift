// A network at other frequencies: interpolation between points, and extrapolation to zero.

import Glibc
import LaneNumerics
import LaneParameters

/// The curve between two points.
public enum InterpolationCurve: Int, CaseIterable, Sendable {
  case linear = 0
  /// A cubic spline with continuous second derivative, its third derivative continuous at the second
  /// and the last but one point too ("not a knot"); needs four points.
  case cubic = 1
}

/// What is interpolated.
public enum InterpolationCoordinates: Int, CaseIterable, Sendable {
  /// Real and imaginary part.
  case cartesian = 0
  /// Magnitude and unwrapped phase, for points that lie far apart on a long line.
  case polar = 1
}

extension Network {
  /// The network at other frequencies within its own; nothing is extrapolated.
  public func interpolated(
    at frequenciesHz: [Double], curve: InterpolationCurve = .linear,
    coordinates: InterpolationCoordinates = .cartesian
  ) throws(LightlaneError) -> Network {
    try Self.validate(portCount: portCount, points: frequenciesHz.count)
    try Self.validate(frequenciesHz: frequenciesHz)
    let (low, high) = (self.frequenciesHz[0], self.frequenciesHz[pointCount - 1])
    for (index, frequency) in frequenciesHz.enumerated() where frequency < low || frequency > high {
      throw LightlaneError(
        .outOfBounds,
        "\(decimal(frequency)) Hz is outside the network; it has \(decimal(low)) to \(decimal(high)) Hz",
        row: Int64(index))
    }
    if frequenciesHz == self.frequenciesHz { return self }
    if curve == .cubic, pointCount < 4 {
      throw LightlaneError(.count, "a cubic spline needs 4 frequencies, not \(pointCount)")
    }
    return Network(
      checked: frequenciesHz, portCount: portCount,
      s: Resampling(self, at: frequenciesHz, curve, coordinates).values, impedances: impedances)
  }

  /// The network with a point at zero and no gap below its first frequency.
  ///
  /// Magnitude and unwrapped phase of the first two points go on in a straight line; the value at
  /// zero is real. The new points lie one step of the network's start apart.
  public func extrapolatedToZero() throws(LightlaneError) -> Network {
    let first = frequenciesHz[0]
    if first == 0 { return self }
    guard pointCount >= 2 else {
      throw LightlaneError(.count, "extrapolation to zero needs 2 frequencies, not 1")
    }
    let step = frequenciesHz[1] - first
    let most = Self.mostValues / (2 * portCount * portCount) - pointCount
    let gaps = (first / step).rounded()
    guard gaps <= Double(most) else {
      throw LightlaneError(
        .outOfBounds,
        "\(decimal(first)) Hz is \(decimal(gaps)) steps above zero; up to \(most) are taken")
    }
    let count = max(1, Int(gaps))
    let added = (0..<count).map { first * Double($0) / Double(count) }
    let entries = portCount * portCount
    var values: [Double] = []
    values.reserveCapacity((count + pointCount) * 2 * entries)
    for frequency in added {
      let along = (frequency - first) / step
      for entry in 0..<entries {
        let a = Complex(s[2 * entry], s[2 * entry + 1])
        let b = Complex(s[2 * (entries + entry)], s[2 * (entries + entry) + 1])
        let magnitude = a.magnitude + along * (b.magnitude - a.magnitude)
        let turn = remainder(b.angle - a.angle, 2 * Double.pi)
        let value = Complex(magnitude: magnitude, angle: a.angle + along * turn)
        values.append(value.real)
        values.append(frequency == 0 ? 0 : value.imaginary)
      }
    }
    return Network(
      checked: added + frequenciesHz, portCount: portCount, s: values + s, impedances: impedances)
  }
}

/// Interpolation of every entry, one after the other.
private struct Resampling {
  var values: [Double]

  init(
    _ network: Network, at targets: [Double], _ curve: InterpolationCurve,
    _ coordinates: InterpolationCoordinates
  ) {
    let knots = network.frequenciesHz
    let entries = network.portCount * network.portCount
    // The interval of each target.
    var intervals: [Int] = []
    intervals.reserveCapacity(targets.count)
    var k = 0
    for target in targets {
      while k + 2 < knots.count, knots[k + 1] <= target { k += 1 }
      intervals.append(k)
    }
    values = [Double](repeating: 0, count: targets.count * 2 * entries)
    let spline = curve == .cubic ? NotAKnotSpline(knots) : nil
    for entry in 0..<entries {
      var first: [Double] = []
      var second: [Double] = []
      first.reserveCapacity(knots.count)
      second.reserveCapacity(knots.count)
      var phase = 0.0
      for point in 0..<knots.count {
        let place = 2 * (point * entries + entry)
        let value = Complex(network.s[place], network.s[place + 1])
        switch coordinates {
        case .cartesian:
          first.append(value.real)
          second.append(value.imaginary)
        case .polar:
          first.append(value.magnitude)
          phase += remainder(value.angle - phase, 2 * Double.pi)
          second.append(phase)
        }
      }
      let a = Self.resample(first, knots, targets, intervals, spline)
      let b = Self.resample(second, knots, targets, intervals, spline)
      for target in 0..<targets.count {
        let place = 2 * (target * entries + entry)
        switch coordinates {
        case .cartesian:
          values[place] = a[target]
          values[place + 1] = b[target]
        case .polar:
          let value = Complex(magnitude: a[target], angle: b[target])
          values[place] = value.real
          values[place + 1] = value.imaginary
        }
      }
    }
  }

  private static func resample(
    _ y: [Double], _ x: [Double], _ targets: [Double], _ intervals: [Int], _ spline: NotAKnotSpline?
  ) -> [Double] {
    // A network of one point has one target, that point.
    if x.count < 2 { return Array(repeating: y[0], count: targets.count) }
    let curvature = spline?.curvatures(y)
    return targets.indices.map { target in
      let k = intervals[target]
      let h = x[k + 1] - x[k]
      let b = (targets[target] - x[k]) / h
      let a = 1 - b
      let line = a * y[k] + b * y[k + 1]
      guard let curvature else { return line }
      return line + ((a * a * a - a) * curvature[k] + (b * b * b - b) * curvature[k + 1]) * h * h
        / 6
    }
  }
}

/// The second derivatives of a cubic spline, not-a-knot at both ends.
private struct NotAKnotSpline {
  private let steps: [Double]

  init(_ knots: [Double]) {
    steps = zip(knots.dropFirst(), knots).map { $0 - $1 }
  }

  /// Second derivatives at the knots, of which there are four or more.
  func curvatures(_ y: [Double]) -> [Double] {
    let n = y.count
    let h = steps
    // Rows 1 to n-2; the ends follow from the third derivative being continuous next to them:
    // m0 = m1 + (m1 − m2) h0/h1, and the same from the other end.
    var diagonal = (1..<n - 1).map { 2 * (h[$0 - 1] + h[$0]) }
    var below = (1..<n - 1).map { h[$0 - 1] }
    var above = (1..<n - 1).map { h[$0] }
    let slopes = (0..<n - 1).map { (y[$0 + 1] - y[$0]) / h[$0] }
    var right = (1..<n - 1).map { 6 * (slopes[$0] - slopes[$0 - 1]) }
    let last = n - 3
    let start = h[0] / h[1]
    diagonal[0] += h[0] * (1 + start)
    above[0] -= h[0] * start
    let end = h[n - 2] / h[n - 3]
    diagonal[last] += h[n - 2] * (1 + end)
    below[last] -= h[n - 2] * end
    for i in 1..<n - 2 {
      let factor = below[i] / diagonal[i - 1]
      diagonal[i] -= factor * above[i - 1]
      right[i] -= factor * right[i - 1]
    }
    var m = [Double](repeating: 0, count: n)
    m[n - 2] = right[last] / diagonal[last]
    var i = last - 1
    while i >= 0 {
      m[i + 1] = (right[i] - above[i] * m[i + 2]) / diagonal[i]
      i -= 1
    }
    m[0] = m[1] + (m[1] - m[2]) * start
    m[n - 1] = m[n - 2] + (m[n - 2] - m[n - 3]) * end
    return m
  }
}
