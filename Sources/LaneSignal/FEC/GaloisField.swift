// Arithmetic of the field of 1024 elements over x^10 + x^3 + 1, by tables of powers and logarithms.

/// GF(2¹⁰) of IEEE 802.3 clauses 91 and 119: an element is ten bits, α = 2 generates all but zero.
struct GaloisField: Sendable {
  /// Elements but zero.
  static var order: Int { 1023 }
  /// Stands for the logarithm of zero: beyond every sum of two logarithms of elements, so that
  /// products with zero read zeros.
  static var logZero: Int { 2046 }

  /// α^i for i from 0, over and over up to index 2045, then zeros.
  let powers: [UInt16]
  /// Logarithms of the elements.
  let logarithms: [UInt16]

  init() {
    var powers = Array(repeating: UInt16(0), count: 2 * Self.logZero + 1)
    var logarithms = Array(repeating: UInt16(Self.logZero), count: 1024)
    var element: UInt16 = 1
    for i in 0..<Self.order {
      powers[i] = element
      powers[i + Self.order] = element
      logarithms[Int(element)] = UInt16(i)
      element <<= 1
      if element & 0x400 != 0 { element ^= 0x409 }
    }
    self.powers = powers
    self.logarithms = logarithms
  }

  /// α to any power of zero or more.
  func power(_ exponent: Int) -> UInt16 { powers[exponent % Self.order] }

  func product(_ a: UInt16, _ b: UInt16) -> UInt16 {
    powers[Int(logarithms[Int(a)]) + Int(logarithms[Int(b)])]
  }

  /// Π (x - α^j) for j from 0 below `degree`, coefficients from that of 1 upwards.
  func generator(degree: Int) -> [UInt16] {
    var result: [UInt16] = [1]
    for j in 0..<degree {
      let root = power(j)
      var next = [UInt16(0)] + result
      for (i, coefficient) in result.enumerated() { next[i] ^= product(coefficient, root) }
      result = next
    }
    return result
  }
}
