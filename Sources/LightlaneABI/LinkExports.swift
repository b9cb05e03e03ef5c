// Links behind handles: numbered parameters over a preset.

import CLightlane
import LaneParameters

/// What a lightlane_link points to.
final class LinkHandle {
  let preset: Preset
  var values: LinkValues

  init(preset: Preset, values: LinkValues) {
    self.preset = preset
    self.values = values
  }
}

@_cdecl("lightlane_link_create") @implementation
public func lightlane_link_create(
  _ preset: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    let row = try presetRow(preset)
    guard let start = Preset.all.first(where: { $0.row.id == row.id }) else { return }
    out.pointee = Handle.make(LinkHandle(preset: start, values: row.linkValues))
  }
}

@_cdecl("lightlane_link_clone") @implementation
public func lightlane_link_clone(
  _ link: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let out = try required(out, "out")
    out.pointee = Handle.make(LinkHandle(preset: link.preset, values: link.values))
  }
}

@_cdecl("lightlane_link_destroy") @implementation
public func lightlane_link_destroy(_ link: OpaquePointer?) {
  Handle.release(link, LinkHandle.self)
}

@_cdecl("lightlane_link_preset") @implementation
public func lightlane_link_preset(_ link: OpaquePointer?) -> Int32 {
  (try? Handle.object(link, LinkHandle.self, "link"))?.preset.row.id ?? 0
}

@_cdecl("lightlane_link_set") @implementation
public func lightlane_link_set(
  _ link: OpaquePointer?, _ parameter: Int32, _ value: Double,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let index = try parameterIndex(parameter)
    try ParameterRow.all[index].validate(value)
    link.values[index] = value
  }
}

@_cdecl("lightlane_link_set_many") @implementation
public func lightlane_link_set_many(
  _ link: OpaquePointer?, _ parameters: UnsafePointer<Int32>?, _ values: UnsafePointer<Double>?,
  _ count: Int, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let limit = ParameterRow.all.count
    let parameters = try array(parameters, count: count, atMost: limit, "parameters")
    let values = try array(values, count: count, atMost: limit, "values")
    var changed = link.values
    for position in 0..<count {
      do throws(LightlaneError) {
        let index = try parameterIndex(parameters[position])
        let row = ParameterRow.all[index]
        if parameters[..<position].contains(parameters[position]) {
          throw LightlaneError(.duplicate, "\(row.name) stands twice", parameter: row.id)
        }
        try row.validate(values[position])
        changed[index] = values[position]
      } catch {
        throw error.at(row: position)
      }
    }
    link.values = changed
  }
}

@_cdecl("lightlane_link_get") @implementation
public func lightlane_link_get(
  _ link: OpaquePointer?, _ parameter: Int32, _ out: UnsafeMutablePointer<Double>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let out = try required(out, "out")
    out.pointee = link.values[try parameterIndex(parameter)]
  }
}

@_cdecl("lightlane_link_reset") @implementation
public func lightlane_link_reset(
  _ link: OpaquePointer?, _ parameter: Int32, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let index = try parameterIndex(parameter)
    link.values[index] = link.preset.row.linkValues[index]
  }
}
