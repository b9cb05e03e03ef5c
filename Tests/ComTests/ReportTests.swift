// COM from networks and settings to a report: what it holds, what it warns of, what it refuses.

import Foundation
import LaneNumerics
import LaneChannel
import LaneParameters
import Testing

@testable import LaneEvaluation

@Suite struct ReportTests {
  @Test func reportsTheWorstCase() throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 160), far: [try channel(lengthMm: 160, coupling: 0.02)],
      near: [try channel(lengthMm: 30, coupling: 0.004)], settings: try smallSettings())
    let cases = try #require(report.arrays.first { $0.name == "com_by_case_db" })
    #expect(cases.labels == ["case 1", "case 2"])
    #expect(com(report.scalars, Com.Measure.comDb) == cases.values.min())
    let total = try #require(report.arrays.first { $0.name == "interference_probability" })
    #expect(abs(total.values.reduce(0, +) - 1) < 1e-9)
    let single = try ComReport(
      victim: try channel(lengthMm: 160), settings: try smallSettings([("package_case", "1")]))
    #expect(com(single.scalars, Com.Measure.packageCase) == 1)
    #expect(try #require(com(single.scalars, Com.Measure.comDb)) > cases.values[0])
    #expect(report.notes.contains { $0.contains("the worst of 2") })
    #expect(report.notes.contains { $0.hasPrefix("symbol_rate_gbd = 53.125") })
  }

  @Test func balancedChannelIsAnsweredWithAWarning() throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 160, skewSeconds: 0), settings: try smallSettings())
    #expect(try #require(com(report.scalars, Com.Measure.comDb)) > 3)
    #expect(com(report.scalars, Com.Measure.scmrDb) == nil)
    #expect(report.notes.contains { $0.hasPrefix("warning:") && $0.contains("balanced") })
  }

  @Test(arguments: [60.0, 90, 120])
  func lossyChannelIsAnsweredWithAWarning(_ lossDb: Double) throws {
    // About 5.5 dB per 100 mm at 26.6 GHz.
    let lengthMm = lossDb / 0.028 / 2
    let report = try ComReport(
      victim: try channel(lengthMm: lengthMm, lossScale: 2, stepHz: 10e6),
      settings: try smallSettings([("package_case", "1")]))
    let loss = try #require(com(report.scalars, Com.Measure.ilChannelDb))
    #expect(loss > 0.7 * lossDb, "\(loss)")
    let margin = try #require(com(report.scalars, Com.Measure.comDb))
    #expect(margin < 0 && margin.isFinite)
    // No constant: it follows the loss.
    #expect(abs(margin + 0.828) > 0.05)
    #expect(report.notes.contains { $0.hasPrefix("warning:") && $0.contains("closed") })
    #expect(com(report.scalars, Com.Measure.vecDb) == nil)
  }

  @Test func whereNoSignalArrivesThereIsNoMargin() throws {
    let dead = try channel(lengthMm: 160, coupling: 0)
    for (victim, change) in [(dead, ("A_v", "0.4")), (try channel(lengthMm: 160), ("A_v", "0"))] {
      let report = try ComReport(
        victim: victim, far: [dead], settings: try smallSettings([change, ("package_case", "1")]))
      for measure in [Com.Measure.comDb, Com.Measure.fomDb, Com.Measure.vecDb] {
        #expect(com(report.scalars, measure) == nil)
      }
      #expect(com(report.scalars, Com.Measure.peakUneqPulseMv) == 0)
      #expect(com(report.scalars, Com.Measure.candidatesEvaluated) == 0)
      #expect(report.notes.contains { $0.hasPrefix("warning: no signal reaches the receiver") })
    }
  }

  @Test func settingsSampledAtTheirPeaksAreCountedOnce() throws {
    // Active, so that nothing is causal: no pulse rises within four symbols.
    let passive = try channel(lengthMm: 160)
    let active = try Network(
      frequenciesHz: passive.frequenciesHz, portCount: 4,
      s: (0..<passive.pointCount).flatMap { point in
        (0..<16).flatMap { index -> [Double] in
          let value = 1e6 * passive[point, index / 4, index % 4]
          return [value.real, value.imaginary]
        }
      }, impedances: passive.impedances)
    let report = try ComReport(
      victim: active, settings: try smallSettings([("package_case", "1")]))
    #expect(report.notes.contains { $0.contains("sampled at their peaks") })
    #expect(
      com(report.scalars, Com.Measure.candidatesEvaluated)
        == com(report.scalars, Com.Measure.candidatesTotal))
  }

  @Test func fileWithoutDirectCurrentIsContinued() throws {
    let full = try ComReport(
      victim: try channel(lengthMm: 160), settings: try smallSettings([("package_case", "1")]))
    let cut = try ComReport(
      victim: try channel(lengthMm: 160, firstHz: 40e6),
      settings: try smallSettings([("package_case", "1")]))
    let a = try #require(com(full.scalars, Com.Measure.comDb))
    let b = try #require(com(cut.scalars, Com.Measure.comDb))
    #expect(abs(a - b) < 0.1, "\(a) \(b)")
  }

  @Test func warnsOfPowerFromNowhere() throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 60), near: [try channel(lengthMm: 1, coupling: 3)],
      settings: try smallSettings([("package_case", "1")]))
    let warnings = report.notes.filter { $0.hasPrefix("warning:") }
    #expect(warnings.contains { $0.contains("next 1 is not passive") })
    #expect(!warnings.contains { $0.contains("thru is not passive") })
  }

  @Test func warnsOfCoarseAndShortFiles() throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 60, firstHz: 100e6, lastHz: 40e9, stepHz: 50e6),
      settings: try smallSettings([("package_case", "1")]))
    let warnings = report.notes.filter { $0.hasPrefix("warning:") }
    #expect(warnings.contains { $0.contains("ends at 40 GHz") })
    #expect(warnings.contains { $0.contains("starts at 0.1 GHz") })
    #expect(warnings.contains { $0.contains("frequency step of 0.05 GHz") })
  }

  @Test(arguments: [
    ("[1 3 2 4]", nil), ("[2 4 1 3]", nil), ("[3 1 4 2]", nil),
    ("[1 3 4 2]", "its pulse is inverted"), ("[3 1 2 4]", "its pulse is inverted"),
    ("[1 2 3 4]", "from port 1 to port 2, which port_order takes for Tx+ and Tx-"),
  ])
  func warnsOfPortsThatDoNotFit(_ order: String, _ told: String?) throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 160, firstHz: 20e6),
      settings: try smallSettings([
        ("package_case", "1"), ("port_order", order), ("g_DC", "-6"), ("g_DC_HP", "-2"),
      ]))
    let warnings = report.notes.filter { $0.hasPrefix("warning: thru leads") }
    #expect(warnings.count == (told == nil ? 0 : 1))
    if let told { #expect(warnings.first?.contains(told) ?? false, "\(warnings)") }
  }

  @Test(arguments: [(1, 11), (6, 6)])
  func fewerTapsTakeTheFirstLimitsOfAPreset(_ taps: Int, _ idle: Int) throws {
    let grid = [("package_case", "1"), ("g_DC", "-6"), ("g_DC_HP", "-2"), ("N_b", "\(taps)")]
    let fewer = try ComReport(victim: try channel(lengthMm: 160), settings: try smallSettings(grid))
    // The limits of the KR workbook, its first for each tap.
    let own = try ComReport(
      victim: try channel(lengthMm: 160),
      settings: try smallSettings(
        grid + [
          ("b_max(2..N_b)", taps == 1 ? "0.3" : "[0.3 0.2*ones(1,4)]"),
          ("b_min(2..N_b)", taps == 1 ? "0.05" : "[0.05 -0.03*ones(1,4)]"),
        ]))
    #expect(com(fewer.scalars, Com.Measure.comDb) == com(own.scalars, Com.Measure.comDb))
    #expect(
      fewer.notes.contains {
        $0 == "warning: the last \(idle) of dfe_taps_maximum stand idle: dfe_taps is \(taps)"
      })
    #expect(!own.notes.contains { $0.contains("stand idle") })
  }

  @Test func tellsCoarseStepsFromBalance() throws {
    let report = try ComReport(
      victim: try channel(lengthMm: 600, stepHz: 1e9),
      settings: try smallSettings([("package_case", "1"), ("g_DC", "-6"), ("g_DC_HP", "-2")]))
    #expect(com(report.scalars, Com.Measure.scmrDb) == nil)
    #expect(report.notes.contains { $0.contains("conversion from common mode rises") })
    #expect(!report.notes.contains { $0.contains("balanced") })
  }

  @Test func commonModeNoiseAddsToTheReceivers() throws {
    func noise(_ volts: String) throws -> Double {
      let report = try ComReport(
        victim: try channel(lengthMm: 160, skewSeconds: 3e-12),
        settings: try smallSettings([
          ("package_case", "1"), ("AC_CM_RMS", volts), ("g_DC", "-6"), ("g_DC_HP", "-2"),
        ]))
      return try #require(com(report.scalars, Com.Measure.sigmaNMv))
    }
    let (none, some, twice) = (try noise("0"), try noise("0.03"), try noise("0.06"))
    #expect(some > none)
    // Powers add.
    let ratio = (twice * twice - none * none) / (some * some - none * none)
    #expect(abs(ratio - 4) < 1e-9)
  }

  @Test(
    arguments: [
      ([("Port Order", "[1 2 3 3]")], "port_order"), ([("package_case", "3")], "package_case"),
      ([("b_max(2..N_b)", "[0.1 0.2]")], "dfe_taps_maximum"), ([("N_f", "14")], "floating_span_ui"),
      ([("z_p (RX)", "[12; 1.8]")], "rx_package_length_mm"),
      ([("b_min(1)", "0.9")], "dfe_tap_1_maximum"), ([("c(0)", "1"), ("c(-1)", "-0.5")], "c_zero"),
      ([("f_1", "50")], "integration_start_ghz"),
      ([("c(-1)", "0:0.0001:0.4"), ("c(1)", "0:0.0001:0.4")], "c_minus_1"),
      ([("C_d", "[1 2 3]*1e-4")], "die_capacitance_nf"),
      ([("package_Z_c", "90")], "package_line_impedance_ohm"),
    ] as [([(String, String)], String)])
  func refusesWhatContradicts(_ changes: [(String, String)], _ name: String) throws {
    let settings = try smallSettings(changes)
    let error = #expect(throws: LightlaneError.self) {
      try ComReport(victim: try channel(lengthMm: 60), settings: settings)
    }
    #expect(error?.status == .contradiction)
    #expect(error?.message.hasPrefix(name) == true, "\(error?.message ?? "")")
  }

  @Test func refusesOtherNetworks() throws {
    let settings = try smallSettings()
    let two = try Network(
      frequenciesHz: (0..<20).map { Double($0) * 1e9 }, portCount: 2,
      s: [Double](repeating: 0.1, count: 160), impedances: [Complex(50), Complex(50)])
    #expect(throws: LightlaneError.self) { try ComReport(victim: two, settings: settings) }
    #expect(throws: LightlaneError.self) {
      try ComReport(
        victim: try channel(lengthMm: 60), far: [try channel(lengthMm: 60, stepHz: 25e6)],
        settings: settings)
    }
    let few = try channel(lengthMm: 60, lastHz: 200e6)
    #expect(few.pointCount == 11)
    #expect(throws: LightlaneError.self) { try ComReport(victim: few, settings: settings) }
  }

  @Test func returnLossOfAMatchedLineIsHigh() throws {
    func loss(_ coupling: Double, _ changes: [(String, String)] = []) throws -> Double {
      let report = try ComReport(
        victim: try channel(lengthMm: 160, coupling: coupling),
        settings: try smallSettings([("package_case", "1")] + changes))
      return try #require(com(report.scalars, Com.Measure.erlDb))
    }
    // A higher share of what comes back, or fewer covered symbols, can only lower it.
    let base = try loss(1)
    #expect(base > 5 && base < 60)
    #expect(try loss(1, [("rho_x", "0.9")]) <= base + 1e-9)
    #expect(try loss(1, [("N_bx", "0")]) <= base + 1e-9)
    #expect(try loss(1, [("Gx", "constant")]) != base)
    #expect(try loss(1, [("TDR_W_TXPKG", "1")]) != base)
  }
}
