// A captured waveform on its symbol clock: values between the samples, at any phase of every symbol.

import Glibc
import LaneNumerics
import LaneParameters

/// Samples of a waveform and where its symbols lie in them.
final class Capture {
  let count: Int
  let samplesPerSymbol: Double
  /// Whole symbols in the record.
  let symbols: Int
  /// True when the record is a whole number of periods, so that its end goes on as its start.
  let circular: Bool
  /// Where symbol 0 lies, in symbols after the first sample.
  var origin = 0.0
  /// How far the recovered clock is from the ideal one at each symbol, in symbols; empty without one.
  var clock: [Double] = []

  /// Samples with `pad` of them more on both sides.
  private let padded: [Double]
  private let pad: Int

  /// Samples that an interpolated value is made of.
  private static var span: Int { 16 }
  /// Sub-phases of the interpolator's table.
  private static var steps: Int { 512 }

  init(_ samples: [Double], samplesPerSymbol: Double, symbols: Int, circular: Bool) {
    count = samples.count
    self.samplesPerSymbol = samplesPerSymbol
    self.symbols = symbols
    self.circular = circular
    pad = Int((3 * samplesPerSymbol).rounded(.up)) + 2 * Self.span
    var padded = [Double](repeating: 0, count: count + 2 * pad)
    for k in 0..<pad {
      if circular {
        padded[k] = samples[(count - 1) - (pad - 1 - k) % count]
        padded[pad + count + k] = samples[k % count]
      } else {
        padded[k] = samples[0]
        padded[pad + count + k] = samples[count - 1]
      }
    }
    padded.replaceSubrange(pad..<pad + count, with: samples)
    self.padded = padded
  }

  var mean: Double {
    var sum = 0.0
    for k in pad..<pad + count { sum += padded[k] }
    return sum / Double(count)
  }

  /// Each sample in turn.
  func forEachSample(_ body: (Double) -> Void) {
    for k in pad..<pad + count { body(padded[k]) }
  }

  // MARK: Interpolation

  /// Weights of the samples about a value, for a fraction of a sample.
  ///
  /// From six samples a symbol on, a polynomial through samples that all lie inside the symbol when
  /// the value is near its centre: edges, however steep, do not ring into the eye. Below that, a sinc
  /// of the sampling rate under a Kaiser window, which presumes a band-limited waveform.
  private func weights(_ fraction: Double) -> [Double] {
    let points = samplesPerSymbol >= 12 ? 8 : samplesPerSymbol >= 6 ? 6 : 0
    return points > 0
      ? Self.polynomial(fraction, points: points) : Self.bandLimited(fraction)
  }

  /// Lagrange's polynomial through `points` samples, as many before the value as behind it.
  private static func polynomial(_ fraction: Double, points: Int) -> [Double] {
    let first = (span - points) / 2
    return (0..<span).map { tap in
      guard tap >= first, tap < first + points else { return 0 }
      let node = Double(tap - span / 2 + 1)
      var weight = 1.0
      for other in first..<first + points where other != tap {
        let place = Double(other - span / 2 + 1)
        weight *= (fraction - place) / (node - place)
      }
      return weight
    }
  }

  private static func bandLimited(_ fraction: Double) -> [Double] {
    let half = Double(span / 2)
    let shape = 7.0
    func bessel(_ x: Double) -> Double {
      var (term, sum, k) = (1.0, 1.0, 1.0)
      while term > 1e-17 * sum, k < 200 {
        term *= (x / (2 * k)) * (x / (2 * k))
        sum += term
        k += 1
      }
      return sum
    }
    let weights = (0..<span).map { tap in
      let distance = Double(tap) - (half - 1) - fraction
      let angle = Double.pi * distance
      let sinc = abs(distance) < 1e-12 ? 1 : sin(angle) / angle
      let place = distance / half
      return abs(place) >= 1 ? 0 : sinc * bessel(shape * (1 - place * place).squareRoot())
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The value at one time, in symbols after the place of symbol 0.
  func value(at time: Double) -> Double {
    var result = 0.0
    let weights = weights(fraction(of: time).fraction)
    let start = fraction(of: time).start
    for (k, weight) in weights.enumerated() { result += weight * padded[start + k] }
    return result
  }

  /// Place in the padded samples of the first sample of a value, kept inside them, and the fraction.
  private func fraction(of time: Double) -> (start: Int, fraction: Double) {
    let place = (time + origin) * samplesPerSymbol + Double(pad)
    let least = Double(Self.span)
    let most = Double(padded.count - 2 * Self.span)
    // Written so that a place that is not a number comes out as the least.
    let kept = place > least ? min(place, most) : least
    let whole = kept.rounded(.down)
    return (Int(whole) - Self.span / 2 + 1, kept - whole)
  }

  /// The time of a symbol on the recovered clock, in symbols.
  @inline(__always)
  func time(of symbol: Int) -> Double {
    clock.isEmpty ? Double(symbol) : Double(symbol) + clock[min(max(symbol, 0), clock.count - 1)]
  }

  /// The mean of the values at a phase of some symbols.
  func mean(phase: Double, of places: [Int]) -> Double {
    guard samplesPerSymbol.rounded() == samplesPerSymbol, clock.isEmpty else {
      return places.reduce(0) { $0 + value(at: time(of: $1) + phase) } / Double(places.count)
    }
    let weights = weights(fraction(of: phase).fraction)
    var sum = 0.0
    for place in places {
      let start = fraction(of: Double(place) + phase).start
      for (k, weight) in weights.enumerated() { sum += weight * padded[start + k] }
    }
    return sum / Double(places.count)
  }

  /// Values at a phase of the symbols `first..<first + count`, which may lie outside a circular record.
  func series(phase: Double, first: Int, count: Int) -> [Double] {
    let whole = samplesPerSymbol.rounded() == samplesPerSymbol && clock.isEmpty
    let table = whole ? weights(fraction(of: phase).fraction) : self.table
    return [Double](unsafeUninitializedCapacity: count) { out, initialized in
      padded.withUnsafeBufferPointer { samples in
        table.withUnsafeBufferPointer { table in
          guard let samples = samples.baseAddress, let table = table.baseAddress,
            let out = out.baseAddress
          else { return }
          for k in 0..<count {
            var symbol = first + k
            if circular {
              symbol %= symbols
              if symbol < 0 { symbol += symbols }
            }
            let place = fraction(of: time(of: symbol) + phase)
            var sum = SIMD8<Double>.zero
            if whole {
              for half in 0..<2 {
                sum += load(samples, place.start + 8 * half) * load(table, 8 * half)
              }
            } else {
              let step = place.fraction * Double(Self.steps)
              let row = min(Int(step), Self.steps - 1)
              let blend = step - Double(row)
              for half in 0..<2 {
                let lower = load(table, row * Self.span + 8 * half)
                let upper = load(table, (row + 1) * Self.span + 8 * half)
                sum += load(samples, place.start + 8 * half) * (lower + blend * (upper - lower))
              }
            }
            (out + k).initialize(to: sum.sum())
          }
        }
      }
      initialized = count
    }
  }

  /// Weights of every sub-phase and of the one after the last.
  private lazy var table = (0...Self.steps).flatMap {
    weights(Double($0) / Double(Self.steps))
  }

  @inline(__always)
  private func load(_ values: UnsafePointer<Double>, _ place: Int) -> SIMD8<Double> {
    UnsafeRawPointer(values + place).loadUnaligned(as: SIMD8<Double>.self)
  }

  // MARK: Crossings

  /// The mean time at which the samples cross a level between symbols `n - 1` and `n` at a phase,
  /// in symbols after symbol `n - 1`; nil when they do not.
  func crossing(of level: Double, before symbol: Int, phase: Double) -> Double? {
    let ahead = time(of: symbol) - Double(symbol)
    let start = (Double(symbol - 1) + ahead + phase + origin) * samplesPerSymbol
    guard start > Double(-pad), start < Double(count + pad) - samplesPerSymbol - 2 else {
      return nil
    }
    let first = Int(start.rounded(.down)) + pad
    let steps = Int(samplesPerSymbol.rounded(.up))
    var (sum, found) = (0.0, 0)
    var left = padded[first] - level
    for k in 1...steps {
      let right = padded[first + k] - level
      if (left < 0) != (right < 0) {
        sum += Double(k - 1) + left / (left - right)
        found += 1
      }
      left = right
    }
    guard found > 0 else { return nil }
    let place = Double(first - pad) + sum / Double(found)
    return place / samplesPerSymbol - origin - phase - Double(symbol - 1) - ahead
  }
}
