// The 10 Gigabit Ethernet link model: its sheets, its inputs, and reports on them.

import CLightlane
import LaneEvaluation
import LaneParameters

/// The sheet with an id.
private func sheetRow(_ id: Int32) throws(LightlaneError) -> TenGigabitSheet {
  guard let index = TenGigabitSheet.index(id: id) else {
    throw LightlaneError(.unknownPreset, "no 10 Gigabit Ethernet sheet has id \(id)")
  }
  return TenGigabitSheet.all[index]
}

/// Throws when an index is not below a count.
private func check(_ index: Int, below count: Int, _ what: StaticString) throws(LightlaneError) {
  guard index >= 0, index < count else {
    throw LightlaneError(
      .count, "index = \(UInt(bitPattern: index)); there are \(count) \(what)",
      row: index < 0 ? .max : Int64(index))
  }
}

@_cdecl("lightlane_ten_gigabit_sheet_count") @implementation
public func lightlane_ten_gigabit_sheet_count() -> Int { TenGigabitSheet.all.count }

@_cdecl("lightlane_ten_gigabit_sheet_describe") @implementation
public func lightlane_ten_gigabit_sheet_describe(
  _ index: Int, _ out: UnsafeMutablePointer<lightlane_preset_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_preset_info.self, "out")
    try check(index, below: TenGigabitSheet.all.count, "sheets")
    let sheet = TenGigabitSheet.all[index]
    out.pointee.id = sheet.id
    out.pointee.name = cString(sheet.name)
    out.pointee.date = cString(TenGigabitSheet.date)
    out.pointee.doc = cString(sheet.doc)
  }
}

@_cdecl("lightlane_ten_gigabit_input_count") @implementation
public func lightlane_ten_gigabit_input_count() -> Int { TenGigabitInput.all.count }

@_cdecl("lightlane_ten_gigabit_input_describe") @implementation
public func lightlane_ten_gigabit_input_describe(
  _ sheet: Int32, _ index: Int, _ out: UnsafeMutablePointer<lightlane_parameter_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_parameter_info.self, "out")
    let sheet = try sheetRow(sheet)
    try check(index, below: TenGigabitInput.all.count, "inputs")
    let row = TenGigabitInput.all[index].row
    describe(row, default: sheet.values[index], source: sheet.source(ofInput: index), in: out)
  }
}

/// The changes of a sheet by index; an unknown or repeated id is reported with its position.
private func changes(
  _ ids: UnsafeBufferPointer<Int32>, _ values: UnsafeBufferPointer<Double>
) throws(LightlaneError) -> [(index: Int, value: Double)] {
  var result: [(index: Int, value: Double)] = []
  for (position, id) in ids.enumerated() {
    guard let index = TenGigabitInput.index(id: id) else {
      throw LightlaneError(
        .unknownParameter, "no input of a 10 Gigabit Ethernet sheet has id \(id)", parameter: id,
        row: Int64(position))
    }
    if ids[..<position].contains(id) {
      throw LightlaneError(
        .duplicate, "\(TenGigabitInput.all[index].row.name) stands twice", parameter: id,
        row: Int64(position))
    }
    result.append((index, values[position]))
  }
  return result
}

@_cdecl("lightlane_ten_gigabit_report") @implementation
public func lightlane_ten_gigabit_report(
  _ sheet: Int32, _ inputs: UnsafePointer<Int32>?, _ values: UnsafePointer<Double>?,
  _ input_count: Int, _ lengths_km: UnsafePointer<Double>?, _ length_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    let sheet = try sheetRow(sheet)
    let limit = TenGigabitInput.all.count
    let inputs = try array(inputs, count: input_count, atMost: limit, "inputs")
    let values = try array(values, count: input_count, atMost: limit, "values")
    let lengths = try array(
      lengths_km, count: length_count, atMost: TenGigabitSheet.mostLengths, "lengths_km")
    let report = try TenGigabitReport(
      sheet, setting: try changes(inputs, values), lengthsKm: Array(lengths))
    out.pointee = Handle.make(
      ReportHandle(scalars: [], arrays: report.arrays, notes: report.notes))
  }
}
