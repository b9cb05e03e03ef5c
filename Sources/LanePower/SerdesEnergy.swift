// The energy of a host SerDes by its reach class and the loss that it equalises.

import LaneNumerics

/// A host SerDes of some reach class.
///
/// At the class's whole loss it takes the class's energy; a share of that falls in proportion to the
/// loss it really equalises, as taps and converter range are turned down. Valid from no loss to some
/// decibels above the class.
public struct SerdesEnergy: Sendable {
  /// J per payload bit at the class's whole loss.
  public var atWholeLoss: Double
  /// The class's whole loss, dB; zero when the energy does not follow the loss.
  public var wholeLossDb: Double
  /// Share that falls with the loss.
  public var lossShare: Double

  /// An energy that does not follow the loss.
  public init(fixed: Double) {
    atWholeLoss = fixed
    wholeLossDb = 0
    lossShare = 0
  }

  /// A class, numbered from die-to-die to long reach, with the energies of all classes at 112G and
  /// 224G. Between 106.25 and 212.5 Gb/s a lane goes from one to the other in octaves.
  public init(
    reachClass: Int, laneRate: Double, at112G: Octet, at224G: Octet, lossShare: Double
  ) {
    // Whole losses: die-to-die below 2 dB; XSR 6 to 10 dB; OIF CEI-112G: XSR+ 13, VSR 16, MR 20, LR 28.
    let wholeLosses = Octet(2, 10, 13, 16, 20, 28, 28, 28)
    let index = min(max(reachClass, 0), 5)
    let octave = min(max(logarithm2(laneRate / 106.25e9), 0), 1)
    atWholeLoss = at112G[index] + (at224G[index] - at112G[index]) * octave
    wholeLossDb = wholeLosses[index]
    self.lossShare = lossShare
  }

  /// J per payload bit, transmitter and receiver, when the receiver equalises a loss.
  public func energy(lossDb: Double) -> Double {
    guard wholeLossDb > 0 else { return atWholeLoss }
    return atWholeLoss * (1 - lossShare * (1 - lossDb / wholeLossDb))
  }
}

/// The energy of a module DSP by process and equaliser.
public enum RetimerEnergy {
  /// Energy over that of a DSP at N5 with 21 taps.
  ///
  /// The digital part scales with the foundry's power at equal speed: N5 takes 30 % less than N7, N3
  /// 25 to 30 % less than N5, N2 25 to 30 % less than N3. The analog part scales with the square root.
  public static func scale(node: Int, taps: Double, tapRatio: Double, analogShare: Double)
    -> Double
  {
    let powers = Quartet(1.43, 1, 0.725, 0.53)
    let power = powers[min(max(node, 0), 3)]
    let process = analogShare * power.squareRoot() + (1 - analogShare) * power
    return process * max(0, 1 + tapRatio * (taps - 21))
  }
}

/// Power classes of pluggable modules.
public enum PowerClass {
  /// The class, 1 to 8, of a module that draws some watts: the smallest whose limit holds it. Limits of
  /// the QSFP-DD hardware specification and CMIS; class 8 has none.
  public static func number(watts: Double) -> Double {
    let limits = Octet(1.5, 3.5, 7, 8, 10, 12, 14, .infinity)
    for index in 0..<8 where watts <= limits[index] { return Double(index + 1) }
    return .nan
  }
}
