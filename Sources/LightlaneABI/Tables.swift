// Introspection of parameters, metrics and presets.

import CLightlane
import LaneParameters

/// Index of a parameter by its id.
func parameterIndex(_ id: Int32) throws(LightlaneError) -> Int {
  guard let index = ParameterRow.index(id: id) else {
    throw LightlaneError(.unknownParameter, "no parameter has id \(id)", parameter: id)
  }
  return index
}

/// Index of a metric by its id.
func metricIndex(_ id: Int32) throws(LightlaneError) -> Int {
  guard let index = MetricRow.index(id: id) else {
    throw LightlaneError(.unknownMetric, "no metric has id \(id)", parameter: id)
  }
  return index
}

/// The preset with an id.
func presetRow(_ id: Int32) throws(LightlaneError) -> PresetRow {
  guard let index = PresetRow.index(id: id) else {
    throw LightlaneError(.unknownPreset, "no preset has id \(id)")
  }
  return PresetRow.all[index]
}

/// Give `out` the id of the row that has `name` among its names.
func find<Row>(
  _ name: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?, among rows: [Row],
  _ unknown: Status, _ kind: StaticString, _ key: (Row) -> (id: Int32, names: [TableText])
) throws(LightlaneError) {
  let name = try required(name, "name")
  let out = try required(out, "out")
  for row in rows where key(row).names.contains(where: { equal(name, $0) }) {
    out.pointee = key(row).id
    return
  }
  let meant = hint(name, among: rows.flatMap { key($0).names })
  throw LightlaneError(unknown, "no \(kind) is named \(quoted(name))\(meant)")
}

/// Fill the C form of a parameter's row, its default and source given apart where they vary.
func describe(
  _ row: ParameterRow, default value: Double, source: TableText,
  in out: UnsafeMutablePointer<lightlane_parameter_info>
) {
  out.pointee.id = row.id
  out.pointee.kind = row.kind.rawValue
  out.pointee.choices = UInt32(row.choices.count)
  out.pointee.default_value = value
  out.pointee.minimum = row.minimum
  out.pointee.maximum = row.maximum
  out.pointee.name = cString(row.name)
  out.pointee.unit = cString(row.unit)
  out.pointee.block = cString(row.block)
  out.pointee.doc = cString(row.doc)
  out.pointee.source = cString(source)
  out.pointee.confidence = cString(row.confidence)
}

/// Id of the row at an index, 0 outside the table.
func idAt<Row>(_ index: Int, _ rows: [Row], _ key: (Row) -> Int32) -> Int32 {
  rows.indices.contains(index) ? key(rows[index]) : 0
}

// MARK: Parameters

@_cdecl("lightlane_parameter_count") @implementation
public func lightlane_parameter_count() -> Int { ParameterRow.all.count }

@_cdecl("lightlane_parameter_at") @implementation
public func lightlane_parameter_at(_ index: Int) -> Int32 {
  idAt(index, ParameterRow.all) { $0.id }
}

@_cdecl("lightlane_parameter_describe") @implementation
public func lightlane_parameter_describe(
  _ parameter: Int32, _ out: UnsafeMutablePointer<lightlane_parameter_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_parameter_info.self, "out")
    let row = ParameterRow.all[try parameterIndex(parameter)]
    describe(row, default: row.defaultValue, source: row.source, in: out)
  }
}

@_cdecl("lightlane_parameter_find") @implementation
public func lightlane_parameter_find(
  _ name: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    try find(name, out, among: ParameterRow.all, .unknownParameter, "parameter") {
      ($0.id, [$0.name])
    }
  }
}

@_cdecl("lightlane_parameter_choice_name") @implementation
public func lightlane_parameter_choice_name(_ parameter: Int32, _ value: UInt32)
  -> UnsafePointer<CChar>?
{
  guard let index = ParameterRow.index(id: parameter) else { return nil }
  let choices = ParameterRow.all[index].choices
  return Int(value) < choices.count ? cString(choices[Int(value)]) : nil
}

// MARK: Metrics

@_cdecl("lightlane_metric_count") @implementation
public func lightlane_metric_count() -> Int { MetricRow.all.count }

@_cdecl("lightlane_metric_at") @implementation
public func lightlane_metric_at(_ index: Int) -> Int32 { idAt(index, MetricRow.all) { $0.id } }

@_cdecl("lightlane_metric_describe") @implementation
public func lightlane_metric_describe(
  _ metric: Int32, _ out: UnsafeMutablePointer<lightlane_metric_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_metric_info.self, "out")
    let row = MetricRow.all[try metricIndex(metric)]
    out.pointee.id = row.id
    out.pointee.name = cString(row.name)
    out.pointee.unit = cString(row.unit)
    out.pointee.boundary = cString(row.boundary)
    out.pointee.doc = cString(row.doc)
  }
}

@_cdecl("lightlane_metric_find") @implementation
public func lightlane_metric_find(
  _ name: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    try find(name, out, among: MetricRow.all, .unknownMetric, "metric") { ($0.id, [$0.name]) }
  }
}

// MARK: Presets

@_cdecl("lightlane_preset_count") @implementation
public func lightlane_preset_count() -> Int { PresetRow.all.count }

@_cdecl("lightlane_preset_at") @implementation
public func lightlane_preset_at(_ index: Int) -> Int32 { idAt(index, PresetRow.all) { $0.id } }

@_cdecl("lightlane_preset_describe") @implementation
public func lightlane_preset_describe(
  _ preset: Int32, _ out: UnsafeMutablePointer<lightlane_preset_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_preset_info.self, "out")
    let row = try presetRow(preset)
    out.pointee.id = row.id
    out.pointee.name = cString(row.name)
    out.pointee.date = cString(row.date)
    out.pointee.doc = cString(row.doc)
  }
}

@_cdecl("lightlane_preset_find") @implementation
public func lightlane_preset_find(
  _ name: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    try find(name, out, among: PresetRow.all, .unknownPreset, "preset") {
      ($0.id, [$0.name] + $0.aliases)
    }
  }
}

@_cdecl("lightlane_preset_alias") @implementation
public func lightlane_preset_alias(_ preset: Int32, _ index: Int) -> UnsafePointer<CChar>? {
  guard let row = try? presetRow(preset), row.aliases.indices.contains(index) else { return nil }
  return cString(row.aliases[index])
}

@_cdecl("lightlane_preset_value") @implementation
public func lightlane_preset_value(
  _ preset: Int32, _ parameter: Int32, _ value: UnsafeMutablePointer<Double>?,
  _ source: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let value = try required(value, "value")
    let row = try presetRow(preset)
    let index = try parameterIndex(parameter)
    value.pointee = row.linkValues[index]
    source?.pointee = cString(row.source(ofParameter: index))
  }
}
