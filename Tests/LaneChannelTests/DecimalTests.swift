// Every number of a file rounds as the C library rounds it, by each of the three ways.

import Glibc
import Testing

@testable import LaneChannel

private func read(_ text: String, shift: Int = 0) -> (value: Double, used: Int) {
  let bytes = Array(text.utf8) + [UInt8](repeating: 0x0A, count: 16)
  return bytes.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return (.nan, 0) }
    var place = start
    let value = DecimalReader().number(&place, shift: shift)
    return (value, place - start)
  }
}

/// A generator with a fixed seed (splitmix64).
struct Sequence64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Test func randomNumbersRoundAsTheCLibraryDoes() {
  var random = Sequence64(state: 7)
  let decimals = DecimalReader()
  var wrong = 0
  for trial in 0..<400_000 {
    let digits = 1 + Int(random.next() % 24)
    var text = random.next() & 1 == 0 ? "-" : ""
    let point = Int(random.next() % UInt64(digits + 1))
    for digit in 0..<digits {
      if digit == point { text += "." }
      text += String(random.next() % 10)
    }
    if trial % 8 != 0 {
      let range: UInt64 = trial % 3 == 0 ? 660 : 70
      text += "e\(Int(random.next() % range) - Int(range / 2))"
    }
    let expected = strtod(text, nil)
    let bytes = Array(text.utf8) + [UInt8](repeating: 0x20, count: 16)
    let (value, used) = bytes.withUnsafeBufferPointer { buffer -> (Double, Int) in
      guard let start = buffer.baseAddress else { return (.nan, 0) }
      var place = start
      return (decimals.number(&place, shift: 0), place - start)
    }
    if value.bitPattern != expected.bitPattern || used != text.utf8.count {
      wrong += 1
      if wrong < 10 { Issue.record("\(text): \(value), not \(expected); \(used) bytes") }
    }
  }
  #expect(wrong == 0)
}

@Test func shortestFormsRoundTrip() {
  var random = Sequence64(state: 11)
  for _ in 0..<100_000 {
    let value = Double(bitPattern: random.next())
    guard value.isFinite else { continue }
    let found = read("\(value)").value
    #expect(found == value)
    // Near one, as scattering parameters are.
    let near = Double(bitPattern: random.next() & 0x003F_FFFF_FFFF_FFFF | 0x3FC0_0000_0000_0000)
    #expect(read("\(near)").value == near)
  }
}

@Test(arguments: [
  // Ties between two doubles, and one digit to each side.
  "9007199254740993", "9007199254740992.99999999999999999", "9007199254740993.00000000000000001",
  "1e23", "8.988465674311580e307", "6929495644600919.5", "3.45845952088873e-16",
  "0.500000000000000166533453693773481063544750213623046875",
  "1.00000000000000011102230246251565404236316680908203125",
  "1.00000000000000011102230246251565404236316680908203124",
  "1.00000000000000011102230246251565404236316680908203126",
  // The ends of the range, and denormal numbers.
  "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324",
  "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308",
  "1.7976931348623158e308", "1e-400", "0e999", "0.000e-77", "123456789012345678901234567890e-40",
  "00000000000000000000000000000001.5", "0.00000000000000000000000000000000000012345678901234567",
])
func hardNumbersRoundAsTheCLibraryDoes(text: String) {
  let expected = strtod(text, nil)
  for (text, expected) in [(text, expected), ("-" + text, -expected)] {
    let (value, used) = read(text)
    #expect(value.bitPattern == expected.bitPattern, "\(text)")
    #expect(used == text.utf8.count)
  }
}

@Test func aShiftMovesTheDecimalPoint() {
  // As a product 26.56 · 1e9 is 26559999999.999996.
  #expect(read("26.56", shift: 9).value == 26_560_000_000)
  #expect(read("0.1e-3", shift: 6).value == 100)
  #expect(read("1.5D+02").value == 150)
  #expect(read("-.5d0").value == -0.5)
  #expect(read("7.").value == 7)
}

@Test(arguments: ["", ".", "-", "+.", "e5", "1e", "1e+", "nan", "inf", "-x"])
func whatIsNoNumberIsNotRead(text: String) {
  let (value, used) = read(text)
  #expect(value.isNaN)
  #expect(used == 0)
}

@Test func hugeExponentsAndLongDigitsEnd() {
  #expect(read("1e99999999999999999999").value == .infinity)
  #expect(read("1e-99999999999999999999").value == 0)
  let long = String(repeating: "3", count: 5000)
  #expect(read("0." + long).value == 1.0 / 3)
  #expect(read(long + "e-5000").value == 1.0 / 3)
}
