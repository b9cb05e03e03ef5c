// Presets and switches: every pair evaluates or refuses with its reason, and no preset is hard-coded to win.

import Foundation
import GoldenTables
import LaneEvaluation
import LaneParameters
import Testing

/// All values of every switch.
private let switches: [(index: Int, value: Double)] = ParameterRow.all.enumerated().flatMap {
  index, row -> [(Int, Double)] in
  guard row.kind == .choice || row.kind == .flag else { return [] }
  return (Int(row.minimum)...Int(row.maximum)).map { (index, Double($0)) }
}

@Test(arguments: Preset.all)
func everyPresetEvaluates(preset: Preset) throws {
  let answer = try answer(preset.row.linkValues)
  #expect(answer.ber >= 0 && answer.ber < 0.5)
  #expect(answer.marginDb.isFinite)
}

@Test(arguments: Preset.all)
func everyPairOfSwitchesEvaluatesOrRefuses(preset: Preset) throws {
  var evaluated = 0
  var refused = 0
  for one in switches {
    for other in switches where other.index > one.index {
      var values = preset.row.linkValues
      values[one.index] = one.value
      values[other.index] = other.value
      do {
        let answer = try answer(values)
        #expect(!answer.ber.isNaN && !answer.marginDb.isNaN)
        evaluated += 1
      } catch let error as LightlaneError {
        let refusals: [Status] = [
          .contradiction, .errorFloor, .launchLimit, .overload, .laserRating, .thermalRunaway,
        ]
        #expect(refusals.contains(error.status), "\(error)")
        #expect(!error.message.isEmpty)
        refused += 1
      }
    }
  }
  #expect(evaluated > 0 && refused > 0)
}

@Test func contradictionsNameBoth() throws {
  func refusal(_ preset: Preset, _ change: (inout LinkValues) -> Void) -> String {
    var values = preset.row.linkValues
    change(&values)
    do {
      _ = try Plan(values, varying: [], metrics: [Metric<Double>.ber.index])
      return "evaluates"
    } catch { return "\(error)" }
  }
  let retimedDac = refusal(.dac) { $0.retimerTx = 1 }
  #expect(retimedDac.contains("retimer_tx = dsp") && retimedDac.contains("medium = copper"))
  let fiberOfCopper = refusal(.dac) { $0.fiberLengthM = 100 }
  #expect(fiberOfCopper.contains("fiber_length_m = 100 m") && fiberOfCopper.contains("medium"))
  let amplifiedFiber = refusal(.lpo) { $0.cableAmplifier = 1 }
  #expect(amplifiedFiber.contains("cable_amplifier = yes excludes medium = fiber"))
  let amplifiedRetimed = refusal(.aec) { $0.cableAmplifier = 1 }
  #expect(amplifiedRetimed.contains("cable_amplifier = yes excludes retimer_rx = dsp"))
  let internalPath = refusal(.cpoA) { $0.laserLocation = 0 }
  #expect(
    internalPath.contains("external_connectors = 2")
      && internalPath.contains("laser_location = module"))
  let vcsel = refusal(.lpo) { $0.opticsTechnology = 4 }
  #expect(vcsel.contains("optics_technology = vcsel") && vcsel.contains("fiber_type = single_mode"))
  let far = refusal(.cpoC) { $0.hostTraceLengthMm = 10 }
  #expect(far.contains("host_trace_length_mm = 10 mm") && far.contains("integration = stack"))
  let stage = refusal(.lpo) { $0.integration = 1 }
  #expect(
    stage.contains("integration = substrate") && stage.contains("engine_location = pluggable"))
}

/// An amplifier ahead of a host channel without loss changes nothing but its own noise and peaking: one
/// without noise or poles is not there, and one with the noise of the host's receiver adds as much again.
@Test func aCableAmplifierIsItsNoiseAndItsGain() throws {
  func margin(_ change: (inout LinkValues) -> Void) throws -> Double {
    var values = Preset.dac.row.linkValues
    values.hostRxChannelLossDb = 0
    values.cableCrosstalkMv = 0
    values.driverBandwidthGhz = 300
    values.driverPeakingDb = 0
    values.driverNoiseNvPerRthz = 0
    values.hostTxSnrDb = 60
    values.hostTxJitterUi = 0
    change(&values)
    return try Report(values, preset: .dac).answer.marginDb
  }
  let passive = try margin { _ in }
  let ideal = try margin { $0.cableAmplifier = 1 }
  #expect(abs(ideal - passive) < 0.01)
  let noisy = try margin {
    $0.cableAmplifier = 1
    $0.driverNoiseNvPerRthz = ($0.hostRxNoiseV2PerGhz * 1e-9).squareRoot() * 1e9
  }
  let twice = try margin { $0.hostRxNoiseV2PerGhz *= 2 }
  #expect(abs(noisy - twice) < 0.01)
  // Loss behind a strong amplifier counts no longer.
  let short = try margin {
    $0.cableAmplifier = 1
    $0.driverNoiseNvPerRthz = 2.5
    $0.hostRxNoiseV2PerGhz = 0
  }
  let long = try margin {
    $0.cableAmplifier = 1
    $0.driverNoiseNvPerRthz = 2.5
    $0.hostRxNoiseV2PerGhz = 0
    $0.hostRxChannelLossDb = 16
  }
  #expect(abs(short - long) < 1e-9)
}

/// Modes end the band of multimode fibre below Nyquist, and the further the lower: the signal fades and
/// is not lost all at once.
@Test func multimodeFibreFades() throws {
  var margins: [Double] = []
  for length in [1000.0, 2000, 3000, 5000, 10_000, 20_000] {
    var values = Preset.lpo.row.linkValues
    values.opticsTechnology = 4
    values.fiberType = 1
    values.fiberLengthM = length
    margins.append(try answer(values).marginDb)
  }
  #expect(margins.allSatisfy { $0.isFinite })
  #expect(zip(margins, margins.dropFirst()).allSatisfy { $0 > $1 })
}

/// What takes the signal away is named.
@Test func whereASignalVanishesIsNamed() throws {
  func sentence(_ preset: Preset, _ change: (inout LinkValues) -> Void) -> String {
    var values = preset.row.linkValues
    change(&values)
    do {
      _ = try Report(values, preset: preset)
      return "answers"
    } catch { return "\(error)" }
  }
  let cable = sentence(.dac) {
    $0.cableLengthM = 30
    $0.cableLossDbPerM = 100
  }
  #expect(cable.contains("the signal vanishes in the cable"))
  let modes = sentence(.lpo) {
    $0.opticsTechnology = 4
    $0.fiberType = 1
    $0.fiberLengthM = 100_000
  }
  #expect(modes.contains("the signal vanishes in the fibre's dispersion"))
}

@Test func opticalMetricsOfCopperAreRefusedByName() {
  #expect {
    try Plan(
      Preset.dac.row.linkValues, varying: [], metrics: [Metric<Power>.launchOma.index])
  } throws: { error in
    let error = error as! LightlaneError
    return error.status == .notApplicable && error.message.contains("launch_oma_dbm")
  }
}

/// LPO at 100G lanes closes with hosts of 2 × 8 dB; at 200G lanes with 2 × 16 dB it has at least 3 dB less.
@Test func linearPluggablesLoseMarginWithTheLaneRate() throws {
  func margin(_ preset: Preset, host: Double) throws -> Double {
    var values = preset.row.linkValues
    values.hostTxChannelLossDb = host
    values.hostRxChannelLossDb = host
    return try answer(values).marginDb
  }
  let slow = try margin(.lpo, host: 8)
  let fast = try margin(.lpo1600g, host: 16)
  #expect(slow > 0)
  #expect(slow - fast >= 3)
}

/// Moving the laser outside moves its heat out of the module, whatever it does to the total.
@Test func anExternalLaserMovesHeatOutOfTheModule() throws {
  for preset in [Preset.lpo, .lpo1600g, .dsp] {
    var values = preset.row.linkValues
    let inside = try answer(values)
    values.laserLocation = 1
    let outside = try answer(values)
    #expect(outside.powerModuleHeatW < inside.powerModuleHeatW)
  }
}

/// An analog retimer ends a segment as a DSP does; with the same figures it is the same link.
@Test func analogRetimersDifferByTheirFiguresAlone() throws {
  var values = Preset.dsp.row.linkValues
  let digital = try answer(values)
  values.retimerTx = 2
  values.retimerRx = 2
  let analog = try answer(values)
  #expect(analog.marginDb < digital.marginDb && analog.powerOpticsW < digital.powerOpticsW)
  #expect(analog.latencyNs < digital.latencyNs)
  values.cdrEqualiserLossDb = values.dspEqualiserLossDb
  values.cdrPjPerBit = values.dspPjPerBit
  values.cdrLatencyNs = values.dspLatencyNs
  #expect(identical(try answer(values), digital))
}

/// Sensitivity, optical margin and required laser power tell one story.
@Test(arguments: Preset.all.filter { $0.row.linkValues.medium == 0 })
func solvedPowersClose(preset: Preset) throws {
  var values = preset.row.linkValues
  values.targetMarginDb = 0.5
  let given = try answer(values)
  guard given.opticalMarginDb.isFinite else { return }
  #expect(
    abs(given.receivedOmaDbm - given.opticalMarginDb - given.sensitivityOmaDbm) < 1e-9)
  // The margin left after that much loss is zero: put it into the connectors.
  if given.opticalMarginDb > 0 {
    values.receiverCouplingLossDb += given.opticalMarginDb
    #expect(abs(try answer(values).marginDb) < 1e-6)
    values.receiverCouplingLossDb -= given.opticalMarginDb
  }
  guard given.laserPowerRequiredMw.isFinite else { return }
  values.laserPowerMode = 1
  // Whatever the laser and the far end allow.
  values.launchLimitDbm = 30
  values.tiaOverloadDbm = 20
  values.laserMaximumMa = 10_000
  let solved = try answer(values)
  #expect(abs(solved.marginDb - 0.5) < 1e-6)
  #expect(abs(solved.laserPowerRequiredMw / given.laserPowerRequiredMw - 1) < 1e-6)
}

@Test func anErrorFloorIsARowStatus() throws {
  var values = Preset.lpo.row.linkValues
  values.laserRinDbPerHz = -125
  values.laserPowerMode = 1
  values.targetMarginDb = 6
  var evaluator = RowEvaluator(try Plan(values, varying: [], metrics: [Metric<Double>.ber.index]))
  let status = evaluator.evaluate { _ in .nan }
  #expect(status == .errorFloor)
  #expect(evaluator.fault(status) { _ in .nan }.message.contains("laser intensity"))
}

@Test func penaltiesAreWhatTheyTakeAway() throws {
  var values = Preset.lpo.row.linkValues
  values.fiberLengthM = 10_000
  values.moduleReflectanceDb = -20
  let full = try answer(values)
  #expect(full.dispersionPenaltyDb > 0 && full.mpiPenaltyDb > 0)
  var flat = values
  flat.fiberDispersionSlopePsPerNm2Km = 0
  #expect(abs(try answer(flat).marginDb - full.marginDb - full.dispersionPenaltyDb) < 1e-9)
  var quiet = values
  quiet.mpiPolarisation = 0
  #expect(abs(try answer(quiet).marginDb - full.marginDb - full.mpiPenaltyDb) < 1e-9)
}

/// The engine's ladder from launch to received OMA closes the budgets of the PMD clauses: what leaves at
/// the least launch power, crosses the whole loss and pays the allowance is what the receiver must take.
@Test func ladderClosesTheBudgetsOfThePmdClauses() throws {
  for row in try goldenTable("pmd_budgets.csv") {
    let tdecq = row["secq"]!
    var values = Preset.lpo.row.linkValues
    values.fiberLengthM = 500
    values.connectors = 3
    let glass = values.fiberLengthM * values.fiberAttenuationDbPerKm * 1e-3
    values.connectorLossDb = (row["loss"]! - glass) / 3
    let wanted = row["launch"]! + tdecq
    values.laserPowerMw *= pow(10, (wanted - (try answer(values).launchOmaDbm)) / 10)
    let found = try answer(values)
    #expect(abs(found.launchOmaDbm - wanted) < 1e-9)
    #expect(abs(found.channelLossDb - row["loss"]!) < 1e-9)
    let arriving = found.receivedOmaDbm - row["penalty"]!
    #expect(abs(arriving - row["stressed"]!) < 0.05, "\(row)")
    #expect(abs(arriving - tdecq - row["sensitivity"]!) < 0.05, "\(row)")
  }
}
