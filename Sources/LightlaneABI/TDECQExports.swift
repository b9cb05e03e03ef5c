// TDECQ: settings and samples in, a report out.

import CLightlane
import LaneEvaluation
import LaneParameters

@_cdecl("lightlane_tdecq_report") @implementation
public func lightlane_tdecq_report(
  _ settings: OpaquePointer?, _ power: UnsafePointer<Double>?, _ count: Int,
  _ samples_per_symbol: Double, _ symbols: UnsafePointer<UInt8>?, _ symbol_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try Handle.object(settings, SettingsHandle.self, "settings")
    let power = try array(power, count: count, atMost: TDECQReport.mostSamples, "power")
    let symbols = try array(
      symbols,
      count: symbol_count, atMost: TDECQReport.mostSymbols, "symbols")
    let out = try required(out, "out")
    let report = try TDECQReport(
      power: Array(power), samplesPerSymbol: samples_per_symbol, symbols: Array(symbols),
      settings: settings.settings)
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}
