// The curves of Reed-Solomon codes against closed forms summed elsewhere, and against each other.

import Foundation
import GoldenTables
import LaneNumerics
import LaneParameters
@testable import LaneSignal
import Testing

private func relative(_ value: Double, _ expected: Double) -> Double {
  value == expected ? 0 : abs(value / expected - 1)
}

private let kp4 = RandomErrorCurve(.kp4)
private let kr4 = RandomErrorCurve(.kr4)

@Test func randomErrorsMatchTheExactSums() throws {
  let rows = try goldenTable("fec_random.csv")
  #expect(rows.count > 20)
  for row in rows {
    let p = row["ber"]!
    let long = kp4.errors(bitErrorRatio: p)
    let short = kr4.errors(bitErrorRatio: p)
    let log10 = [long.logCodewordErrorRatio, long.logPostBitErrorRatio].map { $0 / M_LN10 }
    for (value, name) in [
      (long.codewordErrorRatio, "kp4_cer"), (long.postBitErrorRatio, "kp4_post"),
      (short.codewordErrorRatio, "kr4_cer"), (short.postBitErrorRatio, "kr4_post"),
    ] where row[name]! > 1e-300 {
      #expect(relative(value, row[name]!) < 1e-9, "\(p) \(name)")
    }
    // Digits of a logarithm: what it leaves of the ratio.
    #expect(abs(log10[0] - row["kp4_log10_cer"]!) < 1e-12 * max(1, abs(log10[0])), "\(p)")
    #expect(abs(log10[1] - row["kp4_log10_post"]!) < 1e-12 * max(1, abs(log10[1])), "\(p)")
  }
}

@Test func randomErrorsMatchThePrintedTable() throws {
  for row in try goldenTable("fec_printed.csv") {
    let long = kp4.errors(bitErrorRatio: row["ber"]!)
    let short = kr4.errors(bitErrorRatio: row["ber"]!)
    #expect(relative(long.codewordErrorRatio, row["kp4_cer"]!) < 5e-5)
    #expect(relative(long.postBitErrorRatio, row["kp4_post"]!) < 5e-5)
    #expect(relative(short.codewordErrorRatio, row["kr4_cer"]!) < 5e-5)
    #expect(relative(short.postBitErrorRatio, row["kr4_post"]!) < 5e-5)
  }
}

@Test func randomErrorsAtTheEnds() {
  #expect(kp4.errors(bitErrorRatio: 0).codewordErrorRatio == 0)
  #expect(kp4.errors(bitErrorRatio: 1).codewordErrorRatio == 1)
  #expect(kp4.errors(bitErrorRatio: 1).postBitErrorRatio == 1)
  for bad in [-1e-300, 1.000001, .nan, .infinity, -.infinity] {
    #expect(kp4.errors(bitErrorRatio: bad).codewordErrorRatio.isNaN)
  }
  for p in [Double.leastNonzeroMagnitude, 1e-300, 0.999, 1 - 1e-16] {
    let errors = kp4.errors(bitErrorRatio: p)
    #expect(errors.logCodewordErrorRatio <= 0 && errors.logPostBitErrorRatio <= 0)
  }
}

@Test func frameLossIsTheClauses() throws {
  for row in try goldenTable("fec_frame_loss.csv") {
    let frames = try FrameLoss(interleaving: Int(row["ways"]!))
    let errors = kp4.errors(bitErrorRatio: row["ber"]!)
    let ratio = exp(
      frames.logFrameLossRatio(logCodeword: errors.logCodewordErrorRatio, code: .kp4))
    let tolerance = row["digits"] == 3 ? 0.005 / 9.22 : 0.05 / 6.2
    #expect(relative(ratio, row["flr"]!) < max(tolerance, 0.005 / 1.74), "\(row)")
  }
}

/// 1.125, 2.125 and 4.125 of the operators' convention; 1, 2.4125 and 4.95 of its first draft.
@Test func operatorsFrameLossIsTheirs() throws {
  for (ways, eight, draft) in [(1, 1.125, 1), (2, 2.125, 2.4125), (4, 4.125, 4.95)] {
    let now = try FrameLoss(convention: .eightFrames, interleaving: ways)
    let then = try FrameLoss(convention: .earlyDraft, interleaving: ways)
    #expect(
      relative(exp(now.logFrameLossRatio(logCodeword: log(1e-12), code: .kp4)), eight * 1e-12)
        < 1e-9)
    #expect(
      relative(exp(then.logFrameLossRatio(logCodeword: log(1e-12), code: .kp4)), draft * 1e-12)
        < 1e-9)
    #expect(
      relative(exp(now.logFrameLossRatio(logCodeword: log(1e-16), code: .kp4)), eight * 1e-16)
        < 1e-9)
  }
}

/// Frames of all sizes against counting: frames laid end to end over rounds of codewords of which each
/// fails or not by chance.
@Test func frameLossMatchesCounting() throws {
  var random = CounterRandom(seed: 21)
  for (octets, ways, ratio) in [(64, 1, 0.1), (64, 2, 0.2), (1518, 1, 0.05), (9000, 4, 0.01)] {
    let frames = try FrameLoss(interleaving: ways, frameOctets: octets)
    let expected = exp(frames.logFrameLossRatio(logCodeword: log(ratio), code: .kp4))
    let round = Double(ways * 5140)
    let count = 400_000
    var lost = 0
    var failed: [Int: Bool] = [:]
    var lowest = 0
    for i in 0..<count {
      let first = Int(Double(i) * frames.frameBits / round)
      let last = Int((Double(i + 1) * frames.frameBits / round).nextDown)
      while lowest < first {
        failed[lowest] = nil
        lowest += 1
      }
      var any = false
      for r in first...last {
        if failed[r] == nil {
          failed[r] = (0..<ways).contains { _ in random.uniform() < ratio }
        }
        any = any || failed[r]!
      }
      if any { lost += 1 }
    }
    // Frames of one round fail together: the error bar is that of independent rounds.
    let rounds = Double(count) * frames.frameBits / round
    let deviation = (expected * (1 - expected) / min(rounds, Double(count))).squareRoot()
    #expect(abs(Double(lost) / Double(count) - expected) < 5 * deviation, "\(octets) \(ways)")
  }
  #expect(exp(try FrameLoss(interleaving: 4).logFrameLossRatio(logCodeword: 0, code: .kp4)) == 1)
}

@Test func thresholdsAndGainsAreThePrintedOnes() throws {
  for row in try goldenTable("fec_thresholds.csv") {
    let curve = row["length"] == 544 ? kp4 : kr4
    let ofBits = row["target"] == 1
    let threshold = curve.threshold(ofBits ? .bitErrors : .codewordErrors, ratio: row["ratio"]!)
    #expect(relative(threshold, row["threshold"]!) < (row["length"] == 544 ? 2.5e-5 : 2.5e-4))
    let back = curve.errors(bitErrorRatio: threshold)
    #expect(
      relative(ofBits ? back.postBitErrorRatio : back.codewordErrorRatio, row["ratio"]!) < 1e-10)
    if row["gain_db"]!.isNaN { continue }
    let gain = CodingGain(
      uncoded: row["ratio"]!, coded: threshold, expansion: curve.code.expansion)
    #expect(abs(gain.electricalDb - row["gain_db"]!) < 0.0051)
    #expect(abs(gain.netElectricalDb - row["net_db"]!) < 0.0101)
  }
}

@Test func thresholdsGoBackOverTheWholeRange() throws {
  let frames = try FrameLoss(interleaving: 4)
  for exponent in stride(from: -300.0, through: -0.5, by: 3.7) {
    let ratio = pow(10, exponent)
    for target in [DecodedRatio.codewordErrors, .bitErrors, .frameLoss(frames)] {
      let threshold = kp4.threshold(target, ratio: ratio)
      let found = target.logarithm(of: kp4.errors(bitErrorRatio: threshold), code: .kp4)
      #expect(abs(found - log(ratio)) < 1e-9, "\(exponent) \(target)")
    }
  }
  #expect(kp4.threshold(.bitErrors, ratio: 0.7).isNaN)
  #expect(kp4.threshold(.bitErrors, ratio: 0).isNaN)
  #expect(kp4.threshold(.bitErrors, ratio: -1).isNaN)
  #expect(kp4.threshold(.bitErrors, ratio: .nan).isNaN)
}

@Test func burstsMatchTheExactSums() throws {
  let rows = try goldenTable("fec_bursts.csv")
  #expect(rows.count == 19)
  for row in rows {
    let shape = try BurstShape(
      propagation: row["a"]!, precoded: row["precoded"] == 1, interleaving: Int(row["ways"]!))
    let errors = BurstErrorCurve(.kp4, shape).errors(eventRatio: row["p0"]!)
    #expect(relative(errors.codewordErrorRatio, row["cer"]!) < 1e-8, "\(row)")
    #expect(relative(errors.postBitErrorRatio, row["post"]!) < 1e-8, "\(row)")
    let printed = row["printed"]!
    let unit = pow(10, floor(log10(printed)) - 1)
    #expect(abs(errors.codewordErrorRatio - printed) <= 0.5 * unit * (1 + 1e-9), "\(row)")
  }
}

/// Bursts of single errors are Poisson; where errors are rare the binomial sum differs by the codeword's
/// finite length alone.
@Test func burstsOfOneAreNearlyRandom() throws {
  let curve = BurstErrorCurve(.kp4, try BurstShape(propagation: 0))
  for p in [1e-6, 1e-4, 1e-3] {
    let burst = curve.errors(eventRatio: 2 * p)
    let random = kp4.errors(bitErrorRatio: p)
    #expect(relative(burst.bitErrorRatio, p) < 1e-12)
    #expect(abs(burst.logCodewordErrorRatio - random.logCodewordErrorRatio) < 0.3)
    #expect(burst.logCodewordErrorRatio > random.logCodewordErrorRatio)
  }
}

@Test func burstsKeepTheirSumsEverywhere() throws {
  for propagation in [0, 1e-3, 0.3, 0.5, 0.75, 0.9, 0.99] {
    for (precoded, keepsSign) in [(false, false), (true, false), (true, true)] {
      for ways in [1, 2, 3, 4, 16, 64] {
        for bits in [1, 2] {
          let shape = try BurstShape(
            propagation: propagation, precoded: precoded, keepsSign: keepsSign, interleaving: ways,
            bitsPerLineSymbol: bits)
          let hits = shape.hits(codeLength: 544)
          #expect(abs(hits.reduce(0, +) - 1) < 1e-12)
          #expect(hits.allSatisfy { $0 >= -1e-15 })
          // Code symbols hit by an event, over all codewords: each line symbol in error falls into one.
          let perEvent = hits.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
          let covered = perEvent * Double(ways)
          #expect(covered >= 1 - 1e-12)
          #expect(covered <= shape.errorsPerEvent + 1e-9)
          let curve = BurstErrorCurve(.kp4, shape)
          var before = -Double.infinity
          for exponent in stride(from: -200.0, through: 0, by: 5) {
            let rate = pow(10, exponent) / shape.slicerErrorsPerEvent
            let errors = curve.errors(eventRatio: rate)
            let log = errors.logCodewordErrorRatio
            #expect(log <= 0 && log >= before - 1e-9, "\(shape) \(rate) \(log) \(before)")
            #expect(errors.logPostBitErrorRatio <= 0)
            #expect(errors.postBitErrorRatio <= errors.bitErrorRatio * (1 + 1e-9))
            before = log
          }
        }
      }
    }
  }
}

@Test func burstThresholdsGoBack() throws {
  let curve = BurstErrorCurve(.kp4, try BurstShape(propagation: 0.75, interleaving: 2))
  for ratio in [1e-20, 1e-15, 1e-12, 1e-6, 1e-2] {
    let rate = curve.threshold(.codewordErrors, ratio: ratio)
    #expect(relative(curve.errors(eventRatio: rate).codewordErrorRatio, ratio) < 1e-9)
  }
}

@Test func badShapesAreRefused() throws {
  for propagation in [-0.1, 1, 0.991, .nan, .infinity] {
    #expect(throws: LightlaneError.self) { try BurstShape(propagation: propagation) }
  }
  for ways in [0, -1, 65, Int.max, .min] {
    #expect(throws: LightlaneError.self) { try BurstShape(propagation: 0, interleaving: ways) }
    #expect(throws: LightlaneError.self) { try FrameLoss(interleaving: ways) }
  }
  for bits in [0, 3, -1, Int.max] {
    #expect(throws: LightlaneError.self) { try BurstShape(propagation: 0, bitsPerLineSymbol: bits) }
  }
  for octets in [0, 63, 16_001, Int.max, .min] {
    #expect(throws: LightlaneError.self) { try FrameLoss(frameOctets: octets) }
  }
  #expect(throws: LightlaneError.self) {
    try FrameLoss(convention: .eightFrames, frameOctets: 1518)
  }
  #expect(throws: LightlaneError.self) { try FrameLoss(convention: .earlyDraft, interleaving: 3) }
  let curve = BurstErrorCurve(.kp4, try BurstShape(propagation: 0.75))
  for rate in [-1e-9, 0.2501, .nan, .infinity] {
    #expect(curve.errors(eventRatio: rate).codewordErrorRatio.isNaN)
  }
}

// MARK: Budgets

/// 802.3dj, draft, table 174A-1: 2.92e-4 of five segments; flips add by 1 - 2p = Π (1 - 2p_i).
@Test func randomSegmentsAreOneWithTheTotal() throws {
  let budget = try ErrorBudget(
    [0.24e-4, 0.08e-4, 2.28e-4, 0.08e-4, 0.24e-4].map {
      try SegmentErrors(name: "segment", bitErrorRatio: $0)
    }, code: .kp4)
  #expect(abs(budget.bitErrorRatio - 2.92e-4) < 1e-7)
  #expect(abs(budget.lines.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  let one = kp4.errors(bitErrorRatio: budget.bitErrorRatio)
  #expect(relative(budget.codewordErrorRatio, one.codewordErrorRatio) < 1e-9)
  #expect(relative(budget.postBitErrorRatio, one.postBitErrorRatio) < 1e-9)
}

@Test func oneBurstySegmentIsItsCurve() throws {
  let shape = try BurstShape(propagation: 0.75, precoded: true, interleaving: 2)
  let errors = BurstErrorCurve(.kp4, shape).errors(eventRatio: 2e-4)
  let slicer = 2e-4 * 4 / 2
  let budget = try ErrorBudget(
    [try SegmentErrors(name: "a", bitErrorRatio: slicer, propagation: 0.75, precoded: true)],
    code: .kp4, interleaving: 2)
  #expect(relative(budget.codewordErrorRatio, errors.codewordErrorRatio) < 1e-9)
  #expect(relative(budget.postBitErrorRatio, errors.postBitErrorRatio) < 1e-9)
  #expect(relative(budget.lines[0].codewordErrorRatio, errors.codewordErrorRatio) < 1e-9)
}

/// Two segments of bursts of one shape are one segment with both rates.
@Test func burstySegmentsAdd() throws {
  func segment(_ ratio: Double) throws -> SegmentErrors {
    try SegmentErrors(name: "s", bitErrorRatio: ratio, propagation: 0.5)
  }
  let two = try ErrorBudget([segment(1e-4), segment(2e-4)], code: .kp4, interleaving: 2)
  let one = try ErrorBudget([segment(3e-4)], code: .kp4, interleaving: 2)
  #expect(relative(two.codewordErrorRatio, one.codewordErrorRatio) < 1e-9)
}

/// Random errors and bursts together against a draw of both.
@Test func mixedBudgetsMatchDrawing() throws {
  let random = 1e-3
  let burst = 1.5e-3
  let budget = try ErrorBudget(
    [
      try SegmentErrors(name: "random", bitErrorRatio: random),
      try SegmentErrors(name: "burst", bitErrorRatio: burst, propagation: 0.75),
    ], code: .kp4)
  let shape = try BurstShape(propagation: 0.75)
  let few = RandomErrorCurve(.kp4).distribution(bitErrorRatio: random, most: 40)
  let many = BurstErrorCurve(.kp4, shape)
    .compound(eventRatio: shape.eventRatio(slicerBitErrorRatio: burst)).distribution(most: 400)
  var generator = CounterRandom(seed: 22)
  func draw(_ chances: [Double]) -> Int {
    var rest = generator.uniform()
    for (value, chance) in chances.enumerated() {
      rest -= chance
      if rest < 0 { return value }
    }
    return chances.count
  }
  let count = 300_000
  var failed = 0
  var weight = 0
  for _ in 0..<count {
    let errors = draw(few) + draw(many)
    if errors > 15 {
      failed += 1
      weight += errors
    }
  }
  let expected = budget.codewordErrorRatio * Double(count)
  #expect(expected > 1000)
  #expect(abs(Double(failed) - expected) < 5 * expected.squareRoot())
  let mean = budget.symbolErrorRatio * 544
  let post = Double(weight) / Double(count) * budget.bitErrorRatio / mean
  #expect(relative(budget.postBitErrorRatio, post) < 0.2)
}

@Test func badBudgetsAreRefused() throws {
  #expect(throws: LightlaneError.self) { try ErrorBudget([], code: .kp4) }
  let segment = try SegmentErrors(name: "s", bitErrorRatio: 1e-4)
  #expect(throws: LightlaneError.self) {
    try ErrorBudget(Array(repeating: segment, count: 65), code: .kp4)
  }
  for ratio in [-1e-9, 0.51, .nan, .infinity] {
    #expect(throws: LightlaneError.self) { try SegmentErrors(name: "s", bitErrorRatio: ratio) }
  }
  do {
    _ = try ErrorBudget(
      [segment, try SegmentErrors(name: "t", bitErrorRatio: 0, propagation: 1)], code: .kp4)
    Issue.record("accepted")
  } catch {
    #expect(error.row == 1)
  }
  let half = try SegmentErrors(name: "s", bitErrorRatio: 0.5, propagation: 0.9)
  #expect(try ErrorBudget([half, segment], code: .kp4).codewordErrorRatio <= 1)
}
