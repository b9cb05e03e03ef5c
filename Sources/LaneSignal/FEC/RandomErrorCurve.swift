// Reed-Solomon decoding of independent bit errors: the binomial tail, in logarithms.

import LaneNumerics

/// What a code makes of independent bit errors, at any ratio.
///
/// A symbol is in error with p_s = 1 - (1-p)^10; a codeword fails when more than t of its n symbols
/// are, Σ C(n,i) p_s^i (1-p_s)^(n-i) for i from t + 1; a failed word keeps its errors, of which each
/// bad symbol has 10 p/p_s. Within 1e-12 of its value at every ratio.
public final class RandomErrorCurve: Sendable {
  public let code: BlockCode
  /// ln C(n, i).
  private let logChoices: [Double]
  /// C(n, i + 1) / C(n, i).
  private let steps: [Double]

  public init(_ code: BlockCode) {
    self.code = code
    let n = code.length
    steps = (0..<n).map { Double(n - $0) / Double($0 + 1) }
    var sum = 0.0
    var lost = 0.0
    var logChoices = [0.0]
    for step in steps {
      // Compensated: the sum's own rounding would cost three digits.
      let term = logarithm(step) - lost
      let next = sum + term
      lost = (next - sum) - term
      sum = next
      logChoices.append(sum)
    }
    self.logChoices = logChoices
  }

  /// What is left at a bit error ratio before decoding; NaN outside 0...1.
  public func errors(bitErrorRatio p: Double) -> CodewordErrors {
    guard p >= 0, p <= 1 else { return .undefined }
    guard p > 0 else { return .none }
    let logGood = Double(BlockCode.symbolBits) * logarithmOfOnePlus(-p)
    return errors(-exponentialLessOne(logGood), logGood, p)
  }

  /// What is left when code symbols are in error independently, with so many bits in error in all.
  func errors(symbolErrorRatio bad: Double, bitErrorRatio p: Double) -> CodewordErrors {
    guard bad >= 0, bad <= 1, p >= 0, p <= bad else { return .undefined }
    guard p > 0 else { return .none }
    return errors(bad, logarithmOfOnePlus(-bad), p)
  }

  private func errors(_ bad: Double, _ logGood: Double, _ p: Double) -> CodewordErrors {
    let n = code.length
    guard bad < 1 else {
      return CodewordErrors(
        bitErrorRatio: p, symbolErrorRatio: 1, logCodeword: 0, logPost: logarithm(p))
    }
    let odds = bad / (1 - bad)
    // Begin at the largest term of the tail; the terms fall on either side of it.
    let mode = min(Int(Double(n + 1) * bad), n)
    let start = max(code.correctable + 1, mode)
    var sum = 1.0
    var weighted = Double(start)
    steps.withUnsafeBufferPointer { steps in
      var term = 1.0
      var i = start
      while i < n {
        term *= steps[i] * odds
        i += 1
        sum += term
        weighted += Double(i) * term
        if term < 1e-17 * sum { break }
      }
      term = 1
      i = start
      while i > code.correctable + 1 {
        i -= 1
        term /= steps[i] * odds
        sum += term
        weighted += Double(i) * term
        if term < 1e-17 * sum { break }
      }
    }
    let first =
      logChoices[start] + Double(start) * logarithm(bad) + Double(n - start) * logGood
    return CodewordErrors(
      bitErrorRatio: p, symbolErrorRatio: bad, logCodeword: first + logarithm(sum),
      logPost: first + logarithm(weighted / Double(n) * (p / bad)))
  }

  /// Chances of 0, 1, … `most` symbol errors in a codeword.
  func distribution(bitErrorRatio p: Double, most: Int) -> [Double] {
    let n = code.length
    guard p > 0 else { return [1] + Array(repeating: 0, count: max(0, most)) }
    let logGood = Double(BlockCode.symbolBits) * logarithmOfOnePlus(-p)
    let logBad = logarithm(-exponentialLessOne(logGood))
    return (0...max(0, most)).map { i in
      if i > n { return 0 }
      let good = i == n ? 0 : Double(n - i) * logGood
      return exponential(logChoices[i] + Double(i) * logBad + good)
    }
  }
}
