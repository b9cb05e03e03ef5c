// Channel Operating Margin: settings and networks in, a report out.

import CLightlane
import LaneChannel
import LaneEvaluation
import LaneParameters

/// The networks of a list of handles; an entry that is none is reported with its position.
private func networks(
  _ handles: UnsafePointer<OpaquePointer?>?, _ count: Int, _ name: StaticString, from first: Int
) throws(LightlaneError) -> [Network] {
  let list = try array(handles, count: count, atMost: ComReport.mostAggressors, name)
  var networks: [Network] = []
  for (position, handle) in list.enumerated() {
    do throws(LightlaneError) {
      networks.append(try Handle.object(handle, NetworkHandle.self, name).network)
    } catch {
      throw error.at(row: first + position)
    }
  }
  return networks
}

@_cdecl("lightlane_com_report") @implementation
public func lightlane_com_report(
  _ settings: OpaquePointer?, _ thru: OpaquePointer?, _ fext: UnsafePointer<OpaquePointer?>?,
  _ fext_count: Int, _ next: UnsafePointer<OpaquePointer?>?, _ next_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  lightlane_com_run(settings, thru, fext, fext_count, next, next_count, nil, out, error)
}

@_cdecl("lightlane_com_run") @implementation
public func lightlane_com_run(
  _ settings: OpaquePointer?, _ thru: OpaquePointer?, _ fext: UnsafePointer<OpaquePointer?>?,
  _ fext_count: Int, _ next: UnsafePointer<OpaquePointer?>?, _ next_count: Int,
  _ options: UnsafePointer<lightlane_run_options>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let settings = try Handle.object(settings, SettingsHandle.self, "settings")
    let thru = try Handle.object(thru, NetworkHandle.self, "thru")
    let out = try required(out, "out")
    let options = try RunOptions(options)
    let far = try networks(fext, fext_count, "fext", from: 0)
    let near = try networks(next, next_count, "next", from: far.count)
    let report = try ComReport(
      victim: thru.network, far: far, near: near, settings: settings.settings
    ) { done, total in
      options.progress.map { $0(options.user, UInt64(done), UInt64(total)) == 0 } ?? true
    }
    out.pointee = Handle.make(
      ReportHandle(scalars: report.scalars, arrays: report.arrays, notes: report.notes))
  }
}
