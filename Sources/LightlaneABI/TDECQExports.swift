// TDECQ: settings and samples in, a report out; the patterns themselves.

import CLightlane
import LaneEvaluation
import LaneParameters
import LaneSignal

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

@_cdecl("lightlane_tdecq_pattern") @implementation
public func lightlane_tdecq_pattern(
  _ pattern: Int32, _ symbols: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
  _ count: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let count = try required(count, "count")
    let period = try TDECQReport.pattern(choice: Int(pattern)).symbols
    count.pointee = period.count
    if capacity == 0 { return }
    guard capacity >= period.count else {
      throw LightlaneError(
        .count, "capacity is \(UInt(bitPattern: capacity)); the pattern has \(period.count) symbols"
      )
    }
    let symbols = try required(symbols, "symbols")
    for (place, symbol) in period.enumerated() { symbols[place] = symbol }
  }
}
