// The continuous-wave laser, and the path from it to the modulators that share it.

import LaneNumerics

/// A continuous-wave laser.
public struct Laser: Sendable {
  /// Optical output before any split, W.
  public var power: Double
  /// Relative intensity noise, one-sided, 1/Hz.
  public var relativeIntensityNoise: Double
  /// Optical output over electrical input.
  public var efficiency: Double
  /// Whether its power is the one that reaches a margin, and that margin, dB.
  public var solvesPower: Bool
  public var targetMargin: Double

  public init(
    power: Double, relativeIntensityNoise: Double, efficiency: Double, solvesPower: Bool,
    targetMargin: Double
  ) {
    self.power = power
    self.relativeIntensityNoise = relativeIntensityNoise
    self.efficiency = efficiency
    self.solvesPower = solvesPower
    self.targetMargin = targetMargin
  }

  /// Electrical input of one laser, W.
  public var electricalPower: Double { power / efficiency }
}

/// The way from a laser to a modulator's chip: its split over lanes, polarisation-maintaining fibre and
/// connectors where it stands outside the module, and the coupling into the chip.
public struct LaserPath: Sendable {
  /// Lanes that share one laser.
  public var lanes: Double
  /// Excess loss of each 1:2 stage of the split, dB.
  public var splitExcessDb: Double
  /// Loss of the polarisation-maintaining fibre, dB.
  public var fiberLossDb: Double
  /// Number of polarisation-maintaining connectors, and the loss of each, dB.
  public var connectors: Double
  public var connectorLossDb: Double
  /// Loss into the modulator's chip, dB.
  public var couplingLossDb: Double

  public init(
    lanes: Double, splitExcessDb: Double, fiberLossDb: Double, connectors: Double,
    connectorLossDb: Double, couplingLossDb: Double
  ) {
    self.lanes = lanes
    self.splitExcessDb = splitExcessDb
    self.fiberLossDb = fiberLossDb
    self.connectors = connectors
    self.connectorLossDb = connectorLossDb
    self.couplingLossDb = couplingLossDb
  }

  /// Loss of the split to one lane, excess included, dB: 10 log10 2 for each halving.
  public var splitLossDb: Double { (3.010299956639812 + splitExcessDb) * logarithm2(lanes) }

  /// Loss from an external laser to its engine, dB.
  public var externalLossDb: Double { fiberLossDb + connectors * connectorLossDb }

  /// Loss of the whole path, dB.
  public func lossDb(external: Bool) -> Double {
    splitLossDb + couplingLossDb + (external ? externalLossDb : 0)
  }
}
