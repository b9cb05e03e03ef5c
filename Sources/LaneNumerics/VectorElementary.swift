// Exponential and logarithm of eight numbers at once, in plain arithmetic: fast, and the same on every machine.

public typealias Octet = SIMD8<Double>

/// e^x at each element, within 2 units in the last place for -700 <= x <= 700; arguments beyond are clamped to that range.
@inlinable
public func exponential(_ argument: Octet) -> Octet {
  let x = argument.replacing(with: -700, where: argument .< -700)
    .replacing(with: 700, where: argument .> 700)
  // x = k ln 2 + r with |r| <= ln 2 / 2. Adding 1.5 · 2⁵² rounds to an integer that stands in the low bits.
  let magic = Octet(repeating: 6_755_399_441_055_744)
  let shifted = x * 1.4426950408889634 + magic
  let k = shifted - magic
  let r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10
  // Taylor's series to r¹³, even and odd powers apart so that their chains overlap.
  let z = r * r
  var even = Octet(repeating: 1.0 / 479_001_600)
  var odd = Octet(repeating: 1.0 / 6_227_020_800)
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
  let scale = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
  return unsafeBitCast(unsafeBitCast(p, to: SIMD8<UInt64>.self) &+ scale, to: Octet.self)
}

/// ln x at each element, within 2 units in the last place for positive normal numbers.
@inlinable
public func logarithm(_ x: Octet) -> Octet {
  // x = 2^k m with m in [√½, √2): take the exponent from the bits, offset so that m straddles one.
  let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
  let offset = SIMD8<UInt64>(repeating: 0x3FE6_A09E_667F_3BCD)
  let distance = bits &- offset
  let exponent = unsafeBitCast(distance, to: SIMD8<Int64>.self) &>> 52
  let mantissaBits = bits &- unsafeBitCast(exponent &<< 52, to: SIMD8<UInt64>.self)
  let m = unsafeBitCast(mantissaBits, to: Octet.self)
  // The integer exponent as a double, by way of the magic number's low bits.
  let magic = Octet(repeating: 6_755_399_441_055_744)
  let magicBits = unsafeBitCast(magic, to: SIMD8<Int64>.self)
  let k = unsafeBitCast(magicBits &+ exponent, to: Octet.self) - magic
  // ln m = 2 atanh(s), s = (m - 1)/(m + 1).
  let f = m - 1
  let s = f / (m + 1)
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
  let p = even + z * odd
  let tail = s * z * p
  return k * 0.6931471803691238 + (2 * s + (tail + k * 1.9082149292705877e-10))
}
