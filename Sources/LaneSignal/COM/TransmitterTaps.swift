// The settings of the transmitter's equaliser that a search goes through.

import Glibc
import LaneNumerics

/// Every combination of tap values whose cursor is large enough, in the order of nested loops with
/// the last tap fastest.
public struct TransmitterTaps: Sendable {
  /// Taps of a setting, from the first precursor to the last postcursor.
  let taps: Int
  /// Index of the cursor among them.
  let cursor: Int
  /// Taps of all settings, one after another.
  let values: [Double]
  /// Places of a setting's values in their lists, one a list (the cursor has none).
  let places: [Int32]
  let lists: Int
  /// Whether a list has more than one value.
  let sweeps: [Bool]
  let count: Int
  /// Combinations before the cursor was judged.
  let combinations: Int
  /// Settings left out whose cursor is the least but for rounding.
  let leftOut: Int

  /// What the sums of a setting's taps may be off by rounding.
  private static var rounding: Double { 1e-12 }

  /// The most combinations that a search takes.
  public static var most: Int { 1 << 22 }

  /// How many combinations lists make; nil beyond what can be counted.
  public static func combinations(_ lists: [[Double]]) -> Int? {
    var product = 1
    for list in lists {
      let (next, overflow) = product.multipliedReportingOverflow(by: list.count)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// - Parameter isExact: whether a cursor that is the least but for rounding is large enough; the
  ///   reference program compares as numbers come
  init(
    precursors: [[Double]], postcursors: [[Double]], leastCursor: Double, isExact: Bool = false
  ) {
    let lists = precursors + postcursors
    let isZero = lists.map { $0.count == 1 && $0[0] == 0 }
    // Leading precursors and trailing postcursors that are always zero have no tap.
    let skipped = isZero.prefix(precursors.count).prefix { $0 }.count
    let after = isZero.suffix(postcursors.count)
    let kept = postcursors.count - after.reversed().prefix { $0 }.count
    cursor = precursors.count - skipped
    taps = cursor + 1 + kept
    self.lists = lists.count
    sweeps = lists.map { $0.count > 1 }
    let total = min(Self.combinations(lists) ?? 0, Self.most)
    combinations = total
    var values: [Double] = []
    var places: [Int32] = []
    var settings = 0
    var leftOut = 0
    let least = isExact ? leastCursor - Self.rounding : leastCursor
    var place = [Int](repeating: 0, count: lists.count)
    for _ in 0..<total {
      var sum = 0.0
      for (list, index) in zip(lists, place) { sum += abs(list[index]) }
      let main = 1 - sum
      if main < least, main >= least - Self.rounding { leftOut += 1 }
      if main >= least {
        for list in skipped..<precursors.count { values.append(lists[list][place[list]]) }
        values.append(main)
        for list in precursors.count..<(precursors.count + kept) {
          values.append(lists[list][place[list]])
        }
        places += place.map { Int32($0) }
        settings += 1
      }
      for list in lists.indices.reversed() {
        place[list] += 1
        if place[list] < lists[list].count { break }
        place[list] = 0
      }
    }
    self.values = values
    self.places = places
    self.leftOut = isExact ? 0 : leftOut
    count = settings
  }

  func setting(_ index: Int) -> [Double] { Array(values[(index * taps)..<((index + 1) * taps)]) }

  /// Magnitude of a setting's response at a phase in radians a symbol, with the largest tap as the
  /// one that does not turn.
  static func magnitude(_ taps: ArraySlice<Double>, cursor: Int, phase: Double) -> Double {
    guard let largest = taps.max(), let place = taps.firstIndex(of: largest) else { return 1 }
    var sum = Complex(largest)
    for index in taps.indices where index != place {
      sum +=
        taps[index]
        * Complex(
          magnitude: 1, angle: -Double(index - taps.startIndex - cursor) * phase)
    }
    return sum.magnitude
  }
}

/// Sums over frequency that are weighted by the magnitude of the transmitter's response, as sums
/// over a few phases.
///
/// The magnitude is an even function with the symbol rate as its period, and smooth while the cursor
/// outweighs the other taps: its cosine series is short. It is therefore known from its values at
/// `nodes` equally spaced phases, and any weighted sum of it is a sum of those values with weights
/// that are the same for all settings.
struct ResponseNodes: Sendable {
  /// Intervals between phase 0 and pi.
  let intervals: Int
  /// Magnitudes at the nodes, setting by setting.
  let magnitudes: [Double]
  /// Settings whose series is not short enough; their sums are made term by term.
  let isRough: [Bool]

  init(_ taps: TransmitterTaps, intervals: Int = 128) {
    self.intervals = intervals
    let nodes = intervals + 1
    // Cosines and sines of each tap's phase at each node.
    let turns = (0..<taps.taps).map { tap in
      (0..<nodes).map { node in
        Complex(
          magnitude: 1, angle: -Double(tap - taps.cursor) * .pi * Double(node) / Double(intervals))
      }
    }
    var magnitudes = [Double](repeating: 0, count: nodes * taps.count)
    var isRough = [Bool](repeating: false, count: taps.count)
    for setting in 0..<taps.count {
      let from = setting * taps.taps
      let values = taps.values[from..<(from + taps.taps)]
      for node in 0..<nodes {
        var sum = Complex.zero
        for (tap, value) in values.enumerated() { sum += value * turns[tap][node] }
        magnitudes[setting * nodes + node] = sum.norm.squareRoot()
      }
      // The last terms of the cosine series tell whether it has ended; a cursor that is not the
      // largest tap makes another function of it.
      var (last, secondLast) = (0.0, 0.0)
      for node in 0..<nodes {
        let end = node == 0 || node == intervals ? 0.5 : 1
        let value = end * (node % 2 == 0 ? 1 : -1) * magnitudes[setting * nodes + node]
        last += value
        secondLast += value * cos(.pi * Double(node) / Double(intervals))
      }
      let main = values[values.startIndex + taps.cursor]
      isRough[setting] =
        max(abs(last), abs(secondLast)) > 1e-11 * Double(intervals)
        || (values.max() ?? 0) > main
    }
    self.magnitudes = magnitudes
    self.isRough = isRough
  }

  /// Weights of the nodes for a sum over frequencies.
  /// - Parameters:
  ///   - phases: 2 pi f / symbol rate
  ///   - weights: one list of terms for each sum wanted
  func weights(phases: [Double], _ weights: [[Double]]) -> [[Double]] {
    let nodes = intervals + 1
    var moments = weights.map { _ in [Double](repeating: 0, count: nodes) }
    for (index, phase) in phases.enumerated() {
      let twice = 2 * cos(phase)
      var (now, next) = (1.0, cos(phase))
      for m in 0..<nodes {
        for sum in weights.indices { moments[sum][m] += weights[sum][index] * now }
        (now, next) = (next, twice * next - now)
      }
    }
    func half(_ index: Int) -> Double { index == 0 || index == intervals ? 0.5 : 1 }
    return moments.map { moment in
      (0..<nodes).map { node in
        var sum = 0.0
        for m in 0..<nodes {
          let turn = (m * node) % (2 * intervals)
          sum += half(m) * moment[m] * cos(.pi * Double(turn) / Double(intervals))
        }
        return sum * half(node) * 2 / Double(intervals)
      }
    }
  }
}
