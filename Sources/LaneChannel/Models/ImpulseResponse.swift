// From a transfer function on the frequencies of a file to samples in time.

import Glibc
import LaneNumerics

/// A transfer function on a grid of frequencies, brought to magnitude and continuous phase.
public struct PhasedResponse: Sendable {
  public let hertz: [Double]
  public private(set) var magnitude: [Double]
  public private(set) var phase: [Double]

  public init(hertz: [Double], values: [Complex]) {
    self.hertz = hertz
    magnitude = values.map { max($0.magnitude, .ulpOfOne) }
    phase = values.map(\.angle)
    var turns = 0.0
    for index in phase.indices.dropFirst() {
      let step = values[index].angle - values[index - 1].angle
      if abs(step) > .pi { turns -= (step / (2 * .pi)).rounded() * 2 * .pi }
      phase[index] += turns
    }
  }

  /// The phase must fall over the band: otherwise the grid is too coarse for the delay, or there is
  /// nothing but rounding in the values.
  public var isCausal: Bool {
    guard let first = phase.first, let last = phase.last else { return false }
    return last <= first
  }
}

/// How a response is continued outside of its band and sampled: the policy of IEEE's reference
/// program. Magnitude: a line through the first ten points down to DC, a line from the last point to
/// the trend of the upper half at the band's end. Phase: the group delay of the lowest and highest
/// fifty steps, their outliers left out, where the file has no DC point; otherwise its end slopes.
public struct ImpulseTransform: Sendable {
  public enum Failure: Error {
    /// There are fewer points than the trends need.
    case tooFewPoints
    /// This many samples are needed.
    case tooLong(Double)
  }

  /// Steps in frequency from DC to half of the sampling rate.
  public let steps: Int
  public let highestHz: Double
  private let transform: FourierTransform

  /// - Parameters:
  ///   - stepHz: spacing of the frequencies to come
  ///   - samplesPerSecond: rate of the samples wanted
  public init(stepHz: Double, samplesPerSecond: Double) throws(Failure) {
    let highest = samplesPerSecond / 2
    let count = (highest / stepHz).rounded()
    guard count >= 2, count.isFinite else { throw .tooFewPoints }
    guard 2 * count <= Double(FourierTransform.longest) else { throw .tooLong(2 * count) }
    steps = Int(count)
    highestHz = highest
    transform = FourierTransform(count: 2 * steps)
  }

  /// Impulse responses of two transfer functions at the price of one.
  public func samples(_ one: PhasedResponse, _ other: PhasedResponse?) throws(Failure) -> (
    [Double], [Double]
  ) {
    let count = 2 * steps
    var real = [Double](repeating: 0, count: count)
    var imaginary = real
    let first = try grid(one)
    for k in 0...steps {
      // The ends of the band are real.
      let atEnd = k == 0 || k == steps
      let (re, im) = (first.real[k], atEnd ? 0 : first.imaginary[k])
      real[k] += re
      imaginary[k] += im
      if !atEnd {
        real[count - k] += re
        imaginary[count - k] -= im
      }
    }
    if let other {
      let second = try grid(other)
      for k in 0...steps {
        let atEnd = k == 0 || k == steps
        let (re, im) = (second.real[k], atEnd ? 0 : second.imaginary[k])
        real[k] -= im
        imaginary[k] += re
        if !atEnd {
          real[count - k] += im
          imaginary[count - k] += re
        }
      }
    }
    transform.inverse(&real, &imaginary)
    return (real, imaginary)
  }

  // MARK: Continuation

  /// Values from DC to half of the sampling rate.
  private func grid(_ response: PhasedResponse) throws(Failure) -> (
    real: [Double], imaginary: [Double]
  ) {
    var (f, magnitude, phase) = (response.hertz, response.magnitude, response.phase)
    guard f.count >= 12, let firstHz = f.first, let lastHz = f.last else { throw .tooFewPoints }
    let startsAboveDc = firstHz > 0
    var delays: [Double] = []
    if startsAboveDc {
      for k in 1..<f.count { delays.append((phase[k - 1] - phase[k]) / (f[k] - f[k - 1])) }
    }
    let step = 1 / Double(steps) * highestHz
    let inside = (0...steps).last { Double($0) * step <= lastHz } ?? 0

    if startsAboveDc {
      // The lowest ten phases follow the delay of the lowest fifty steps.
      let delay = Self.steadyMean(delays.prefix(50))
      for k in stride(from: 9, through: 0, by: -1) {
        phase[k] = phase[k + 1] + delay * (f[k + 1] - f[k])
      }
    }
    // Magnitude at DC and at the end of the band.
    var magnitudeHz = f
    if startsAboveDc {
      let line = Self.line(f[0..<10], magnitude[0..<10])
      magnitudeHz.insert(0, at: 0)
      magnitude.insert(line(0), at: 0)
    }
    if lastHz < highestHz {
      let middle = max(Int((Double(f.count) / 2).rounded()) - 1, 0)
      let offset = magnitude.count - f.count
      let line = Self.line(f[middle...], magnitude[(middle + offset)...])
      let last = magnitude[magnitude.count - 1]
      magnitudeHz.append(highestHz)
      magnitude.append(min(max(line(highestHz), .ulpOfOne), last))
    }

    var real = [Double](repeating: 0, count: steps + 1)
    var imaginary = real
    var (m, p) = (0, 0)
    for k in 0...min(inside, steps) {
      let hertz = Double(k) * step
      while m + 2 < magnitudeHz.count, magnitudeHz[m + 1] < hertz { m += 1 }
      while p + 2 < f.count, f[p + 1] < hertz { p += 1 }
      let value = Complex(
        magnitude: Self.between(magnitudeHz, magnitude, m, hertz),
        angle: Self.between(f, phase, p, hertz))
      (real[k], imaginary[k]) = (value.real, value.imaginary)
    }
    guard inside < steps else { return (real, imaginary) }

    // Above the file's band magnitude and phase are lines: turn by a constant angle, afresh now and
    // then.
    let edgeHz = Double(inside) * step
    let ends = (f.count - 2, f.count - 1)
    var slope = (phase[ends.1] - phase[ends.0]) / (f[ends.1] - f[ends.0])
    var from = phase[ends.1] + (edgeHz - lastHz) * slope
    if startsAboveDc {
      slope = -Self.steadyMean(delays.suffix(51))
      from = Self.between(f, phase, min(p, ends.0), edgeHz)
    }
    let turn = Complex(magnitude: 1, angle: slope * step)
    var direction = Complex.one
    let last = magnitudeHz.count - 2
    for k in (inside + 1)...steps {
      let ahead = k - inside
      if ahead % 64 == 1 {
        direction = Complex(magnitude: 1, angle: from + Double(ahead) * step * slope)
      } else {
        direction *= turn
      }
      let size = Self.between(magnitudeHz, magnitude, last, Double(k) * step)
      (real[k], imaginary[k]) = (size * direction.real, size * direction.imaginary)
    }
    return (real, imaginary)
  }

  /// On the line through points `index` and `index + 1`.
  @inline(__always)
  private static func between(_ x: [Double], _ y: [Double], _ index: Int, _ at: Double) -> Double {
    y[index] + (y[index + 1] - y[index]) * ((at - x[index]) / (x[index + 1] - x[index]))
  }

  /// The mean of what lies within a standard deviation of the median.
  private static func steadyMean(_ values: ArraySlice<Double>) -> Double {
    let sorted = values.sorted()
    let count = sorted.count
    guard count > 1 else { return sorted.first ?? 0 }
    let median =
      count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
    let mean = sorted.reduce(0, +) / Double(count)
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let kept = values.filter { abs($0 - median) < variance.squareRoot() }
    return kept.isEmpty ? median : kept.reduce(0, +) / Double(kept.count)
  }

  /// The least-squares line through points.
  private static func line(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> (Double) -> Double {
    let count = Double(x.count)
    let (xMean, yMean) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (square, product) = (0.0, 0.0)
    for (a, b) in zip(x, y) {
      square += (a - xMean) * (a - xMean)
      product += (a - xMean) * (b - yMean)
    }
    let slope = square > 0 ? product / square : 0
    return { yMean + slope * ($0 - xMean) }
  }
}

/// The index after the last sample above a fraction of the largest.
public func extent(of samples: [Double], above fraction: Double) -> Int {
  let peak = samples.reduce(0) { max($0, abs($1)) }
  let limit = peak * fraction
  return (samples.lastIndex { abs($0) > limit } ?? -1) + 1
}
