// Settings behind handles: values over a preset, by id.

import CLightlane
import Glibc
import LaneParameters

/// What a lightlane_settings points to; owns the C copies of the text it handed out.
final class SettingsHandle {
  private(set) var settings: Settings
  /// By the index of the setting, and whether it is the warning.
  private var texts: [Int: UnsafeMutablePointer<CChar>?] = [:]

  init(_ settings: Settings) { self.settings = settings }

  deinit { forget() }

  /// Change the settings; text handed out before dies when that succeeds.
  func change(
    _ body: (inout Settings) throws(LightlaneError) -> Void
  ) throws(LightlaneError) {
    try body(&settings)
    forget()
  }

  private func forget() {
    for text in texts.values { free(text) }
    texts = [:]
  }

  /// The note or warning of a setting, which lives until the next change; NULL for none.
  func text(_ index: Int, isWarning: Bool) -> UnsafePointer<CChar>? {
    let key = 2 * index + (isWarning ? 1 : 0)
    if let text = texts[key] { return UnsafePointer(text) }
    let line = isWarning ? settings.warning(index) : settings.note(index)
    if line.isEmpty { return nil }
    let copy = strdup(line)
    texts[key] = copy
    return UnsafePointer(copy)
  }

  /// Index of a setting by its id.
  func index(_ id: Int32) throws(LightlaneError) -> Int {
    guard let found = SettingsGroup.setting(id: id), found.group.id == settings.group.id else {
      throw LightlaneError(
        .unknownParameter, "no setting of \(settings.group.name) has id \(id)", parameter: id)
    }
    return found.index
  }
}

private func handle(_ settings: OpaquePointer?) throws(LightlaneError) -> SettingsHandle {
  try Handle.object(settings, SettingsHandle.self, "settings")
}

// MARK: Making

@_cdecl("lightlane_settings_create") @implementation
public func lightlane_settings_create(
  _ group: Int32, _ preset: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    let group = try settingsGroup(group)
    guard let start = group.presets.first(where: { $0.id == preset }) else {
      if preset != 0 {
        throw LightlaneError(.unknownPreset, "no preset of \(group.name) has id \(preset)")
      }
      out.pointee = Handle.make(SettingsHandle(try Settings(group)))
      return
    }
    out.pointee = Handle.make(SettingsHandle(try Settings(group, preset: start)))
  }
}

@_cdecl("lightlane_settings_clone") @implementation
public func lightlane_settings_clone(
  _ settings: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let out = try required(out, "out")
    out.pointee = Handle.make(SettingsHandle(settings.settings))
  }
}

@_cdecl("lightlane_settings_destroy") @implementation
public func lightlane_settings_destroy(_ settings: OpaquePointer?) {
  Handle.release(settings, SettingsHandle.self)
}

@_cdecl("lightlane_settings_group") @implementation
public func lightlane_settings_group(_ settings: OpaquePointer?) -> Int32 {
  (try? handle(settings))?.settings.group.id ?? 0
}

@_cdecl("lightlane_settings_preset") @implementation
public func lightlane_settings_preset(_ settings: OpaquePointer?) -> Int32 {
  (try? handle(settings))?.settings.preset?.id ?? 0
}

// MARK: Values

@_cdecl("lightlane_settings_set") @implementation
public func lightlane_settings_set(
  _ settings: OpaquePointer?, _ setting: Int32, _ values: UnsafePointer<Double>?, _ rows: Int,
  _ columns: Int, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let index = try settings.index(setting)
    let longest = NumberMatrix.longestSide
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, rows <= longest, columns <= longest, !overflow else {
      throw LightlaneError(
        .count,
        "\(settings.settings.group.settings[index].row.name) has \(UInt(bitPattern: rows)) x"
          + " \(UInt(bitPattern: columns)) numbers; sides up to \(longest) are taken",
        parameter: setting)
    }
    let numbers = try array(values, count: count, atMost: NumberMatrix.mostNumbers, "values")
    guard let value = NumberMatrix(rows: rows, columns: columns, numbers: Array(numbers)) else {
      return
    }
    try settings.change { settings throws(LightlaneError) in try settings.set(index, value) }
  }
}

@_cdecl("lightlane_settings_set_text") @implementation
public func lightlane_settings_set_text(
  _ settings: OpaquePointer?, _ setting: Int32, _ expression: UnsafePointer<CChar>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let index = try settings.index(setting)
    // One byte more than is taken, so that a text too long is refused and not cut.
    let text = string(
      try required(expression, "expression"), atMost: Expression.longestText + 1)
    try settings.change { settings throws(LightlaneError) in try settings.set(index, text: text) }
  }
}

@_cdecl("lightlane_settings_shape") @implementation
public func lightlane_settings_shape(
  _ settings: OpaquePointer?, _ setting: Int32, _ rows: UnsafeMutablePointer<Int>?,
  _ columns: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let rows = try required(rows, "rows")
    let columns = try required(columns, "columns")
    let value = settings.settings.value(try settings.index(setting))
    rows.pointee = value.rows
    columns.pointee = value.columns
  }
}

@_cdecl("lightlane_settings_get") @implementation
public func lightlane_settings_get(
  _ settings: OpaquePointer?, _ setting: Int32, _ out: UnsafeMutablePointer<Double>?,
  _ capacity: Int, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let out = try aligned(out, "out")
    let index = try settings.index(setting)
    let numbers = settings.settings.value(index).numbers
    // A capacity above Int.max arrives negative: more than enough.
    guard capacity < 0 || capacity >= numbers.count else {
      throw LightlaneError(
        .count,
        "capacity = \(capacity); \(settings.settings.group.settings[index].row.name) has"
          + " \(numbers.count) numbers", parameter: setting)
    }
    for (position, number) in numbers.enumerated() { out[position] = number }
  }
}

@_cdecl("lightlane_settings_reset") @implementation
public func lightlane_settings_reset(
  _ settings: OpaquePointer?, _ setting: Int32, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try handle(settings)
    let index = try settings.index(setting)
    try settings.change { settings throws(LightlaneError) in try settings.reset(index) }
  }
}

@_cdecl("lightlane_settings_is_own") @implementation
public func lightlane_settings_is_own(_ settings: OpaquePointer?, _ setting: Int32) -> Int32 {
  guard let settings = try? handle(settings), let index = try? settings.index(setting) else {
    return 0
  }
  return settings.settings.isOwn(index) ? 1 : 0
}

@_cdecl("lightlane_settings_note") @implementation
public func lightlane_settings_note(_ settings: OpaquePointer?, _ setting: Int32)
  -> UnsafePointer<CChar>?
{
  guard let settings = try? handle(settings), let index = try? settings.index(setting) else {
    return nil
  }
  return settings.text(index, isWarning: false)
}

@_cdecl("lightlane_settings_warning") @implementation
public func lightlane_settings_warning(_ settings: OpaquePointer?, _ setting: Int32)
  -> UnsafePointer<CChar>?
{
  guard let settings = try? handle(settings), let index = try? settings.index(setting) else {
    return nil
  }
  return settings.text(index, isWarning: true)
}
