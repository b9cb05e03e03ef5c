// The four optical levels of PAM4 and what follows from them.

import LaneNumerics

/// Optical powers of the four PAM4 levels, lowest first, in watts.
public struct OpticalLevels: Sendable {
  public var watts: SIMD4<Double>

  public init(watts: SIMD4<Double>) { self.watts = watts }

  /// Average power of equally likely levels, W.
  public var average: Double { watts.sum() * 0.25 }

  /// Outer optical modulation amplitude P3 - P0, W.
  public var oma: Double { watts[3] - watts[0] }

  /// Extinction ratio P3 / P0.
  public var extinctionRatio: Double { watts[3] / watts[0] }

  /// R_LM: three times the smallest step over the outer swing; one for even levels.
  public var levelMismatch: Double {
    let low = watts[1] - watts[0]
    let middle = watts[2] - watts[1]
    let high = watts[3] - watts[2]
    return 3 * min(low, middle, high) / oma
  }

  /// Four evenly spaced levels.
  static func even(from low: Double, to high: Double) -> SIMD4<Double> {
    low + (high - low) * SIMD4(0, 1.0 / 3, 2.0 / 3, 1)
  }

  /// The levels after a power transmission.
  public func transmitted(_ transmission: Double) -> OpticalLevels {
    OpticalLevels(watts: watts * transmission)
  }
}
