// Reflections along the fibre and the multipath interference that they make.

import LaneNumerics

/// What reflects light between transmitter and receiver.
public struct Reflections: Sendable {
  /// Power reflectance of each connector.
  public var connector: Double
  /// Power reflectance of transmitter and receiver.
  public var module: Double
  /// Share of the interference that beats: 1 for aligned polarisations, ½ for random ones.
  public var polarisation: Double

  public init(connector: Double, module: Double, polarisation: Double) {
    self.connector = connector
    self.module = module
    self.polarisation = polarisation
  }

  /// Variance of the beat noise over level power × average power.
  ///
  /// 2 F Σ_{i<j} r_i r_j A_ij² over transmitter, connectors and receiver in order, A_ij the one-way
  /// transmission between reflectors i and j; a design model for many small reflectors, Gaussian by
  /// their number.
  public func beatVariance(along plant: FibrePlant) -> Double {
    let span = Decibel.ratio(-plant.fiberLossDb / Double(max(0, plant.connectors) &+ 1))
    let pass = Decibel.ratio(-plant.connectorLossDb)
    let spanSquare = span * span
    let passSquare = pass * pass
    // `echo` is Σ_{i<j} r_i A_ij², carried from each reflector to the next.
    var echo = module * spanSquare
    var sum = 0.0
    for _ in 0..<max(0, plant.connectors) {
      sum += connector * echo
      echo = (echo * passSquare + connector) * spanSquare
    }
    sum += module * echo
    return 2 * polarisation * sum
  }
}
