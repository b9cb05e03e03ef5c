// The tail of the normal distribution, Q(x), one at a time and several at once, and its inverse.

/// Q(x): the probability that a standard normal variable exceeds x.
public enum GaussianTail {
  static let inverseRootTwo = 0.7071067811865476
  @usableFromInline static let inverseRootTwoPi = 0.3989422804014327

  /// Q(x) = erfc(x/√2)/2, to the C library's accuracy; 0 above about x = 38.
  public static func probability(_ x: Double) -> Double {
    0.5 * complementaryError(x * inverseRootTwo)
  }

  /// The density of the standard normal distribution at x.
  public static func density(_ x: Double) -> Double {
    inverseRootTwoPi * exponential(-0.5 * x * x)
  }

  /// Densities of numbers between 0 and 37.
  @inlinable
  public static func densities(_ x: Quartet) -> Quartet {
    inverseRootTwoPi * exponential(x * x * -0.5)
  }

  /// Densities of numbers between 0 and 37.
  @inlinable
  public static func densities(_ x: Octet) -> Octet {
    inverseRootTwoPi * exponential(x * x * -0.5)
  }

  /// Q(x) / φ(x) of numbers from zero up, to 1e-14 of its value.
  @inlinable
  public static func millsRatios(_ x: Quartet) -> Quartet { millsVector(x) }

  /// Q(x) / φ(x) of numbers from zero up, to 1e-14 of its value.
  @inlinable
  public static func millsRatios(_ x: Octet) -> Octet { millsVector(x) }

  /// A polynomial in t = (x - 4)/(x + 4) over x + 0.8; Tests/Golden/fit_mills_ratio.py fits it.
  @inlinable @inline(__always)
  static func millsVector<V: SIMD>(_ x: V) -> V where V.Scalar == Double {
    let t = (x - 4) / (x + 4)
    let w = t * t
    var even = V(repeating: 2.3737292625156716e-08)
    var odd = V(repeating: -1.72863474909944e-09)
    even = even * w - 2.360670795742701e-07
    odd = odd * w - 6.638001047298844e-08
    even = even * w + 1.3711424839749476e-06
    odd = odd * w + 1.0162967821970363e-06
    even = even * w - 6.834790587369902e-06
    odd = odd * w - 8.261823159225901e-06
    even = even * w + 3.62922635022294e-05
    odd = odd * w + 5.097806619554661e-05
    even = even * w - 0.00023457047025016162
    odd = odd * w - 0.00021387363988618218
    even = even * w + 0.001835687728388385
    odd = odd * w - 0.001036202938487224
    even = even * w - 0.012793557377330428
    odd = odd * w + 0.0492164342336966
    even = even * w - 0.0961813278179495
    odd = odd * w + 0.10763924415600402
    even = even * w - 0.02726263140735773
    odd = odd * w - 0.15697492116870407
    even = even * w + 1.135931437985091
    let p = even + t * odd
    return p / (x + 0.8)
  }

  /// The x whose tail probability is `p`: infinity at 0, NaN outside 0...1.
  ///
  /// Newton's method on log Q, which is concave, so that it converges from the asymptotic start in
  /// a few steps for every p down to 1e-300; accurate to a few units in the last place.
  public static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    guard p > 0 else { return .infinity }
    guard p < 1 else { return -.infinity }
    if p > 0.5 { return -quantile(1 - p) }
    let target = logarithm(p)
    var x = max(0, -2 * target - 1.3863).squareRoot()
    for _ in 0..<60 {
      let q = probability(x)
      let step = q / density(x) * (logarithm(q) - target)
      x += step
      if abs(step) <= 1e-15 * (1 + x) { break }
    }
    return x
  }
}
