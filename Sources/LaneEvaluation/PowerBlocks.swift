// The numbers of a link turned into the blocks of its power and heat.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower

/// Energies and powers that are figures rather than results.
struct PowerFigures: Sendable {
  /// J per payload bit, both directions.
  var dsp: Double
  var cdr: Double
  /// W.
  var overhead: Double
  /// Output over input of the converters.
  var converterEfficiency: Double
  /// Electronics over typical ones.
  var corner: Double
  /// Growth of the electronics with temperature, 1/K.
  var growth: Double

  @inline(__always)
  init(_ v: LinkValues) {
    dsp =
      v.dspPjPerBit * 1e-12
      * RetimerEnergy.scale(
        node: Int(exactly: v.dspNode) ?? 0, taps: v.dspTaps, tapRatio: v.dspTapRatio,
        analogShare: v.dspAnalogShare)
    cdr = v.cdrPjPerBit * 1e-12
    overhead = v.moduleOverheadW
    converterEfficiency = v.converterEfficiency
    corner = v.powerRating == 0 ? 1 : v.maximumPowerRatio
    growth = v.electronicsTempcoPerK
  }
}

extension SerdesEnergy {
  @inline(__always)
  init(_ v: LinkValues) {
    guard let choice = Int(exactly: v.hostSerdesClass), choice > 0 else {
      self.init(fixed: v.hostSerdesPjPerBit * 1e-12)
      return
    }
    let slow = Octet(
      v.serdesDieToDie112gPjPerBit, v.serdesXsr112gPjPerBit, v.serdesXsrPlus112gPjPerBit,
      v.serdesVsr112gPjPerBit, v.serdesMr112gPjPerBit, v.serdesLr112gPjPerBit, 0, 0)
    let fast = Octet(
      v.serdesDieToDie224gPjPerBit, v.serdesXsr224gPjPerBit, v.serdesXsrPlus224gPjPerBit,
      v.serdesVsr224gPjPerBit, v.serdesMr224gPjPerBit, v.serdesLr224gPjPerBit, 0, 0)
    self.init(
      reachClass: choice - 1, laneRate: v.laneRateGbps * 1e9, at112G: slow * 1e-12,
      at224G: fast * 1e-12, lossShare: v.serdesLossShare)
  }
}

extension LaserAim {
  init(_ v: LinkValues) {
    let kind: Kind =
      switch v.laserPowerMode {
      case 1: .margin
      case 2: .launch
      case 3: .leastPower
      default: .given
      }
    self.init(
      kind: kind, margin: v.targetMarginDb, launch: Decibel.watts(dBm: v.targetLaunchOmaDbm),
      launchLimit: Decibel.watts(dBm: v.launchLimitDbm))
  }
}

extension LaserElectrical {
  /// The laser of a lane or of several; with hot redundancy the pair of them.
  init(_ v: LinkValues) {
    let ageing = v.powerRating == 0 ? 1 : Decibel.ratio(v.laserAgeingDb)
    let source = LightSource(v)
    if let own = source.ownLaser {
      self.init(
        threshold: v.laserThresholdRatio * own.power,
        slope: (1 - v.laserThresholdRatio) * own.power / own.light * ageing,
        thresholdScale: v.laserT0K, slopeScale: v.laserT1K, maximumPower: .infinity,
        maximumLight: own.maximumLight)
      return
    }
    let pair = v.laserRedundancy == 2 ? 2.0 : 1
    let rated = ExternalLaserClass.watts(v.externalLaserClass) * pair
    let limit = v.laserSupplyV * v.laserMaximumMa * 1e-3 * pair
    if v.laserEfficiencyMode == 0 {
      self.init(
        threshold: 0, slope: ageing / v.laserEfficiency, thresholdScale: .infinity,
        slopeScale: .infinity, maximumPower: limit, maximumLight: rated)
    } else {
      self.init(
        threshold: v.laserSupplyV * v.laserThresholdMa * 1e-3 * pair,
        slope: v.laserSupplyV / v.laserSlopeWPerA * ageing, thresholdScale: v.laserT0K,
        slopeScale: v.laserT1K, maximumPower: limit, maximumLight: rated)
    }
  }
}

/// Power classes of external lasers, OIF ELSFP-02.0: 11 to 26 dBm a fibre in steps of 3 dB, ±1.5 dB.
enum ExternalLaserClass {
  /// Nominal output, dBm; nil for no class.
  static func dBm(_ choice: Double) -> Double? {
    choice == 0 ? nil : 8 + 3 * choice
  }

  /// Largest output of a class, its tolerance included, W.
  static func watts(_ choice: Double) -> Double {
    dBm(choice).map { Decibel.watts(dBm: $0 + 1.5) } ?? .infinity
  }
}

/// Where the lasers are and what looks after them.
struct LaserPlace: Sendable {
  /// nil for uncooled lasers.
  var cooler: LaserCooler?
  /// K/W from junction to case, taken by what ``LaserElectrical`` stands for.
  var junctionResistance: Double
  /// Control of an external module, W per laser.
  var control: Double
  /// Lasers in one external module.
  var lasersPerModule: Double

  init(_ v: LinkValues) {
    // A given efficiency holds the cooler's share.
    let isGiven = v.laserEfficiencyMode == 0 && LightSource(v).needsLaser
    cooler =
      v.laserCooling == 0 || isGiven
      ? nil : LaserCooler(setpoint: v.laserSetpointC, carnotRatio: v.tecCarnotRatio)
    junctionResistance = v.laserKPerW * (v.laserRedundancy == 2 ? 0.5 : 1)
    control = v.laserLocation == 0 ? 0 : v.externalLaserOverheadMw * 1e-3
    lasersPerModule = v.externalLasersPerModule
  }
}

/// How a module, engine or cable end is cooled, and its limits. Temperatures in °C.
struct ThermalFigures: Sendable {
  var isSolved: Bool
  var ambient: Double
  var resistance: Double
  var externalResistance: Double
  /// Given temperatures.
  var caseTemperature: Double
  var externalCaseTemperature: Double
  var laserRise: Double
  /// W/m² and m².
  var fluxLimit: Double
  var moduleArea: Double
  var dspArea: Double
  var caseLimit: Double
  var laserLimit: Double
  var dspLimit: Double
  var dspResistance: Double
  /// W.
  var formFactorLimit: Double

  init(_ v: LinkValues) {
    isSolved = v.temperatureMode != 0
    ambient = v.ambientTemperatureC
    let limit: Double
    switch v.cooling {
    case 1: (resistance, limit) = (v.coldPlateKPerW, v.coldPlateLimitWPerCm2)
    case 2: (resistance, limit) = (v.immersionKPerW, v.immersionLimitWPerCm2)
    default: (resistance, limit) = (v.airKPerW, v.airLimitWPerCm2)
    }
    fluxLimit = limit * 1e4
    externalResistance = v.externalLaserKPerW
    caseTemperature = v.caseTemperatureC
    externalCaseTemperature = v.externalLaserCaseC
    laserRise = v.laserRiseK
    moduleArea = v.moduleAreaCm2 * 1e-4
    dspArea = v.dspAreaCm2 * 1e-4
    caseLimit = v.caseLimitC
    laserLimit = v.laserLimitC
    dspLimit = v.dspLimitC
    dspResistance = v.dspKPerW
    formFactorLimit = v.formFactorLimitW
  }
}

extension Surroundings {
  init(_ v: LinkValues) {
    self.init(
      boxCore: v.boxCorePjPerBit * 1e-12,
      losses: BoxLosses(fanRatio: v.fanRatio, supplyEfficiency: v.supplyEfficiency),
      linksPerAccelerator: v.linksPerAccelerator, accelerator: v.acceleratorW,
      usageEffectiveness: v.pue)
  }
}
