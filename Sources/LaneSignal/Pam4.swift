// PAM4 at the slicer: Gray-coded bit errors of four levels, each with its own Gaussian noise.

import LaneNumerics

/// Facts of the four-level alphabet.
public enum Pam4 {
  /// Variance of equally likely levels.
  @inlinable
  public static func variance(of levels: SIMD4<Double>) -> Double {
    let centred = levels - levels.sum() * 0.25
    return (centred * centred).sum() * 0.25
  }

  /// Symbols per second of a line rate.
  public static func symbolRate(bitRate: Double) -> Double { 0.5 * bitRate }
}

/// The bit error ratio of one slicer as a weighted sum of Gaussian tails, ready to be asked at any
/// noise scale.
///
/// The exact sum over levels and decision regions of Hamming distance × probability; for even
/// levels and equal noise it is [3 Q(a) + 2 Q(3a) - Q(5a)] / 4. Thresholds lie where the two
/// neighbours' tails are equal, which does not move when all noise is scaled alike.
public struct SlicerTails: Sendable {
  /// Distances of the three thresholds from their two neighbours, in units of the level's noise;
  /// the last is unused.
  private let near: Quartet
  /// Distances from levels to thresholds further off; the last two are unused.
  private let far: Octet
  private let farNearest: Double
  /// The smallest distance; infinite for a slicer that makes no errors, NaN when the levels or
  /// deviations are.
  public let nearest: Double

  /// Bit errors of a crossing over the eight bits of the four symbols.
  private static var nearWeights: Quartet { Quartet(0.25, 0.25, 0.25, 0) }
  private static var farWeights: Octet {
    Octet(0.125, 0.125, 0.125, 0.125, -0.125, -0.125, 0, 0)
  }

  /// A slicer that makes no errors.
  public static var errorFree: SlicerTails { SlicerTails() }

  private init() {
    near = .zero
    far = .zero
    farNearest = .infinity
    nearest = .infinity
  }

  /// Levels, lowest first, and the standard deviation of the noise on each.
  public init(levels: SIMD4<Double>, deviations: SIMD4<Double>) {
    let (p0, p1, p2, p3) = (levels[0], levels[1], levels[2], levels[3])
    let (s0, s1, s2, s3) = (deviations[0], deviations[1], deviations[2], deviations[3])
    // Where (t - p0)/s0 = (p1 - t)/s1, that distance is (p1 - p0)/(s0 + s1).
    near = Quartet((p1 - p0) / (s0 + s1), (p2 - p1) / (s1 + s2), (p3 - p2) / (s2 + s3), 0)
    let low = p0 + near[0] * s0
    let middle = p1 + near[1] * s1
    let high = p2 + near[2] * s2
    far =
      Octet(middle - p0, high - p1, p2 - low, p3 - middle, high - p0, p3 - low, 0, 0)
      / Octet(s0, s1, s2, s3, s0, s3, 1, 1)
    farNearest = min(far[0], far[1], far[2], far[3])
    nearest = near.sum().isFinite ? min(near[0], near[1], near[2]) : .nan
  }

  /// Whether this slicer makes errors at all.
  public var errs: Bool { nearest != .infinity }

  /// The bit error ratio with all noise scaled by 1 / `inverseScale`, with its derivatives by that
  /// number.
  ///
  /// Ratios below 1e-300 are not resolved.
  public func bitErrorRatio(inverseScale: Double = 1) -> Jet {
    guard nearest.isFinite else { return nearest.isNaN ? .undefined : Jet() }
    let scaled = near * inverseScale
    let x = scaled.replacing(with: 37, where: scaled .> 37)
    let density = GaussianTail.densities(x) * Self.nearWeights
    let slopes = density * near
    var result = Jet(
      value: (density * GaussianTail.millsRatios(x)).sum(), slope: -slopes.sum(),
      curvature: (slopes * near * x).sum())
    // The far tails begin at the second-nearest threshold; where even that lies well beyond the
    // nearest tail they are below 1e-13 of it.
    let reach = nearest * inverseScale
    let onset = farNearest * inverseScale
    if onset * onset < reach * reach + 60 { addFarTails(inverseScale, to: &result) }
    return result
  }

  private func addFarTails(_ inverseScale: Double, to result: inout Jet) {
    let scaled = far * inverseScale
    let x = scaled.replacing(with: 37, where: scaled .> 37)
    let density = GaussianTail.densities(x) * Self.farWeights
    let slopes = density * far
    result.value += (density * GaussianTail.millsRatios(x)).sum()
    result.slope -= slopes.sum()
    result.curvature += (slopes * far * x).sum()
  }

  /// Weight of the near tails against a single one at `distance`, when noise is such that this one
  /// lies at `x`: their densities over their distances, the leading term of each tail.
  func relativeWeight(distance: Double, x: Double) -> Double {
    guard nearest.isFinite else { return 0 }
    let scale = x / distance
    let exponent = (near * near * (scale * scale) - x * x) * -0.5
    let bounded = exponent.replacing(with: -700, where: exponent .< -700)
    let inverse = distance / near.replacing(with: distance, where: near .== 0)
    return (exponential(bounded) * inverse * Self.nearWeights).sum()
  }
}

/// A function's value with its first two derivatives.
public struct Jet: Sendable {
  public var value = 0.0
  public var slope = 0.0
  public var curvature = 0.0

  static let undefined = Jet(value: .nan, slope: .nan, curvature: .nan)
}
