// How much one equalised value adds to the symbol error ratio, as a curve over all values.

import LaneNumerics

/// Sums over values of Q(|y - threshold| / deviation) at three thresholds, with slopes.
///
/// Cubic pieces between nodes meet the function and its slope there: 1024 of them are within 1e-6 of
/// it where the noise is not very small, and are drawn finer where it is.
final class ErrorCurve {
  /// Sum of what the values added since the curve was drawn, and its slope against ln of the noise.
  private(set) var ratio = 0.0
  private(set) var noiseSlope = 0.0
  private(set) var thresholdSlopes = SIMD3<Double>.zero

  /// Standard deviations beyond which nothing is left of the target.
  private let reach: Double
  private let normal: NormalTable
  /// Of each piece: four coefficients, the noise slope in its middle, and three threshold slopes there.
  private let pieces: UnsafeMutablePointer<SIMD8<Double>>
  private var count = 1024
  private static var most: Int { 1 << 15 }
  private var start = 0.0
  private var perPiece = 1.0

  init(target: Double) {
    reach = GaussianTail.quantile(target * 1e-8)
    normal = NormalTable(reach: reach)
    pieces = .allocate(capacity: Self.most)
    pieces.initialize(repeating: .zero, count: Self.most)
  }

  deinit { pieces.deallocate() }

  /// Draw the curve for thresholds and noise; sums start again from zero.
  func draw(_ thresholds: SIMD3<Double>, deviation: Double) {
    (ratio, noiseSlope, thresholdSlopes) = (0, 0, .zero)
    let inverse = 1 / deviation
    start = thresholds.min() - reach * deviation
    let end = thresholds.max() + reach * deviation
    // Pieces of an eighth of a standard deviation or less, as far as they go.
    let wanted = (end - start) * inverse * 8
    count = wanted > 1024 ? min(Int(min(wanted, 1e6)), Self.most) : 1024
    let step = (end - start) / Double(count)
    perPiece = 1 / step
    var (value, slope) = (0.0, 0.0)
    for node in 0...count {
      let y = start + Double(node) * step
      var (nextValue, nextSlope) = (0.0, 0.0)
      var middle = SIMD8<Double>.zero
      for k in 0..<3 {
        let distance = (y - thresholds[k]) * inverse
        if abs(distance) < reach {
          let (tail, density) = normal[abs(distance)]
          nextValue += tail
          nextSlope += distance < 0 ? density : -density
        }
        let half = distance - 0.5 * step * inverse
        if abs(half) < reach {
          let (_, density) = normal[abs(half)]
          middle[4] += density * abs(half)
          middle[5 + k] = (half < 0 ? -density : density) * inverse
        }
      }
      nextSlope *= inverse * step
      if node > 0 {
        let rise = nextValue - value
        middle[0] = value
        middle[1] = slope
        middle[2] = 3 * rise - 2 * slope - nextSlope
        middle[3] = slope + nextSlope - 2 * rise
        pieces[node - 1] = middle
      }
      (value, slope) = (nextValue, nextSlope)
    }
  }

  /// Add what values contribute; `slopes` gets each one's slope against itself.
  func add(
    _ values: UnsafeMutablePointer<Double>, count values_: Int,
    slopes: UnsafeMutablePointer<Double>?
  ) {
    let last = Double(count)
    var total = 0.0
    var rest = SIMD4<Double>.zero
    for n in 0..<values_ {
      let place = (values[n] - start) * perPiece
      guard place >= 0, place < last else {
        slopes?[n] = 0
        continue
      }
      let index = Int(truncatingIfNeeded: Int64(place))
      let t = place - Double(index)
      let piece = pieces[index]
      total += piece[0] + t * (piece[1] + t * (piece[2] + t * piece[3]))
      rest += piece.highHalf
      slopes?[n] = (piece[1] + t * (2 * piece[2] + t * 3 * piece[3])) * perPiece
    }
    ratio += total
    noiseSlope += rest[0]
    thresholdSlopes += SIMD3(rest[1], rest[2], rest[3])
  }
}

/// The normal distribution's tail and density from a table, by Taylor's series from the nearest entry:
/// within 1e-9 of either up to four standard deviations, and several times faster than the functions.
final class NormalTable {
  /// Tail and density at each hundred-and-twenty-eighth.
  private let entries: UnsafeMutablePointer<Double>

  private static var perUnit: Double { 128 }

  private let last: Double

  /// Arguments from 0 to `reach` are taken.
  init(reach: Double) {
    let count = Int(min(max(reach, 1), 40) * Self.perUnit) + 2
    last = Double(count - 1)
    entries = .allocate(capacity: 2 * count)
    for k in 0..<count {
      let z = Double(k) / Self.perUnit
      (entries + 2 * k).initialize(to: GaussianTail.probability(z))
      (entries + 2 * k + 1).initialize(to: GaussianTail.density(z))
    }
  }

  deinit { entries.deallocate() }

  @inline(__always)
  subscript(z: Double) -> (tail: Double, density: Double) {
    let index = min(max(z * Self.perUnit + 0.5, 0), last).rounded(.down)
    let place = index / Self.perUnit
    let d = z - place
    let entry = entries + 2 * Int(index)
    let (tail, density) = (entry[0], entry[1])
    // The density's derivatives are it times Hermite polynomials.
    let square = place * place - 1
    let half = d * d * 0.5
    let cube = half * d * (1.0 / 3)
    return (
      tail - density * (d - place * half + square * cube),
      density * (1 - place * d + square * half - place * (square - 2) * cube)
    )
  }
}
