// The 10 Gigabit Ethernet link model for Swift apps: the model itself, its sheets and its reports.

@_exported import struct LaneOptics.TenGigabitLinkModel
