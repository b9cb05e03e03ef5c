// The metrics of the budget engine, in groups that are computed together.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// Groups of metrics that are computed together.
struct Stage: OptionSet, Sendable {
  let rawValue: UInt16
  static var light: Stage { Stage(rawValue: 1) }
  static var errors: Stage { Stage(rawValue: 2) }
  static var margin: Stage { Stage(rawValue: 4) }
  static var latency: Stage { Stage(rawValue: 8) }
  static var power: Stage { Stage(rawValue: 16) }
  static var loss: Stage { Stage(rawValue: 32) }
  static var penalties: Stage { Stage(rawValue: 64) }
  static var required: Stage { Stage(rawValue: 128) }
  static var thermal: Stage { Stage(rawValue: 256) }
  static var ratio: Stage { Stage(rawValue: 512) }
  static var laser: Stage { Stage(rawValue: 1024) }
  static var surroundings: Stage { Stage(rawValue: 2048) }

  /// Stages that have no meaning without light.
  static var optical: Stage { [.light, .loss, .penalties, .required, .laser] }

  /// Stages that need the operating point's temperatures.
  static var settled: Stage { [.power, .surroundings, .thermal, .laser] }

  /// The stage that computes a metric.
  static func computing(metric index: Int) -> Stage {
    switch index {
    case Metric.ber.index: .errors
    case Metric.slicerSnr.index: .ratio
    case Metric.margin.index: .margin
    case Metric.opticalMargin.index, Metric.sensitivityOma.index: .loss
    case Metric.dispersionPenalty.index, Metric.mpiPenalty.index: .penalties
    case Metric.laserPowerRequired.index: .required
    case Metric.latency.index: .latency
    case Metric.powerOptics.index, Metric.powerIo.index, Metric.energyOptics.index,
      Metric.energyIo.index:
      .power
    case Metric.powerSystem.index, Metric.powerNetwork.index, Metric.powerCluster.index,
      Metric.energySystem.index, Metric.energyNetwork.index, Metric.energyCluster.index,
      Metric.powerOpticsFacility.index, Metric.powerIoFacility.index,
      Metric.powerSystemFacility.index, Metric.powerNetworkFacility.index,
      Metric.powerClusterFacility.index:
      .surroundings
    case Metric.powerModuleHeat.index, Metric.temperatureCaseC.index,
      Metric.temperatureDspC.index, Metric.temperatureMarginK.index,
      Metric.heatFluxWPerCm2.index, Metric.heatFluxMargin.index,
      Metric.formFactorMargin.index, Metric.powerClass.index, Metric.thermalLoopGain.index:
      .thermal
    case Metric.laserOutput.index, Metric.laserWallPlugRatio.index, Metric.driveSwing.index,
      Metric.laserRatingMargin.index, Metric.powerLasers.index, Metric.temperatureLaserC.index:
      .laser
    default: .light
    }
  }
}

extension BudgetEngine {
  /// Write the metrics of some stages.
  func fill(_ answer: inout LinkAnswer, stages: Stage) {
    if stages.contains(.errors) { answer.ber = chain.bitErrorRatio }
    if stages.contains(.ratio) { answer.slicerSnrDb = Decibel.of(ratio: signalToNoise) }
    if stages.contains(.margin) { answer.marginDb = margin }
    if stages.contains(.latency) { answer.latencyNs = latency.total * 1e9 }
    if !stages.isDisjoint(with: .settled) { fillPower(&answer, stages: stages) }
    if stages.isDisjoint(with: .optical) || isCopper { return }
    if stages.contains(.light) { fillLight(&answer) }
    if stages.contains(.loss) {
      answer.opticalMarginDb = extraLoss(forMargin: 0)
      answer.sensitivityOmaDbm = Decibel.dBm(watts: received.oma) - answer.opticalMarginDb
    }
    if stages.contains(.penalties) {
      let margin = self.margin
      answer.dispersionPenaltyDb = self.margin(Variation(withoutDispersion: true)) - margin
      answer.mpiPenaltyDb = self.margin(Variation(withoutReflections: true)) - margin
    }
    if stages.contains(.required) {
      let scale = Decibel.ratio(-extraLoss(forMargin: blocks.laserAim.margin))
      answer.laserPowerRequiredMw = laserOutput * scale * 1e3
    }
  }

  private func fillLight(_ answer: inout LinkAnswer) {
    answer.launchAverageDbm = Decibel.dBm(watts: launch.average)
    answer.launchOmaDbm = Decibel.dBm(watts: launch.oma)
    answer.extinctionRatioDb = Decibel.of(ratio: launch.extinctionRatio)
    answer.levelMismatchRatio = launch.levelMismatch
    answer.channelLossDb = blocks.plant.lossDb
    answer.receivedAverageDbm = Decibel.dBm(watts: received.average)
    answer.receivedOmaDbm = Decibel.dBm(watts: received.oma)
  }

  private func fillPower(_ answer: inout LinkAnswer, stages: Stage) {
    let power = stages.contains(.surroundings) ? wholePower : self.power
    let perBit = 1e12 / payloadRate
    answer.powerOpticsW = power.optics
    answer.powerIoW = power.io
    answer.energyOpticsPjPerBit = power.optics * perBit
    answer.energyIoPjPerBit = power.io * perBit
    if stages.contains(.surroundings) { fillSurroundings(&answer, power) }
    if stages.contains(.thermal) { fillThermal(&answer, power) }
    if stages.contains(.laser), !isCopper { fillLaser(&answer, power) }
  }

  private func fillSurroundings(_ answer: inout LinkAnswer, _ power: PowerBreakdown) {
    let surroundings = blocks.surroundings
    let effectiveness = surroundings.usageEffectiveness
    let perBit = 1e12 / payloadRate
    answer.powerSystemW = power.system
    answer.powerNetworkW = power.network
    answer.powerClusterW = power.cluster
    answer.energySystemPjPerBit = power.system * perBit
    answer.energyNetworkPjPerBit = power.network * perBit
    answer.energyClusterPjPerBit = power.cluster * perBit
    answer.powerOpticsFacilityW = power.optics * effectiveness
    answer.powerIoFacilityW = power.io * effectiveness
    answer.powerSystemFacilityW = power.system * effectiveness
    answer.powerNetworkFacilityW = power.network * effectiveness
    answer.powerClusterFacilityW = power.cluster * effectiveness
  }

  private func fillThermal(_ answer: inout LinkAnswer, _ power: PowerBreakdown) {
    let thermal = blocks.thermal
    let heat = moduleHeat(power)
    let own = modulePower(power)
    let module = point.module.caseTemperature
    let dsp = module + thermal.dspResistance * power.retimers
    let flux = max(heat / thermal.moduleArea, power.retimers / thermal.dspArea)
    var margin = min(thermal.caseLimit - module, thermal.dspLimit - dsp)
    if !isCopper { margin = min(margin, thermal.laserLimit - point.lasers.laserTemperature) }
    answer.powerModuleHeatW = heat
    answer.temperatureCaseC = module
    answer.temperatureDspC = dsp
    answer.temperatureMarginK = margin
    answer.heatFluxWPerCm2 = flux * 1e-4
    answer.heatFluxMarginDb = Decibel.of(ratio: thermal.fluxLimit / flux)
    answer.formFactorMarginW = thermal.formFactorLimit - own
    answer.powerClass = PowerClass.number(watts: own)
    answer.thermalLoopGain = max(point.module.loopGain, point.lasers.loopGain)
  }

  private func fillLaser(_ answer: inout LinkAnswer, _ power: PowerBreakdown) {
    let watts = laserPower(power)
    answer.laserOutputMw = laserOutput * 1e3
    answer.laserWallPlugRatio = point.laserCount * point.laserLight / watts
    answer.driveSwingV = swing
    answer.laserRatingMarginDb = Decibel.of(ratio: laserRating / laserOutput)
    answer.powerLasersW = watts
    answer.temperatureLaserC = point.lasers.laserTemperature
  }
}
