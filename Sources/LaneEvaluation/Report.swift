// The answer that is more than a row: every metric, ladders and breakdowns, and where each value
// came from.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// A named array of a report; `labels` is empty or has one entry for each value.
public struct ReportArray: Sendable {
  public let name: String
  public let unit: String
  public let doc: String
  public let labels: [String]
  public let values: [Double]
}

/// A link evaluated in full.
public struct Report: Sendable {
  /// The metrics, by the table's index.
  public let answer: LinkAnswer
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every value that is not the user's own with its source.
  public let notes: [String]

  /// Evaluate a link. `preset` tells which values are the user's own.
  public init(_ values: LinkValues, preset: Preset) throws(LightlaneError) {
    let plan = try Plan(values, varying: [], metrics: Array(MetricRow.all.indices))
    var evaluator = RowEvaluator(plan)
    let status = evaluator.evaluate { _ in .nan }
    if status != .ok { throw evaluator.fault(status) { _ in .nan } }
    answer = evaluator.answer
    let engine = evaluator.engine
    arrays = [
      engine.lossLadder, engine.levels, engine.noiseShares, engine.segmentMargins,
      engine.powerItems, engine.latencyItems,
    ]
    notes = Self.notes(values, preset: preset, margin: answer.marginDb)
  }

  private static func notes(_ values: LinkValues, preset: Preset, margin: Double) -> [String] {
    var notes: [String] = []
    if margin < 0 {
      notes.append(
        "warning: the link does not close; it lacks \(Double((-margin * 100).rounded() / 100)) dB")
    }
    notes.append(
      "budget fidelity: loss classes without reflections or crosstalk, an ideal equaliser less a"
        + " stated loss; figures at the boundary each name carries")
    let presetValues = preset.row.linkValues
    for (index, row) in ParameterRow.all.enumerated() {
      let origin =
        values[index] == presetValues[index]
        ? preset.row.source(ofParameter: index).description
        : "set by the user; the preset has \(row.text(of: presetValues[index]))"
      notes.append("\(row.name) = \(row.text(of: values[index])): \(origin)")
    }
    return notes
  }
}

extension BudgetEngine {
  /// Power of one lane after each step from laser to photodiode.
  var lossLadder: ReportArray {
    var power = Decibel.dBm(watts: blocks.laser.power)
    var labels = ["laser"]
    var values = [power]
    func step(_ label: String, _ loss: Double) {
      power -= loss
      labels.append(label)
      values.append(power)
    }
    step("split to one lane", blocks.laser.splitLossDb)
    if blocks.architecture.laserIsExternal {
      step("external laser path", blocks.externalPath.lossDb)
    }
    step("coupling to the modulator", blocks.laser.couplingLossDb)
    // The modulator's static loss and its bias: the average of the levels against the light that
    // enters.
    let chip = launch.average / Decibel.ratio(-blocks.modulator.outputLossDb)
    step("modulator loss", blocks.modulator.lossDb)
    step("modulation", power - Decibel.dBm(watts: chip))
    step("coupling to the fibre (TP2)", blocks.modulator.outputLossDb)
    step("fibre", blocks.plant.fiberLossDb)
    step("connectors (TP3)", blocks.plant.connectorsLossDb)
    step("coupling to the photodiode", blocks.photodiode.couplingLossDb)
    return ReportArray(
      name: "loss_ladder_dbm", unit: "dBm", doc: "Average power of a lane after each step",
      labels: labels, values: values)
  }

  /// The four optical levels into the fibre.
  var levels: ReportArray {
    ReportArray(
      name: "levels_mw", unit: "mW", doc: "Optical levels P0 to P3 of a lane into the fibre",
      labels: ["P0", "P1", "P2", "P3"], values: (0..<4).map { launch.watts[$0] * 1e3 })
  }

  /// Noise of the segment that crosses the fibre, source by source.
  var noiseShares: ReportArray {
    let noise = fiberNoise()
    let total = noise.total
    func share(_ spectrum: Spectrum) -> Double { ElectricalReceiver.share(of: spectrum, in: total) }
    return ReportArray(
      name: "noise_share", unit: "1",
      doc: "Share of each noise at the slicer of the segment that crosses the fibre",
      labels: [
        "transmitter and jitter", "driver", "laser intensity", "shot", "multipath",
        "transimpedance amplifier", "receiver input",
      ],
      values: [
        share(noise.transmitter), share(noise.driver),
        share(noise.perLight * noise.intensityNoise), share(noise.perLight * noise.shotNoise),
        share(noise.perLight * noise.multipath), share(noise.amplifier), share(noise.receiver),
      ])
  }

  /// Margin of each segment by itself.
  var segmentMargins: ReportArray {
    var labels: [String] = []
    var values: [Double] = []
    func add(_ label: String, _ tails: SlicerTails) {
      guard tails.errs else { return }
      labels.append(label)
      values.append(
        SegmentChain(tails).margin(limit: blocks.bitErrorLimit, start: marginStart))
    }
    let from = blocks.architecture.retimesTransmit ? "module" : "host"
    let to = blocks.architecture.retimesReceive ? "module" : "host"
    add("host to module (electrical)", inputTails)
    add("\(from) to \(to) (optical)", fiberTails)
    add("module to host (electrical)", outputTails)
    return ReportArray(
      name: "segment_margin_db", unit: "dB",
      doc: "Margin of each segment by itself against the whole pre-FEC limit", labels: labels,
      values: values)
  }

  /// Power by block; sums to the io boundary.
  var powerItems: ReportArray {
    let items = power.items
    return ReportArray(
      name: "power_w", unit: "W", doc: "Power of one end by block; sums to boundary io",
      labels: items.map(\.label), values: items.map(\.watts))
  }

  /// Latency by item; sums to the total.
  var latencyItems: ReportArray {
    let items = latency.items
    return ReportArray(
      name: "latency_ns", unit: "ns", doc: "One-way latency by item; sums to latency_ns",
      labels: items.map(\.label), values: items.map { $0.seconds * 1e9 })
  }
}
