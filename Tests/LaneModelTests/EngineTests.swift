// The whole engine: independence of rows, sums, monotony, an independent chain's margins.

import Foundation
import GoldenTables
import LaneEvaluation
import LaneParameters
import Testing

private func step(_ row: ParameterRow) -> Double { (row.maximum - row.minimum) * 1e-3 }

/// A value of a parameter other than the one it has.
private func otherValue(_ row: ParameterRow, _ value: Double) -> Double {
  switch row.kind {
  case .flag, .choice: value == row.minimum ? row.minimum + 1 : row.minimum
  case .integer: value + 1 <= row.maximum ? value + 1 : value - 1
  case .real: value + step(row) <= row.maximum ? value + step(row) : value - step(row)
  }
}

/// Each parameter, varied by row, must give what a fresh link with that value gives, bit for bit, also
/// after another row; a value that a fresh link refuses must be refused alike.
@Test(arguments: Preset.all)
func everyParameterVariesAsAFreshLinkWould(preset: Preset) throws {
  let base = preset.row.linkValues
  let atBase = try answer(base)
  for (index, row) in ParameterRow.all.enumerated() {
    let value = otherValue(row, base[index])
    #expect(row.limits.status(of: value) == .ok, "\(row.name)")
    var values = base
    values[index] = value
    // Metrics that mean something before and after, so that a varying medium can be planned.
    let wanted = metrics(of: base).filter(metrics(of: values).contains)
    var fresh = outcome(values)
    var evaluator = RowEvaluator(try Plan(base, varying: [index], metrics: wanted))
    func same(_ one: LinkAnswer, _ other: LinkAnswer) -> Bool {
      wanted.allSatisfy { one[$0].bitPattern == other[$0].bitPattern }
    }
    #expect(evaluator.evaluate { _ in base[index] } == .ok)
    #expect(same(evaluator.answer, atBase), "\(row.name) at the preset's value")
    #expect(evaluator.evaluate { _ in value } == fresh.status, "\(row.name)")
    #expect(fresh.status != .ok || same(evaluator.answer, fresh.answer), "\(row.name)")
    #expect(evaluator.evaluate { _ in .nan } == .notFinite)
    #expect(evaluator.evaluate { _ in base[index] } == .ok)
    #expect(same(evaluator.answer, atBase), "\(row.name) after a bad row")
    fresh = outcome(base)
    #expect(identical(fresh.answer, atBase))
  }
}

/// Links that read what presets leave aside: solved temperatures under each cooling, cooled lasers,
/// laser classes, spares, classes of SerDes, and the laser's aims.
private func everySolveAndPlace() -> [LinkValues] {
  var links: [LinkValues] = []
  func add(_ preset: Preset, _ change: (inout LinkValues) -> Void) {
    var values = preset.row.linkValues
    change(&values)
    links.append(values)
  }
  for cooling in [0.0, 1, 2] {
    add(.lpo) {
      $0.temperatureMode = 1
      $0.cooling = cooling
    }
    // A hot spot far above its limit matters to the margin of either kind of flux.
    add(.dsp) {
      $0.cooling = cooling
      $0.dspAreaCm2 = 0.5
    }
  }
  for preset in [Preset.cpoA, .lpo] {
    add(preset) {
      $0.temperatureMode = 1
      $0.laserCooling = 1
      $0.ambientTemperatureC = 60
    }
  }
  add(.cpoA) { $0.externalLaserCaseC = 60 }
  add(.cpoA) { $0.laserCooling = 0 }
  add(.cpoA) {
    $0.temperatureMode = 1; $0.laserCooling = 0
  }
  add(.lpo) { $0.laserRedundancy = 1 }
  add(.lpo) { $0.powerRating = 1 }
  add(.lpo) { $0.laserEfficiencyMode = 0 }
  // Limits of solves, each just above what the solve comes to.
  add(.cpoA) {
    $0.laserPowerMode = 1
    $0.externalLaserClass = 4
  }
  add(.cpoA) { $0.laserPowerMode = 2 }
  // A limit a hundredth of a decibel below what the solve comes to, and temperatures' limits below all
  // others.
  add(.lpo) {
    $0.laserPowerMode = 2
    $0.launchLimitDbm = ((try? answer($0))?.launchAverageDbm ?? 0) - 0.01
  }
  add(.lpo) {
    $0.laserPowerMode = 2
    $0.tiaOverloadDbm = ((try? answer($0))?.receivedAverageDbm ?? 0) - 0.01
  }
  add(.lpo) { $0.laserLimitC = 50 }
  add(.dsp) { $0.dspLimitC = 50 }
  for serdesClass in 0...6 {
    add(.dsp) { $0.hostSerdesClass = Double(serdesClass) }
    add(.dsp1600g) { $0.hostSerdesClass = Double(serdesClass) }
  }
  add(.lpo) {
    $0.laserPowerMode = 3; $0.targetMarginDb = 1
  }
  add(.lpo) {
    $0.laserPowerMode = 3
    $0.targetMarginDb = -2
    $0.swingFloorRatio = 1
  }
  return links
}

/// A parameter that changes no metric and refuses nothing, whatever the preset and the switches, is one
/// that no engine reads.
@Test func everyParameterIsRead() throws {
  var links = Preset.all.map { $0.row.linkValues }
  var analog = Preset.dsp.row.linkValues
  analog.retimerTx = 2
  analog.retimerRx = 2
  links.append(analog)
  for technology in [1.0, 2, 3] {
    var values = Preset.lpo.row.linkValues
    values.opticsTechnology = technology
    links.append(values)
  }
  var multimode = Preset.lpo.row.linkValues
  multimode.opticsTechnology = 4
  multimode.fiberType = 1
  multimode.fiberLengthM = 50
  links.append(multimode)
  var solved = Preset.lpo.row.linkValues
  solved.laserPowerMode = 1
  solved.targetMarginDb = 1
  links.append(solved)
  links += everySolveAndPlace()
  for (index, row) in ParameterRow.all.enumerated() {
    let matters = links.contains { values in
      var changed = values
      changed[index] = otherValue(row, values[index])
      let before = outcome(values)
      let after = outcome(changed)
      return before.status != after.status || !identical(before.answer, after.answer)
    }
    #expect(matters, "\(row.name)")
  }
}

@Test(arguments: Preset.all)
func breakdownsSumToTheirTotals(preset: Preset) throws {
  let report = try Report(preset.row.linkValues, preset: preset)
  func array(_ name: String) -> ReportArray { report.arrays.first { $0.name == name }! }
  #expect(abs(array("power_items_w").values.reduce(0, +) - report.answer.powerIoW) < 1e-12)
  #expect(abs(array("latency_items_ns").values.reduce(0, +) - report.answer.latencyNs) < 1e-9)
  let segments = array("segment_margin_db").values
  let values = preset.row.linkValues
  #expect(segments.count == 1 + Int(values.retimerTx + values.retimerRx))
  #expect(report.answer.marginDb <= segments.min()! + 1e-9)
  #expect(report.answer.powerIoW > report.answer.powerOpticsW)
  let codes = array("code_margin_db")
  #expect(codes.values == codes.values.sorted())
  #expect(abs(codes.values[2] - report.answer.marginDb) < 1e-9)
  guard values.medium == 0 else { return }
  #expect(abs(array("noise_share").values.reduce(0, +) - 1) < 1e-12)
  let ladder = array("loss_ladder_dbm")
  let tp2 = ladder.values[ladder.labels.firstIndex { $0.contains("TP2") }!]
  let tp3 = ladder.values[ladder.labels.firstIndex { $0.contains("TP3") }!]
  #expect(abs(tp2 - report.answer.launchAverageDbm) < 1e-9)
  #expect(abs(tp3 - report.answer.receivedAverageDbm) < 1e-9)
}

@Test func linearChainsAgreeWithAnIndependentProgram() throws {
  for row in try goldenTable("linear_chain_margins.csv") {
    var values = Preset.lpo.row.linkValues
    values.laneRateGbps = row["lane_rate_gbps"]!
    values.hostTxChannelLossDb = row["host_loss_db"]!
    values.hostRxChannelLossDb = row["host_loss_db"]!
    if values.laneRateGbps > 200 {
      // The blocks of the 106 GBd generation.
      values.mzmVpiV = 5.5
      values.mzmSwingV = 2.0
      values.mzmBandwidthGhz = 55
      values.driverBandwidthGhz = 65
      values.photodiodeBandwidthGhz = 70
      values.photodiodeResponsivityAPerW = 0.85
      values.tiaBandwidthGhz = 65
      values.tiaNoisePaPerRthz = 18
      values.hostTxRiseTimePs = 4
    }
    let found = try answer(values).marginDb
    #expect(abs(found - row["margin_db"]!) < 1, "\(row) \(found)")
  }
}

/// With all else frozen, the bit error ratio may not fall when a noise rises or light is lost.
@Test(arguments: Preset.all)
func moreNoiseNeverHelps(preset: Preset) throws {
  let worse: [(WritableKeyPath<LinkValues, Double>, Double)] = [
    (\.laserRinDbPerHz, 1), (\.tiaNoisePaPerRthz, 1), (\.hostRxNoiseV2PerGhz, 1e-9),
    (\.dspRxNoiseV2PerGhz, 1e-9), (\.driverNoiseNvPerRthz, 0.3), (\.hostTxSnrDb, -0.5),
    (\.dspTxSnrDb, -0.5), (\.connectorReflectanceDb, 1), (\.mpiPolarisation, 0.05),
    (\.hostTxJitterUi, 0.002), (\.fiberAttenuationDbPerKm, 0.1), (\.hostTxChannelLossDb, 1),
    (\.hostRxChannelLossDb, 1), (\.connectorLossDb, 0.05), (\.fiberLengthM, 400),
    (\.cableLengthM, 0.2), (\.multimodeAttenuationDbPerKm, 0.5), (\.emlRinDbPerHz, 1),
  ]
  for (key, step) in worse {
    var values = preset.row.linkValues
    if key == (values.medium == 0 ? \.cableLengthM : \.fiberLengthM) { continue }
    // Matched lines: loss would else damp the echoes that it crosses twice; length is loss alone.
    if key != \.connectorReflectanceDb, key != \.mpiPolarisation {
      values.connectorReflectanceDb = -100
      values.moduleReflectanceDb = -100
    }
    values.fiberDispersionSlopePsPerNm2Km = 0
    var last = try answer(values)
    for _ in 0..<10 {
      values[keyPath: key] += step
      let next = try answer(values)
      #expect(next.ber >= last.ber * (1 - 1e-12), "\(key)")
      #expect(next.marginDb <= last.marginDb + 1e-9, "\(key)")
      last = next
    }
  }
}

@Test func marginAgreesWithTheErrorRatioAboutClosing() throws {
  for loss in stride(from: 4.0, through: 34, by: 1) {
    var values = Preset.lpo.row.linkValues
    values.hostTxChannelLossDb = loss
    values.hostRxChannelLossDb = loss
    let answer = try answer(values)
    #expect((answer.marginDb >= 0) == (answer.ber <= 2.4e-4), "\(loss) dB")
  }
}

@Test func overdriveIsAContradictionThatNamesBoth() throws {
  var values = Preset.lpo.row.linkValues
  values.mzmSwingV = 7
  #expect {
    try Plan(values, varying: [], metrics: metrics(of: values))
  } throws: { error in
    let text = "\(error)"
    return text.contains("mzm_swing_v = 7 V") && text.contains("mzm_vpi_v = 6 V")
  }
  var evaluator = RowEvaluator(
    try Plan(
      Preset.lpo.row.linkValues, varying: [Parameter.mzmSwing.index],
      metrics: metrics(of: values)))
  #expect(evaluator.evaluate { _ in 7 } == .contradiction)
  #expect(evaluator.answer.ber.isNaN)
}
