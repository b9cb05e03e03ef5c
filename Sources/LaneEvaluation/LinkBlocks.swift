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
  var dspReceiver: ElectricalReceiver
  var cdrReceiver: ElectricalReceiver
  var hostReceiver: ElectricalReceiver
  var driver: LinearDriver
  var source: LightSource
  var sourceOutput: SourceOutput
  /// Smallest swing of a search over the given one.
  var swingFloor: Double
  var laser: Laser
  var laserAim: LaserAim
  var laserPath: LaserPath
  var plant: FibrePlant
  var reflections: Reflections
  var photodiode: Photodiode
  var amplifier: TransimpedanceAmplifier
  var cable: CopperCable
  var correction: Correction
  var power: PowerFigures
  var hostSerdes: SerdesEnergy
  var laserElectrical: LaserElectrical
  var laserPlace: LaserPlace
  var thermal: ThermalFigures
  var surroundings: Surroundings
  var latency: LatencyFigures

  init(_ v: LinkValues) {
    lane = Lane(v)
    architecture = Architecture(v)
    hostTransmitter = .host(v)
    retimerTransmitter = .retimer(v)
    hostInput = HostChannel(lossAtNyquistDb: v.hostTxChannelLossDb)
    hostOutput = HostChannel(lossAtNyquistDb: v.hostRxChannelLossDb)
    dspReceiver = .dsp(v)
    cdrReceiver = .cdr(v)
    hostReceiver = .host(v)
    driver = LinearDriver(v)
    source = LightSource(v)
    sourceOutput = SourceOutput(v)
    swingFloor = v.swingFloorRatio
    laser = Laser(v)
    laserAim = LaserAim(v)
    laserPath = LaserPath(v)
    plant = FibrePlant(v)
    reflections = Reflections(v)
    photodiode = Photodiode(v)
    amplifier = TransimpedanceAmplifier(v)
    cable = CopperCable(v)
    correction = Correction(v)
    power = PowerFigures(v)
    hostSerdes = SerdesEnergy(v)
    laserElectrical = LaserElectrical(v)
    laserPlace = LaserPlace(v)
    thermal = ThermalFigures(v)
    surroundings = Surroundings(v)
    latency = LatencyFigures(v)
  }

  /// Rebuild the blocks whose numbers may have changed.
  @inline(__always)
  mutating func update(_ v: inout LinkValues, changed: BlockSet) {
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
    if changed.contains(.retimer) {
      dspReceiver = .dsp(v)
      cdrReceiver = .cdr(v)
    }
    if changed.contains(.hostReceiver) { hostReceiver = .host(v) }
    if changed.contains(.driver) { driver = LinearDriver(v) }
    if !changed.isDisjoint(with: [.modulator, .architecture]) {
      source = LightSource(v)
      sourceOutput = SourceOutput(v)
      swingFloor = v.swingFloorRatio
    }
    if changed.contains(.laser) { laser = Laser(v) }
    if !changed.isDisjoint(with: [.laserAim, .architecture]) { laserAim = LaserAim(v) }
    if !changed.isDisjoint(with: [.laserPath, .architecture]) { laserPath = LaserPath(v) }
    if changed.contains(.reflections) { reflections = Reflections(v) }
    if !changed.isDisjoint(with: [.fibrePlant, .architecture]) { plant = FibrePlant(v) }
    if changed.contains(.opticalReceiver) {
      photodiode = Photodiode(v)
      amplifier = TransimpedanceAmplifier(v)
    }
    if changed.contains(.copperCable) { cable = CopperCable(v) }
    if changed.contains(.fec) { correction = Correction(v) }
    if changed.contains(.power) { power = PowerFigures(v) }
    if !changed.isDisjoint(with: [.power, .lane]) { hostSerdes = SerdesEnergy(v) }
    if !changed.isDisjoint(with: [.laserDiode, .modulator, .architecture, .power]) {
      laserElectrical = LaserElectrical(v)
      laserPlace = LaserPlace(v)
    }
    if !changed.isDisjoint(with: [.thermal, .laserDiode]) { thermal = ThermalFigures(v) }
    if changed.contains(.boundary) { surroundings = Surroundings(v) }
    if changed.contains(.latency) { latency = LatencyFigures(v) }
  }
}

/// The signalling and the carrier of one lane.
struct Lane: Sendable {
  /// Line rate of a lane, bit/s.
  var bitRate: Double
  /// Lanes in each direction.
  var count: Double

  @inline(__always)
  init(_ v: LinkValues) {
    bitRate = v.laneRateGbps * 1e9
    count = v.lanes
    wavelength = v.laserWavelengthNm * 1e-9
  }

  /// Half the symbol rate, Hz.
  var nyquist: Double { 0.5 * Pam4.symbolRate(bitRate: bitRate) }
  /// Wavelength, m.
  var wavelength: Double
}

/// What retimes a direction of a link.
enum Retimer: Sendable {
  case none, dsp, cdr

  /// The retimer of a number of the parameters' choices.
  init(_ choice: Double) { self = choice == 0 ? .none : choice == 1 ? .dsp : .cdr }
}

/// Which blocks stand where.
struct Architecture: Sendable {
  var transmitRetimer: Retimer
  var receiveRetimer: Retimer
  var laserIsExternal: Bool
  var isCopper: Bool
  /// Whether the ends of a copper cable amplify what they receive.
  var amplifiesCable: Bool

  var retimesTransmit: Bool { transmitRetimer != .none }
  var retimesReceive: Bool { receiveRetimer != .none }

  @inline(__always)
  init(_ v: LinkValues) {
    transmitRetimer = Retimer(v.retimerTx)
    receiveRetimer = Retimer(v.retimerRx)
    laserIsExternal = v.laserLocation != 0
    isCopper = v.medium != 0
    amplifiesCable = isCopper && v.cableAmplifier != 0
  }
}

/// Delays that are figures rather than results, in seconds.
struct LatencyFigures: Sendable {
  var fec: Double
  var dsp: Double
  var cdr: Double
  var serdes: Double
  var linear: Double
  /// One host trace.
  var trace: Double

  @inline(__always)
  init(_ v: LinkValues) {
    fec = v.fecLatencyNs * 1e-9
    dsp = v.dspLatencyNs * 1e-9
    cdr = v.cdrLatencyNs * 1e-9
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

  static func dsp(_ v: LinkValues) -> ElectricalReceiver {
    ElectricalReceiver(
      inputNoise: v.dspRxNoiseV2PerGhz * 1e-9, equaliserLoss: Decibel.ratio(v.dspEqualiserLossDb))
  }
}

extension ElectricalReceiver {
  /// An analog retimer's receiver: as the DSP's, but for its equaliser.
  static func cdr(_ v: LinkValues) -> ElectricalReceiver {
    var receiver = dsp(v)
    receiver.equaliserLoss = Decibel.ratio(v.cdrEqualiserLossDb)
    return receiver
  }
}

extension LinearDriver {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      bandwidth: v.driverBandwidthGhz * 1e9, peakingDb: v.driverPeakingDb,
      inputNoise: v.driverNoiseNvPerRthz * 1e-9, supply: v.driverSupplyV,
      load: v.driverLoadOhm, staticPower: v.driverStaticMw * 1e-3)
  }
}

extension LightSource {
  @inline(__always)
  init(_ v: LinkValues) {
    switch OpticsTechnology(rawValue: Int(exactly: v.opticsTechnology) ?? 0) {
    case .eml:
      self = .electroAbsorption(
        ElectroAbsorptionLaser(
          swing: v.emlSwingV, averagePower: Decibel.watts(dBm: v.emlAverageDbm),
          extinctionDb: v.emlExtinctionDb, exponent: v.emlExponent,
          bandwidth: v.emlBandwidthGhz * 1e9,
          relativeIntensityNoise: Decibel.ratio(v.emlRinDbPerHz), power: v.emlPowerMw * 1e-3,
          maximumAveragePower: Decibel.watts(dBm: v.emlMaximumDbm)))
    case .ring:
      self = .ring(
        RingModulator(
          swing: v.ringSwingV, quality: v.ringQuality, shiftPerVolt: v.ringShiftPmPerV * 1e-12,
          detuning: v.ringDetuningPm * 1e-12, floor: v.ringFloor,
          bandwidth: v.ringBandwidthGhz * 1e9, excessLossDb: v.ringExcessLossDb,
          heaterPower: v.ringHeaterMw * 1e-3, heaterTop: v.ringHotC,
          heaterPerKelvin: v.ringTuningMwPerK * 1e-3, capacitance: v.ringCapacitanceFf * 1e-15))
    case .vcsel:
      self = .verticalCavity(
        VerticalCavityLaser(
          swing: v.vcselSwingV, averagePower: Decibel.watts(dBm: v.vcselAverageDbm),
          extinctionRatio: Decibel.ratio(v.vcselExtinctionDb),
          resonance: v.vcselResonanceGhz * 1e9, damping: v.vcselDamping,
          relativeIntensityNoise: Decibel.ratio(v.vcselRinDbPerHz), power: v.vcselPowerMw * 1e-3,
          maximumAveragePower: Decibel.watts(dBm: v.vcselMaximumDbm)))
    case .tfln:
      self = .machZehnder(
        MachZehnder(
          swing: v.tflnSwingV, halfWaveVoltage: v.tflnVpiV, bandwidth: v.tflnBandwidthGhz * 1e9,
          lossDb: v.tflnLossDb, extinctionLimit: Decibel.ratio(v.tflnExtinctionDb)))
    default:
      self = .machZehnder(
        MachZehnder(
          swing: v.mzmSwingV, halfWaveVoltage: v.mzmVpiV, bandwidth: v.mzmBandwidthGhz * 1e9,
          lossDb: v.mzmLossDb, extinctionLimit: Decibel.ratio(v.mzmExtinctionDb)))
    }
  }
}

/// What stands between a light source and the fibre.
struct SourceOutput: Sendable {
  /// Coupling loss into the fibre, dB.
  var lossDb: Double
  /// Small-signal chirp.
  var chirp: Double
  /// Whether the transmitting DAC spaces its levels for even light.
  var predistortion: Bool

  @inline(__always)
  init(_ v: LinkValues) {
    predistortion = v.modulatorPredistortion != 0
    switch OpticsTechnology(rawValue: Int(exactly: v.opticsTechnology) ?? 0) {
    case .eml: (lossDb, chirp) = (v.emlOutputLossDb, v.emlChirp)
    case .ring: (lossDb, chirp) = (v.ringOutputLossDb, v.ringChirp)
    case .vcsel: (lossDb, chirp) = (v.vcselOutputLossDb, 0)
    case .tfln: (lossDb, chirp) = (v.tflnOutputLossDb, v.tflnChirp)
    default: (lossDb, chirp) = (v.mzmOutputLossDb, v.mzmChirp)
    }
  }
}

/// The code of a link and the errors that it leaves to this link.
struct Correction: Sendable {
  var code: ForwardErrorCorrection
  /// Bit error ratio at which the margin is zero.
  var limit: Double

  @inline(__always)
  init(_ v: LinkValues) {
    let index = Int(exactly: v.fec) ?? 0
    let codes = ForwardErrorCorrection.all
    code = codes.indices.contains(index) ? codes[index] : .none
    limit = code.limit * v.fecShare
  }
}

extension CopperCable {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      length: v.cableLengthM, lossPerMetreDb: v.cableLossDbPerM,
      connectorLossDb: v.cableConnectorLossDb, delayPerMetre: v.cableDelayNsPerM * 1e-9,
      crosstalk: v.cableCrosstalkMv * 1e-3)
  }
}

extension Laser {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      power: v.laserPowerMw * 1e-3, relativeIntensityNoise: Decibel.ratio(v.laserRinDbPerHz))
  }
}

extension LaserPath {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      lanes: v.laserLanes, splitExcessDb: v.laserSplitExcessDb,
      fiberLossDb: v.externalFiberLossDb, connectors: v.externalConnectors,
      connectorLossDb: v.externalConnectorLossDb, couplingLossDb: v.laserCouplingLossDb,
      redundancyLossDb: v.laserRedundancy == 0 ? 0 : v.laserRedundancyLossDb)
  }
}

extension Reflections {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      connector: Decibel.ratio(v.connectorReflectanceDb),
      module: Decibel.ratio(v.moduleReflectanceDb), polarisation: v.mpiPolarisation)
  }
}

extension FibrePlant {
  @inline(__always)
  init(_ v: LinkValues) {
    let isMultimode = v.fiberType != 0
    self.init(
      length: v.fiberLengthM,
      attenuationDb: (isMultimode ? v.multimodeAttenuationDbPerKm : v.fiberAttenuationDbPerKm)
        * 1e-3,
      connectors: Int(exactly: v.connectors) ?? 0, connectorLossDb: v.connectorLossDb,
      zeroDispersion: v.fiberZeroDispersionNm * 1e-9,
      dispersionSlope: v.fiberDispersionSlopePsPerNm2Km * 1e3,
      groupIndex: v.fiberGroupIndex,
      multimode: isMultimode
        ? MultimodeGlass(
          modalBandwidth: v.multimodeBandwidthMhzKm * 1e9,
          dispersion: v.multimodeDispersionPsPerNmKm * 1e-6,
          spectralWidth: v.vcselSpectralWidthNm * 1e-9) : nil)
  }
}

extension Photodiode {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      couplingLossDb: v.receiverCouplingLossDb, responsivity: v.photodiodeResponsivityAPerW,
      bandwidth: v.photodiodeBandwidthGhz * 1e9)
  }
}

extension TransimpedanceAmplifier {
  @inline(__always)
  init(_ v: LinkValues) {
    self.init(
      bandwidth: v.tiaBandwidthGhz * 1e9, inputNoise: v.tiaNoisePaPerRthz * 1e-12,
      swing: v.tiaSwingV, power: v.tiaPowerMw * 1e-3,
      overload: Decibel.watts(dBm: v.tiaOverloadDbm))
  }
}
