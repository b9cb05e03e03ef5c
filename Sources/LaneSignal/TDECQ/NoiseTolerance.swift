// How much Gaussian noise an equalised waveform bears at a symbol error ratio, and which way to turn
// the taps for more.

import Glibc
import LaneNumerics

/// Taps of the reference equaliser and its decision thresholds.
struct EqualiserSetting: Sendable {
  /// In symbols' order: the first sees the latest sample.
  var taps: [Double]
  /// Index of the tap that sees the symbol that is decided.
  var main: Int
  var thresholds: SIMD3<Double>
}

/// Waveform values in two histogram windows, and the noise that makes them err.
///
/// Values are (power - average power) / OMA, so that ideal levels are -1/2, -1/6, 1/6 and 1/2.
final class NoiseTolerance {
  /// Left and right of the eye's centre.
  static var sides: Int { 2 }

  let tapCount: Int
  let symbolCount: Int
  /// Autocorrelation of the reference noise at each whole symbol of delay.
  let noise: [Double]
  let target: Double

  /// Places in each window whose mean stands for the window.
  private let points: Int
  /// Values of one window place: the symbols, and `tapCount - 1` more on both sides.
  private let stride: Int
  private let values: UnsafeMutablePointer<Double>
  private let outputs: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  private let curve: ErrorCurve
  /// Parts of the record that are looked at; starts and counts.
  private(set) var parts: [(start: Int, count: Int)]
  private var pointsLookedAt: Int

  /// Series of both sides' window places, left side first, each of `symbolCount + 2 (tapCount - 1)`
  /// values that start `tapCount - 1` symbols before the first.
  init(
    series: [[Double]], symbolCount: Int, tapCount: Int, noise: [Double], target: Double
  ) {
    self.tapCount = tapCount
    self.symbolCount = symbolCount
    self.noise = noise
    self.target = target
    points = series.count / Self.sides
    let stride = symbolCount + 2 * (tapCount - 1)
    self.stride = stride
    // Blocks of eight may read past the last value.
    let values = UnsafeMutablePointer<Double>.allocate(capacity: series.count * stride + 8)
    self.values = values
    values.initialize(repeating: 0, count: series.count * stride + 8)
    for (k, one) in series.enumerated() {
      one.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress, source.count >= stride else { return }
        (values + k * stride).update(from: base, count: stride)
      }
    }
    outputs = .allocate(capacity: symbolCount + 8)
    outputs.initialize(repeating: 0, count: symbolCount + 8)
    slopes = .allocate(capacity: symbolCount + 8)
    slopes.initialize(repeating: 0, count: symbolCount + 8)
    parts = [(0, symbolCount)]
    curve = ErrorCurve(target: target)
    pointsLookedAt = points
  }

  deinit {
    values.deallocate()
    outputs.deallocate()
    slopes.deallocate()
  }

  /// Look at parts of about `count` symbols in all, spread over the record, at one place of each window.
  func lookBriefly(about count: Int) {
    pointsLookedAt = 1
    let size = 512
    guard symbolCount > count + size else { return }
    let pieces = max(count / size, 1)
    let distance = symbolCount / pieces
    parts = (0..<pieces).map { ($0 * distance, size) }
  }

  /// Look at all symbols, at one place of each window or at all places.
  func lookAtAll(onePlace: Bool = false) {
    pointsLookedAt = onePlace ? 1 : points
    parts = [(0, symbolCount)]
  }

  /// Whether some symbols are left out.
  var isBrief: Bool { lookedAt < symbolCount }

  private var lookedAt: Int { parts.reduce(0) { $0 + $1.count } }

  // MARK: Noise through the equaliser

  /// The factor by which the taps raise the reference noise's standard deviation.
  func enhancement(_ taps: [Double]) -> Double {
    var sum = 0.0
    for (i, a) in taps.enumerated() {
      for (k, b) in taps.enumerated() { sum += a * b * noise[abs(i - k)] }
    }
    return max(sum, 0).squareRoot()
  }

  // MARK: Equalised values

  /// Equalised values of a window place over one part; blocks of eight, the excess set far from every
  /// threshold.
  @inline(__always)
  private func equalise(
    _ setting: EqualiserSetting, place: Int, _ part: (start: Int, count: Int)
  ) {
    let base = values + place * stride + part.start + tapCount - 1 + setting.main
    setting.taps.withUnsafeBufferPointer { taps in
      for n in Swift.stride(from: 0, to: part.count, by: 8) {
        var sum = Octet.zero
        for k in 0..<tapCount {
          let x = UnsafeRawPointer(base + (n - k)).loadUnaligned(as: Octet.self)
          sum += taps[k] * x
        }
        UnsafeMutableRawPointer(outputs + n).storeBytes(of: sum, as: Octet.self)
      }
    }
    for n in part.count..<(part.count + 7) / 8 * 8 { outputs[n] = 1e6 }
  }

  /// Visit the equalised values of one side.
  func forEachValue(
    _ setting: EqualiserSetting, side: Int, _ body: (_ symbol: Int, _ value: Double) -> Void
  ) {
    for point in 0..<pointsLookedAt {
      for part in parts {
        equalise(setting, place: side * points + point, part)
        for n in 0..<part.count { body(part.start + n, outputs[n]) }
      }
    }
  }

  // MARK: Symbol error ratio

  struct Tail {
    /// Symbol error ratio.
    var ratio = 0.0
    /// Its slope against the logarithm of the noise behind the equaliser.
    var noiseSlope = 0.0
    /// Its slopes against the taps and the thresholds.
    var tapSlopes: [Double] = []
    var thresholdSlopes = SIMD3<Double>.zero
  }

  /// The symbol error ratio of one side with noise of a standard deviation behind the equaliser.
  ///
  /// What a value adds depends on nothing but itself, so that it comes from a curve over all values.
  func tail(
    _ setting: EqualiserSetting, side: Int, deviation: Double, slopes wantsSlopes: Bool
  ) -> Tail {
    var result = Tail()
    if wantsSlopes { result.tapSlopes = [Double](repeating: 0, count: tapCount) }
    curve.draw(setting.thresholds, deviation: deviation)
    for point in 0..<pointsLookedAt {
      let place = side * points + point
      for part in parts {
        equalise(setting, place: place, part)
        curve.add(outputs, count: part.count, slopes: wantsSlopes ? slopes : nil)
        if wantsSlopes { addTapSlopes(&result.tapSlopes, setting.main, place, part) }
      }
    }
    let scale = 1 / Double(pointsLookedAt * lookedAt)
    result.ratio = curve.ratio * scale
    result.noiseSlope = curve.noiseSlope * scale
    if wantsSlopes {
      for k in 0..<tapCount { result.tapSlopes[k] *= scale }
      result.thresholdSlopes = curve.thresholdSlopes * scale
    }
    return result
  }

  private func addTapSlopes(
    _ sums: inout [Double], _ main: Int, _ place: Int, _ part: (start: Int, count: Int)
  ) {
    let base = values + place * stride + part.start + tapCount - 1 + main
    for n in part.count..<(part.count + 7) / 8 * 8 { slopes[n] = 0 }
    for k in 0..<tapCount {
      var sum = Octet.zero
      for n in Swift.stride(from: 0, to: part.count, by: 8) {
        let x = UnsafeRawPointer(base + (n - k)).loadUnaligned(as: Octet.self)
        sum += x * UnsafeRawPointer(slopes + n).loadUnaligned(as: Octet.self)
      }
      sums[k] += sum.sum()
    }
  }

  /// Logarithm of the noise behind the equaliser at which one side errs at the target, found by
  /// Newton's method from a start, with the slopes at the last place visited.
  func logDeviation(
    _ setting: EqualiserSetting, side: Int, from start: Double, precision: Double, slopes: Bool
  ) -> (value: Double, tail: Tail) {
    let goal = log(target)
    var value = start
    var tail = Tail()
    for _ in 0..<60 {
      tail = self.tail(setting, side: side, deviation: exp(value), slopes: slopes)
      guard tail.ratio > 1e-280, tail.noiseSlope > 0 else {
        value += 0.7
        continue
      }
      // ln SER is nearly linear in 1/σ², so the step is taken there when it is long.
      let step = (goal - log(tail.ratio)) * tail.ratio / tail.noiseSlope
      value += min(max(step, -0.5), 0.5)
      if abs(step) < precision { break }
    }
    return (value, tail)
  }
}
