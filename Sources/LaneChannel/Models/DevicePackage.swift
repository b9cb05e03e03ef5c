// COM's models of a device and its package, and of the board between package and test point.

import LaneNumerics

/// Die pad, bump, package traces and ball, from the die outwards (93A-15; 802.3ck adds the coil and
/// the bump, 802.3dj more coils).
public struct DevicePackage: Equatable, Sendable {
  /// Pad capacitors, each followed by its coil.
  public var padFarads: [Double]
  public var coilHenry: [Double]
  public var bumpFarads: Double
  /// Traces; a via capacitor may stand before the last of more than two.
  public var traces: [ModelLine]
  public var viaFarads: Double
  public var ballFarads: Double

  public init(
    padFarads: [Double], coilHenry: [Double], bumpFarads: Double, traces: [ModelLine],
    viaFarads: Double, ballFarads: Double
  ) {
    self.padFarads = padFarads
    self.coilHenry = coilHenry
    self.bumpFarads = bumpFarads
    self.traces = traces
    self.viaFarads = viaFarads
    self.ballFarads = ballFarads
  }

  /// The package alone, as a passive part.
  public var withoutDie: DevicePackage {
    var package = self
    package.padFarads = []
    package.coilHenry = []
    package.bumpFarads = 0
    return package
  }

  /// What differential elements are to the common mode in the conversion path of the reference
  /// program: twice the capacitance and line impedance, half the inductance.
  public var toCommonMode: DevicePackage {
    var package = self
    package.padFarads = padFarads.map { 2 * $0 }
    package.coilHenry = coilHenry.map { $0 / 2 }
    package.bumpFarads *= 2
    package.viaFarads *= 2
    package.ballFarads *= 2
    for index in traces.indices { package.traces[index].impedance *= 2 }
    return package
  }

  /// From the die to the ball.
  /// - Parameter ohm: the reference of one side of the pair
  public func twoPort(hertz: Double, ohm: Double) -> TwoPort {
    var chain = TwoPort.through
    func add(farads: Double) {
      if farads > 0 {
        chain = chain.followed(by: .shunt(farads: farads, hertz: hertz, ohm: ohm))
      }
    }
    for (index, pad) in padFarads.enumerated() {
      add(farads: pad)
      if index < coilHenry.count, coilHenry[index] > 0 {
        chain = chain.followed(by: .series(henry: coilHenry[index], hertz: hertz, ohm: ohm))
      }
    }
    add(farads: bumpFarads)
    for (index, trace) in traces.enumerated() {
      if index == 3 { add(farads: viaFarads) }
      if trace.lengthMm > 0 {
        chain = chain.followed(by: trace.twoPort(hertz: hertz, ohm: ohm))
      }
    }
    if traces.count < 4 { add(farads: viaFarads) }
    add(farads: ballFarads)
    return chain
  }
}

/// Capacitor, trace and capacitor between a package and the channel under test.
public struct HostBoard: Equatable, Sendable {
  public var deviceFarads: Double
  public var trace: ModelLine
  public var connectorFarads: Double

  public init(deviceFarads: Double, trace: ModelLine, connectorFarads: Double) {
    self.deviceFarads = deviceFarads
    self.trace = trace
    self.connectorFarads = connectorFarads
  }

  /// From the package to the channel.
  public func twoPort(hertz: Double, ohm: Double) -> TwoPort {
    TwoPort.shunt(farads: deviceFarads, hertz: hertz, ohm: ohm)
      .followed(by: trace.twoPort(hertz: hertz, ohm: ohm))
      .followed(by: .shunt(farads: connectorFarads, hertz: hertz, ohm: ohm))
  }
}
