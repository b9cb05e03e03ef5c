// Lost Ethernet frames of codewords that are not corrected.

import LaneNumerics
import LaneParameters

/// How codeword errors are turned into lost frames.
///
/// A frame is lost when any codeword that carries a part of it fails. `interleaving` codewords take
/// turns symbol by symbol, so a frame touches all of a round, and of the next round when it crosses
/// the boundary: to first order interleaving × CER × (1 + F / (interleaving × message bits)).
public struct FrameLoss: Sendable, Equatable {
  /// How many frames a codeword carries.
  public enum Convention: Int32, Sendable, CaseIterable {
    /// The frame with preamble and gap after 256B/257B transcoding, as the 802.3 clauses compute:
    /// 7.62 of 64 octets a codeword of 5140 bits.
    case exact = 0
    /// Eight whole frames a codeword, as switch operators count (802.3df logic ad hoc, opsasnick,
    /// June 2022; SONiC port FEC FLR design): 1.125, 2.125 and 4.125 times the CER.
    case eightFrames = 1
    /// Factors 1, 2.4125 and 4.95, which the first draft of that design gave for 1, 2 and 4 codewords;
    /// kept to read counters of that time.
    case earlyDraft = 2
  }

  public let convention: Convention
  public let interleaving: Int
  /// Octets of a frame from destination address to check sequence.
  public let frameOctets: Int

  /// Octets of frames that are taken.
  public static let frameSizes = 64...16_000

  public init(
    convention: Convention = .exact, interleaving: Int = 1, frameOctets: Int = 64
  ) throws(LightlaneError) {
    let ways = BurstShape.interleavings
    guard ways.contains(interleaving) else {
      throw LightlaneError(
        .outOfBounds,
        "interleaving = \(interleaving) is out of bounds; it takes \(ways.lowerBound) to"
          + " \(ways.upperBound) codewords")
    }
    guard Self.frameSizes.contains(frameOctets) else {
      throw LightlaneError(
        .outOfBounds,
        "frame octets = \(frameOctets) is out of bounds; it takes \(Self.frameSizes.lowerBound) to"
          + " \(Self.frameSizes.upperBound)")
    }
    guard convention == .exact || frameOctets == 64 else {
      throw LightlaneError(
        .contradiction,
        "frame octets = \(frameOctets) excludes this frame convention: it is one of 64 octets")
    }
    guard convention != .earlyDraft || [1, 2, 4].contains(interleaving) else {
      throw LightlaneError(
        .contradiction,
        "interleaving = \(interleaving) excludes this frame convention: it knows 1, 2 and 4")
    }
    self.convention = convention
    self.interleaving = interleaving
    self.frameOctets = frameOctets
  }

  /// Bits that a frame takes of the messages: with 8 octets of preamble and 12 of gap, transcoded.
  public var frameBits: Double { Double(frameOctets + 20) * 8 * 257 / 256 }

  /// Codewords, on average, whose failure loses a frame: the ratio of FLR to CER where both are
  /// small.
  public func codewordsPerFrame(_ code: BlockCode) -> Double {
    switch convention {
    case .exact: Double(interleaving) * (1 + frameBits / roundBits(code))
    case .eightFrames: Double(interleaving) + 1 / 8
    case .earlyDraft: interleaving == 1 ? 1 : interleaving == 2 ? 2.4125 : 4.95
    }
  }

  /// ln of the share of frames that are lost when codewords fail independently with exp(`logCodeword`).
  ///
  /// Where bursts fail the codewords of a round together it is an upper bound.
  public func logFrameLossRatio(logCodeword: Double, code: BlockCode) -> Double {
    // Well below one, the first order holds and keeps ratios that no double can hold.
    guard logCodeword > -30 else {
      return logCodeword + logarithm(codewordsPerFrame(code))
    }
    let logKept = logarithmOfOnePlus(-exponential(min(logCodeword, 0)))
    func loses(_ codewords: Double) -> Double { -exponentialLessOne(codewords * logKept) }
    let one = Double(interleaving)
    switch convention {
    case .exact:
      let (rounds, crossing) = Self.parts(frameBits / roundBits(code))
      let fewer = loses(one * (rounds + 1))
      return logarithm(fewer + crossing * (loses(one * (rounds + 2)) - fewer))
    case .eightFrames:
      let crossing = 1 / (8 * one)
      let fewer = loses(one)
      return logarithm(fewer + crossing * (loses(2 * one) - fewer))
    case .earlyDraft:
      return min(0, logCodeword + logarithm(codewordsPerFrame(code)))
    }
  }

  private func roundBits(_ code: BlockCode) -> Double {
    Double(interleaving * code.messageBits)
  }

  private static func parts(_ x: Double) -> (whole: Double, fraction: Double) {
    let whole = x.rounded(.down)
    return (whole, x - whole)
  }
}
