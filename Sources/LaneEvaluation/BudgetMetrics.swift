// The metrics of the budget engine, in groups that are computed together.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// Groups of metrics that are computed together.
struct Stage: OptionSet, Sendable {
  let rawValue: UInt8
  static let optics = Stage(rawValue: 1)
  static let errors = Stage(rawValue: 2)
  static let margin = Stage(rawValue: 4)
  static let latency = Stage(rawValue: 8)
  static let power = Stage(rawValue: 16)

  /// The stage that computes a metric.
  static func computing(metric index: Int) -> Stage {
    switch index {
    case Metric.ber.index, Metric.slicerSnr.index: .errors
    case Metric.margin.index: .margin
    case Metric.latency.index: .latency
    case Metric.powerOptics.index, Metric.powerIo.index, Metric.energyOptics.index,
      Metric.energyIo.index:
      .power
    default: .optics
    }
  }
}

extension BudgetEngine {
  /// Write the metrics of some stages.
  func fill(_ answer: inout LinkAnswer, stages: Stage) {
    if stages.contains(.errors) {
      answer.ber = chain.bitErrorRatio
      answer.slicerSnrDb = Decibel.of(ratio: slicerSignalToNoise)
    }
    if stages.contains(.margin) {
      answer.marginDb = chain.margin(limit: blocks.bitErrorLimit, start: marginStart)
    }
    if stages.contains(.optics) {
      answer.launchAverageDbm = Decibel.dBm(watts: launch.average)
      answer.launchOmaDbm = Decibel.dBm(watts: launch.oma)
      answer.extinctionRatioDb = Decibel.of(ratio: launch.extinctionRatio)
      answer.levelMismatchRatio = launch.levelMismatch
      answer.channelLossDb = blocks.plant.lossDb
      answer.receivedAverageDbm = Decibel.dBm(watts: received.average)
      answer.receivedOmaDbm = Decibel.dBm(watts: received.oma)
    }
    if stages.contains(.latency) { answer.latencyNs = latency.total * 1e9 }
    if stages.contains(.power) {
      let power = self.power
      let payload = blocks.lane.payloadRate
      answer.powerOpticsW = power.optics
      answer.powerIoW = power.io
      answer.energyOpticsPjPerBit = power.optics / payload * 1e12
      answer.energyIoPjPerBit = power.io / payload * 1e12
    }
  }
}
