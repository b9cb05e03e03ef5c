// A network's answers in time: impulse, step and pulse response, and the impedance that a step finds.

import Glibc
import LaneNumerics
import LaneParameters

/// What a port is driven with.
public enum TimeStimulus: Sendable, Equatable {
  /// One sample of one: the discrete convolution kernel.
  case impulse
  case step
  /// A rectangle of a width in seconds.
  case pulse(width: Double)
}

/// A response on an even grid of times.
public struct TimeResponse: Sendable {
  /// Time of the first sample, s: an eighth of the duration before zero, where the stimulus is. A
  /// filtered stimulus begins before zero, and so does what data that is not causal answers.
  public let start: Double
  /// Time between samples, s.
  public let interval: Double
  public let values: [Double]
  public let notes: [String]
}

extension Network {
  /// Samples of the longest response.
  static var longestResponse: Int { 1 << 24 }

  /// The response at a port (`row`) to a stimulus at a port (`column`).
  ///
  /// The parameter is brought to an even grid from zero to the highest frequency: a missing point at
  /// zero is extrapolated, an uneven grid is interpolated (cubic, magnitude and phase), each with a
  /// note. The stimulus passes a Gaussian filter with this 20 to 80 % rise time, zero for none. Steps
  /// and pulses are integrals of the band-limited impulse, exact at each sample and for any width.
  /// `samples` asks for at least so many, by zeros above the highest frequency: they lie closer, and
  /// the duration, one over the frequency step, stays.
  public func response(
    row: Int, column: Int, to stimulus: TimeStimulus, riseTime: Double = 0, samples: Int = 0
  ) throws(LightlaneError) -> TimeResponse {
    for port in [row, column] where !(0..<portCount).contains(port) {
      throw LightlaneError(
        .count, "port \(port); the network has ports 0 to \(portCount - 1)")
    }
    guard riseTime >= 0, riseTime.isFinite else {
      throw LightlaneError(.outOfBounds, "rise time \(riseTime) s; 0 and more are taken")
    }
    guard samples >= 0, samples <= Self.longestResponse else {
      throw LightlaneError(
        .count, "\(UInt(bitPattern: samples)) samples; 0 to \(Self.longestResponse) are taken")
    }
    if case .pulse(let width) = stimulus {
      guard width > 0, width.isFinite else {
        throw LightlaneError(.outOfBounds, "pulse width \(width) s; more than 0 is taken")
      }
    }
    var notes: [String] = []
    let even = try evenFromZero(row: row, column: column, notes: &notes)
    let last = even.values.count - 1
    let count = FourierTransform.fastLength(atLeast: max(2 * last, samples, 2))
    guard count <= Self.longestResponse else {
      throw LightlaneError(
        .count, "a response of \(count) samples; up to \(Self.longestResponse) are taken")
    }
    let interval = 1 / (even.step * Double(count))
    // The Gaussian whose step rises from 20 to 80 % in this time: σ = tr / (2 · 0.8416212).
    let deviation = riseTime / (2 * 0.841_621_233_572_914_2)
    var real = [Double](repeating: 0, count: count)
    var imaginary = [Double](repeating: 0, count: count)
    let duration = 1 / even.step
    if case .pulse(let width) = stimulus, width >= duration {
      throw LightlaneError(
        .outOfBounds, "a pulse of \(width) s is not shorter than the \(duration) s of the response")
    }
    for k in 0...last {
      let angularFrequency = 2 * Double.pi * even.step * Double(k)
      let angle = angularFrequency * deviation
      var value = even.values[k] * exp(-0.5 * angle * angle)
      value *= Self.spectrum(of: stimulus, at: angularFrequency, interval: interval)
      // The highest of an even number of samples is its own mirror image.
      if k == 0 || 2 * k == count { value.imaginary = 0 }
      real[k] = value.real
      imaginary[k] = value.imaginary
      if k > 0 {
        real[count - k] = value.real
        imaginary[count - k] = -value.imaginary
      }
    }
    FourierTransform(count: count).inverse(&real, &imaginary)
    // The end of the period is the time before zero.
    let before = count / 8
    real = Array(real[(count - before)...] + real[..<(count - before)])
    if stimulus == .step {
      // What is integrated of a constant is a ramp, and nothing has come before the first sample.
      let first = real[0]
      let slope = even.values[0].real / Double(count)
      for i in real.indices { real[i] += slope * Double(i) - first }
    }
    return TimeResponse(
      start: -Double(before) * interval, interval: interval, values: real, notes: notes)
  }

  /// What a stimulus is over an impulse of one sample: one, the integral, or the integral over a
  /// width. The step's constant part is left out.
  private static func spectrum(
    of stimulus: TimeStimulus, at angularFrequency: Double, interval: Double
  ) -> Complex {
    switch stimulus {
    case .impulse: return .one
    case .step:
      return angularFrequency > 0 ? Complex(0, -1 / (angularFrequency * interval)) : .zero
    case .pulse(let width):
      let half = 0.5 * angularFrequency * width
      let size = width / interval * (half > 0 ? sin(half) / half : 1)
      return Complex(size * cos(half), -size * sin(half))
    }
  }

  /// The impedance along a port's line as a step finds it, ohm: Z (1 + ρ)/(1 − ρ) of the step
  /// response ρ of its reflection, without correction for reflections that hide others. Infinite
  /// where all comes back.
  public func reflectometry(
    port: Int, riseTime: Double, samples: Int = 0
  ) throws(LightlaneError) -> TimeResponse {
    let step = try response(
      row: port, column: port, to: .step, riseTime: riseTime, samples: samples)
    let reference = impedances[port]
    guard reference.imaginary == 0 else {
      throw LightlaneError(
        .notApplicable,
        "port \(port) has a complex reference impedance; renormalise it to a resistance first")
    }
    return TimeResponse(
      start: step.start, interval: step.interval,
      values: step.values.map { $0 < 1 ? reference.real * (1 + $0) / (1 - $0) : .infinity },
      notes: step.notes)
  }

  /// One entry on an even grid from zero.
  private func evenFromZero(
    row: Int, column: Int, notes: inout [String]
  ) throws(LightlaneError) -> (step: Double, values: [Complex]) {
    guard pointCount >= 2 else {
      throw LightlaneError(.count, "a response in time needs 2 frequencies, not 1")
    }
    var one = Network(
      checked: frequenciesHz, portCount: 1,
      s: (0..<pointCount).flatMap { point -> [Double] in
        let value = self[point, row, column]
        return [value.real, value.imaginary]
      }, impedances: [.one])
    if one.frequenciesHz[0] > 0 {
      notes.append("extrapolated from \(decimal(frequenciesHz[0])) Hz to zero")
      one = try one.extrapolatedToZero()
    }
    let highest = one.frequenciesHz[one.pointCount - 1]
    let mean = highest / Double(one.pointCount - 1)
    let isEven = one.frequenciesHz.indices.allSatisfy {
      abs(one.frequenciesHz[$0] - Double($0) * mean) <= 1e-6 * mean
    }
    if !isEven {
      // Steps as small as the smallest of the grid, as far as a response may be long.
      let steps = zip(one.frequenciesHz.dropFirst(), one.frequenciesHz).map { $0 - $1 }
      let wanted = (highest / (steps.min() ?? highest)).rounded(.up)
      let count = Int(min(max(wanted, 1), Double(Self.longestResponse / 4)))
      notes.append("interpolated to an even grid of \(count + 1) frequencies")
      one = try one.interpolated(
        at: (0...count).map { highest * Double($0) / Double(count) },
        curve: one.pointCount >= 4 ? .cubic : .linear, coordinates: .polar)
    }
    return (
      highest / Double(one.pointCount - 1), (0..<one.pointCount).map { one[$0, 0, 0] }
    )
  }
}
