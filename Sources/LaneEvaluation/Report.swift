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

  public init(name: String, unit: String, doc: String, labels: [String] = [], values: [Double]) {
    self.name = name
    self.unit = unit
    self.doc = doc
    self.labels = labels
    self.values = values
  }
}

/// A link evaluated in full.
public struct Report: Sendable {
  /// The metrics, by the table's index; NaN for one that has no meaning for this link.
  public let answer: LinkAnswer
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every value that is not the user's own with its source.
  public let notes: [String]

  /// Evaluate a link. `preset` tells which values are the user's own.
  public init(_ values: LinkValues, preset: Preset) throws(LightlaneError) {
    let metrics = MetricRow.all.indices.filter {
      values.medium == 0 || Stage.computing(metric: $0).isDisjoint(with: .optical)
    }
    let plan = try Plan(values, varying: [], metrics: metrics)
    var evaluator = RowEvaluator(plan)
    let status = evaluator.evaluate { _ in .nan }
    if status != .ok { throw evaluator.fault(status) { _ in .nan } }
    answer = evaluator.answer
    let engine = evaluator.engine
    let optical = values.medium == 0 ? [engine.lossLadder, engine.levels, engine.noiseShares] : []
    arrays =
      optical + [
        engine.segmentMargins, engine.codeMargins, engine.powerItems, engine.boundaryItems,
        engine.surroundingItems, engine.latencyItems,
      ]
    notes = engine.warnings(answer, values) + Self.notes(values, preset: preset)
  }

  private static func notes(_ values: LinkValues, preset: Preset) -> [String] {
    var notes: [String] = []
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
    var power = Decibel.dBm(watts: laserOutput)
    var labels = ["laser"]
    var values = [power]
    func step(_ label: String, _ loss: Double) {
      power -= loss
      labels.append(label)
      values.append(power)
    }
    if blocks.source.needsLaser {
      step("split to one lane", blocks.laserPath.splitLossDb)
      if blocks.architecture.laserIsExternal {
        step("external laser path", blocks.laserPath.externalLossDb)
      }
      step("coupling to the modulator", blocks.laserPath.couplingLossDb)
      // What modulator and bias take: the average of the levels against the light that enters.
      let chip = launch.average / Decibel.ratio(-blocks.sourceOutput.lossDb)
      step("modulator", power - Decibel.dBm(watts: chip))
    }
    step("coupling to the fibre (TP2)", blocks.sourceOutput.lossDb)
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
    let noise = fiberNoise(Variation())
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
      values.append(margin(of: SegmentChain(tails)))
    }
    let from = blocks.architecture.retimesTransmit ? "module" : "host"
    let to = blocks.architecture.retimesReceive ? "module" : "host"
    let medium = isCopper ? "copper" : "optical"
    add("host to module (electrical)", chain.second)
    add("\(from) to \(to) (\(medium))", chain.first)
    add("module to host (electrical)", chain.third)
    return ReportArray(
      name: "segment_margin_db", unit: "dB",
      doc: "Margin of each segment by itself against the whole pre-FEC limit", labels: labels,
      values: values)
  }

  /// Margin against the limit of each code, at this link's line rate.
  var codeMargins: ReportArray {
    let codes = ForwardErrorCorrection.all
    return ReportArray(
      name: "code_margin_db", unit: "dB",
      doc: "Margin against each code's whole pre-FEC limit at this line rate",
      labels: codes.map { "\($0.name)" },
      values: codes.map {
        chain.margin(limit: $0.limit, start: SegmentChain.start(limit: $0.limit))
      })
  }

  /// What stands in the way of a margin that no light reaches.
  var floorCause: String {
    let shares = noiseShares
    let worst = shares.values.indices.max { shares.values[$0] < shares.values[$1] }
    return worst.map { "\(shares.labels[$0]) noise is the largest" } ?? "no noise is known"
  }

  /// What takes most of a signal of which nothing is left at the slicer; nil when something is.
  var vanishingPlace: String? {
    // 120 dB below the noise, where rounding begins.
    guard !(signalToNoise > 1e-12) else { return nil }
    let input = ("channel behind the host's transmitter", perLineInput)
    let output = ("channel ahead of the host's receiver", perLineOutput)
    let light = 1 / (fiberTransmission * fiberTransmission)
    let stages =
      isCopper
      ? [input, ("cable", perCable), output]
      : [
        input, ("driver and modulator", perModulation), ("fibre's dispersion", perFiber),
        ("fibre's loss", Spectrum(repeating: light)), ("photodiode", perDetection),
        ("transimpedance amplifier", perAmplification), output,
      ]
    return stages.max { $0.1.sum() < $1.1.sum() }?.0
  }

  /// Power by item; sums to the io boundary.
  var powerItems: ReportArray {
    let items = power.items.filter { $0.boundary.rawValue <= PowerBoundary.io.rawValue }
    return ReportArray(
      name: "power_items_w", unit: "W", doc: "Power of one end by item; sums to boundary io",
      labels: items.map(\.label), values: items.map(\.watts))
  }

  /// What each boundary adds to the one before; sums to the cluster boundary.
  var boundaryItems: ReportArray {
    let power = wholePower
    let totals = PowerBoundary.allCases.map { power.total($0) }
    var added = totals
    for index in totals.indices.dropFirst() { added[index] = totals[index] - totals[index - 1] }
    return ReportArray(
      name: "power_boundaries_w", unit: "W",
      doc: "What each boundary adds to the power of the one before; sums to boundary cluster",
      labels: PowerBoundary.allCases.map { "\($0)" }, values: added)
  }

  /// Items that each boundary beyond io adds.
  var surroundingItems: ReportArray {
    let items = wholePower.items.filter { $0.boundary.rawValue > PowerBoundary.io.rawValue }
    return ReportArray(
      name: "power_surroundings_w", unit: "W",
      doc: "Power beyond boundary io by item; with power_items_w sums to boundary cluster",
      labels: items.map(\.label), values: items.map(\.watts))
  }

  /// Latency by item; sums to the total.
  var latencyItems: ReportArray {
    let items = latency.items
    return ReportArray(
      name: "latency_items_ns", unit: "ns", doc: "One-way latency by item; sums to latency_ns",
      labels: items.map(\.label), values: items.map { $0.seconds * 1e9 })
  }
}
