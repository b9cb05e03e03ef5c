// Segments in a row: their bit errors add, and the margin scales the noise of all of them alike.

import LaneNumerics

/// Up to three segments, each ending in a slicer, that a bit crosses one after another.
public struct SegmentChain: Sendable {
  public var first: SlicerTails
  public var second: SlicerTails
  public var third: SlicerTails

  public init(
    _ first: SlicerTails, _ second: SlicerTails = .errorFree, _ third: SlicerTails = .errorFree
  ) {
    self.first = first
    self.second = second
    self.third = third
  }

  /// Bit error ratio end to end: 1 - 2p = Π (1 - 2p_i).
  public var bitErrorRatio: Double { bitErrorRatio(inverseScale: 1).value }

  /// Extra Gaussian noise in dB, equal in every segment, that brings the bit error ratio to
  /// `limit`; NaN when no scaling does. `start` is ``start(limit:)`` of the same limit.
  ///
  /// Halley's method on the logarithm of the ratio over the inverse noise scale, where it is smooth
  /// and concave. It starts where all near tails, weighed by their leading exponential, would meet
  /// the limit.
  public func margin(limit: Double, start: Double) -> Double {
    let nearest = min(first.nearest, second.nearest, third.nearest)
    guard nearest > 0, nearest.isFinite else { return .nan }
    let weight =
      first.relativeWeight(distance: nearest, x: start)
      + second.relativeWeight(distance: nearest, x: start)
      + third.relativeWeight(distance: nearest, x: start)
    // The start x is right for a weight of ¾. About it ln Q falls by h d + d²/2 with h = x + 1/x, which
    // the true weight W answers with d = √(h² + 2 ln W) - h. A rational form of the logarithm will do.
    let w = weight * (4.0 / 3)
    let logarithmOfWeight = 3 * (w * w - 1) / (w * w + 4 * w + 1)
    let h = start + 1 / start
    let reach = start - h + max(0, h * h + 2 * logarithmOfWeight).squareRoot()
    var inverseScale = max(reach, 0.1 * start) / nearest
    for _ in 0..<60 {
      let ratio = bitErrorRatio(inverseScale: inverseScale)
      guard ratio.value > 0, ratio.slope < 0 else { return .nan }
      let miss = logarithm(ratio.value / limit)
      let slope = ratio.slope / ratio.value
      let curvature = ratio.curvature / ratio.value - slope * slope
      let step = 2 * miss * slope / (2 * slope * slope - miss * curvature)
      // A step may at most halve or double the scale: the start is close, this only guards odd
      // shapes.
      inverseScale = min(max(inverseScale - step, 0.5 * inverseScale), 2 * inverseScale)
      // Halley triples the digits: after a step this small the rest is below 2e-8, or 2e-7 dB.
      if abs(step) <= 5e-3 * inverseScale { break }
    }
    return -8.685889638065037 * logarithm(inverseScale)
  }

  /// Where the search for a margin starts: the distance at which Q is 4/3 of a limit between 0 and
  /// 0.3.
  public static func start(limit: Double) -> Double {
    GaussianTail.quantile(min(0.4, limit * (4.0 / 3)))
  }

  private func bitErrorRatio(inverseScale: Double) -> Jet {
    var total = first.bitErrorRatio(inverseScale: inverseScale)
    if second.errs { Self.add(second.bitErrorRatio(inverseScale: inverseScale), to: &total) }
    if third.errs { Self.add(third.bitErrorRatio(inverseScale: inverseScale), to: &total) }
    return total
  }

  /// p + q - 2pq with its derivatives.
  private static func add(_ next: Jet, to total: inout Jet) {
    total.curvature =
      total.curvature * (1 - 2 * next.value) + next.curvature * (1 - 2 * total.value)
      - 4 * total.slope * next.slope
    total.slope = total.slope * (1 - 2 * next.value) + next.slope * (1 - 2 * total.value)
    total.value += next.value - 2 * total.value * next.value
  }
}
