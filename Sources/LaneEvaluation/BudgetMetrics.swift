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
  static var heat: Stage { Stage(rawValue: 256) }
  static var ratio: Stage { Stage(rawValue: 512) }

  /// Stages that have no meaning without light.
  static var optical: Stage { [.light, .loss, .penalties, .required] }

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
    case Metric.powerModuleHeat.index: .heat
    case Metric.powerOptics.index, Metric.powerIo.index, Metric.energyOptics.index,
      Metric.energyIo.index:
      .power
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
    if stages.contains(.power) { fillPower(&answer) }
    if stages.contains(.heat) { answer.powerModuleHeatW = moduleHeat }
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
      let scale = Decibel.ratio(-extraLoss(forMargin: blocks.laser.targetMargin))
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

  private func fillPower(_ answer: inout LinkAnswer) {
    let power = self.power
    let perBit = 1e12 / payloadRate
    answer.powerOpticsW = power.optics
    answer.powerIoW = power.io
    answer.energyOpticsPjPerBit = power.optics * perBit
    answer.energyIoPjPerBit = power.io * perBit
  }
}
