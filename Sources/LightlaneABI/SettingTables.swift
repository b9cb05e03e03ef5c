// Introspection of groups with their settings, presets and measures.

import CLightlane
import LaneParameters

/// The group with an id.
func settingsGroup(_ id: Int32) throws(LightlaneError) -> SettingsGroup {
  guard let group = SettingsGroup.with(id: id) else {
    throw LightlaneError(.unknownParameter, "no group of settings has id \(id)")
  }
  return group
}

/// The row of a setting by its id.
private func settingRow(_ id: Int32) throws(LightlaneError) -> SettingRow {
  guard let found = SettingsGroup.setting(id: id) else {
    throw LightlaneError(.unknownParameter, "no setting has id \(id)", parameter: id)
  }
  return found.group.settings[found.index]
}

/// A preset of a group by its id.
private func settingsPreset(_ id: Int32) throws(LightlaneError) -> SettingsPreset {
  guard let found = SettingsGroup.preset(id: id) else {
    throw LightlaneError(.unknownPreset, "no preset of settings has id \(id)")
  }
  return found.group.presets[found.index]
}

/// Text of the caller for a search: cut where no name is that long.
private func name(_ text: UnsafePointer<CChar>?) throws(LightlaneError) -> String {
  string(try required(text, "name"), atMost: 256)
}

// MARK: Groups

@_cdecl("lightlane_group_count") @implementation
public func lightlane_group_count() -> Int { SettingsGroup.all.count }

@_cdecl("lightlane_group_at") @implementation
public func lightlane_group_at(_ index: Int) -> Int32 { idAt(index, SettingsGroup.all) { $0.id } }

@_cdecl("lightlane_group_describe") @implementation
public func lightlane_group_describe(
  _ group: Int32, _ out: UnsafeMutablePointer<lightlane_group_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_group_info.self, "out")
    let group = try settingsGroup(group)
    out.pointee.id = group.id
    out.pointee.settings = group.settings.count
    out.pointee.presets = group.presets.count
    out.pointee.measures = group.measures.count
    out.pointee.name = cString(group.name)
    out.pointee.title = cString(group.title)
    out.pointee.doc = cString(group.doc)
  }
}

// MARK: Settings

@_cdecl("lightlane_setting_at") @implementation
public func lightlane_setting_at(_ group: Int32, _ index: Int) -> Int32 {
  idAt(index, SettingsGroup.with(id: group)?.settings ?? []) { $0.row.id }
}

@_cdecl("lightlane_setting_describe") @implementation
public func lightlane_setting_describe(
  _ setting: Int32, _ out: UnsafeMutablePointer<lightlane_setting_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_setting_info.self, "out")
    let setting = try settingRow(setting)
    let row = setting.row
    out.pointee.id = row.id
    out.pointee.kind = row.kind.rawValue
    out.pointee.shape = setting.shape.rawValue
    out.pointee.minimum_rows = UInt32(clamping: setting.rows.lowerBound)
    out.pointee.maximum_rows = UInt32(clamping: setting.rows.upperBound)
    out.pointee.minimum_columns = UInt32(clamping: setting.columns.lowerBound)
    out.pointee.maximum_columns = UInt32(clamping: setting.columns.upperBound)
    out.pointee.choices = UInt32(clamping: row.choices.count)
    out.pointee.aliases = UInt32(clamping: setting.aliases.count)
    out.pointee.minimum = row.minimum
    out.pointee.maximum = row.maximum
    out.pointee.name = cString(row.name)
    out.pointee.unit = cString(row.unit)
    out.pointee.block = cString(row.block)
    out.pointee.default_text = cString(setting.defaultText)
    out.pointee.doc = cString(row.doc)
    out.pointee.source = cString(row.source)
    out.pointee.confidence = cString(row.confidence)
  }
}

@_cdecl("lightlane_setting_find") @implementation
public func lightlane_setting_find(
  _ group: Int32, _ text: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let name = try name(text)
    let out = try required(out, "out")
    let group = try settingsGroup(group)
    guard let index = group.setting(named: name) else {
      let text = try required(text, "name")
      let meant = hint(text, among: group.settings.lazy.flatMap { [$0.row.name] + $0.aliases })
      throw LightlaneError(
        .unknownParameter, "no setting of \(group.name) is named \(quoted(text))\(meant)")
    }
    out.pointee = group.settings[index].row.id
  }
}

@_cdecl("lightlane_setting_alias") @implementation
public func lightlane_setting_alias(_ setting: Int32, _ index: Int) -> UnsafePointer<CChar>? {
  guard let row = try? settingRow(setting), row.aliases.indices.contains(index) else { return nil }
  return cString(row.aliases[index])
}

@_cdecl("lightlane_setting_choice_name") @implementation
public func lightlane_setting_choice_name(_ setting: Int32, _ value: UInt32)
  -> UnsafePointer<CChar>?
{
  guard let choices = (try? settingRow(setting))?.row.choices,
    choices.indices.contains(Int(value))
  else { return nil }
  return cString(choices[Int(value)])
}

// MARK: Presets

@_cdecl("lightlane_settings_preset_at") @implementation
public func lightlane_settings_preset_at(_ group: Int32, _ index: Int) -> Int32 {
  idAt(index, SettingsGroup.with(id: group)?.presets ?? []) { $0.id }
}

@_cdecl("lightlane_settings_preset_describe") @implementation
public func lightlane_settings_preset_describe(
  _ preset: Int32, _ out: UnsafeMutablePointer<lightlane_preset_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_preset_info.self, "out")
    let row = try settingsPreset(preset)
    out.pointee.id = row.id
    out.pointee.name = cString(row.name)
    out.pointee.date = cString(row.date)
    out.pointee.doc = cString(row.doc)
  }
}

@_cdecl("lightlane_settings_preset_find") @implementation
public func lightlane_settings_preset_find(
  _ group: Int32, _ text: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let name = try name(text)
    let out = try required(out, "out")
    let group = try settingsGroup(group)
    guard let index = group.preset(named: name) else {
      let text = try required(text, "name")
      let meant = hint(text, among: group.presets.lazy.flatMap { [$0.name] + $0.aliases })
      throw LightlaneError(
        .unknownPreset, "no preset of \(group.name) is named \(quoted(text))\(meant)")
    }
    out.pointee = group.presets[index].id
  }
}

@_cdecl("lightlane_settings_preset_alias") @implementation
public func lightlane_settings_preset_alias(_ preset: Int32, _ index: Int)
  -> UnsafePointer<CChar>?
{
  guard let row = try? settingsPreset(preset), row.aliases.indices.contains(index) else {
    return nil
  }
  return cString(row.aliases[index])
}

// MARK: Measures

@_cdecl("lightlane_measure_at") @implementation
public func lightlane_measure_at(_ group: Int32, _ index: Int) -> Int32 {
  idAt(index, SettingsGroup.with(id: group)?.measures ?? []) { $0.id }
}

@_cdecl("lightlane_measure_describe") @implementation
public func lightlane_measure_describe(
  _ measure: Int32, _ out: UnsafeMutablePointer<lightlane_measure_info>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    try checkSize(out.pointee.struct_size, of: lightlane_measure_info.self, "out")
    guard let row = SettingsGroup.measure(id: measure) else {
      throw LightlaneError(.unknownMetric, "no measure has id \(measure)", parameter: measure)
    }
    out.pointee.id = row.id
    out.pointee.name = cString(row.name)
    out.pointee.unit = cString(row.unit)
    out.pointee.doc = cString(row.doc)
  }
}

@_cdecl("lightlane_measure_find") @implementation
public func lightlane_measure_find(
  _ group: Int32, _ name: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<Int32>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let group = try settingsGroup(group)
    try find(name, out, among: group.measures, .unknownMetric, "measure") { ($0.id, [$0.name]) }
  }
}
