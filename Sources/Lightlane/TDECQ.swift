// TDECQ for Swift apps: the measurement, its options and answer, and test patterns.

@_exported import struct LaneSignal.BesselThomson
@_exported import struct LaneSignal.SymbolPattern
@_exported import struct LaneSignal.TDECQ
@_exported import struct LaneSignal.TDECQAnswer
@_exported import struct LaneSignal.TDECQOptions
