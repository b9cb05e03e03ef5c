// The Reed-Solomon decoder: errors and erasures, by Berlekamp and Massey, Chien, and Forney.

import LaneParameters

/// What became of a received word.
public enum Decoding: Sendable, Equatable {
  /// The word is a codeword now; so many symbols differed at places not named as erased, and so many
  /// places were erased.
  case corrected(errors: Int, erasures: Int)
  /// No codeword is within reach; the word stays as received.
  case uncorrectable
}

extension ReedSolomonCoder {
  /// Corrects a word in place: every e errors and s erasures (by place in the word) with 2e + s within
  /// the parity.
  ///
  /// A word with more errors is reported as uncorrectable unless it lies within reach of another
  /// codeword, which no decoder of this code can know; see ``BlockCode/logMiscorrection``.
  public func decode(
    _ word: inout [UInt16], erasures: [Int] = []
  ) throws(LightlaneError) -> Decoding {
    try checkCount(word.count, code.length, "a word")
    try checkErasures(erasures)
    return try word.withUnsafeMutableBufferPointer { (word) throws(LightlaneError) in
      try Self.checkSymbols(UnsafeBufferPointer(word))
      return erasures.withUnsafeBufferPointer { decode(word, erasures: $0) }
    }
  }

  /// Throws for a place outside the word, and for one named twice.
  public func checkErasures(_ erasures: [Int]) throws(LightlaneError) {
    var named = Array(repeating: false, count: code.length)
    for (index, place) in erasures.enumerated() {
      guard named.indices.contains(place) else {
        throw LightlaneError(
          .outOfBounds,
          "erasure \(place) is out of bounds; it takes a place of 0 to \(code.length - 1)",
          row: Int64(index))
      }
      if named[place] {
        throw LightlaneError(.duplicate, "erasure \(place) is named twice", row: Int64(index))
      }
      named[place] = true
    }
  }

  /// Decodes a word of the code's length with symbols of ten bits and distinct erasures.
  public func decode(
    _ word: UnsafeMutableBufferPointer<UInt16>, erasures: UnsafeBufferPointer<Int>
  ) -> Decoding {
    if erasures.count > code.parity { return .uncorrectable }
    var remainder = remainder(UnsafeBufferPointer(word))
    let k = code.dimension
    for i in 0..<code.parity {
      let flips = UInt64(word[k + i]) << UInt64(50 - 10 * (i % 6))
      switch i / 6 {
      case 0: remainder.words.0 ^= flips
      case 1: remainder.words.1 ^= flips
      case 2: remainder.words.2 ^= flips
      case 3: remainder.words.3 ^= flips
      default: remainder.words.4 ^= flips
      }
    }
    if remainder.isZero { return .corrected(errors: 0, erasures: erasures.count) }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Scratch.symbols) { memory in
      // Every array of the scratch starts as zeros.
      memory.initialize(repeating: 0)
      return field.powers.withUnsafeBufferPointer { powers in
        field.logarithms.withUnsafeBufferPointer { logarithms in
          let scratch = Scratch(
            memory.baseAddress!, powers: powers.baseAddress!, logarithms: logarithms.baseAddress!)
          return solve(remainder, word, erasures, scratch)
        }
      }
    }
  }

  /// The decoder's short arrays, each of 64 symbols, and the field's tables.
  private struct Scratch {
    static var symbols: Int { 8 * 64 }

    let syndromes: UnsafeMutablePointer<UInt16>
    /// Syndromes with the erasures taken out.
    let modified: UnsafeMutablePointer<UInt16>
    /// Locators of the erased places, of the errors, and of both.
    let erased: UnsafeMutablePointer<UInt16>
    let locator: UnsafeMutablePointer<UInt16>
    let joint: UnsafeMutablePointer<UInt16>
    /// The locator before its last lengthening, and room to keep one.
    let former: UnsafeMutablePointer<UInt16>
    let kept: UnsafeMutablePointer<UInt16>
    /// Powers of x of the errors found.
    let places: UnsafeMutablePointer<UInt16>
    let powers: UnsafePointer<UInt16>
    let logarithms: UnsafePointer<UInt16>

    init(
      _ memory: UnsafeMutablePointer<UInt16>, powers: UnsafePointer<UInt16>,
      logarithms: UnsafePointer<UInt16>
    ) {
      syndromes = memory
      modified = memory + 64
      erased = memory + 128
      locator = memory + 192
      joint = memory + 256
      former = memory + 320
      kept = memory + 384
      places = memory + 448
      self.powers = powers
      self.logarithms = logarithms
    }

    @inline(__always)
    func log(_ a: UInt16) -> Int { Int(logarithms[Int(a)]) }

    @inline(__always)
    func product(_ a: UInt16, _ b: UInt16) -> UInt16 { powers[log(a) + log(b)] }

    /// The value of a polynomial of `count` coefficients at α^`exponent`.
    @inline(__always)
    func value(
      _ polynomial: UnsafeMutablePointer<UInt16>, count: Int, at exponent: Int
    ) -> UInt16 {
      var sum: UInt16 = 0
      for i in stride(from: count - 1, through: 0, by: -1) {
        sum = powers[log(sum) + exponent] ^ polynomial[i]
      }
      return sum
    }
  }

  private func solve(
    _ remainder: Remainder, _ word: UnsafeMutableBufferPointer<UInt16>,
    _ erasures: UnsafeBufferPointer<Int>, _ scratch: Scratch
  ) -> Decoding {
    let n = code.length
    makeSyndromes(remainder, scratch)
    makeErasureLocator(erasures, scratch)
    let count = code.parity - erasures.count
    let errors = findLocator(count, offset: erasures.count, scratch)
    guard 2 * errors <= count, scratch.locator[errors] != 0 else { return .uncorrectable }
    guard findPlaces(errors, scratch) else { return .uncorrectable }
    for i in 0..<errors {
      // The powers of x count from the end of the word.
      let place = n - 1 - Int(scratch.places[i])
      if erasures.contains(place) { return .uncorrectable }
    }
    multiply(
      scratch.erased, erasures.count + 1, scratch.locator, errors + 1, into: scratch.joint,
      limit: 64, scratch)
    // Syndromes times locator, whose coefficients beyond the number of places vanish.
    let total = erasures.count + errors
    for i in 0..<64 { scratch.kept[i] = 0 }
    multiply(
      scratch.syndromes, code.parity, scratch.joint, total + 1, into: scratch.kept,
      limit: total, scratch)
    // Even powers of the locator's derivative vanish in characteristic two.
    for i in 0..<(total + 1) { scratch.former[i] = i.isMultiple(of: 2) ? 0 : scratch.joint[i] }
    for i in 0..<total { scratch.former[i] = scratch.former[i + 1] }
    for i in 0..<total {
      let power = i < errors ? Int(scratch.places[i]) : n - 1 - erasures[i - errors]
      let inverse = power == 0 ? 0 : GaloisField.order - power
      let numerator = scratch.value(scratch.kept, count: total, at: inverse)
      let denominator = scratch.value(scratch.former, count: total, at: inverse)
      if denominator == 0 { return restore(word, upTo: i, errors, erasures, scratch) }
      let value = quotient(numerator, denominator, raised: power, scratch)
      scratch.modified[i] = value
      if value == 0, i < errors { return restore(word, upTo: i, errors, erasures, scratch) }
      word[n - 1 - power] ^= value
    }
    return .corrected(errors: errors, erasures: erasures.count)
  }

  /// Undoes the corrections made so far: the word stays as received.
  private func restore(
    _ word: UnsafeMutableBufferPointer<UInt16>, upTo count: Int, _ errors: Int,
    _ erasures: UnsafeBufferPointer<Int>, _ scratch: Scratch
  ) -> Decoding {
    for i in 0..<count {
      let place =
        i < errors ? code.length - 1 - Int(scratch.places[i]) : erasures[i - errors]
      word[place] ^= scratch.modified[i]
    }
    return .uncorrectable
  }

  /// α^`power` a / b.
  @inline(__always)
  private func quotient(
    _ a: UInt16, _ b: UInt16, raised power: Int, _ scratch: Scratch
  ) -> UInt16 {
    if a == 0 { return 0 }
    let exponent = scratch.log(a) + power + GaloisField.order - scratch.log(b)
    return scratch.powers[exponent % GaloisField.order]
  }

  /// The remainder's values at the generator's roots.
  private func makeSyndromes(_ remainder: Remainder, _ scratch: Scratch) {
    let parity = code.parity
    for i in 0..<parity {
      let coefficient = remainder.coefficient(i)
      if coefficient == 0 { continue }
      let step = parity - 1 - i
      var exponent = scratch.log(coefficient)
      for j in 0..<parity {
        scratch.syndromes[j] ^= scratch.powers[exponent]
        exponent += step
        if exponent >= GaloisField.order { exponent -= GaloisField.order }
      }
    }
  }

  /// Π (1 - X x) over the erased places, and the syndromes times it.
  private func makeErasureLocator(_ erasures: UnsafeBufferPointer<Int>, _ scratch: Scratch) {
    scratch.erased[0] = 1
    for (count, place) in erasures.enumerated() {
      let exponent = code.length - 1 - place
      for i in stride(from: count + 1, to: 0, by: -1) {
        scratch.erased[i] ^= scratch.powers[scratch.log(scratch.erased[i - 1]) + exponent]
      }
    }
    multiply(
      scratch.syndromes, code.parity, scratch.erased, erasures.count + 1, into: scratch.modified,
      limit: code.parity, scratch)
  }

  /// Adds the first `limit` coefficients of a product to `result`.
  @inline(__always)
  private func multiply(
    _ a: UnsafeMutablePointer<UInt16>, _ aCount: Int, _ b: UnsafeMutablePointer<UInt16>,
    _ bCount: Int, into result: UnsafeMutablePointer<UInt16>, limit: Int, _ scratch: Scratch
  ) {
    for j in 0..<bCount where b[j] != 0 {
      let exponent = scratch.log(b[j])
      for i in 0..<max(0, min(aCount, limit - j)) {
        result[i + j] ^= scratch.powers[scratch.log(a[i]) + exponent]
      }
    }
  }

  /// Berlekamp and Massey: the shortest recursion of the modified syndromes, as the locator of the
  /// errors; answers its length.
  private func findLocator(_ count: Int, offset: Int, _ scratch: Scratch) -> Int {
    let sequence = scratch.modified + offset
    scratch.locator[0] = 1
    scratch.former[0] = 1
    var length = 0
    var formerLog = 0
    var gap = 1
    for r in 0..<count {
      var discrepancy = sequence[r]
      for i in 1..<(length + 1) {
        discrepancy ^= scratch.product(scratch.locator[i], sequence[r - i])
      }
      if discrepancy == 0 {
        gap += 1
        continue
      }
      let factor = scratch.log(discrepancy) + GaloisField.order - formerLog
      let exponent = factor >= GaloisField.order ? factor - GaloisField.order : factor
      let lengthens = 2 * length <= r
      if lengthens { for i in 0..<(length + 1) { scratch.kept[i] = scratch.locator[i] } }
      // Neither polynomial reaches beyond the parity, so that 64 coefficients hold the shifted one.
      let terms = min(count + 1, 64 - gap)
      for i in 0..<terms where scratch.former[i] != 0 {
        scratch.locator[i + gap] ^= scratch.powers[scratch.log(scratch.former[i]) + exponent]
      }
      if lengthens {
        for i in 0..<32 { scratch.former[i] = 0 }
        for i in 0..<(length + 1) { scratch.former[i] = scratch.kept[i] }
        for i in 0..<(length + 1) { scratch.kept[i] = 0 }
        formerLog = scratch.log(discrepancy)
        length = r + 1 - length
        gap = 1
      } else {
        gap += 1
      }
    }
    return length
  }

  /// Chien's search: the powers of x at which the locator of so many errors vanishes; whether all of
  /// them lie within the word.
  private func findPlaces(_ errors: Int, _ scratch: Scratch) -> Bool {
    typealias Vector = SIMD8<UInt64>
    let ones: UInt64 = 0x0001_0001_0001_0001
    let tops: UInt64 = 0x8000_8000_8000_8000
    let n = code.length
    if errors == 0 { return true }
    return rows.withUnsafeBufferPointer { rows in
      withUnsafeTemporaryAllocation(of: UnsafePointer<UInt16>.self, capacity: 16) { terms in
        var count = 0
        for k in 1..<(errors + 1) where scratch.locator[k] != 0 {
          let start = rowStarts[k * GaloisField.order + scratch.log(scratch.locator[k])]
          terms[count] = rows.baseAddress! + Int(start)
          count += 1
        }
        var found = 0
        for block in stride(from: 0, to: n, by: Self.vectorSymbols) {
          var sum = Vector(repeating: ones)
          for term in 0..<count {
            sum ^= UnsafeRawPointer(terms[term] + block).loadUnaligned(as: Vector.self)
          }
          // Four symbols to a word: with its top bit set, taking one away clears that bit of a zero
          // symbol only.
          let marks = ~((sum | tops) &- ones) & tops
          if marks == .zero { continue }
          for word in 0..<Vector.scalarCount {
            var left = marks[word]
            while left != 0 {
              let place = block + 4 * word + left.trailingZeroBitCount / 16
              left &= left &- 1
              if place >= n { continue }
              if found == errors { return false }
              scratch.places[found] = UInt16(place)
              found += 1
            }
          }
        }
        return found == errors
      }
    }
  }
}
