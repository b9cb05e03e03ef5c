// What one end of a link is made of, as its cost and its failures see it.

/// One end of a link: a module, an engine or the end of a cable.
public struct LinkEnd: Sendable {
  /// Where it sits, and with it what is replaced when it fails.
  public enum Place: Sendable {
    case module, nearPackage, coPackaged, passiveCable, activeCable
  }

  /// What makes the light.
  public enum Source: Sendable {
    case silicon, thinFilm, discrete, verticalCavity
  }

  /// A spare for each laser: none, one that is dark until it is needed, or one that shares the light.
  public enum LaserSpare: Sendable {
    case none, dark, alight
  }

  public var place: Place
  public var source: Source
  /// Lanes in each direction.
  public var lanes: Double
  /// Line rate of a lane, bit/s.
  public var bitRate: Double
  /// Payload of all lanes in one direction, bit/s.
  public var payload: Double
  /// Directions that a DSP or an analog retimer retimes: 0, 1 or 2.
  public var dspDirections: Double
  public var cdrDirections: Double
  public var retimesTransmit: Bool
  public var retimesReceive: Bool
  /// Lasers that the lanes need; shared ones in parts.
  public var lasers: Double
  public var laserIsExternal: Bool
  public var laserSpare: LaserSpare
  /// Length of a copper cable, m.
  public var cableLength: Double
  /// Temperature of the case, and of that of the external lasers, K.
  public var caseTemperature: Double
  public var externalLaserTemperature: Double

  public init(
    place: Place, source: Source, lanes: Double, bitRate: Double, payload: Double,
    dspDirections: Double, cdrDirections: Double, retimesTransmit: Bool, retimesReceive: Bool,
    lasers: Double, laserIsExternal: Bool, laserSpare: LaserSpare, cableLength: Double,
    caseTemperature: Double, externalLaserTemperature: Double
  ) {
    self.place = place
    self.source = source
    self.lanes = lanes
    self.bitRate = bitRate
    self.payload = payload
    self.dspDirections = dspDirections
    self.cdrDirections = cdrDirections
    self.retimesTransmit = retimesTransmit
    self.retimesReceive = retimesReceive
    self.lasers = lasers
    self.laserIsExternal = laserIsExternal
    self.laserSpare = laserSpare
    self.cableLength = cableLength
    self.caseTemperature = caseTemperature
    self.externalLaserTemperature = externalLaserTemperature
  }

  public var isCopper: Bool { place == .passiveCable || place == .activeCable }
  /// Lasers that make light for one lane each.
  var hasLaserPerLane: Bool { source == .discrete || source == .verticalCavity }
}
