// Version, build information and status names.

import CLightlane
import LaneParameters

/// The version in its one place; pyproject.toml and the header's macros are held to it by tests.
private let version: TableText = "0.1.0"

#if arch(x86_64)
  private let build: TableText = "lightlane 0.1.0, Swift 6, x86-64, static runtime, IEEE double"
#else
  private let build: TableText = "lightlane 0.1.0, Swift 6, static runtime, IEEE double"
#endif

@_cdecl("lightlane_version_number") @implementation
public func lightlane_version_number() -> UInt32 { UInt32(LIGHTLANE_VERSION_NUMBER) }

@_cdecl("lightlane_version") @implementation
public func lightlane_version() -> UnsafePointer<CChar>? { cString(version) }

@_cdecl("lightlane_build_info") @implementation
public func lightlane_build_info() -> UnsafePointer<CChar>? { cString(build) }

@_cdecl("lightlane_status_name") @implementation
public func lightlane_status_name(_ status: lightlane_status) -> UnsafePointer<CChar>? {
  StatusRow.all.first { $0.id == status }.map { cString($0.name) }
}
