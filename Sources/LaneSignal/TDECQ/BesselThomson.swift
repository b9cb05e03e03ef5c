// The reference receiver of TDECQ: a fourth-order Bessel-Thomson response, on samples and on noise.

import Glibc
import LaneNumerics

/// 105 / (105 + 105 s + 45 s² + 10 s³ + s⁴) with its half-power point at `bandwidth`.
public struct BesselThomson: Equatable, Sendable {
  /// Half-power frequency, in the unit in which frequencies are given.
  public let bandwidth: Double

  public init(bandwidth: Double) { self.bandwidth = bandwidth }

  /// Where |H|² of the normalised response is a half.
  static var halfPower: Double { 2.113_917_674_904_215_8 }

  public func response(_ frequency: Double) -> Complex {
    let w = Self.halfPower * frequency / bandwidth
    let square = w * w
    return Complex(105)
      / Complex(105 - 45 * square + square * square, w * (105 - 10 * square))
  }

  /// Group delay at low frequencies, in units of 1 over that of frequency.
  public var delay: Double { Self.halfPower / (2 * .pi * bandwidth) }

  /// Autocorrelation of white noise behind the filter, after a delay in units of 1/`bandwidth`,
  /// relative to no delay.
  ///
  /// The impulse response is a sum of four exponentials, so its correlation with itself is one too.
  func correlation(delay: Double) -> Double {
    func sum(_ time: Double) -> Double {
      var total = Complex.zero
      let poles = Self.poles
      for (pole, residue) in poles {
        var weight = Complex.zero
        for (other, otherResidue) in poles { weight -= otherResidue / (pole + other) }
        total += residue * weight * Complex.exp(pole * time)
      }
      return total.real
    }
    return sum(2 * .pi * delay / Self.halfPower) / sum(0)
  }

  /// Roots of the reverse Bessel polynomial of degree four and the residues of the response there.
  private static var poles: [(pole: Complex, residue: Complex)] {
    let upper = [
      Complex(-2.896_210_602_820_372, 0.867_234_128_934_503_8),
      Complex(-2.103_789_397_179_628, 2.657_418_041_856_753),
    ]
    return upper.flatMap { start in
      // One Newton step makes the printed roots exact to the last place.
      let value = ((((start + Complex(10)) * start) + Complex(45)) * start + Complex(105)) * start
      let slope = ((4 * start + Complex(30)) * start + Complex(90)) * start + Complex(105)
      let pole = start - (value + Complex(105)) / slope
      let residue = Complex(105) / slope
      return [(pole, residue), (pole.conjugate, residue.conjugate)]
    }
  }

  // MARK: Samples

  /// Filter samples once, causally, with the response at every frequency up to half the sampling
  /// rate; `bandwidth` is in units of the sampling rate.
  ///
  /// Blocks overlap by the length of the response, so that the cost grows with the count alone.
  /// Before its start a record goes on as its own end when `circular`, else as its first sample.
  func filtered(_ samples: [Double], circular: Bool) -> [Double] {
    guard let last = samples.last, let first = samples.first else { return samples }
    let count = samples.count
    // To 1e-13 of its peak, and what the cut at half the sampling rate rings.
    let reach = Int(min(5 / bandwidth, 1e6)) + 96
    let ring = 32
    var length = 4096
    while length < 4 * (reach + ring), length < FourierTransform.longest { length *= 2 }
    let useful = length - reach - ring
    let transform = FourierTransform(count: length)
    var responseReal = [Double](repeating: 0, count: length)
    var responseImaginary = responseReal
    for k in 0...length / 2 {
      let value = response(Double(k) / Double(length))
      responseReal[k] = value.real
      responseReal[(length - k) % length] = value.real
      // The middle one stands for both signs of its frequency.
      let imaginary = 2 * k == length ? 0 : value.imaginary
      responseImaginary[k] = imaginary
      responseImaginary[(length - k) % length] = -imaginary
    }
    var out = [Double](repeating: 0, count: count)
    var real = [Double](repeating: 0, count: length)
    var imaginary = real
    func fill(_ block: inout [Double], from start: Int) {
      var place = 0
      var index = start
      while place < length {
        if index >= 0, index < count {
          let run = min(count - index, length - place)
          for k in 0..<run { block[place + k] = samples[index + k] }
          place += run
          index += run
        } else if circular {
          index -= Int((Double(index) / Double(count)).rounded(.down)) * count
        } else {
          block[place] = index < 0 ? first : last
          place += 1
          index += 1
        }
      }
    }
    // Two blocks at a time: one in the real parts, the next in the imaginary parts.
    var start = 0
    while start < count {
      let second = start + useful
      fill(&real, from: start - reach)
      if second < count { fill(&imaginary, from: second - reach) }
      transform.forward(&real, &imaginary)
      for k in 0..<length {
        let (re, im) = (real[k], imaginary[k])
        real[k] = re * responseReal[k] - im * responseImaginary[k]
        imaginary[k] = re * responseImaginary[k] + im * responseReal[k]
      }
      transform.inverse(&real, &imaginary)
      for k in 0..<min(useful, count - start) { out[start + k] = real[reach + k] }
      if second < count {
        for k in 0..<min(useful, count - second) { out[second + k] = imaginary[reach + k] }
      }
      start = second + useful
    }
    return out
  }
}
