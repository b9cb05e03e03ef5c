// Reports behind handles: scalars, named arrays and notes with text that lives as long as the
// report.

import CLightlane
import Glibc
import LaneEvaluation
import LaneParameters

/// What a lightlane_report points to; owns the C copies of its text.
final class ReportHandle {
  struct Array {
    let name, unit, doc: UnsafeMutablePointer<CChar>?
    let labels: [UnsafeMutablePointer<CChar>?]
    let values: [Double]
  }

  /// Id and value of each metric or measure that has a meaning.
  let scalars: [(id: Int32, value: Double)]
  let arrays: [Array]
  let notes: [UnsafeMutablePointer<CChar>?]

  convenience init(_ report: Report) {
    self.init(
      scalars: MetricRow.all.enumerated().map { ($1.id, report.answer[$0]) }
        .filter { !$0.1.isNaN },
      arrays: report.arrays, notes: report.notes)
  }

  init(scalars: [(id: Int32, value: Double)], arrays: [ReportArray], notes: [String]) {
    self.scalars = scalars
    self.arrays = arrays.map {
      Array(
        name: strdup($0.name), unit: strdup($0.unit), doc: strdup($0.doc),
        labels: $0.labels.map { strdup($0) }, values: $0.values)
    }
    self.notes = notes.map { strdup($0) }
  }

  deinit {
    for array in arrays {
      for text in [array.name, array.unit, array.doc] + array.labels { free(text) }
    }
    for note in notes { free(note) }
  }
}

private func report(_ handle: OpaquePointer?) -> ReportHandle? {
  try? Handle.object(handle, ReportHandle.self, "report")
}

/// Throws when an index is not below a count.
private func check(_ index: Int, below count: Int, _ what: StaticString) throws(LightlaneError) {
  guard index >= 0, index < count else {
    throw LightlaneError(
      .count, "index = \(UInt(bitPattern: index)); the report has \(count) \(what)",
      row: index < 0 ? .max : Int64(index))
  }
}

@_cdecl("lightlane_report_create") @implementation
public func lightlane_report_create(
  _ link: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let out = try required(out, "out")
    out.pointee = Handle.make(ReportHandle(try Report(link.values, preset: link.preset)))
  }
}

@_cdecl("lightlane_report_destroy") @implementation
public func lightlane_report_destroy(_ report: OpaquePointer?) {
  Handle.release(report, ReportHandle.self)
}

@_cdecl("lightlane_report_scalar_count") @implementation
public func lightlane_report_scalar_count(_ handle: OpaquePointer?) -> Int {
  report(handle)?.scalars.count ?? 0
}

@_cdecl("lightlane_report_scalar") @implementation
public func lightlane_report_scalar(
  _ handle: OpaquePointer?, _ index: Int, _ metric: UnsafeMutablePointer<Int32>?,
  _ value: UnsafeMutablePointer<Double>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let report = try Handle.object(handle, ReportHandle.self, "report")
    let metric = try required(metric, "metric")
    let value = try required(value, "value")
    try check(index, below: report.scalars.count, "scalars")
    metric.pointee = report.scalars[index].id
    value.pointee = report.scalars[index].value
  }
}

@_cdecl("lightlane_report_array_count") @implementation
public func lightlane_report_array_count(_ handle: OpaquePointer?) -> Int {
  report(handle)?.arrays.count ?? 0
}

@_cdecl("lightlane_report_array_describe") @implementation
public func lightlane_report_array_describe(
  _ handle: OpaquePointer?, _ index: Int, _ out: UnsafeMutablePointer<lightlane_array_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let report = try Handle.object(handle, ReportHandle.self, "report")
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_array_info.self, "out")
    try check(index, below: report.arrays.count, "arrays")
    let array = report.arrays[index]
    out.pointee.labelled = array.labels.isEmpty ? 0 : 1
    out.pointee.count = array.values.count
    out.pointee.name = UnsafePointer(array.name)
    out.pointee.unit = UnsafePointer(array.unit)
    out.pointee.doc = UnsafePointer(array.doc)
  }
}

@_cdecl("lightlane_report_array_copy") @implementation
public func lightlane_report_array_copy(
  _ handle: OpaquePointer?, _ index: Int, _ out: UnsafeMutablePointer<Double>?, _ capacity: Int,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let report = try Handle.object(handle, ReportHandle.self, "report")
    let out = try aligned(out, "out")
    try check(index, below: report.arrays.count, "arrays")
    let values = report.arrays[index].values
    // A capacity above Int.max arrives negative: more than enough.
    guard capacity < 0 || capacity >= values.count else {
      throw LightlaneError(.count, "capacity = \(capacity); the array has \(values.count) values")
    }
    for (position, value) in values.enumerated() { out[position] = value }
  }
}

@_cdecl("lightlane_report_array_label") @implementation
public func lightlane_report_array_label(_ handle: OpaquePointer?, _ index: Int, _ item: Int)
  -> UnsafePointer<CChar>?
{
  guard let report = report(handle), report.arrays.indices.contains(index),
    report.arrays[index].labels.indices.contains(item)
  else { return nil }
  return UnsafePointer(report.arrays[index].labels[item])
}

@_cdecl("lightlane_report_note_count") @implementation
public func lightlane_report_note_count(_ handle: OpaquePointer?) -> Int {
  report(handle)?.notes.count ?? 0
}

@_cdecl("lightlane_report_note") @implementation
public func lightlane_report_note(_ handle: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
  guard let report = report(handle), report.notes.indices.contains(index) else { return nil }
  return UnsafePointer(report.notes[index])
}
