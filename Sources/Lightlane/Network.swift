// Electrical networks for Swift apps: scattering parameters, Touchstone files, responses in time.

@_exported import enum LaneChannel.InterpolationCoordinates
@_exported import enum LaneChannel.InterpolationCurve
@_exported import struct LaneChannel.Network
@_exported import struct LaneChannel.NetworkQuality
@_exported import enum LaneChannel.PortMode
@_exported import struct LaneChannel.TimeResponse
@_exported import enum LaneChannel.TimeStimulus
@_exported import struct LaneChannel.Touchstone
@_exported import enum LaneChannel.WaveDefinition
@_exported import struct LaneNumerics.Complex
