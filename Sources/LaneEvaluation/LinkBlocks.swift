// The numbers of a link turned into the typed blocks that the physics reads. Ids and units stop
// here.

import LaneChannel
import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// Every block of a link.
struct LinkBlocks: Sendable {
  var lane: Lane
  var architecture: Architecture
  var hostTransmitter: ElectricalTransmitter
  var retimerTransmitter: ElectricalTransmitter
  var hostInput: HostChannel
  var hostOutput: HostChannel
  var retimerReceiver: ElectricalReceiver
  var hostReceiver: ElectricalReceiver
  var driver: LinearDriver
  var modulator: MachZehnder
  var laser: Laser
  var externalPath: ExternalLaserPath
  var plant: FibrePlant
  var photodiode: Photodiode
  var amplifier: TransimpedanceAmplifier
  var bitErrorLimit: Double
  var power: PowerFigures
  var latency: LatencyFigures

  init(_ v: LinkValues) {
    lane = Lane(v)
    architecture = Architecture(v)
    hostTransmitter = .host(v)
    retimerTransmitter = .retimer(v)
    hostInput = HostChannel(lossAtNyquistDb: v.hostTxChannelLossDb)
    hostOutput = HostChannel(lossAtNyquistDb: v.hostRxChannelLossDb)
    retimerReceiver = .retimer(v)
    hostReceiver = .host(v)
    driver = LinearDriver(v)
    modulator = MachZehnder(v)
    laser = Laser(v)
    externalPath = ExternalLaserPath(v)
    plant = FibrePlant(v)
    photodiode = Photodiode(v)
    amplifier = TransimpedanceAmplifier(v)
    bitErrorLimit = v.preFecBerLimit
    power = PowerFigures(v)
    latency = LatencyFigures(v)
  }

  /// Rebuild the blocks whose numbers may have changed.
  mutating func update(_ v: LinkValues, changed: BlockSet) {
    if changed.contains(.lane) { lane = Lane(v) }
    if changed.contains(.architecture) { architecture = Architecture(v) }
    if changed.contains(.hostTransmitter) { hostTransmitter = .host(v) }
    if !changed.isDisjoint(with: [.hostTransmitter, .retimer]) { retimerTransmitter = .retimer(v) }
    if changed.contains(.hostTransmitChannel) {
      hostInput = HostChannel(lossAtNyquistDb: v.hostTxChannelLossDb)
    }
    if changed.contains(.hostReceiveChannel) {
      hostOutput = HostChannel(lossAtNyquistDb: v.hostRxChannelLossDb)
    }
    if changed.contains(.retimer) { retimerReceiver = .retimer(v) }
    if changed.contains(.hostReceiver) { hostReceiver = .host(v) }
    if changed.contains(.driver) { driver = LinearDriver(v) }
    if changed.contains(.modulator) { modulator = MachZehnder(v) }
    if !changed.isDisjoint(with: [.laser, .lane]) { laser = Laser(v) }
    if changed.contains(.externalLaserPath) { externalPath = ExternalLaserPath(v) }
    if changed.contains(.fibrePlant) { plant = FibrePlant(v) }
    if changed.contains(.opticalReceiver) {
      photodiode = Photodiode(v)
      amplifier = TransimpedanceAmplifier(v)
    }
    if changed.contains(.fec) { bitErrorLimit = v.preFecBerLimit }
    if changed.contains(.power) { power = PowerFigures(v) }
    if changed.contains(.latency) { latency = LatencyFigures(v) }
  }

  /// Two parameters that exclude each other, by their indices; nil when none do.
  var contradiction: (Int, Int)? {
    if driver.swing > modulator.halfWaveVoltage {
      return (Parameter.driverSwing.index, Parameter.modulatorVpi.index)
    }
    return nil
  }
}

/// The signalling of one lane.
struct Lane: Sendable {
  /// Line rate of a lane, bit/s.
  var bitRate: Double
  /// Lanes in each direction.
  var count: Double

  init(_ v: LinkValues) {
    bitRate = v.laneRateGbps * 1e9
    count = v.lanes
  }

  /// Half the symbol rate, Hz.
  var nyquist: Double { 0.5 * Pam4.symbolRate(bitRate: bitRate) }
  /// Payload of all lanes, bit/s.
  var payloadRate: Double { Payload.rate(lanes: count, lineRate: bitRate) }
}

/// Which blocks stand where.
struct Architecture: Sendable {
  var retimesTransmit: Bool
  var retimesReceive: Bool
  var laserIsExternal: Bool

  init(_ v: LinkValues) {
    retimesTransmit = v.retimerTx != 0
    retimesReceive = v.retimerRx != 0
    laserIsExternal = v.laserLocation != 0
  }
}

/// Energies and powers that are figures rather than results.
struct PowerFigures: Sendable {
  /// J per payload bit.
  var hostSerdes: Double
  /// J per payload bit, both directions.
  var retimer: Double
  /// W.
  var overhead: Double

  init(_ v: LinkValues) {
    hostSerdes = v.hostSerdesPjPerBit * 1e-12
    retimer = v.dspPjPerBit * 1e-12
    overhead = v.moduleOverheadW
  }
}

/// Delays that are figures rather than results, in seconds.
struct LatencyFigures: Sendable {
  var fec: Double
  var retimer: Double
  var serdes: Double
  var linear: Double
  /// One host trace.
  var trace: Double

  init(_ v: LinkValues) {
    fec = v.fecLatencyNs * 1e-9
    retimer = v.dspLatencyNs * 1e-9
    serdes = v.serdesLatencyNs * 1e-9
    linear = v.linearLatencyNs * 1e-9
    trace = v.hostTraceLengthMm * v.traceDelayNsPerM * 1e-12
  }
}

extension ElectricalTransmitter {
  static func host(_ v: LinkValues) -> ElectricalTransmitter {
    ElectricalTransmitter(
      swing: v.hostTxSwingV, signalToNoise: Decibel.ratio(v.hostTxSnrDb),
      boostDb: v.hostTxFfeBoostDb, riseTime: v.hostTxRiseTimePs * 1e-12,
      jitter: v.hostTxJitterUi, levelMismatch: v.hostTxLevelMismatchRatio)
  }

  /// The module DSP's transmitters: as the host's, but for noise and equaliser.
  static func retimer(_ v: LinkValues) -> ElectricalTransmitter {
    var transmitter = host(v)
    transmitter.signalToNoise = Decibel.ratio(v.dspTxSnrDb)
    transmitter.boostDb = v.dspTxFfeBoostDb
    return transmitter
  }
}

extension ElectricalReceiver {
  static func host(_ v: LinkValues) -> ElectricalReceiver {
    ElectricalReceiver(
      inputNoise: v.hostRxNoiseV2PerGhz * 1e-9,
      equaliserLoss: Decibel.ratio(v.hostRxEqualiserLossDb))
  }

  static func retimer(_ v: LinkValues) -> ElectricalReceiver {
    ElectricalReceiver(
      inputNoise: v.dspRxNoiseV2PerGhz * 1e-9, equaliserLoss: Decibel.ratio(v.dspEqualiserLossDb))
  }
}

extension LinearDriver {
  init(_ v: LinkValues) {
    self.init(
      bandwidth: v.driverBandwidthGhz * 1e9, peakingDb: v.driverPeakingDb,
      inputNoise: v.driverNoiseNvPerRthz * 1e-9, swing: v.driverSwingV, supply: v.driverSupplyV,
      load: v.driverLoadOhm, staticPower: v.driverStaticMw * 1e-3)
  }
}

extension MachZehnder {
  init(_ v: LinkValues) {
    self.init(
      halfWaveVoltage: v.modulatorVpiV, bandwidth: v.modulatorBandwidthGhz * 1e9,
      lossDb: v.modulatorLossDb, extinctionLimit: Decibel.ratio(v.modulatorExtinctionDb),
      outputLossDb: v.modulatorOutputLossDb, chirp: v.modulatorChirp,
      predistortion: v.modulatorPredistortion != 0)
  }
}

extension Laser {
  init(_ v: LinkValues) {
    self.init(
      power: v.laserPowerMw * 1e-3, lanes: v.laserLanes, splitExcessDb: v.laserSplitExcessDb,
      relativeIntensityNoise: Decibel.ratio(v.laserRinDbPerHz),
      wavelength: v.laserWavelengthNm * 1e-9, efficiency: v.laserEfficiency,
      couplingLossDb: v.laserCouplingLossDb)
  }
}

extension ExternalLaserPath {
  init(_ v: LinkValues) {
    self.init(
      fiberLossDb: v.externalFiberLossDb, connectors: v.externalConnectors,
      connectorLossDb: v.externalConnectorLossDb)
  }
}

extension FibrePlant {
  init(_ v: LinkValues) {
    self.init(
      length: v.fiberLengthM, attenuationDb: v.fiberAttenuationDbPerKm * 1e-3,
      connectors: Int(exactly: v.connectors) ?? 0, connectorLossDb: v.connectorLossDb,
      connectorReflectance: Decibel.ratio(v.connectorReflectanceDb),
      moduleReflectance: Decibel.ratio(v.moduleReflectanceDb),
      zeroDispersion: v.fiberZeroDispersionNm * 1e-9,
      dispersionSlope: v.fiberDispersionSlopePsPerNm2Km * 1e3,
      groupIndex: v.fiberGroupIndex, polarisation: v.mpiPolarisation)
  }
}

extension Photodiode {
  init(_ v: LinkValues) {
    self.init(
      couplingLossDb: v.receiverCouplingLossDb, responsivity: v.photodiodeResponsivityAPerW,
      bandwidth: v.photodiodeBandwidthGhz * 1e9)
  }
}

extension TransimpedanceAmplifier {
  init(_ v: LinkValues) {
    self.init(
      bandwidth: v.tiaBandwidthGhz * 1e9, inputNoise: v.tiaNoisePaPerRthz * 1e-12,
      swing: v.tiaSwingV, power: v.tiaPowerMw * 1e-3)
  }
}
