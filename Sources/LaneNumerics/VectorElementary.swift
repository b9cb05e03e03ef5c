// Exponential and logarithm of four or eight numbers at once, in plain arithmetic: fast, and the
// same on every machine.

public typealias Quartet = SIMD4<Double>
public typealias Octet = SIMD8<Double>

/// e^x at each element, within 2 units in the last place for -700 <= x <= 700 and meaningless
/// beyond.
@inlinable
public func exponential(_ x: Octet) -> Octet { exponentialVector(x) }

/// e^x at each element, within 2 units in the last place for -700 <= x <= 700 and meaningless
/// beyond.
@inlinable
public func exponential(_ x: Quartet) -> Quartet { exponentialVector(x) }

/// ln x at each element, within 2 units in the last place for positive normal numbers.
@inlinable
public func logarithm(_ x: Octet) -> Octet { logarithmVector(x) }

@inlinable @inline(__always)
func exponentialVector<V: SIMD>(_ x: V) -> V where V.Scalar == Double {
  // x = k ln 2 + r with |r| <= ln 2 / 2: adding 1.5 · 2⁵² leaves the nearest integer in the low
  // bits. ln 2 stands in two parts, the first short enough that its multiples by k are exact.
  let shifted = x * 1.4426950408889634 + 6_755_399_441_055_744
  let k = shifted - 6_755_399_441_055_744
  let r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10
  // Taylor's series to r¹³, even and odd powers apart so that their chains overlap.
  let z = r * r
  var even = V(repeating: 1.0 / 479_001_600)
  var odd = V(repeating: 1.0 / 6_227_020_800)
  even = even * z + 1.0 / 3_628_800
  odd = odd * z + 1.0 / 39_916_800
  even = even * z + 1.0 / 40_320
  odd = odd * z + 1.0 / 362_880
  even = even * z + 1.0 / 720
  odd = odd * z + 1.0 / 5040
  even = even * z + 1.0 / 24
  odd = odd * z + 1.0 / 120
  even = even * z + 0.5
  odd = odd * z + 1.0 / 6
  let p = 1 + (r + z * (even + r * odd))
  let scale = unsafeBitCast(shifted, to: V.MaskStorage.self) &<< 52
  return unsafeBitCast(unsafeBitCast(p, to: V.MaskStorage.self) &+ scale, to: V.self)
}

@inlinable @inline(__always)
func logarithmVector(_ x: Octet) -> Octet {
  // x = 2^k m with m in [√½, √2): take the exponent from the bits, offset so that m straddles one.
  let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
  let offset = SIMD8<UInt64>(repeating: 0x3FE6_A09E_667F_3BCD)
  let exponent = unsafeBitCast(bits &- offset, to: SIMD8<Int64>.self) &>> 52
  let mantissaBits = bits &- unsafeBitCast(exponent &<< 52, to: SIMD8<UInt64>.self)
  let m = unsafeBitCast(mantissaBits, to: Octet.self)
  // The integer exponent as a double, by way of the rounding constant's low bits.
  let magic = Octet(repeating: 6_755_399_441_055_744)
  let magicBits = unsafeBitCast(magic, to: SIMD8<Int64>.self)
  let k = unsafeBitCast(magicBits &+ exponent, to: Octet.self) - magic
  // ln m = 2 atanh(s), s = (m - 1)/(m + 1).
  let s = (m - 1) / (m + 1)
  let z = s * s
  let w = z * z
  var even = Octet(repeating: 2.0 / 19)
  var odd = Octet(repeating: 2.0 / 21)
  even = even * w + 2.0 / 15
  odd = odd * w + 2.0 / 17
  even = even * w + 2.0 / 11
  odd = odd * w + 2.0 / 13
  even = even * w + 2.0 / 7
  odd = odd * w + 2.0 / 9
  even = even * w + 2.0 / 3
  odd = odd * w + 2.0 / 5
  let tail = s * z * (even + z * odd)
  return k * 0.6931471803691238 + (2 * s + (tail + k * 1.9082149292705877e-10))
}
