// Random numbers by counter: a number depends on seed and position alone, so that a simulation gives
// the same answer however its work is cut up.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Philox 4×32 with ten rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers, SC11): a keyed
/// scrambling of a 128-bit counter that passes the usual batteries of tests.
public enum Philox {
  /// The four words of a counter under a key.
  @inlinable
  public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = UInt64(x0) &* 0xD251_1F53
      let second = UInt64(x2) &* 0xCD9E_8D57
      x0 = UInt32(truncatingIfNeeded: second >> 32) ^ x1 ^ k0
      x2 = UInt32(truncatingIfNeeded: first >> 32) ^ x3 ^ k1
      x1 = UInt32(truncatingIfNeeded: second)
      x3 = UInt32(truncatingIfNeeded: first)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }
}

/// The numbers of one stream of a seed, in order.
public struct CounterRandom: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private let stream: UInt64
  private var position: UInt64 = 0
  private var held: UInt64 = 0
  private var holds = false
  private var spareNormal = Double.nan

  /// Streams of one seed are independent of each other.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    if holds {
      holds = false
      return held
    }
    let words = Philox.words(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: key)
    position &+= 1
    held = UInt64(words[2]) | UInt64(words[3]) << 32
    holds = true
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }

  /// A number strictly between 0 and 1: the middle of one of 2⁵² equal steps, so that neither end is
  /// ever drawn.
  public mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal number by the method of Box and Muller; its tail ends at 8.6.
  public mutating func normal() -> Double {
    if !spareNormal.isNaN {
      defer { spareNormal = .nan }
      return spareNormal
    }
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// How many trials fail before the first success, each trial a success with probability
  /// 1 - exp(-`rate`); at most 2⁶², which also stands for "never".
  public mutating func failures(rate: Double) -> Int {
    let count = -log(uniform()) / rate
    return count < 0x1p62 ? Int(count) : 1 << 62
  }
}
