// Counter-based random numbers against published vectors, and the reach of their tails.

import Foundation
import LaneNumerics
import Testing

/// Known answers of philox4x32-10 in the Random123 distribution (kat_vectors), D. E. Shaw Research.
@Test func philoxGivesItsPublishedVectors() {
  let pi: SIMD4<UInt32> = SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)
  #expect(
    Philox.words(counter: SIMD4(repeating: 0), key: SIMD2(0, 0))
      == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
  #expect(
    Philox.words(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
      == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
  #expect(
    Philox.words(counter: pi, key: SIMD2(0xa409_3822, 0x299f_31d0))
      == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
}

@Test func streamsRepeatAndDiffer() {
  var one = CounterRandom(seed: 7, stream: 3)
  var same = CounterRandom(seed: 7, stream: 3)
  var other = CounterRandom(seed: 7, stream: 4)
  let first = (0..<100).map { _ in one.next() }
  #expect(first == (0..<100).map { _ in same.next() })
  #expect(Set(first).isDisjoint(with: (0..<100).map { _ in other.next() }))
}

/// Moments within five standard errors, and as many numbers beyond each distance as the normal
/// distribution has, within five of theirs.
@Test func normalNumbersAreNormal() {
  var random = CounterRandom(seed: 1)
  let count = 4_000_000
  var (sum, squares) = (0.0, 0.0)
  var beyond = [0, 0, 0, 0, 0]
  for _ in 0..<count {
    let x = random.normal()
    sum += x
    squares += x * x
    for distance in 1..<5 where x > Double(distance) { beyond[distance] += 1 }
  }
  let n = Double(count)
  #expect(abs(sum / n) < 5 / n.squareRoot())
  #expect(abs(squares / n - 1) < 5 * (2 / n).squareRoot())
  for distance in 1..<5 {
    let expected = n * GaussianTail.probability(Double(distance))
    #expect(abs(Double(beyond[distance]) - expected) < 5 * expected.squareRoot())
  }
  // The smallest number that uniform() can give is 2⁻⁵³.
  #expect((-2 * log(0x1p-53)).squareRoot() > 8)
}

@Test func failuresBeforeASuccessAreGeometric() {
  var random = CounterRandom(seed: 2)
  let rate = 1e-3
  let count = 200_000
  var sum = 0.0
  for _ in 0..<count { sum += Double(random.failures(rate: rate)) }
  // Mean q / p with p = 1 - exp(-rate).
  let p = -expm1(-rate)
  let mean = (1 - p) / p
  #expect(abs(sum / Double(count) - mean) < 5 * mean / Double(count).squareRoot())
  #expect(random.failures(rate: 0) == 1 << 62)
  #expect(random.failures(rate: .infinity) == 0)
}
