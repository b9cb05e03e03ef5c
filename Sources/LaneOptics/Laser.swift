// The continuous-wave laser, and the path from it to the modulators that share it.

import LaneNumerics

/// A continuous-wave laser.
public struct Laser: Sendable {
  /// Optical output before any split, W.
  public var power: Double
  /// Relative intensity noise, one-sided, 1/Hz.
  public var relativeIntensityNoise: Double

  public init(
    power: Double, relativeIntensityNoise: Double
  ) {
    self.power = power
    self.relativeIntensityNoise = relativeIntensityNoise
  }
}

/// How the power of a laser is found.
public struct LaserAim: Sendable {
  public enum Kind: Sendable {
    /// The power is given.
    case given
    /// The least that reaches a margin.
    case margin
    /// What launches an amplitude into the fibre.
    case launch
    /// The least that reaches a margin, with the swing that makes the electrical power least.
    case leastPower
  }

  public var kind: Kind
  /// Margin to reach, dB.
  public var margin: Double
  /// Outer modulation amplitude into the fibre that a launch reaches, W.
  public var launch: Double
  /// Largest average power into the fibre that a solve may reach, W.
  public var launchLimit: Double

  public init(kind: Kind, margin: Double, launch: Double, launchLimit: Double) {
    self.kind = kind
    self.margin = margin
    self.launch = launch
    self.launchLimit = launchLimit
  }
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
  /// Loss of joining a laser and its spare, dB.
  public var redundancyLossDb: Double

  public init(
    lanes: Double, splitExcessDb: Double, fiberLossDb: Double, connectors: Double,
    connectorLossDb: Double, couplingLossDb: Double, redundancyLossDb: Double
  ) {
    self.lanes = lanes
    self.splitExcessDb = splitExcessDb
    self.fiberLossDb = fiberLossDb
    self.connectors = connectors
    self.connectorLossDb = connectorLossDb
    self.couplingLossDb = couplingLossDb
    self.redundancyLossDb = redundancyLossDb
  }

  /// Loss of the split to one lane, the joint with a spare included, dB: 10 log10 2 and the excess for
  /// each halving.
  public var splitLossDb: Double {
    (3.010299956639812 + splitExcessDb) * logarithm2(lanes) + redundancyLossDb
  }

  /// Loss from an external laser to its engine, dB.
  public var externalLossDb: Double { fiberLossDb + connectors * connectorLossDb }

  /// Loss of the whole path, dB.
  public func lossDb(external: Bool) -> Double {
    splitLossDb + couplingLossDb + (external ? externalLossDb : 0)
  }
}
