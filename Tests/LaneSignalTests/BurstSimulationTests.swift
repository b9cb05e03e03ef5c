// Bursts counted: the drawn errors against the closed form, a whole line from message to decoder, and an
// equaliser that makes the bursts.

import Foundation
import LaneNumerics
import LaneParameters
@testable import LaneSignal
import Testing

/// Counted as the closed form counts, the failed codewords are within the interval of four deviations;
/// counted as a decoder sees them, they are fewer by up to a quarter where sixteen errors meet.
@Test(arguments: [1, 2, 4], [(false, false), (true, false), (true, true)])
func drawnBurstsMatchTheClosedForm(ways: Int, signs: (precoded: Bool, kept: Bool)) throws {
  for propagation in [0.0, 0.5, 0.75] {
    let shape = try BurstShape(
      propagation: propagation, precoded: signs.precoded, keepsSign: signs.kept, interleaving: ways)
    let curve = BurstErrorCurve(.kp4, shape)
    let expected = 2e-3
    let events = curve.threshold(.codewordErrors, ratio: expected)
    let errors = curve.errors(eventRatio: events)
    let rounds = 120_000 / ways
    let count = try BurstSimulation(
      code: .kp4, shape: shape, eventRatio: events, rounds: rounds, seed: 31
    ).run()
    let wilson = count.failedByHits.interval(quantile: 4)
    #expect(
      wilson.contains(expected), "\(propagation) \(count.failedByHits.ratio) \(expected)")
    #expect(count.failed.ratio <= count.failedByHits.ratio)
    #expect(count.failed.ratio > 0.6 * expected)
    let bitsPerError = shape.bitErrorsPerEvent / shape.errorsPerEvent
    #expect(abs(count.lineErrors.ratio * bitsPerError / 2 / errors.bitErrorRatio - 1) < 0.02)
    #expect(count.codewordsByErrors.reduce(0, +) == rounds * ways)
    #expect(count.codewordsByErrors[16...].reduce(0, +) == count.failed.successes)
  }
}

/// Single errors are random errors: counted as a decoder sees them, they follow the binomial sum.
@Test func drawnSingleErrorsAreBinomial() throws {
  let shape = try BurstShape(propagation: 0)
  let count = try BurstSimulation(
    code: .kr4, shape: shape, eventRatio: 8e-4, rounds: 250_000, seed: 32
  ).run()
  // A line symbol is in error or not; two bits of one never are both, which ten independent bits allow.
  let bad = 1.0 - pow(1 - 8e-4, 5.0)
  let asBits = 1.0 - pow(1 - bad, 0.1)
  let expected = RandomErrorCurve(.kr4).errors(bitErrorRatio: asBits).codewordErrorRatio
  #expect(
    count.failed.interval(quantile: 4).contains(expected), "\(count.failed.ratio) \(expected)")
  #expect(count.failed.successes > 300)
}

@Test func simulationsRepeat() throws {
  let shape = try BurstShape(propagation: 0.75, interleaving: 2)
  func run(_ seed: UInt64) throws -> [Int] {
    try BurstSimulation(code: .kp4, shape: shape, eventRatio: 1e-3, rounds: 500, seed: seed).run()
      .codewordsByErrors
  }
  #expect(try run(1) == run(1))
  #expect(try run(1) != run(2))
}

@Test func simulationsAreTotal() throws {
  for propagation in [0, 0.5, 0.99] {
    for precoded in [false, true] {
      for bits in [1, 2] {
        let shape = try BurstShape(
          propagation: propagation, precoded: precoded, interleaving: 3, bitsPerLineSymbol: bits)
        for ratio in [0, 1e-300, 1e-3, 1 / shape.slicerErrorsPerEvent] {
          let count = try BurstSimulation(
            code: try BlockCode(length: 9, dimension: 5), shape: shape, eventRatio: ratio,
            rounds: 50, seed: 1
          ).run()
          #expect(count.codewordsByErrors.reduce(0, +) == 150)
        }
      }
    }
  }
  let shape = try BurstShape(propagation: 0)
  for (ratio, rounds) in [(-1.0, 1), (1.1, 1), (.nan, 1), (0.1, 0), (0.1, -1), (0.1, Int.max)] {
    #expect(throws: LightlaneError.self) {
      try BurstSimulation(code: .kp4, shape: shape, eventRatio: ratio, rounds: rounds, seed: 1)
    }
  }
}

@Test func wilsonIntervalsAreWilsons() {
  // 10 of 100 at 95 %: 0.0552 to 0.1744 (Wilson 1927, as in Newcombe, Statistics in Medicine 17, 1998).
  let interval = Proportion(successes: 10, trials: 100).interval(quantile: 1.959964)
  #expect(abs(interval.lowerBound - 0.0552) < 5e-5)
  #expect(abs(interval.upperBound - 0.1744) < 5e-5)
  #expect(Proportion(successes: 0, trials: 50).interval(quantile: 2).lowerBound == 0)
  #expect(Proportion(successes: 0, trials: 0).interval(quantile: 2) == 0...1)
}

// MARK: The whole line

@Test func levelsAndTurnsGoBack() throws {
  #expect(Pam4Line.levels(of: [0b11_01_10_00_11]) == [2, 0, 1, 3, 2].map { UInt8($0) })
  let symbols = (0..<1024).map { UInt16($0) }
  #expect(try Pam4Line.symbols(of: Pam4Line.levels(of: symbols)) == symbols)
  let turns = try SymbolInterleaver(ways: 4)
  let words = (0..<4).map { w in (0..<544).map { UInt16(($0 * 4 + w) & 1023) } }
  let stream = try turns.interleave(words)
  #expect(stream == (0..<2176).map { UInt16($0 & 1023) })
  #expect(try turns.deinterleave(stream) == words)
  #expect(throws: LightlaneError.self) { try turns.interleave([[1], [2]]) }
  #expect(throws: LightlaneError.self) { try turns.interleave([[1], [2], [3, 4], [5]]) }
  #expect(throws: LightlaneError.self) { try turns.deinterleave([1, 2, 3]) }
  #expect(throws: LightlaneError.self) { try SymbolInterleaver(ways: 0) }
  #expect(throws: LightlaneError.self) { try Pam4Line.symbols(of: [1, 2, 3]) }
}

/// A step to a neighbouring level is one bit of a Gray code, also from the top level to the bottom one,
/// where the precoder's sum may wrap.
@Test func neighbouringLevelsDifferByABit() throws {
  for level: UInt8 in 0..<4 {
    let here = try Pam4Line.symbols(of: [level, 0, 0, 0, 0])[0]
    let next = try Pam4Line.symbols(of: [(level + 1) & 3, 0, 0, 0, 0])[0]
    #expect((here ^ next).nonzeroBitCount == 1)
  }
}

@Test func precodingTurnsARunIntoTwo() {
  var random = CounterRandom(seed: 33)
  let sent = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next() & 3) }
  for length in [1, 2, 7, 50] {
    var encoder = Precoder(initial: 2)
    var decoder = Precoder(initial: 2)
    var line = encoder.encode(sent)
    for i in 0..<length { line[40 + i] = (line[40 + i] &+ (i.isMultiple(of: 2) ? 1 : 3)) & 3 }
    let received = decoder.decode(line)
    let wrong = sent.indices.filter { sent[$0] != received[$0] }
    #expect(wrong == [40, 40 + length])
  }
}

/// Messages through encoder, turns, levels and precoder; bursts on the line; back through all of it. A
/// codeword is corrected exactly when no more than fifteen of its symbols came wrong.
@Test func theWholeLineDecodesWhatTheCountSays() throws {
  let ways = 2
  let coder = ReedSolomonCoder(.kp4)
  let turns = try SymbolInterleaver(ways: ways)
  var random = CounterRandom(seed: 34)
  var corrected = 0
  var lost = 0
  for round in 0..<150 {
    let words = try (0..<ways).map { _ in
      try coder.encode((0..<514).map { _ in UInt16(random.next() & 1023) })
    }
    var encoder = Precoder()
    var line = encoder.encode(Pam4Line.levels(of: try turns.interleave(words)))
    var place = random.failures(rate: 1.2e-3)
    while place < line.count {
      var step: UInt8 = random.next() & 1 == 0 ? 1 : 3
      repeat {
        line[place] = (line[place] &+ step) & 3
        step = 4 - step
        place += 1
      } while place < line.count && random.uniform() < 0.75
      place += random.failures(rate: round.isMultiple(of: 2) ? 1.2e-3 : 8e-3)
    }
    var decoder = Precoder()
    let received = try turns.deinterleave(try Pam4Line.symbols(of: decoder.decode(line)))
    for (sent, word) in zip(words, received) {
      let wrong = zip(sent, word).count { $0 != $1 }
      var decoded = word
      let outcome = try coder.decode(&decoded)
      if wrong <= 15 {
        corrected += 1
        #expect(outcome == .corrected(errors: wrong, erasures: 0))
        #expect(decoded == sent)
      } else {
        lost += 1
        #expect(outcome == .uncorrectable)
      }
    }
  }
  #expect(corrected > 50 && lost > 50)
}

// MARK: The equaliser that makes the bursts

/// A PAM4 line with one post-cursor of `tap` level spacings, noise, and a decision-feedback equaliser of
/// the same tap: how often a wrong decision is followed by another.
private func countedPropagation(tap: Double, deviation: Double, symbols: Int) -> Proportion {
  var random = CounterRandom(seed: 35)
  var sentBefore = 0
  var decidedBefore = 0
  var wrong = 0
  var again = 0
  var wasWrong = false
  for _ in 0..<symbols {
    let sent = Int(random.next() & 3)
    let level = Double(sent) + tap * Double(sentBefore - decidedBefore)
    let received = level + deviation * random.normal()
    let decided = min(3, max(0, Int((received + 0.5).rounded(.down))))
    if wasWrong && decided != sent { again += 1 }
    if wasWrong { wrong += 1 }
    wasWrong = decided != sent
    sentBefore = sent
    decidedBefore = decided
  }
  return Proportion(successes: again, trials: wrong)
}

@Test func equaliserPropagatesAsItsFormula() {
  for (tap, distance) in [(1.0, 2.6), (0.7, 2.6), (0.5, 2.6), (0.2, 2.4)] {
    let expected = DecisionFeedback.propagation(tap: tap, distance: distance)
    let counted = countedPropagation(tap: tap, deviation: 0.5 / distance, symbols: 4_000_000)
    // A level at the edge lets a run go one way only, which the formula's three of four hold on average
    // for the run's first step; of further steps the count is a little below.
    #expect(abs(counted.ratio / expected - 1) < 0.05, "\(tap) \(counted.ratio) \(expected)")
    #expect(counted.trials > 10_000)
  }
  #expect(
    abs(DecisionFeedback.propagation(tap: 0, distance: 3) - 1.5 * GaussianTail.probability(3))
      < 1e-15)
  #expect(abs(DecisionFeedback.propagation(tap: 1, distance: 6) - 0.75) < 1e-8)
}

/// What is left of the line's errors by a precoder behind a real equaliser: bits in error, and code
/// symbols hit, over all that were sent.
private func countedBehindPrecoder(tap: Double, distance: Double, symbols: Int) -> (
  events: Double, bits: Double, codeSymbols: Double
) {
  var random = CounterRandom(seed: 36)
  var (sentBefore, decidedBefore) = (0, 0)
  var (events, bits, hit) = (0, 0, 0)
  var (wasWrong, isHit) = (false, false)
  for n in 0..<symbols {
    let sent = Int(random.next() & 3)
    let level = Double(sent) + tap * Double(sentBefore - decidedBefore)
    let received = level + 0.5 / distance * random.normal()
    let decided = min(3, max(0, Int((received + 0.5).rounded(.down))))
    if decided != sent && !wasWrong { events += 1 }
    wasWrong = decided != sent
    let gray = [0, 1, 3, 2]
    let wrong = gray[(sent + sentBefore) & 3] ^ gray[(decided + decidedBefore) & 3]
    bits += wrong.nonzeroBitCount
    isHit = isHit || wrong != 0
    if n % 5 == 4 {
      hit += isHit ? 1 : 0
      isHit = false
    }
    (sentBefore, decidedBefore) = (sent, decided)
  }
  let count = Double(symbols)
  return (Double(events) / count, Double(bits) / (2 * count), Double(hit) / (count / 5))
}

/// A positive tap alternates the signs of a burst, which the precoder cancels; a negative one keeps
/// them, and the precoder doubles the bits in error.
@Test(arguments: [1.0, 0.5, -0.5, -1.0])
func precodingBehindATapOfEitherSign(tap: Double) throws {
  let counted = countedBehindPrecoder(tap: tap, distance: 3, symbols: 8_000_000)
  let shape = try BurstShape(
    propagation: DecisionFeedback.propagation(tap: tap, distance: 3), precoded: true,
    keepsSign: tap < 0)
  let expected = BurstErrorCurve(.kp4, shape).errors(eventRatio: counted.events)
  #expect(abs(expected.bitErrorRatio / counted.bits - 1) < 0.03, "\(expected) \(counted)")
  #expect(abs(expected.symbolErrorRatio / counted.codeSymbols - 1) < 0.03, "\(expected) \(counted)")
}
