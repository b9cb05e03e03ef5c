// Bit errors and margins of PAM4 against closed forms.

import Foundation
import GoldenTables
import LaneNumerics
import LaneSignal
import Testing

/// A slicer with even levels 0, 2, 4, 6 and a distance of `a` deviations.
private func evenSlicer(a: Double) -> SlicerTails {
  SlicerTails(levels: SIMD4(0, 2, 4, 6), deviations: SIMD4(repeating: 1 / a))
}

@Test func errorRatioMatchesTheClosedForm() throws {
  for row in try goldenTable("awgn_pam4.csv") {
    let a = sqrt(pow(10, row["snr_db"]! / 10) / 5)
    let ratio = evenSlicer(a: a).bitErrorRatio().value
    #expect(abs(ratio / row["ber"]! - 1) < 1e-6, "\(row)")
  }
}

@Test func marginMatchesTheClosedForm() throws {
  for row in try goldenTable("awgn_pam4_targets.csv") {
    let limit = row["ber"]!
    let chain = SegmentChain(evenSlicer(a: 10))
    let margin = chain.margin(limit: limit, start: SegmentChain.start(limit: limit))
    let a = 10 / pow(10, margin / 20)
    #expect(abs(a - row["a"]!) <= 0.5e-4 + 1e-9, "\(row)")
    #expect(abs(10 * log10(5 * a * a) - row["snr_db"]!) <= 0.5e-3 + 1e-9, "\(row)")
  }
}

/// The same error ratio by brute force: probability of each region from each level, times differing
/// Gray bits.
private func bruteForce(_ levels: [Double], _ deviations: [Double]) -> Double {
  let gray = [0b00, 0b01, 0b11, 0b10]
  let thresholds: [Double] = (0..<3).map { k in
    let weighted = levels[k] * deviations[k + 1] + levels[k + 1] * deviations[k]
    return weighted / (deviations[k] + deviations[k + 1])
  }
  func below(_ x: Double, _ level: Int) -> Double {
    0.5 * erfc((levels[level] - x) / (deviations[level] * 2.0.squareRoot()))
  }
  var errors = 0.0
  for sent in 0..<4 {
    for decided in 0..<4 where decided != sent {
      let low: Double = decided == 0 ? 0 : below(thresholds[decided - 1], sent)
      let high: Double = decided == 3 ? 1 : below(thresholds[decided], sent)
      errors += (high - low) * Double((gray[sent] ^ gray[decided]).nonzeroBitCount)
    }
  }
  return errors / 8
}

@Test func unevenLevelsMatchBruteForce() {
  var generator = SystemRandomNumberGenerator()
  for _ in 0..<2000 {
    let steps = (0..<3).map { _ in Double.random(in: 0.5...2, using: &generator) }
    let levels = [0, steps[0], steps[0] + steps[1], steps.reduce(0, +)]
    let deviations = (0..<4).map { _ in Double.random(in: 0.1...0.6, using: &generator) }
    let tails = SlicerTails(
      levels: SIMD4(levels[0], levels[1], levels[2], levels[3]),
      deviations: SIMD4(deviations[0], deviations[1], deviations[2], deviations[3]))
    let truth = bruteForce(levels, deviations)
    let found = tails.bitErrorRatio().value
    #expect(abs(found - truth) < 1e-12 + 1e-9 * truth, "\(levels) \(deviations)")
  }
}

@Test(arguments: [1e-12, 2.4e-4, 0.02])
func noiseScaledByTheMarginMeetsTheLimit(limit: Double) {
  let levels = SIMD4<Double>(0, 0.9, 2.1, 3)
  let deviations = SIMD4<Double>(0.08, 0.1, 0.12, 0.15)
  let chain = SegmentChain(
    SlicerTails(levels: levels, deviations: deviations), evenSlicer(a: 6), evenSlicer(a: 9))
  let margin = chain.margin(limit: limit, start: SegmentChain.start(limit: limit))
  let scale = pow(10, margin / 20)
  let loud = SegmentChain(
    SlicerTails(levels: levels, deviations: deviations * scale), evenSlicer(a: 6 / scale),
    evenSlicer(a: 9 / scale))
  #expect(abs(loud.bitErrorRatio / limit - 1) < 1e-6)
}

@Test func segmentsAddTheirErrors() {
  let one = evenSlicer(a: 2)
  let other = evenSlicer(a: 2.5)
  let p = one.bitErrorRatio().value
  let q = other.bitErrorRatio().value
  let both = SegmentChain(one, other).bitErrorRatio
  #expect(abs((1 - 2 * both) - (1 - 2 * p) * (1 - 2 * q)) < 1e-15)
}

@Test func nonsenseIsNaN() {
  let broken = SlicerTails(levels: SIMD4(0, 1, 2, 3), deviations: SIMD4(repeating: .nan))
  #expect(broken.bitErrorRatio().value.isNaN)
  #expect(SegmentChain(broken).margin(limit: 1e-4, start: 3.5).isNaN)
}
