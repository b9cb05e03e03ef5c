// Fleets for C: settings and links in, reports out.

import CLightlane
import LaneEvaluation
import LaneParameters

/// The link behind a handle.
private func fleetLink(_ handle: OpaquePointer?, _ name: StaticString) throws(LightlaneError)
  -> FleetLink
{
  let link = try Handle.object(handle, LinkHandle.self, name)
  return FleetLink(preset: link.preset, values: link.values)
}

@_cdecl("lightlane_fleet_report") @implementation
public func lightlane_fleet_report(
  _ settings: OpaquePointer?, _ tiers: UnsafePointer<OpaquePointer?>?, _ tier_count: Int,
  _ rack: OpaquePointer?, _ interface_link: OpaquePointer?,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try Handle.object(settings, SettingsHandle.self, "settings")
    let out = try required(out, "out")
    let handles = try array(
      tiers, count: tier_count, atLeast: 1, atMost: Int(LIGHTLANE_FLEET_MAX_TIERS), "tiers")
    var links = FleetLinks(tiers: [])
    for handle in handles { links.tiers.append(try fleetLink(handle, "a link of tiers")) }
    if rack != nil { links.rack = try fleetLink(rack, "rack") }
    if interface_link != nil { links.interface = try fleetLink(interface_link, "interface_link") }
    let report = try FleetReport(settings.settings, links: links)
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}

@_cdecl("lightlane_fleet_end_report") @implementation
public func lightlane_fleet_end_report(
  _ settings: OpaquePointer?, _ link: OpaquePointer?,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try Handle.object(settings, SettingsHandle.self, "settings")
    let out = try required(out, "out")
    let report = try FleetEndReport(settings.settings, link: try fleetLink(link, "link"))
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}
