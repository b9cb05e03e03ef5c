// How a cost follows the lane rate and the volume.

import Glibc

/// A figure that is known at lanes of 100G and of 200G.
public struct LaneRateLaw: Sendable {
  public var at100G: Double
  public var at200G: Double

  public init(_ at100G: Double, _ at200G: Double) {
    (self.at100G, self.at200G) = (at100G, at200G)
  }

  /// Of a list of two settings.
  init(_ figures: [Double]) {
    self.init(figures.first ?? .nan, figures.last ?? .nan)
  }

  private func octaves(bitRate: Double) -> Double { log2(bitRate / 106.25e9) }

  /// The power law through both figures; straight in the octaves when one of them is nothing.
  public func power(bitRate: Double) -> Double {
    guard at100G > 0, at200G > 0 else { return max(0, straight(bitRate: bitRate)) }
    return at100G * exp2(octaves(bitRate: bitRate) * log2(at200G / at100G))
  }

  /// The straight line through both figures over the octaves of rate.
  public func straight(bitRate: Double) -> Double {
    at100G + (at200G - at100G) * octaves(bitRate: bitRate)
  }

  /// The straight line, no further than the figures themselves.
  public func between(bitRate: Double) -> Double {
    let found = straight(bitRate: bitRate)
    return min(max(found, min(at100G, at200G)), max(at100G, at200G))
  }
}

/// Cost against cumulative volume: each doubling takes a part away.
public struct LearningCurve: Sendable {
  public var rate: Double
  public var volumeRatio: Double

  public init(rate: Double, volumeRatio: Double) {
    (self.rate, self.volumeRatio) = (rate, volumeRatio)
  }

  /// Cost over that of the first volume.
  public var factor: Double { pow(1 - rate, log2(volumeRatio)) }
}
