// The 10 Gigabit Ethernet link model against the cells of its spreadsheet, and outside its validity.

import Foundation
import GoldenTables
import LaneOptics
import Testing

/// The sheet that each row of a golden table is from, and the row.
private func sheets(
  _ name: String, from file: String = #filePath
) throws -> [(sheet: String, row: [String: Double])] {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(
    contentsOf: folder.appendingPathComponent("Golden/\(name)"), encoding: .utf8)
  let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
    .map { String($0.prefix { $0 != "," }) }
  return Array(zip(names, try goldenTable(name, from: file))).map { (sheet: $0, row: $1) }
}

private func model(_ row: [String: Double]) throws -> TenGigabitLinkModel {
  func value(_ name: String) throws -> Double { try #require(row[name]) }
  let reference = try value("attenuation_at_nm")
  let delay = try value("dgd_ps")
  return TenGigabitLinkModel(
    q: try value("q"), symbolRateMBd: try value("symbol_rate_mbd"),
    targetReachKm: try value("target_km"), connectionLossDb: try value("connections_db"),
    modalNoiseDb: try value("modal_noise_db"),
    reflectionNoiseFactor: try value("reflection_factor"),
    transmitter: .init(
      modulationAmplitudeDbm: try value("oma_dbm"), worstAveragePowerDbm: try value("average_dbm"),
      riseTimePs: try value("rise_ps"), wavelengthNm: try value("wavelength_nm"),
      spectralWidthNm: try value("spectral_width_nm"),
      intensityNoiseDbHz: try value("rin_db_hz"),
      intensityNoiseTestOpening: try value("rin_test_opening"),
      deterministicJitterPs: try value("dj_ps"), dutyCycleDistortionPs: try value("dcd_ps"),
      modePartitionFactor: try value("mpn_k"), reflectanceDb: try value("tx_reflectance_db"),
      maskX2: try value("mask_x2")),
    fibre: .init(
      attenuationDbKm: try value("attenuation_db_km"),
      attenuationReference: reference == 850 ? .nm850 : reference == 1300 ? .nm1300 : .nm1310,
      zeroDispersionNm: try value("zero_dispersion_nm"), dispersionSlope: try value("slope"),
      bandwidth: delay.isNaN
        ? .modal(MHzKm: try value("modal_mhz_km")) : .polarisation(delayPs: delay)),
    receiver: .init(
      sensitivityDbm: try value("sensitivity_dbm"), bandwidthMHz: try value("rx_mhz"),
      testBandwidthMHz: try value("test_mhz"), reflectanceDb: try value("rx_reflectance_db"),
      baselineWander: try value("baseline_wander")))
}

private func models() throws -> [String: TenGigabitLinkModel] {
  try Dictionary(
    uniqueKeysWithValues: sheets("ten_gigabit_inputs.csv").map { ($0.sheet, try model($0.row)) })
}

/// NaN where the cell is an error and only there, else within 1e-10 of it; differences of decibels
/// that are zero but for rounding, within 1e-13.
private func agrees(_ found: Double, _ cell: Double) -> Bool {
  cell.isNaN ? found.isNaN : abs(found - cell) <= 1e-10 * abs(cell) + 1e-13
}

private let columns: [(name: String, path: KeyPath<TenGigabitLinkModel.Row, Double> & Sendable)] = [
  ("patt_db", \.attenuationDb), ("channel_db", \.channelLossDb), ("d1l_ps_nm", \.dispersionPsNm),
  ("d2l_ps_nm", \.slopeDispersionPsNm), ("bwcd_mhz", \.chromaticBandwidthMHz),
  ("bwm_mhz", \.modalBandwidthMHz), ("te_ps", \.exitResponsePs), ("tc_ps", \.channelResponsePs),
  ("pisi_db", \.isiDb), ("corner_db", \.cornerDb), ("dj_db", \.jitterDb),
  ("corner_dj_db", \.cornerJitterDb), ("prefl_db", \.reflectionDb), ("beta", \.modePartitionPhase),
  ("sd_mpn", \.modePartitionDeviation), ("pmpn_db", \.modePartitionDb),
  ("prin_db", \.intensityNoiseDb), ("pcross_db", \.crossDb), ("ptot_db", \.totalDb),
  ("ptot_corner_db", \.cornerTotalDb), ("margin_db", \.marginDb), ("eye", \.eyeOpening),
  ("v_rin", \.intensityNoiseVariance),
]

@Test func tenGigabitColumnsMatchTheSpreadsheet() throws {
  let models = try models()
  for (sheet, cells) in try sheets("ten_gigabit_spreadsheet.csv") {
    let model = try #require(models[sheet])
    let length = try #require(cells["length_km"])
    let row = model.row(lengthKm: length)
    for (name, path) in columns {
      let cell = try #require(cells[name])
      #expect(agrees(row[keyPath: path], cell), "\(sheet) \(length) \(name) \(cell)")
    }
    let stressed = model.stressedSensitivityDbm(lengthKm: length)
    let cell = try #require(cells["stressed_dbm"])
    #expect(agrees(stressed, cell), "\(sheet) \(length) stressed \(stressed) \(cell)")
  }
}

@Test func tenGigabitResultsMatchTheSpreadsheet() throws {
  let models = try models()
  for (sheet, cells) in try sheets("ten_gigabit_sheets.csv") {
    let model = try #require(models[sheet])
    let found = [
      "attenuation_db_km": model.attenuationDbKm, "d1_ps_nm_km": model.dispersionPsNmKm,
      "d2_ps_nm_km": model.slopeDispersionPsNmKm, "extinction_db": model.extinctionRatioDb,
      "budget_db": model.powerBudgetDb, "bwm_mhz_km": model.effectiveBandwidthMHzKm,
      "blw_db": model.baselineWanderDb, "tx_eye": model.transmitterEyeHeight,
      "vecp_db": model.verticalEyeClosureDb,
    ]
    for (name, value) in found {
      let cell = try #require(cells[name])
      #expect(agrees(value, cell), "\(sheet) \(name) \(value) \(cell)")
    }
  }
}

/// The margins that 802.3ae was judged by, as a reader of the sheet sees them.
@Test func tenGigabitMarginsAtTheTargetReach() throws {
  let models = try models()
  for (sheet, margin) in [
    ("850S62_160", 0.92), ("850S62_200", 0.82), ("850S50_400", 0.67), ("850S50_500", 0.70),
    ("LX4_62MMF", 0.17), ("LX4_SMF", -0.05), ("1310S", 0.15), ("1550S40km", 0.59),
  ] {
    let model = try #require(models[sheet])
    let found = model.row(lengthKm: model.targetReachKm).marginDb
    #expect(abs(found - margin) <= 0.005, "\(sheet) \(found)")
  }
}

/// No fibre, no width and no noise: the limits exist although the sheet divides by them.
@Test func tenGigabitLimitsAreFinite() throws {
  var model = try #require(try models()["1310S"])
  model.transmitter.spectralWidthNm = 0
  model.fibre.bandwidth = .polarisation(delayPs: 0)
  let row = model.row(lengthKm: 10)
  #expect(abs(row.exitResponsePs - 1.518 * 47.1) < 1e-12)
  #expect(row.chromaticBandwidthMHz == .infinity && row.modalBandwidthMHz == .infinity)
  #expect(row.marginDb.isFinite && model.row(lengthKm: 0).marginDb.isFinite)
}

/// One input out of its range makes the margin NaN, whatever the others; nothing traps.
@Test func tenGigabitIsTotal() throws {
  let base = try #require(try models()["LX4_SMF"])
  let fields: [WritableKeyPath<TenGigabitLinkModel, Double>] = [
    \.q, \.symbolRateMBd, \.targetReachKm, \.connectionLossDb, \.modalNoiseDb,
    \.reflectionNoiseFactor, \.transmitter.modulationAmplitudeDbm,
    \.transmitter.worstAveragePowerDbm, \.transmitter.riseTimePs, \.transmitter.wavelengthNm,
    \.transmitter.spectralWidthNm, \.transmitter.intensityNoiseDbHz,
    \.transmitter.intensityNoiseTestOpening, \.transmitter.deterministicJitterPs,
    \.transmitter.dutyCycleDistortionPs, \.transmitter.modePartitionFactor,
    \.transmitter.reflectanceDb, \.transmitter.maskX2, \.fibre.attenuationDbKm,
    \.fibre.zeroDispersionNm, \.fibre.dispersionSlope, \.receiver.sensitivityDbm,
    \.receiver.bandwidthMHz, \.receiver.testBandwidthMHz, \.receiver.reflectanceDb,
    \.receiver.baselineWander,
  ]
  let decibels: Set<AnyKeyPath> = [
    \TenGigabitLinkModel.connectionLossDb,
    \TenGigabitLinkModel.transmitter.modulationAmplitudeDbm,
    \TenGigabitLinkModel.transmitter.worstAveragePowerDbm,
    \TenGigabitLinkModel.transmitter.intensityNoiseDbHz,
    \TenGigabitLinkModel.transmitter.reflectanceDb, \TenGigabitLinkModel.receiver.sensitivityDbm,
    \TenGigabitLinkModel.receiver.reflectanceDb,
  ]
  // Only tests see the test receiver; the mask's X2 is out of range above a half.
  let elsewhere: Set<AnyKeyPath> = [
    \TenGigabitLinkModel.receiver.testBandwidthMHz, \TenGigabitLinkModel.transmitter.maskX2,
  ]
  for field in fields {
    for value in [-1, 0, 1e-300, 1e300, -1e300, .infinity, -.infinity, .nan] {
      var model = base
      model[keyPath: field] = value
      let row = model.row(lengthKm: 10)
      _ = (
        model.verticalEyeClosureDb, model.transmitterEyeHeight, model.effectiveBandwidthMHzKm,
        model.stressedSensitivityDbm(lengthKm: 10), model.baselineWanderDb
      )
      guard !elsewhere.contains(field) else { continue }
      if value.isNaN || (value == -1 && !decibels.contains(field)) {
        #expect(row.marginDb.isNaN, "\(field) \(value) \(row.marginDb)")
      }
    }
  }
  for length in [-1, .nan, .infinity] { #expect(base.row(lengthKm: length).marginDb.isNaN) }
}
