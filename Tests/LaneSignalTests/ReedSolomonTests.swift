// The Reed-Solomon coder proved by decoding: generator, every number of errors and erasures, and words
// that no decoder can mend.

import Foundation
import GoldenTables
import LaneNumerics
import LaneParameters
@testable import LaneSignal
import Testing

private let codes = [BlockCode.kr4, BlockCode.kp4]

private func randomSymbols(_ count: Int, _ random: inout CounterRandom) -> [UInt16] {
  (0..<count).map { _ in UInt16(truncatingIfNeeded: random.next() & 0x3FF) }
}

/// Other symbols at distinct random places; the places.
private func spoil(_ word: inout [UInt16], _ count: Int, _ random: inout CounterRandom) -> [Int] {
  var places = Array(word.indices)
  for i in 0..<count {
    places.swapAt(i, Int.random(in: i..<places.count, using: &random))
    word[places[i]] ^= UInt16.random(in: 1...1023, using: &random)
  }
  return Array(places[0..<count])
}

@Test func generatorsAreTheStandards() throws {
  let rows = try goldenTable("fec_generators.csv")
  let field = GaloisField()
  for (code, column) in zip(codes, ["kr4", "kp4"]) {
    let expected = rows.compactMap { $0[column] }.filter { !$0.isNaN }.map { UInt16($0) }
    #expect(expected.count == code.parity + 1)
    #expect(field.generator(degree: code.parity) == expected)
  }
}

/// The message 0 … 0 1 leaves the generator itself, without its leading coefficient, as parity.
@Test func encodingIsSystematicDivision() throws {
  for code in codes {
    let coder = ReedSolomonCoder(code)
    var message = Array(repeating: UInt16(0), count: code.dimension)
    message[code.dimension - 1] = 1
    let word = try coder.encode(message)
    #expect(Array(word[0..<code.dimension]) == message)
    let generator = GaloisField().generator(degree: code.parity)
    #expect(Array(word[code.dimension...]) == Array(generator.dropLast().reversed()))
  }
}

/// A codeword vanishes at α^0 … α^(2t-1): evaluated by Horner's rule with products by shifts, apart
/// from the coder's tables.
@Test func codewordsVanishAtTheRoots() throws {
  func product(_ a: UInt16, _ b: UInt16) -> UInt16 {
    var (a, b, result) = (a, b, UInt16(0))
    while b != 0 {
      if b & 1 != 0 { result ^= a }
      b >>= 1
      a <<= 1
      if a & 0x400 != 0 { a ^= 0x409 }
    }
    return result
  }
  var random = CounterRandom(seed: 11)
  for code in codes {
    let coder = ReedSolomonCoder(code)
    let word = try coder.encode(randomSymbols(code.dimension, &random))
    var root: UInt16 = 1
    for _ in 0..<code.parity {
      #expect(word.reduce(0) { product($0, root) ^ $1 } == 0)
      root = product(root, 2)
    }
    #expect(word.reduce(0) { product($0, root) ^ $1 } != 0)
  }
}

@Test func everyCorrectableNumberOfErrorsIsCorrected() throws {
  var random = CounterRandom(seed: 12)
  for code in codes {
    let coder = ReedSolomonCoder(code)
    for errors in 0...code.correctable {
      for _ in 0..<200 {
        let sent = try coder.encode(randomSymbols(code.dimension, &random))
        var word = sent
        _ = spoil(&word, errors, &random)
        #expect(try coder.decode(&word) == .corrected(errors: errors, erasures: 0))
        #expect(word == sent)
      }
    }
  }
}

@Test func errorsAtTheEndsAndTogetherAreCorrected() throws {
  for code in codes {
    let coder = ReedSolomonCoder(code)
    let sent = try coder.encode((0..<code.dimension).map { UInt16($0 * 7 % 1024) })
    for start in [0, 1, code.dimension - 3, code.length - code.correctable] {
      var word = sent
      for i in start..<(start + code.correctable) { word[i] ^= 1 }
      #expect(try coder.decode(&word) == .corrected(errors: code.correctable, erasures: 0))
      #expect(word == sent)
    }
  }
}

@Test func errorsAndErasuresWithinTheParityAreCorrected() throws {
  var random = CounterRandom(seed: 13)
  for code in codes {
    let coder = ReedSolomonCoder(code)
    for erasures in 0...code.parity {
      for errors in 0...((code.parity - erasures) / 2) {
        for _ in 0..<10 {
          let sent = try coder.encode(randomSymbols(code.dimension, &random))
          var word = sent
          let places = spoil(&word, errors + erasures, &random)
          var erased = Array(places[errors...])
          // An erased place may hold the right symbol.
          if let first = erased.first, Bool.random(using: &random) { word[first] = sent[first] }
          erased.shuffle(using: &random)
          let outcome = try coder.decode(&word, erasures: erased)
          #expect(outcome == .corrected(errors: errors, erasures: erasures))
          #expect(word == sent)
        }
      }
    }
  }
}

/// With one error too many, RS(544,514) is decoded wrongly in 5e-17 of words: never in a test. The word
/// stays as it was received.
@Test func moreErrorsThanTheCodeCorrectsAreReported() throws {
  var random = CounterRandom(seed: 14)
  let code = BlockCode.kp4
  let coder = ReedSolomonCoder(code)
  #expect(exp(code.logMiscorrection) < 1e-16)
  for errors in [16, 17, 20, 30, 31, 60, 200, 544] {
    for _ in 0..<100 {
      var word = try coder.encode(randomSymbols(code.dimension, &random))
      _ = spoil(&word, errors, &random)
      let received = word
      #expect(try coder.decode(&word) == .uncorrectable)
      #expect(word == received)
    }
  }
  // One erasure beyond the parity, or an error beyond what the erasures leave.
  for (errors, erasures) in [(0, 31), (5, 21), (10, 12), (15, 2), (0, 544)] {
    var word = try coder.encode(randomSymbols(code.dimension, &random))
    let places = spoil(&word, errors + erasures, &random)
    let received = word
    #expect(try coder.decode(&word, erasures: Array(places[errors...])) == .uncorrectable)
    #expect(word == received)
  }
}

/// A code that corrects two errors is decoded wrongly often enough to count: the share of words of
/// random symbols within reach of a codeword, and every such word becomes a codeword.
@Test func wrongDecodingsAreAsManyAsTheCodeAllows() throws {
  let code = try BlockCode(length: 544, dimension: 540)
  let coder = ReedSolomonCoder(code)
  var random = CounterRandom(seed: 15)
  let words = 20_000
  var decoded = 0
  for _ in 0..<words {
    var word = randomSymbols(code.length, &random)
    let received = word
    switch try coder.decode(&word) {
    case .uncorrectable: #expect(word == received)
    case .corrected(let errors, _):
      decoded += 1
      #expect(zip(word, received).count(where: { $0 != $1 }) == errors)
      #expect(errors <= 2)
      #expect(try coder.encode(Array(word[0..<code.dimension])) == word)
    }
  }
  let expected = exp(code.logMiscorrection) * Double(words)
  #expect(expected > 1000)
  #expect(abs(Double(decoded) - expected) < 5 * expected.squareRoot())
}

@Test func allCodesOfTheFieldDecode() throws {
  var random = CounterRandom(seed: 16)
  for (length, dimension) in [(3, 1), (31, 1), (40, 10), (255, 239), (1023, 993), (1023, 1021)] {
    let code = try BlockCode(length: length, dimension: dimension)
    let coder = ReedSolomonCoder(code)
    for _ in 0..<50 {
      let sent = try coder.encode(randomSymbols(dimension, &random))
      var word = sent
      _ = spoil(&word, code.correctable, &random)
      #expect(try coder.decode(&word) == .corrected(errors: code.correctable, erasures: 0))
      #expect(word == sent)
    }
  }
}

@Test func badWordsAreRefused() throws {
  let coder = ReedSolomonCoder(.kp4)
  var word = Array(repeating: UInt16(0), count: 544)
  func refused(_ status: Status, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("accepted")
    } catch let error as LightlaneError {
      #expect(error.status == status)
      #expect(!error.message.contains("\n"))
    } catch { Issue.record("\(error)") }
  }
  refused(.count) { _ = try coder.encode([1, 2, 3]) }
  refused(.count) {
    var short = Array(word.dropLast())
    _ = try coder.decode(&short)
  }
  refused(.outOfBounds) {
    var bad = word
    bad[543] = 1024
    _ = try coder.decode(&bad)
  }
  refused(.outOfBounds) { _ = try coder.encode(Array(repeating: .max, count: 514)) }
  for place in [-1, 544, .max, .min] {
    refused(.outOfBounds) { _ = try coder.decode(&word, erasures: [place]) }
  }
  refused(.duplicate) { _ = try coder.decode(&word, erasures: [3, 5, 3]) }
  for (length, dimension) in [
    (2, 1), (1024, 1000), (544, 544), (544, 513), (544, 0), (544, 600),
    (100, 60), (Int.max, Int.min), (544, .min), (544, .max),
  ] {
    refused(.outOfBounds) { _ = try BlockCode(length: length, dimension: dimension) }
  }
}
