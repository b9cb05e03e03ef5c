// The energy of a host SerDes by its reach class and the loss that it equalises.

import LaneNumerics

/// A host SerDes of some reach class.
///
/// At the class's whole loss it takes the class's energy; a share of that falls in proportion to the
/// loss it really equalises, as taps and converter range are turned down. A class is stated for the
/// host's own channel: beyond it no less is taken than by the classes up to the one that reaches,
/// whatever the name. In a linear link the far host's channel comes on top; published figures of linear
/// optics keep the class, and so the energy follows the sum. Valid from no loss to some decibels above
/// long reach.
public struct SerdesEnergy: Sendable {
  /// J per payload bit of each class at its whole loss.
  private let energies: Octet
  /// From die-to-die to long reach; nil when the energy is fixed.
  private let reachClass: Int?
  /// Share that falls with the loss.
  private let lossShare: Double

  /// Whole losses, dB: die-to-die below 2; XSR 6 to 10; OIF CEI-112G: XSR+ 13, VSR 16, MR 20, LR 28.
  private static var wholeLosses: Octet { Octet(2, 10, 13, 16, 20, 28, 28, 28) }
  private static var longReach: Int { 5 }

  /// An energy that does not follow the loss.
  public init(fixed: Double) {
    energies = Octet(repeating: fixed)
    reachClass = nil
    lossShare = 0
  }

  /// A class, numbered from die-to-die to long reach, with the energies of all classes at 112G and
  /// 224G. Between 106.25 and 212.5 Gb/s a lane goes from one to the other in octaves.
  public init(
    reachClass: Int, laneRate: Double, at112G: Octet, at224G: Octet, lossShare: Double
  ) {
    let octave = min(max(logarithm2(laneRate / 106.25e9), 0), 1)
    energies = at112G + (at224G - at112G) * octave
    self.reachClass = min(max(reachClass, 0), Self.longReach)
    self.lossShare = lossShare
  }

  /// The loss, dB, beyond which a longer class is needed; infinite for long reach and a fixed energy.
  public var reachDb: Double {
    guard let reachClass, reachClass < Self.longReach else { return .infinity }
    return Self.wholeLosses[reachClass]
  }

  /// J per payload bit, transmitter and receiver, when the receiver equalises a loss, of which the host's
  /// own channel is a part.
  public func energy(lossDb: Double, channelDb: Double) -> Double {
    guard var tried = reachClass else { return energies[0] }
    var energy = energy(of: tried, lossDb: lossDb)
    // The dearest on the way, as more loss never takes less.
    while tried < Self.longReach, Self.wholeLosses[tried] < channelDb {
      tried += 1
      energy = max(energy, self.energy(of: tried, lossDb: lossDb))
    }
    return energy
  }

  private func energy(of tried: Int, lossDb: Double) -> Double {
    energies[tried] * (1 - lossShare * (1 - lossDb / Self.wholeLosses[tried]))
  }
}

/// The energy of a module DSP by process and equaliser.
public enum RetimerEnergy {
  /// Energy over that of a DSP at N5 with 21 taps, of which `tapRatio` is one tap's share.
  ///
  /// The digital part scales with the foundry's power at equal speed: N5 takes 30 % less than N7, N3
  /// 25 to 30 % less than N5, N2 25 to 30 % less than N3. The analog part scales with the square root.
  public static func scale(node: Int, taps: Double, tapRatio: Double, analogShare: Double)
    -> Double
  {
    let powers = Quartet(1.43, 1, 0.725, 0.53)
    let power = powers[min(max(node, 0), 3)]
    let process = analogShare * power.squareRoot() + (1 - analogShare) * power
    return process * (1 + tapRatio * (taps - 21))
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
