// Sums of independent events that each bring a number of errors: the compound Poisson distribution and
// its tail.

import LaneNumerics

/// Symbol errors in a codeword from independent events, each bringing its own number of them.
///
/// ln P(0) = Σ λ (f(0) - 1); m P(m) = Σ j λ f(j) P(m-j) (Panjer). `weights[j]` is the sum of j λ f(j)
/// over the kinds of event.
struct CompoundPoisson {
  let logNone: Double
  let weights: [Double]
  let mean: Double

  init(logNone: Double, weights: [Double]) {
    self.logNone = logNone
    self.weights = weights
    mean = weights.reduce(0, +)
  }

  /// ln of P(more than `bound`), and ln of the mean number of errors that such codewords bring.
  func tail(beyond bound: Int) -> (logChance: Double, logWeight: Double) {
    guard mean > 0 else { return (-.infinity, -.infinity) }
    var run = Recursion(self, reserving: 2 * bound + 64)
    while run.last < bound { run.advance() }
    var within = 0.0
    var weightWithin = 0.0
    for m in 0...bound {
      within += run.chances[m]
      weightWithin += Double(m) * run.chances[m]
    }
    let chanceWithin = exponential(run.logScale + logarithm(within))
    if chanceWithin < 0.999 {
      // The tail is no small part of the whole: what is missing from it is exact enough.
      let weight = weightWithin == 0 ? 0 : exponential(run.logScale + logarithm(weightWithin))
      return (logarithmOfOnePlus(-chanceWithin), logarithm(max(mean - weight, 0)))
    }
    var sum = 0.0
    var weight = 0.0
    var quiet = 0
    while quiet < 4, run.last < Self.most {
      let factor = run.advance()
      let chance = run.chances[run.last]
      sum = sum * factor + chance
      weight = weight * factor + Double(run.last) * chance
      quiet = Double(run.last) > mean && chance <= 1e-17 * sum ? quiet + 1 : 0
    }
    return (run.logScale + logarithm(sum), run.logScale + logarithm(weight))
  }

  /// Chances of 0 … `most` errors.
  func distribution(most: Int) -> [Double] {
    var run = Recursion(self, reserving: most + 1)
    while run.last < most { run.advance() }
    // Two factors, so that neither of them leaves the range alone.
    let half = exponential(0.5 * run.logScale)
    return run.chances.map { $0 * half * half }
  }

  /// Errors beyond which no chance is summed.
  private static let most = 16_384

  /// The chances so far over exp(`logScale`).
  private struct Recursion {
    let weights: [Double]
    var chances: [Double] = [1]
    var logScale: Double

    init(_ events: CompoundPoisson, reserving count: Int) {
      weights = events.weights
      logScale = events.logNone
      chances.reserveCapacity(count)
    }

    var last: Int { chances.count - 1 }

    /// Adds the next chance; answers by what those before it were scaled to stay in range.
    @discardableResult
    mutating func advance() -> Double {
      let m = chances.count
      var sum = 0.0
      weights.withUnsafeBufferPointer { weights in
        chances.withUnsafeBufferPointer { chances in
          for j in 1..<(min(m, weights.count - 1) + 1) { sum += weights[j] * chances[m - j] }
        }
      }
      chances.append(sum / Double(m))
      guard chances[m] > 1e200 else { return 1 }
      for i in chances.indices { chances[i] *= 1e-200 }
      logScale += 20 * Decibel.naturalPerBel * 10
      return 1e-200
    }
  }
}
