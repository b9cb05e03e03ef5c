// The filters of COM's reference transmitter and receiver, in frequency.

import Glibc
import LaneNumerics

/// Fourth-order low-pass of the receiver's noise bandwidth (93A-20).
public struct ButterworthFilter: Equatable, Sendable {
  public var cutoffHz: Double

  public init(cutoffHz: Double) { self.cutoffHz = cutoffHz }

  /// The standard prints the coefficients with six decimals; they are kept as printed.
  public func response(hertz: Double) -> Complex {
    let x = hertz / cutoffHz
    let square = x * x
    return Complex.one
      / Complex(1 - 3.414214 * square + square * square, 2.613126 * x - 2.613126 * square * x)
  }
}

/// A Gaussian edge (93A-46), with the delay that makes it causal.
public struct GaussianEdge: Equatable, Sendable {
  /// From 20 to 80 percent.
  public var transitionNs: Double

  public init(transitionNs: Double) { self.transitionNs = transitionNs }

  public func magnitude(hertz: Double) -> Double {
    let x = .pi * hertz * 1e-9 * transitionNs / 1.6832
    return Glibc.exp(-2 * x * x)
  }

  /// Delayed by three transition times.
  public func response(hertz: Double) -> Complex {
    Complex(
      magnitude: magnitude(hertz: hertz), angle: -2 * .pi * hertz * 1e-9 * transitionNs * 3)
  }
}

/// The receiver's continuous-time filter with its two gains (93A-22, 120D.3.1.6).
public struct ContinuousTimeFilter: Equatable, Sendable {
  public var gainDb: Double
  public var zeroHz: Double
  public var firstPoleHz: Double
  public var secondPoleHz: Double
  /// Gain below ``lowHz``; 0 leaves the section out.
  public var lowGainDb: Double
  public var lowHz: Double

  public init(
    gainDb: Double, zeroHz: Double, firstPoleHz: Double, secondPoleHz: Double, lowGainDb: Double,
    lowHz: Double
  ) {
    self.gainDb = gainDb
    self.zeroHz = zeroHz
    self.firstPoleHz = firstPoleHz
    self.secondPoleHz = secondPoleHz
    self.lowGainDb = lowGainDb
    self.lowHz = lowHz
  }

  private var hasLowSection: Bool { lowHz > 0 }

  public func response(hertz: Double) -> Complex {
    let gain = pow(10, gainDb / 20)
    var value =
      Complex(gain, hertz / zeroHz)
      / (Complex(1, hertz / firstPoleHz) * Complex(1, hertz / secondPoleHz))
    if hasLowSection {
      value *= Complex(pow(10, lowGainDb / 20), hertz / lowHz) / Complex(1, hertz / lowHz)
    }
    return value
  }

  /// Filter samples in place by the bilinear transform of the response.
  public func filter(_ samples: inout [Double], samplesPerSecond: Double) {
    let rate = 2 * samplesPerSecond
    let gain = pow(10, gainDb / 20)
    let zero = 2 * .pi * zeroHz * gain
    let (first, second) = (2 * .pi * firstPoleHz, 2 * .pi * secondPoleHz)
    let scale =
      second * (rate + zero) / ((rate + first) * (rate + second)) * firstPoleHz / zeroHz
    let zeroPlace = (rate - zero) / (rate + zero)
    let (a, b) = ((rate - first) / (rate + first), (rate - second) / (rate + second))
    // scale (1 - zeroPlace/z)(1 + 1/z) / ((1 - a/z)(1 - b/z))
    let (n0, n1, n2) = (scale, scale * (1 - zeroPlace), -scale * zeroPlace)
    let (d1, d2) = (-(a + b), a * b)
    var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
    // The second pole of the low section lies at infinity: a first-order section.
    let lowGain = pow(10, lowGainDb / 20)
    let low = 2 * .pi * lowHz
    let lowScale = hasLowSection ? (rate + low * lowGain) / (rate + low) : 1
    let lowZero = hasLowSection ? (rate - low * lowGain) / (rate + low * lowGain) : 0
    let lowPole = hasLowSection ? (rate - low) / (rate + low) : 0
    var (w1, v1) = (0.0, 0.0)
    samples.withUnsafeMutableBufferPointer { samples in
      for index in samples.indices {
        let x = samples[index]
        let y = n0 * x + n1 * x1 + n2 * x2 - d1 * y1 - d2 * y2
        x2 = x1
        x1 = x
        y2 = y1
        y1 = y
        let v = lowScale * (y - lowZero * w1) + lowPole * v1
        w1 = y
        v1 = v
        samples[index] = v
      }
    }
  }
}
