// Failure rates of parts: FIT at a reference temperature, Arrhenius, and spares.

import Glibc
import LaneParameters

/// How failure rates follow temperature.
public enum Arrhenius {
  /// Boltzmann's constant, eV/K (exact by the SI).
  public static var boltzmann: Double { 8.617333262e-5 }

  /// Failures at a temperature over failures at the reference; temperatures in kelvin.
  public static func factor(activation: Double, reference: Double, temperature: Double) -> Double {
    exp(activation / boltzmann * (1 / reference - 1 / temperature))
  }
}

/// Parts that stand in for each other: it takes more failures than there are spares to lose the
/// group, and each failed part is replaced within a time.
public struct SpareGroup: Sendable {
  public var size: Int
  public var needed: Int

  public init(size: Int, needed: Int) {
    (self.size, self.needed) = (size, needed)
  }

  /// How often the group stops working, in the unit of the rate of one part: the steady state of
  /// parts that fail and are repaired independently. Repair in hours, rate in 1/h.
  public func outageRate(of rate: Double, repair: Double) -> Double {
    let spares = size - needed
    guard spares >= 0 else { return .infinity }
    let down = rate * repair / (1 + rate * repair)
    // The state with all spares used up, from which the next failure is one too many.
    var state = pow(1 - down, Double(needed))
    for used in 0..<spares { state *= down * Double(size - used) / Double(used + 1) }
    return state * Double(needed) * rate
  }
}

extension SpareGroup {
  /// How often a part and its dark spare are both down: the spare fails only once it is lit. Erlang's
  /// loss of two servers, whose idle one waits.
  public static func darkPairOutageRate(of rate: Double, repair: Double) -> Double {
    let load = rate * repair
    return load > 0 ? rate / (1 / load + 1 + load / 2) : 0
  }
}

/// Failure rates and repair times, from the settings of a fleet: rates in 1/h, times in h,
/// temperatures in K.
public struct ReliabilityFigures: Sendable {
  var laser, externalLaser, modulator, driver, amplifier, photodiode, dsp, cdr: Double
  var connector, cable: Double
  public var box, interface: Double
  var laserActivation, chipActivation: Double
  var reference, externalReference: Double
  /// Given temperatures in place of the link's own.
  var module, engine, externalCase: Double?
  var laserGroup: SpareGroup
  var moduleRepair, engineRepair, laserRepair, cleaning: Double
  public var boxRepair, interfaceRepair: Double

  public init(_ s: Settings) {
    func rate(_ key: RealSetting) -> Double { s.real(key) * 1e-9 }
    func kelvin(_ key: RealSetting) -> Double { s.real(key) + 273.15 }
    laser = rate(Fleet.laserFit)
    externalLaser = rate(Fleet.externalLaserFit)
    modulator = rate(Fleet.modulatorFit)
    driver = rate(Fleet.driverFit)
    amplifier = rate(Fleet.tiaFit)
    photodiode = rate(Fleet.photodiodeFit)
    dsp = rate(Fleet.dspFit)
    cdr = rate(Fleet.cdrFit)
    connector = rate(Fleet.connectorFit)
    cable = rate(Fleet.cableFit)
    box = rate(Fleet.switchFit)
    interface = rate(Fleet.nicFit)
    laserActivation = s.real(Fleet.laserActivationEv)
    chipActivation = s.real(Fleet.chipActivationEv)
    reference = kelvin(Fleet.fitReferenceC)
    externalReference = kelvin(Fleet.externalLaserReferenceC)
    module = s.optional(Fleet.moduleTemperatureC).map { $0 + 273.15 }
    engine = s.optional(Fleet.engineTemperatureC).map { $0 + 273.15 }
    externalCase = s.optional(Fleet.externalLaserTemperatureC).map { $0 + 273.15 }
    laserGroup = SpareGroup(
      size: s.integer(Fleet.laserGroupSize), needed: s.integer(Fleet.laserGroupNeeded))
    moduleRepair = s.real(Fleet.moduleRepairH)
    engineRepair = s.real(Fleet.engineRepairH)
    boxRepair = s.real(Fleet.boxRepairH)
    laserRepair = s.real(Fleet.laserRepairH)
    cleaning = s.real(Fleet.cleaningH)
    interfaceRepair = s.real(Fleet.nicRepairH)
  }
}

/// One way in which an end of a link fails.
public struct FailureMode: Sendable {
  /// What is replaced, or done, when it happens.
  public enum Remedy: Sendable {
    /// The module, the socketed engine or the cable.
    case end
    /// The box that the engine is a part of.
    case box
    /// The module of external lasers.
    case lasers
    case cleaning
  }

  public let label: String
  /// 1/h.
  public let rate: Double
  public let remedy: Remedy
  /// Hours until it works again.
  public let repair: Double
}

extension ReliabilityFigures {
  /// The ways in which an end fails. A co-packaged engine takes its box with it. Throws when its lasers
  /// have spares twice over.
  public func modes(of end: LinkEnd) throws(LightlaneError) -> [FailureMode] {
    try judge(end)
    let isEngine = end.place == .nearPackage || end.place == .coPackaged
    let temperature = (isEngine ? engine : module) ?? end.caseTemperature
    let remedy: FailureMode.Remedy = end.place == .coPackaged ? .box : .end
    let repair =
      switch end.place {
      case .coPackaged: boxRepair
      case .nearPackage: engineRepair
      default: moduleRepair
      }
    func factor(_ activation: Double) -> Double {
      Arrhenius.factor(activation: activation, reference: reference, temperature: temperature)
    }
    var modes: [FailureMode] = []
    func add(_ label: String, _ rate: Double) {
      if rate != 0 {
        modes.append(FailureMode(label: label, rate: rate, remedy: remedy, repair: repair))
      }
    }
    let chips = factor(chipActivation)
    let retimers = 0.5 * (end.dspDirections * dsp + end.cdrDirections * cdr) * end.lanes / 8
    let quads = (end.lanes / 4).rounded(.up)
    if end.isCopper {
      add("cable", cable)
      add("retimers", retimers * chips)
      if end.place == .activeCable, end.dspDirections + end.cdrDirections == 0 {
        add("amplifiers", quads * amplifier * chips)
      }
      return modes
    }
    let light = factor(laserActivation)
    if end.hasLaserPerLane {
      add("lasers", outages(of: end.lanes, in: end, each: laser * light, repair: repair))
    } else if !end.laserIsExternal {
      add("lasers", outages(of: end.lasers, in: end, each: laser * light, repair: repair))
    }
    if !end.hasLaserPerLane { add("modulators", end.lanes * modulator * chips) }
    add("photodiodes", end.lanes * photodiode * light)
    add("drivers", quads * driver * chips)
    add("amplifiers", quads * amplifier * chips)
    add("retimers", retimers * chips)
    if end.laserIsExternal, !end.hasLaserPerLane {
      let each =
        externalLaser
        * Arrhenius.factor(
          activation: laserActivation, reference: externalReference,
          temperature: externalCase ?? end.externalLaserTemperature)
      modes.append(
        FailureMode(
          label: "external lasers",
          rate: outages(of: end.lasers, in: end, each: each, repair: laserRepair),
          remedy: .lasers, repair: laserRepair))
    }
    if connector != 0 {
      modes.append(
        FailureMode(label: "connectors", rate: connector, remedy: .cleaning, repair: cleaning))
    }
    return modes
  }

  /// Outages of lasers, each with a spare of its own or with those of its group.
  private func outages(
    of needed: Double, in end: LinkEnd, each rate: Double, repair: Double
  ) -> Double {
    switch end.laserSpare {
    case .none:
      needed / Double(max(1, laserGroup.needed)) * laserGroup.outageRate(of: rate, repair: repair)
    case .dark: needed * SpareGroup.darkPairOutageRate(of: rate, repair: repair)
    case .alight: needed * SpareGroup(size: 2, needed: 1).outageRate(of: rate, repair: repair)
    }
  }

  /// Lasers that the group of one failure feeds on with.
  public var lasersInGroup: Double { Double(laserGroup.needed) }

  /// Throws when the group is made of fewer lasers than it needs.
  public func judge() throws(LightlaneError) {
    if laserGroup.needed > laserGroup.size {
      throw LightlaneError(
        .contradiction,
        "laser_group_needed = \(laserGroup.needed) is above laser_group_size ="
          + " \(laserGroup.size): a group can't need more lasers than it has",
        parameter: Fleet.laserGroupNeeded.id)
    }
  }

  /// Throws when both the link and the group give a laser spares.
  private func judge(_ end: LinkEnd) throws(LightlaneError) {
    if end.laserSpare != .none, laserGroup.size != laserGroup.needed {
      throw LightlaneError(
        .contradiction,
        "laser_group_size = \(laserGroup.size) is above laser_group_needed ="
          + " \(laserGroup.needed) while laser_redundancy gives each laser of the link a spare of"
          + " its own: one of the two",
        parameter: Fleet.laserGroupSize.id)
    }
  }
}
