// The extended Hamming code (128,120) inside the optical PMDs of 200G lanes, its encoder and its soft
// decoder.

import LaneParameters

/// The systematic extended Hamming code of 120 message bits and eight parity bits; any two codewords
/// differ in four bits or more.
///
/// The message bits carry the numbers below 128 that have two bits or more in ascending order, the
/// parity bits 0 and the powers of two; the numbers of a codeword's ones sum to zero bit by bit, and
/// there is an even count of them. Draft P802.3dj 177 orders its columns otherwise, which changes no
/// error ratio.
public struct HammingCode: Sendable {
  /// Bits of a codeword.
  public static var length: Int { 128 }
  /// Bits of a message.
  public static var dimension: Int { 120 }

  /// Column of the parity check of each bit in the order sent: its number, and 128 for the count.
  let columns: [UInt8]
  /// Place in the order sent of each number.
  let places: [UInt8]

  public init() {
    let parity = [0] + (0..<7).map { 1 << $0 }
    let message = (0..<Self.length).filter { $0.nonzeroBitCount > 1 }
    let order = message + parity
    columns = order.map { UInt8($0 | 128) }
    var places = Array(repeating: UInt8(0), count: Self.length)
    for (place, number) in order.enumerated() { places[number] = UInt8(place) }
    self.places = places
  }

  /// The codeword of a message, bits as 0 and 1; only the lowest bit of each is read.
  public func encode(_ message: [UInt8]) throws(LightlaneError) -> [UInt8] {
    guard message.count == Self.dimension else {
      throw LightlaneError(
        .count, "a message of \(message.count) bits; the Hamming code takes \(Self.dimension)")
    }
    var word = message.map { $0 & 1 }
    var sum: UInt8 = 0
    for (bit, column) in zip(word, columns) where bit == 1 { sum ^= column }
    // The parity bits' numbers are 0 and the powers of two: the sum's bits one by one, then the count.
    let powers = (0..<7).map { sum >> UInt8($0) & 1 }
    word.append((sum >> 7 & 1) ^ (UInt8(truncatingIfNeeded: (sum & 0x7F).nonzeroBitCount) & 1))
    word += powers
    return word
  }

  /// The sum of the columns of a word's ones: zero for a codeword.
  public func syndrome(_ word: [UInt8]) throws(LightlaneError) -> UInt8 {
    try checkLength(word.count)
    var sum: UInt8 = 0
    for (bit, column) in zip(word, columns) where bit & 1 == 1 { sum ^= column }
    return sum
  }

  func checkLength(_ count: Int) throws(LightlaneError) {
    guard count == Self.length else {
      throw LightlaneError(
        .count, "a word of \(count) bits; the Hamming code takes \(Self.length)")
    }
  }
}

/// Soft decoding by trial (Chase, 1972, his second algorithm): every pattern of flips of the least
/// reliable bits, each completed by the one flip that the code corrects; the codeword that goes
/// against the least reliability wins.
public struct ChaseDecoder: Sendable {
  public let code: HammingCode
  /// Least reliable bits that are tried.
  public let trials: Int

  /// Numbers of bits that may be tried; none is hard decoding.
  public static let trialCounts = 0...10

  public init(trials: Int = 6) throws(LightlaneError) {
    guard Self.trialCounts.contains(trials) else {
      throw LightlaneError(
        .outOfBounds,
        "trials = \(trials) is out of bounds; it takes \(Self.trialCounts.lowerBound) to"
          + " \(Self.trialCounts.upperBound) bits")
    }
    code = HammingCode()
    self.trials = trials
  }

  /// The bits of the codeword nearest to soft values, positive for 0 and larger for surer; the hard
  /// decisions where no trial ends in a codeword.
  public func decode(_ soft: [Double]) throws(LightlaneError) -> [UInt8] {
    try code.checkLength(soft.count)
    for (place, value) in soft.enumerated() where value.isNaN {
      throw LightlaneError(.notFinite, "soft value \(place) is NaN", row: Int64(place))
    }
    return soft.withUnsafeBufferPointer { decode($0) }
  }

  private func decode(_ soft: UnsafeBufferPointer<Double>) -> [UInt8] {
    let n = HammingCode.length
    var bits = Array(repeating: UInt8(0), count: n)
    var syndrome: UInt8 = 0
    // The least reliable bits, surest last.
    var weakest: [(cost: Double, place: Int)] = []
    weakest.reserveCapacity(trials + 1)
    for i in 0..<n {
      let cost = abs(soft[i])
      if soft[i] < 0 {
        bits[i] = 1
        syndrome ^= code.columns[i]
      }
      if weakest.count < trials || cost < (weakest.last?.cost ?? -1) {
        var at = weakest.count
        while at > 0, weakest[at - 1].cost > cost { at -= 1 }
        weakest.insert((cost, i), at: at)
        if weakest.count > trials { weakest.removeLast() }
      }
    }
    if syndrome == 0 { return bits }
    var best = (cost: Double.infinity, pattern: 0, flip: -1)
    var pattern = 0
    var flips: Double = 0
    for step in 0..<(1 << trials) {
      if step > 0 {
        // One bit of the pattern changes from each step to the next.
        let changed = step.trailingZeroBitCount
        pattern ^= 1 << changed
        syndrome ^= code.columns[weakest[changed].place]
        flips = 0
        for i in 0..<trials where pattern >> i & 1 == 1 { flips += weakest[i].cost }
      }
      if syndrome == 0 {
        if flips < best.cost { best = (flips, pattern, -1) }
      } else if syndrome & 128 != 0 {
        let place = Int(code.places[Int(syndrome & 127)])
        // A place among the trials is another pattern.
        let tried = weakest.contains { $0.place == place }
        let cost = flips + abs(soft[place])
        if !tried, cost < best.cost { best = (cost, pattern, place) }
      }
    }
    guard best.cost < .infinity else { return bits }
    for i in 0..<trials where best.pattern >> i & 1 == 1 { bits[weakest[i].place] ^= 1 }
    if best.flip >= 0 { bits[best.flip] ^= 1 }
    return bits
  }
}

extension Pam4Line {
  /// Soft values of the two bits of a received level, in level spacings around 0 … 3: positive for 0,
  /// half the difference of the squared distances to the nearest level of each kind.
  public static func softBits(_ received: Double) -> (first: Double, second: Double) {
    let y = received - 1.5
    let size = abs(y)
    let upper = size > 1 ? 2 * size - 1 : size
    return (y > 0 ? -upper : upper, size - 1)
  }
}
