// Forward error correction and limits as reports: measures, curves, budgets, notes, refusals.

import Foundation
import GoldenTables
import LaneEvaluation
import LaneParameters
import LaneSignal
import Testing

private typealias Measure = FecSettings.Measure

private func fec(_ preset: Int32? = nil, _ texts: [String: String] = [:]) throws -> FecReport {
  var settings = try preset.map { try Settings(preset: $0) } ?? Settings(.fec)
  for (name, text) in texts {
    let index = try #require(SettingsGroup.fec.setting(named: name))
    try settings.set(index, text: text)
  }
  return try FecReport(settings)
}

extension FecReport {
  fileprivate subscript(_ id: Int32) -> Double { scalars.first { $0.id == id }?.value ?? .nan }

  fileprivate func array(_ name: String) -> [Double] {
    arrays.first { $0.name == name }?.values ?? []
  }
}

private func near(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  abs(value / expected - 1) <= tolerance
}

@Test func curvesAreTheGoldenOnes() throws {
  let rows = try goldenTable("fec_random.csv").filter { $0["kp4_cer"]! > 1e-300 }
  let list = "[" + rows.map { "\($0["ber"]!)" }.joined(separator: " ") + "]"
  for (code, column) in [("rs544", "kp4"), ("rs528", "kr4")] {
    let report = try fec(nil, ["ber": list, "code": code])
    for (index, row) in rows.enumerated() {
      #expect(near(report.array("codeword_error_ratios")[index], row["\(column)_cer"]!, 1e-9))
      #expect(near(report.array("post_fec_bit_error_ratios")[index], row["\(column)_post"]!, 1e-9))
    }
    #expect(near(report[Measure.codewordErrorRatio], rows[0]["\(column)_cer"]!, 1e-9))
  }
}

@Test func burstsAreTheGoldenOnes() throws {
  for row in try goldenTable("fec_bursts.csv") {
    let a = row["a"]!
    let report = try fec(
      nil,
      [
        "ber": "\(row["p0"]! / (1 - a) / 2)", "error_propagation": "\(a)",
        "precoding": "\(row["precoded"]!)", "interleaving": "\(row["ways"]!)",
      ])
    // Without propagation and precoding errors are random, which the sum of bursts is near to.
    let tolerance = a == 0 ? 0.25 : 1e-8
    #expect(near(report[Measure.codewordErrorRatio], row["cer"]!, tolerance), "\(row)")
    #expect(
      near(
        report[Measure.frameLossRatio] / report[Measure.codewordErrorRatio],
        row["ways"]! * (1 + 674.625 / 5140 / row["ways"]!), 1e-3))
  }
}

@Test func thresholdsAndGains() throws {
  let report = try fec(nil, ["target_ratio": "1e-15"])
  #expect(near(report[Measure.thresholdBitErrorRatio], 2.2617e-4, 2.5e-5))
  #expect(abs(report[Measure.codingGainDb] - 7.25) < 0.0051)
  #expect(abs(report[Measure.netCodingGainDb] - 7.01) < 0.0101)
  let words = try fec(nil, ["target": "codeword_errors", "target_ratio": "1e-12"])
  #expect(near(words[Measure.thresholdBitErrorRatio], 2.4334e-4, 2.5e-5))
  #expect(words[Measure.codingGainDb].isNaN)
  let frames = try fec(nil, ["target": "frame_loss", "target_ratio": "1.73732e-12", "ways": "2"])
  #expect(near(frames[Measure.thresholdBitErrorRatio], 2.4e-4, 1e-4))
  // A tap makes the propagation follow the error ratio; the threshold goes back all the same.
  let tap = try fec(nil, ["dfe_tap": "0.6", "target_ratio": "1e-13"])
  let threshold = tap[Measure.thresholdBitErrorRatio]
  #expect(
    near(
      try fec(nil, ["dfe_tap": "0.6", "ber": "\(threshold)"])[Measure.postFecBitErrorRatio], 1e-13,
      1e-9))
  // 3/4 Q(-0.2 · 3.41)
  #expect(abs(tap[Measure.appliedPropagation] - 0.75 * 0.7526) < 0.001)
}

@Test func codewordTimesAreThoseOfTheRates() throws {
  // 51.2 ns at 100G with one codeword; 200G with two; 25.6 ns at 400G with two and 800G with four;
  // 12.8 ns at 1.6T with four.
  for (rate, ways, time) in [
    (106.25, 1, 51.2), (212.5, 2, 51.2), (425, 2, 25.6), (850, 4, 25.6), (1700, 4, 12.8),
  ] {
    let report = try fec(nil, ["line_rate_gbps": "\(rate)", "ways": "\(ways)"])
    #expect(abs(report[Measure.codewordTimeNs] - time) < 1e-9)
  }
}

@Test func presetsAreTheStandardsBudgets() throws {
  let ck = try fec(FecSettings.Preset.rate100GLanes)
  #expect(near(ck[Measure.budgetBitErrorRatio], 2.8e-4, 1e-3))
  let dj = try fec(FecSettings.Preset.rate200GLanes)
  #expect(near(dj[Measure.budgetBitErrorRatio], 2.92e-4, 1e-3))
  #expect(dj.array("segment_share").count == 5)
  #expect(abs(dj.array("segment_share").reduce(0, +) - 1) < 1e-12)
  let inner = try fec(FecSettings.Preset.rate200GLanesWithInnerCode)
  #expect(inner[Measure.decoderBitErrorRatio] > 2e-4 && inner[Measure.decoderBitErrorRatio] < 3e-4)
  #expect(inner[Measure.innerWordErrorRatioLower] < inner[Measure.innerWordErrorRatioUpper])
  for preset in SettingsGroup.fec.presets {
    let report = try fec(preset.id)
    #expect(report[Measure.codewordErrorRatio] < 1e-4, "\(preset.name)")
    #expect(!report.notes.contains { $0.hasPrefix("warning") })
  }
}

@Test func simulationStandsBesideTheClosedForm() throws {
  let report = try fec(
    nil,
    [
      "ber": "2.5e-3", "error_propagation": "0.75", "simulated_rounds": "20000", "seed": "3",
    ])
  #expect(near(report[Measure.simulatedHitErrorRatio], report[Measure.codewordErrorRatio], 0.1))
  #expect(report[Measure.simulatedCodewordErrorRatio] < report[Measure.simulatedHitErrorRatio])
  #expect(
    report[Measure.simulatedCodewordErrorRatioLower] < report[Measure.simulatedCodewordErrorRatio])
  #expect(report.array("simulated_codewords").reduce(0, +) == 20000)
}

@Test func whatExcludesEachOtherIsRefused() throws {
  for (texts, setting) in [
    (["inner_code": "hamming", "error_propagation": "0.5"], "inner_code"),
    (["inner_code": "hamming", "precoding": "1"], "inner_code"),
    (["inner_code": "hamming", "inner_depth": "5"], "inner_depth"),
    (["inner_code": "hamming", "segment_bit_error_ratios": "1e-4"], "segment_bit_error_ratios"),
    (["inner_code": "hamming", "simulated_rounds": "5"], "simulated_rounds"),
    (["dfe_tap": "0.5", "error_propagation": "0.5"], "dfe_tap"),
    (["dfe_tap": "0.5", "modulation": "nrz"], "dfe_tap"),
    (["frame_convention": "eight_frames", "frame_octets": "1518"], "frame_convention"),
    (["frame_convention": "early_draft", "ways": "3"], "frame_convention"),
    (
      ["segment_bit_error_ratios": "[1e-4 1e-5]", "segment_propagations": "0.5"],
      "segment_propagations"
    ),
    (["segment_precodings": "1"], "segment_precodings"),
  ] {
    do {
      _ = try fec(nil, texts)
      Issue.record("accepted \(texts)")
    } catch let error as LightlaneError {
      #expect(error.status == .contradiction, "\(error)")
      #expect(error.message.hasPrefix(setting) && !error.message.contains("\n"), "\(error)")
      #expect(error.parameter > 32000)
    }
  }
  #expect(throws: LightlaneError.self) { try FecReport(try Settings(.com)) }
}

/// Every bound of every setting answers or refuses.
@Test func fecIsTotal() throws {
  for (index, setting) in SettingsGroup.fec.settings.enumerated()
  where !["simulated_rounds", "seed"].contains(setting.row.name.description) {
    for bound in [setting.row.minimum, setting.row.maximum] {
      for preset in [nil, FecSettings.Preset.rate200GLanesWithInnerCode] {
        var settings = try preset.map { try Settings(preset: $0) } ?? Settings(.fec)
        try settings.set(index, bound)
        do throws(LightlaneError) {
          let report = try FecReport(settings)
          #expect(report.scalars.allSatisfy { !$0.value.isNaN })
        } catch {
          #expect(error.status == .contradiction)
        }
      }
    }
  }
  for texts in [
    ["ber": "0.5", "error_propagation": "0.99"], ["ber": "0.5", "dfe_tap": "1"], ["ber": "0"],
    ["ber": "0", "dfe_tap": "-1"],
    ["ber": "0.5", "error_propagation": "0.99", "simulated_rounds": "2"],
    ["ber": "0.5", "precoding": "1", "ways": "64", "simulated_rounds": "2", "modulation": "nrz"],
    ["segment_bit_error_ratios": "[0.5 0 0.5]", "segment_propagations": "[0.99 0.99 0]"],
  ] {
    #expect(throws: Never.self, "\(texts)") { _ = try fec(nil, texts) }
  }
  let lost = try fec(nil, ["ber": "0.01"])
  #expect(lost.notes[0].hasPrefix("warning: most codewords are lost"))
  let undefined = try fec(nil, ["ber": "0.3", "inner_code": "hamming"])
  #expect(undefined.notes[0].hasPrefix("warning: no answer"))
}

// MARK: Limits

private func limits(_ interface: Int32, _ values: [(some SettingKey, Double)]) throws
  -> LimitsReport
{
  var settings = try Settings(preset: interface)
  for (key, value) in values { try settings.set(key, value) }
  return try LimitsReport(settings)
}

@Test func limitsReportLines() throws {
  let report = try limits(
    Limits.Preset.rate200GbaseDr1,
    [(Limits.omaDbm, 0.9), (Limits.tdecqDb, 2.5), (Limits.comDb, 3.0)])
  #expect(report.scalars.first { $0.id == Limits.Measure.limitsFailed }?.value == 1)
  let passes = try #require(report.arrays.first { $0.name == "passes" })
  let margin = try #require(report.arrays.first { $0.name == "margin" })
  #expect(passes.labels == margin.labels && Set(passes.labels).count == passes.labels.count)
  let failing = try #require(passes.labels.firstIndex(of: "oma_dbm min over tecq_db, tdecq_db"))
  #expect(passes.values[failing] == 0)
  #expect(abs(margin.values[failing] + 0.4) < 1e-12)
  #expect(
    report.notes[0]
      == "warning: oma_dbm = 0.9 dBm is outside its limit, at least 1.3 dBm, by 0.4 dBm")
  #expect(report.notes.contains("warning: com_db has no limit at this interface"))
  #expect(report.notes.contains { $0.contains("of a draft") })
  #expect(report.notes.allSatisfy { !$0.contains("\n") })
}

@Test func everyInterfaceReports() throws {
  for preset in SettingsGroup.limits.presets {
    var measured = try Settings(preset: preset.id)
    let empty = try LimitsReport(measured)
    #expect(empty.notes[0].hasPrefix("warning: nothing is checked"))
    for (index, quantity) in SettingsGroup.limits.settings.enumerated()
    where index != Limits.omaLessTdecqDbm.index {
      try measured.set(index, 0.5 * (quantity.row.minimum + quantity.row.maximum))
    }
    let report = try LimitsReport(measured)
    #expect(report.check.open.isEmpty, "\(preset.name)")
    for array in report.arrays where !array.labels.isEmpty {
      #expect(Set(array.labels).count == array.labels.count, "\(preset.name) \(array.labels)")
      #expect(array.values.count == array.labels.count)
    }
  }
}
