// How often soft decoding of the inner Hamming code fails, from the statistics of reliabilities.

import LaneNumerics

/// The line on which the bits of the inner code are sent, in white Gaussian noise.
public enum InnerChannel: Int32, Sendable, CaseIterable {
  /// Two levels, the textbook's channel.
  case twoLevels = 0
  /// Gray-coded PAM4.
  case pam4 = 1

  /// Bit error ratio with half a level spacing of `distance` deviations, before decoding.
  public func bitErrorRatio(distance a: Double) -> Double {
    switch self {
    case .twoLevels: GaussianTail.probability(a)
    case .pam4:
      (3 * GaussianTail.probability(a) + 2 * GaussianTail.probability(3 * a)
        - GaussianTail.probability(5 * a)) / 4
    }
  }

  /// The distance at which the bit error ratio is `p`; NaN outside 0 … 1/2.
  public func distance(bitErrorRatio p: Double) -> Double {
    guard p >= 0, p <= 0.5 else { return .nan }
    guard self == .pam4, p > 0 else { return GaussianTail.quantile(p) }
    var a = p < 0.375 ? max(GaussianTail.quantile(p / 0.75), 1e-3) : 1e-3
    for _ in 0..<40 {
      let density =
        (3 * GaussianTail.density(a) + 6 * GaussianTail.density(3 * a)
          - 5 * GaussianTail.density(5 * a)) / 4
      let ratio = bitErrorRatio(distance: a)
      // Newton's step on the logarithm, held to twice the distance.
      let step = ratio / density * logarithm(ratio / p)
      a = min(max(a + step, 0.5 * a), 2 * a)
      if abs(step) < 1e-14 * a { break }
    }
    return a
  }

  /// Neighbouring levels that differ in a given bit, on average: of what weight each bit of a codeword
  /// counts in the number of nearest codewords.
  var neighbours: Double { self == .pam4 ? 0.75 : 1 }

  /// Density of the reliability r, the distance from the received value to the nearest threshold of
  /// the bit in units of half a spacing, together with the bit being wrong or right.
  func densities(_ r: Double, distance a: Double) -> (wrong: Double, right: Double) {
    func at(_ x: Double) -> Double { a * GaussianTail.density(a * x) }
    switch self {
    case .twoLevels: return (at(r + 1), at(r - 1))
    case .pam4:
      // Levels ±1, ±3; by symmetry those above zero. The first bit turns at 0, the second at ±2.
      var wrong = at(r + 1) + at(r + 3)
      var right = at(r - 1) + at(r - 3)
      // The second bit from an outer level is wrong inside, from an inner level outside.
      right += at(2 + r - 3) + at(-2 - r - 3)
      wrong += at(2 + r - 1) + at(-2 - r - 1)
      if r < 2 {
        wrong += at(2 - r - 3) + at(-2 + r - 3)
        right += at(2 - r - 1) + at(-2 + r - 1)
      }
      return (wrong / 4, right / 4)
    }
  }
}

/// The chance that soft decoding of an extended Hamming word fails, at one noise level.
///
/// With j bits wrong, a codeword of weight w that holds i of them beats the right one when the sum of
/// its w - i right bits' reliabilities is below that of its i wrong ones. The number of codewords of
/// each kind is known; given the wrong bits' reliabilities, that none of weight 4 does is a product of
/// nearly independent chances. The mean over the reliabilities, by Gauss's rule in each of up to five
/// wrong bits, is the chance of success. Counting weight 6 as independent as well overstates the
/// chance of failure, leaving it out understates it; six or more wrong bits are taken as failure.
struct InnerErrorModel {
  /// Chance of failure by codewords of weight 4 alone: a lower bound in all but name.
  private(set) var lower = 0.0
  /// The same by weights 4 and 6: an upper one.
  private(set) var upper = 0.0
  /// Mean number of bits in error after a failure.
  private(set) var bitsPerFailure = 4.0

  private static let points = 512
  private static let nodes = [8, 8, 8, 8, 6]

  /// Codewords of weight 4 and 6 of the extended Hamming code of length 128.
  static let weight4 = 85_344.0
  static let weight6 = 42_330_624.0

  init(_ channel: InnerChannel, distance a: Double) {
    let n = Double(HammingCode.length)
    let wrongRatio = channel.bitErrorRatio(distance: a)
    let step = 0.12 / (a * a)
    let reliabilities = (0..<Self.points).map { (Double($0) + 0.5) * step }
    let densities = reliabilities.map { channel.densities($0, distance: a) }
    let tables = Self.beatenTables(densities.map { $0.right * step })
    // Wrong bits' reliabilities fall off as exp(-a² r); failures come from the larger ones. Nodes of
    // half that slope serve both ends.
    let slope = 0.5 * a * a
    let total = densities.reduce(0) { $0 + $1.wrong }
    let tilted = zip(reliabilities, densities).map { exponential(slope * $0) * $1.wrong / total }
    var chance = exponential(n * logarithmOfOnePlus(-wrongRatio))
    var fewer = (four: 0.0, both: 0.0)
    var bits = 0.0
    let odds = wrongRatio / (1 - wrongRatio)
    for (index, count) in Self.nodes.enumerated() {
      let wrong = index + 1
      chance *= (n - Double(index)) / Double(wrong) * odds
      var rule = GaussRule(points: reliabilities, weights: tilted, count: count)
      for k in rule.nodes.indices { rule.weights[k] *= exponential(-slope * rule.nodes[k]) }
      let failure = Self.failure(wrong, rule, tables, step)
      fewer.four += chance * failure.four
      fewer.both += chance * failure.both
      bits += chance * (4 * failure.four + 6 * (failure.both - failure.four))
    }
    var many = 0.0
    var bitsOfMany = 0.0
    for wrong in (Self.nodes.count + 1)..<(HammingCode.length + 1) {
      chance *= (n - Double(wrong - 1)) / Double(wrong) * odds
      many += chance
      bitsOfMany += chance * Double(wrong)
    }
    lower = min(fewer.four + many, 1)
    upper = min(fewer.both + many, 1)
    bitsPerFailure = upper > 0 ? (bits + bitsOfMany) / (fewer.both + many) : 4
  }

  /// The best single figure between the bounds.
  var failure: Double { (lower * upper).squareRoot() }

  /// For i wrong bits whose reliabilities sum to a multiple of the step: the negative logarithm of the
  /// chance that no codeword of weight 4 that holds them wins, and the mean number of those of weight
  /// 6 that do.
  private struct Beaten {
    var four: [Double]
    var six: [Double]
  }

  private static func beatenTables(_ right: [Double]) -> [Beaten] {
    // Chances that 1 … 5 right bits' reliabilities sum to less than a multiple of the step.
    var sums = [right]
    for _ in 1..<5 { sums.append(convolve(sums[sums.count - 1], right)) }
    let below = sums.map { masses in
      var running = 0.0
      return masses.map { mass -> Double in
        running += mass
        return min(running, 1)
      }
    }
    func chance(_ bits: Int, _ k: Int) -> Double {
      // Points of a sum of m midpoints lie at m/2 steps and on: those up to one share their mass.
      let position = Double(k) - 0.5 - 0.5 * Double(bits)
      guard position > -1 else { return 0 }
      let index = Int(position.rounded(.down))
      let share = position - Double(index)
      let lower = index < 0 ? 0 : below[bits - 1][min(index, points - 1)]
      return lower + share * (below[bits - 1][min(index + 1, points - 1)] - lower)
    }
    let n = Double(HammingCode.length)
    // Codewords that hold i given places: A_w w (w-1) … / n (n-1) ….
    var fours = weight4
    var sixes = weight6
    return (1..<5).map { wrong in
      let taken = Double(wrong - 1)
      fours *= (4 - taken) / (n - taken)
      sixes *= (6 - taken) / (n - taken)
      var table = Beaten(four: [], six: [])
      for k in 0..<points {
        let few = wrong < 4 ? min(chance(4 - wrong, k), 1 - 1e-12) : 0
        // Words that share two places or more meet in no other: independent. Those through one place
        // overlap, but are few.
        table.four.append(wrong == 1 ? fours * few : -fours * logarithmOfOnePlus(-few))
        table.six.append(sixes * chance(6 - wrong, k))
      }
      return table
    }
  }

  private static func convolve(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: points)
    for (i, x) in a.enumerated() where x > 0 {
      for j in 0..<(points - i) { result[i + j] += x * b[j] }
    }
    return result
  }

  /// Chances of failure with `wrong` bits wrong.
  private static func failure(
    _ wrong: Int, _ rule: GaussRule, _ tables: [Beaten], _ step: Double
  ) -> (four: Double, both: Double) {
    let count = rule.nodes.count
    // Every multiset of nodes once, with the number of its orders.
    var choice = Array(repeating: 0, count: wrong)
    var sum = (four: 0.0, both: 0.0)
    while true {
      var weight = 1.0
      var repeats = 0
      for (i, k) in choice.enumerated() {
        repeats = i > 0 && choice[i - 1] == k ? repeats + 1 : 1
        weight *= rule.weights[k] * Double(i + 1) / Double(repeats)
      }
      var four = 0.0
      var six = 0.0
      for subset in 1..<(1 << wrong) where subset.nonzeroBitCount <= 4 {
        var total = 0.0
        for i in 0..<wrong where subset >> i & 1 == 1 { total += rule.nodes[choice[i]] }
        let position = min(max(total / step, 0), Double(points - 1) - 1e-9)
        let index = Int(position)
        let share = position - Double(index)
        let table = tables[subset.nonzeroBitCount - 1]
        four += table.four[index] + share * (table.four[index + 1] - table.four[index])
        six += table.six[index] + share * (table.six[index + 1] - table.six[index])
      }
      sum.four += weight * -exponentialLessOne(-four)
      sum.both += weight * -exponentialLessOne(-four - six)
      var last = wrong - 1
      while last >= 0, choice[last] == count - 1 { last -= 1 }
      if last < 0 { return sum }
      let next = choice[last] + 1
      for i in last..<wrong { choice[i] = next }
    }
  }
}

/// Gauss's rule for a weight given at points: exact for polynomials up to twice its number of nodes.
struct GaussRule {
  var nodes: [Double] = []
  var weights: [Double] = []

  /// Stieltjes' recurrence of the orthogonal polynomials; nodes at the sign changes of the last one.
  init(points: [Double], weights: [Double], count: Int) {
    let total = weights.reduce(0, +)
    var centres: [Double] = []
    var norms: [Double] = []
    var before = Array(repeating: 0.0, count: points.count)
    var current = Array(repeating: 1.0, count: points.count)
    var norm = total
    for degree in 0..<count {
      var moment = 0.0
      for i in points.indices { moment += weights[i] * points[i] * current[i] * current[i] }
      centres.append(moment / norm)
      norms.append(norm)
      let ratio = degree > 0 ? norm / norms[degree - 1] : 0
      var next = 0.0
      for i in points.indices {
        let value = (points[i] - centres[degree]) * current[i] - ratio * before[i]
        before[i] = current[i]
        current[i] = value
        next += weights[i] * value * value
      }
      norm = next
    }
    func values(_ x: Double) -> (last: Double, weight: Double) {
      var (before, current) = (0.0, 1.0)
      var sum = 0.0
      for degree in 0..<count {
        sum += current * current / norms[degree]
        let ratio = degree > 0 ? norms[degree] / norms[degree - 1] : 0
        (before, current) = (current, (x - centres[degree]) * current - ratio * before)
      }
      return (current, 1 / sum)
    }
    var left = 0.0
    var sign = values(0).last.sign
    for point in points {
      let here = values(point).last.sign
      if here != sign {
        var (low, high) = (left, point)
        for _ in 0..<60 {
          let middle = 0.5 * (low + high)
          if values(middle).last.sign == sign { low = middle } else { high = middle }
        }
        nodes.append(0.5 * (low + high))
        self.weights.append(values(nodes[nodes.count - 1]).weight)
        sign = here
      }
      left = point
    }
  }
}
