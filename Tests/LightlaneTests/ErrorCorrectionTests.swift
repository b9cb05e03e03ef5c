// Forward error correction and limits as Swift apps see them.

import Lightlane
import Testing

@Test func fecReportsOnItsSettings() throws {
  var settings = try Settings(.fec)
  let report = try FecReport(settings)
  func value(_ report: FecReport, _ id: Int32) -> Double? {
    report.scalars.first { $0.id == id }?.value
  }
  let ratio = try #require(value(report, FecSettings.Measure.codewordErrorRatio))
  #expect(abs(ratio / 8.1516e-13 - 1) < 1e-4)
  #expect(report.notes.contains { $0.hasPrefix("pre_fec_bit_error_ratio") })
  try settings.set(FecSettings.code, text: "rs528")
  let short = try FecReport(settings)
  #expect(try #require(value(short, FecSettings.Measure.codewordErrorRatio)) > 1e-5)
}

@Test func coderCorrects() throws {
  let coder = ReedSolomonCoder(.kp4)
  let sent = try coder.encode(Array(repeating: 7, count: 514))
  var word = sent
  for place in 0..<15 { word[place * 30] ^= 1 }
  #expect(try coder.decode(&word) == .corrected(errors: 15, erasures: 0))
  #expect(word == sent)
}

@Test func limitsAreLines() throws {
  var measured = try Settings(preset: Limits.Preset.rate400GbaseDr4)
  try measured.set(Limits.omaDbm, -1.0)
  try measured.set(Limits.tdecqDb, 2.0)
  let report = try LimitsReport(measured)
  #expect(report.check.failed.map(\.name) == ["oma_dbm"])
  #expect(report.notes[0].hasPrefix("warning: oma_dbm = -1 dBm is outside its limit"))
}
