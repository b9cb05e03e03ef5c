// Decimal text to the nearest double: every number of a Touchstone file passes through here.

/// Reads decimal numbers, each rounded correctly (to nearest, ties to even).
///
/// Three ways, the first that is certain wins. Up to 2^53 times a power of ten up to 10^22 is one
/// exact product or quotient (Clinger 1990). Other numbers of up to 19 digits, and longer ones whose
/// further digits do not matter, take a 128-bit product with a power of five (Lemire 2021, "Number
/// parsing at a gigabyte per second"). What is left, ties and extremes, goes to the standard
/// library. Eight readable bytes must follow the text.
final class DecimalReader {
  /// 5^q for q from -55 to 55 as fractions of 128 bits whose leading bit is set: high, low in turn.
  private let powers: UnsafeMutablePointer<UInt64>
  private let exactPowers: UnsafeMutablePointer<Double>

  private static var farthest: Int { 55 }

  init() {
    powers = .allocate(capacity: 2 * (2 * Self.farthest + 1))
    exactPowers = .allocate(capacity: 23)
    var five: UInt128 = 1
    for q in 0...Self.farthest {
      let normal = five << UInt128(five.leadingZeroBitCount)
      set(q, normal)
      if q > 0 {
        // 2^255 over it, rounded up, so that the product errs to one side only.
        set(-q, normal.dividingFullWidth((1 << 127, 0)).quotient + 1)
      }
      if q < Self.farthest { five *= 5 }
    }
    var ten = 1.0
    for q in 0...22 {
      exactPowers[q] = ten
      ten *= 10
    }
  }

  private func set(_ q: Int, _ value: UInt128) {
    powers[2 * (q + Self.farthest)] = UInt64(truncatingIfNeeded: value >> 64)
    powers[2 * (q + Self.farthest) + 1] = UInt64(truncatingIfNeeded: value)
  }

  deinit {
    powers.deallocate()
    exactPowers.deallocate()
  }

  /// The number at a place, times 10^shift; the place moves behind it. NaN, and the place stays,
  /// where no number stands; infinite where it is too large. Exponents may say d for e.
  @inline(__always)
  func number(_ place: inout UnsafePointer<UInt8>, shift: Int) -> Double {
    var p = place
    let sign = p.pointee
    let negative: UInt64 = sign == Ascii.minus ? 1 << 63 : 0
    if sign == Ascii.minus || sign == Ascii.plus { p += 1 }
    let first = p
    var mantissa: UInt64 = 0
    while true {
      let digit = p.pointee &- Ascii.zero
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      p += 1
    }
    var digits = p - first
    var exponent = shift
    if p.pointee == Ascii.dot {
      p += 1
      let fraction = p
      while true {
        let eight = UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)
        guard Self.areDigits(eight) else { break }
        mantissa = mantissa &* 100_000_000 &+ Self.value(ofDigits: eight)
        p += 8
      }
      while true {
        let digit = p.pointee &- Ascii.zero
        if digit > 9 { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        p += 1
      }
      digits += p - fraction
      exponent -= p - fraction
    }
    if digits == 0 { return .nan }
    let mark = p.pointee | 0x20
    if mark == Ascii.e || mark == Ascii.d {
      p += 1
      let down = p.pointee == Ascii.minus
      if down || p.pointee == Ascii.plus { p += 1 }
      var digit = p.pointee &- Ascii.zero
      if digit > 9 { return .nan }
      var written = 0
      while digit <= 9 {
        // Beyond a million every number is zero or infinite.
        if written < 1_000_000 { written = written &* 10 &+ Int(digit) }
        p += 1
        digit = p.pointee &- Ascii.zero
      }
      exponent += down ? -written : written
    }
    place = p
    let magnitude =
      digits <= 19 ? value(mantissa, exponent, first) : long(first, exponent: exponent)
    return Double(bitPattern: magnitude.bitPattern | negative)
  }

  /// Whether eight bytes are all digits.
  @inline(__always)
  private static func areDigits(_ bytes: UInt64) -> Bool {
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    let upper = bytes & high
    let carried = (bytes &+ 0x0606_0606_0606_0606) & high
    return (upper ^ 0x3030_3030_3030_3030) | (carried ^ 0x3030_3030_3030_3030) == 0
  }

  /// The value of eight digits, the first in the lowest byte: pairs, fours and eights side by side.
  @inline(__always)
  private static func value(ofDigits bytes: UInt64) -> UInt64 {
    let ones = bytes & 0x0F0F_0F0F_0F0F_0F0F
    let pairs = ((ones &* (10 << 8 | 1)) >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = ((pairs &* (100 << 16 | 1)) >> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* (10_000 << 32 | 1)) >> 32
  }

  /// mantissa · 10^exponent; the text is there for what the fast ways leave.
  @inline(__always)
  private func value(_ mantissa: UInt64, _ exponent: Int, _ first: UnsafePointer<UInt8>) -> Double {
    if mantissa >> 53 == 0 {
      let whole = Double(Int64(bitPattern: mantissa))
      if exponent <= 0, exponent >= -22 { return whole / exactPowers[-exponent] }
      if exponent > 0, exponent <= 22 { return whole * exactPowers[exponent] }
    }
    let rounded = product(mantissa, exponent)
    return rounded.isNaN ? slow(first, exponent: exponent) : rounded
  }

  /// mantissa · 10^exponent by a 128-bit product, NaN when that does not tell how to round.
  private func product(_ mantissa: UInt64, _ exponent: Int) -> Double {
    if mantissa == 0 { return 0 }
    guard exponent >= -Self.farthest, exponent <= Self.farthest else { return .nan }
    let shift = mantissa.leadingZeroBitCount
    let w = mantissa << UInt64(shift)
    let power = powers + 2 * (exponent + Self.farthest)
    var (high, low) = w.multipliedFullWidth(by: power[0])
    // The bits below those that are kept are all ones: the rest of the power may carry into them.
    if high & 0x1FF == 0x1FF {
      let (carry, _) = w.multipliedFullWidth(by: power[1])
      let (sum, over) = low.addingReportingOverflow(carry)
      low = sum
      if over { high &+= 1 }
    }
    if low == .max, exponent < -27 { return .nan }
    let upper = Int(high >> 63)
    var bits = high >> UInt64(upper + 9)
    // floor(exponent · log2 10) + 63, then the bias.
    var binary = ((217_706 * exponent) >> 16) + 63 + upper - shift + 1023
    if binary <= 0 || binary >= 2046 { return .nan }
    // Exactly between two doubles: the product is exact for these powers alone.
    if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1, bits << UInt64(upper + 9) == high {
      bits &= ~1
    }
    bits = (bits + (bits & 1)) >> 1
    if bits >= 1 << 53 {
      bits = 1 << 52
      binary += 1
    }
    return Double(bitPattern: UInt64(binary) << 52 | (bits & ((1 << 52) - 1)))
  }

  /// A number of more than 19 digits, leading zeros among them.
  private func long(_ first: UnsafePointer<UInt8>, exponent: Int) -> Double {
    var p = first
    var mantissa: UInt64 = 0
    var significant = 0
    var dropped = 0
    while true {
      let digit = p.pointee &- Ascii.zero
      if digit <= 9 {
        if significant < 19 {
          mantissa = mantissa * 10 + UInt64(digit)
          if mantissa > 0 { significant += 1 }
        } else {
          dropped += 1
        }
      } else if p.pointee != Ascii.dot {
        break
      }
      p += 1
    }
    if dropped == 0 { return value(mantissa, exponent, first) }
    // The digits that were dropped lie between nothing and one more.
    let below = product(mantissa, exponent + dropped)
    let above = product(mantissa + 1, exponent + dropped)
    return below == above ? below : slow(first, exponent: exponent)
  }

  /// The standard library's answer: digits from `first` on, the point left out, times 10^exponent.
  private func slow(_ first: UnsafePointer<UInt8>, exponent: Int) -> Double {
    // No double and no midpoint of two has more than 767 significant digits.
    let most = 780
    var text: [UInt8] = []
    text.reserveCapacity(64)
    var dropped = 0
    var more = false
    var p = first
    while true {
      let digit = p.pointee &- Ascii.zero
      if digit <= 9 {
        if text.count == most {
          dropped += 1
          more = more || digit > 0
        } else if digit > 0 || !text.isEmpty {
          text.append(p.pointee)
        }
      } else if p.pointee != Ascii.dot {
        break
      }
      p += 1
    }
    if text.isEmpty { return 0 }
    if more {
      text.append(Ascii.zero + 1)
      dropped -= 1
    }
    text.append(Ascii.e)
    text.append(contentsOf: "\(exponent + dropped)".utf8)
    return Double(String(decoding: text, as: UTF8.self)) ?? .nan
  }
}

/// Bytes that mean something in a Touchstone file.
enum Ascii {
  static var zero: UInt8 { 0x30 }
  static var plus: UInt8 { 0x2B }
  static var minus: UInt8 { 0x2D }
  static var dot: UInt8 { 0x2E }
  static var e: UInt8 { 0x65 }
  static var d: UInt8 { 0x64 }
  static var tab: UInt8 { 0x09 }
  static var newline: UInt8 { 0x0A }
  static var carriageReturn: UInt8 { 0x0D }
  static var space: UInt8 { 0x20 }
  static var exclamation: UInt8 { 0x21 }
  static var hash: UInt8 { 0x23 }
  static var comma: UInt8 { 0x2C }
  static var bracket: UInt8 { 0x5B }
  static var closingBracket: UInt8 { 0x5D }
}
