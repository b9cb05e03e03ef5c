// Finding which symbol of a pattern each symbol of a capture is, by correlation.

import Glibc
import LaneNumerics
import LaneParameters

/// How a capture's symbols follow from a pattern.
struct PatternLock: Sendable {
  /// Index in the pattern of the capture's symbol 0.
  var rotation = 0
  /// The levels are upside down: threes come out as the least power.
  var inverted = false
  /// The pattern's bits are inverted before they are Gray coded.
  var bitsInverted = false
  /// Phase at which the samples follow the symbols best, in symbols after the first sample.
  var phase = 0.0
  /// Correlation coefficient of the samples with the symbols there.
  var correlation = 0.0

  /// Symbols of a capture that are correlated.
  private static var window: Int { 2048 }

  /// Least correlation that tells samples of the pattern from strangers.
  private(set) var leastCorrelation = 1.0

  /// The correlation that `count` symbols of noise reach at one of `rotations` once in a million: that of
  /// n numbers has the chance (1 - r²)^(n/2 - 1) to be r, either sign, as an order of size.
  private static func strangersCorrelation(_ count: Int, rotations: Int) -> Double {
    let chance = 1e-6 / (2 * Double(rotations))
    return (1 - pow(chance, 2 / Double(max(count - 2, 1)))).squareRoot()
  }

  /// The symbol at each place of a capture.
  func symbols(_ pattern: SymbolPattern, count: Int) -> [UInt8] {
    let source = bitsInverted ? pattern.bitInverted : pattern.symbols
    let period = source.count
    return [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      var index = rotation
      for n in 0..<count {
        out.initializeElement(at: n, to: inverted ? 3 - source[index] : source[index])
        index += 1
        if index == period { index = 0 }
      }
      initialized = count
    }
  }

  /// Find the rotation at which samples and pattern correlate most, whatever their sign.
  init(_ capture: Capture, _ pattern: SymbolPattern) {
    let period = pattern.symbols.count
    let count = min(capture.symbols, Self.window)
    let first = (capture.symbols - count) / 2
    // The pattern and its relative are both tried; an eye that correlates less by half is none.
    leastCorrelation = max(0.5, Self.strangersCorrelation(count, rotations: 2 * period))
    // The phase of the largest variance is near the centre of the eye.
    var (samples, most) = ([Double](), -1.0)
    for step in 0..<8 {
      let trial = Self.centred(
        capture.series(phase: Double(step) / 8, first: first, count: count))
      let energy = trial.reduce(0) { $0 + $1 * $1 }
      if energy > most { (samples, most, phase) = (trial, energy, Double(step) / 8) }
    }
    guard most > 0 else { return }

    let length = FourierTransform.fastLength(atLeast: period + 2 * count)
    let transform = FourierTransform(count: length)
    // The pattern in the real parts, its bit-inverted relative in the imaginary parts.
    var real = [Double](repeating: 0, count: length)
    var imaginary = real
    let relative = pattern.bitInverted
    for k in 0..<period + count {
      real[k] = Double(pattern.symbols[k % period]) - 1.5
      imaginary[k] = Double(relative[k % period]) - 1.5
    }
    var sampleReal = [Double](repeating: 0, count: length)
    var sampleImaginary = sampleReal
    sampleReal.replaceSubrange(0..<count, with: samples)
    transform.forward(&real, &imaginary)
    transform.forward(&sampleReal, &sampleImaginary)
    for k in 0..<length {
      let (re, im) = (real[k], imaginary[k])
      real[k] = re * sampleReal[k] + im * sampleImaginary[k]
      imaginary[k] = im * sampleReal[k] - re * sampleImaginary[k]
    }
    transform.inverse(&real, &imaginary)
    var best = 0.0
    for lag in 0..<period {
      if abs(real[lag]) > best {
        best = abs(real[lag])
        (rotation, inverted, bitsInverted) = (lag, real[lag] < 0, false)
      }
      // A relative that fits no better than the pattern itself is not needed.
      if abs(imaginary[lag]) > best * (1 + 1e-9) {
        best = abs(imaginary[lag])
        (rotation, inverted, bitsInverted) = (lag, imaginary[lag] < 0, true)
      }
    }
    refine(capture, bitsInverted ? relative : pattern.symbols, first: first, count: count)
    // Symbol 0 is the one whose centre comes first.
    let whole = phase.rounded(.down)
    phase -= whole
    rotation -= Int(whole)
    // From the window's first symbol to the capture's.
    rotation = ((rotation - first) % period + period) % period
  }

  /// Move the phase to where the found symbols fit best.
  private mutating func refine(
    _ capture: Capture, _ symbols: [UInt8], first: Int, count: Int
  ) {
    let period = symbols.count
    let wanted = Self.centred(
      (0..<count).map { n in
        let symbol = Double(symbols[(rotation + n) % period])
        return inverted ? 3 - symbol : symbol
      })
    let energy = wanted.reduce(0) { $0 + $1 * $1 }
    let start = phase
    for step in -16...16 {
      let trial = start + Double(step) / 16
      let samples = Self.centred(capture.series(phase: trial, first: first, count: count))
      let power = samples.reduce(0) { $0 + $1 * $1 }
      let product = zip(samples, wanted).reduce(0) { $0 + $1.0 * $1.1 }
      let value = power > 0 && energy > 0 ? product / (power * energy).squareRoot() : 0
      if value > correlation { (correlation, phase) = (value, trial) }
    }
  }

  private static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    return values.map { $0 - mean }
  }
}
