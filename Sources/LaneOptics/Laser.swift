// The continuous-wave laser, shared by lanes, and the path from an external one to the modulator.

import LaneNumerics

/// A continuous-wave laser and its split over lanes.
public struct Laser: Sendable {
  /// Optical output before any split, W.
  public var power: Double
  /// Lanes that share it.
  public var lanes: Double
  /// Excess loss of each 1:2 stage of the split, dB.
  public var splitExcessDb: Double
  /// Relative intensity noise, one-sided, 1/Hz.
  public var relativeIntensityNoise: Double
  /// Wavelength, m.
  public var wavelength: Double
  /// Optical output over electrical input.
  public var efficiency: Double
  /// Loss into the modulator's chip, dB.
  public var couplingLossDb: Double

  public init(
    power: Double, lanes: Double, splitExcessDb: Double, relativeIntensityNoise: Double,
    wavelength: Double, efficiency: Double, couplingLossDb: Double
  ) {
    self.power = power
    self.lanes = lanes
    self.splitExcessDb = splitExcessDb
    self.relativeIntensityNoise = relativeIntensityNoise
    self.wavelength = wavelength
    self.efficiency = efficiency
    self.couplingLossDb = couplingLossDb
  }

  /// Loss of the split to one lane, excess included, dB.
  public var splitLossDb: Double {
    (10 * logarithm10(2) + splitExcessDb) * logarithm2(lanes)
  }

  /// Electrical input of one laser, W.
  public var electricalPower: Double { power / efficiency }
}

/// Polarisation-maintaining fibre and connectors between an external laser and its engine.
public struct ExternalLaserPath: Sendable {
  /// Loss of the fibre, dB.
  public var fiberLossDb: Double
  /// Number of connectors.
  public var connectors: Double
  /// Loss of each connector, dB.
  public var connectorLossDb: Double

  public init(fiberLossDb: Double, connectors: Double, connectorLossDb: Double) {
    self.fiberLossDb = fiberLossDb
    self.connectors = connectors
    self.connectorLossDb = connectorLossDb
  }

  /// Loss of the path, dB.
  public var lossDb: Double { fiberLossDb + connectors * connectorLossDb }
}
