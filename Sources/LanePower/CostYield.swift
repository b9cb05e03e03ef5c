// Yields: of steps, of k good engines among n, and what a good package costs.

import Glibc
import LaneParameters

/// Chances of at least so many good ones among independent ones.
public enum Yield {
  /// The yield of steps one after another.
  public static func product(_ steps: [Double]) -> Double { steps.reduce(1, *) }

  /// Chance that at least `needed` of `fitted` are good when each is good with a chance.
  public static func atLeast(_ needed: Int, of fitted: Int, each chance: Double) -> Double {
    if needed <= 0 { return 1 }
    if needed > fitted || !(chance > 0) { return 0 }
    if chance >= 1 { return 1 }
    // From all good downwards; each term by its logarithm, as it may underflow.
    let good = log(chance)
    let bad = log1p(-chance)
    var ways = 0.0
    var sum = 0.0
    for failed in 0...(fitted - needed) {
      let count = Double(fitted - failed)
      sum += exp(ways + count * good + Double(failed) * bad)
      ways += log(count) - log(Double(failed) + 1)
    }
    return min(1, sum)
  }
}

/// A package with engines around its chips.
public struct PackageBuild: Sendable {
  /// Engines that must work.
  public var needed: Int
  /// Engines that are attached.
  public var fitted: Int
  /// Cost of making an engine, before any test.
  public var engineCost: Double
  /// Cost of attaching one, with its fibres.
  public var attachCost: Double
  /// What is lost besides with a scrapped package.
  public var chipCost: Double
  public var engineYield: Double
  public var attachYield: Double
  public var enginesAreKnownGood: Bool
  public var enginesAreReplaced: Bool

  public init(
    needed: Int, fitted: Int, engineCost: Double, attachCost: Double, chipCost: Double,
    engineYield: Double, attachYield: Double, enginesAreKnownGood: Bool, enginesAreReplaced: Bool
  ) {
    self.needed = needed
    self.fitted = fitted
    self.engineCost = engineCost
    self.attachCost = attachCost
    self.chipCost = chipCost
    self.engineYield = engineYield
    self.attachYield = attachYield
    self.enginesAreKnownGood = enginesAreKnownGood
    self.enginesAreReplaced = enginesAreReplaced
  }

  /// Packages that are good; 1 where engines are replaced until they are.
  public var yield: Double {
    if enginesAreReplaced { return engineYield > 0 && attachYield > 0 ? 1 : 0 }
    let each = enginesAreKnownGood ? attachYield : engineYield * attachYield
    let reachable = enginesAreKnownGood && engineYield <= 0 ? 0 : each
    return Yield.atLeast(needed, of: fitted, each: reachable)
  }

  /// Cost of a good package less that of its chips; infinite when none is ever good.
  public var costPerGood: Double {
    let yield = self.yield
    guard yield > 0 else { return .infinity }
    let count = Double(fitted)
    if enginesAreReplaced {
      // A tested engine is lost with a failed attach only; an untested one takes an attach with it.
      let attach = attachCost / (enginesAreKnownGood ? attachYield : engineYield * attachYield)
      return count * (engineCost / (engineYield * attachYield) + attach)
    }
    let engine = enginesAreKnownGood ? engineCost / engineYield : engineCost
    return (count * (engine + attachCost) + chipCost) / yield - chipCost
  }

  /// Cost when everything succeeds and nothing is spare.
  public var costWithoutLoss: Double { Double(needed) * (engineCost + attachCost) }
}
