// Forward error correction and limits for Swift apps: codes and curves, the coder, what lies between
// codewords and levels, and the lines of a limit check.

@_exported import struct LaneSignal.BlockCode
@_exported import class LaneSignal.BurstErrorCurve
@_exported import struct LaneSignal.BurstShape
@_exported import struct LaneSignal.BurstSimulation
@_exported import struct LaneSignal.ChaseDecoder
@_exported import struct LaneSignal.CodewordErrors
@_exported import struct LaneSignal.CodingGain
@_exported import class LaneSignal.ConcatenatedCurve
@_exported import enum LaneSignal.DecisionFeedback
@_exported import enum LaneSignal.DecodedRatio
@_exported import enum LaneSignal.Decoding
@_exported import struct LaneSignal.ErrorBudget
@_exported import struct LaneSignal.FrameLoss
@_exported import struct LaneSignal.HammingCode
@_exported import enum LaneSignal.InnerChannel
@_exported import class LaneSignal.InnerErrorCurve
@_exported import struct LaneSignal.LimitCheck
@_exported import struct LaneSignal.LimitLine
@_exported import enum LaneSignal.Pam4Line
@_exported import struct LaneSignal.Precoder
@_exported import struct LaneSignal.Proportion
@_exported import class LaneSignal.RandomErrorCurve
@_exported import class LaneSignal.ReedSolomonCoder
@_exported import struct LaneSignal.SegmentErrors
@_exported import struct LaneSignal.SymbolInterleaver
