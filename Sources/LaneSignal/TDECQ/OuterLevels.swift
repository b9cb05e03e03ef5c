// What is read from the waveform before the equaliser: outer levels, edges and extremes.

import Glibc
import LaneNumerics

/// A symbol over several places in a row.
private struct SymbolRun {
  let start: Int
  let length: Int
  var end: Int { start + length }
}

/// Symbols of a capture with the waveform behind the reference receiver.
struct SymbolTrace {
  let capture: Capture
  let symbols: [UInt8]
  /// Centre of the eye, in symbols after the place of symbol 0.
  var centre: Double
  /// Symbols whose surroundings are inside the record.
  let usable: Range<Int>

  /// Runs of one symbol that lie inside the usable range.
  private func runs(of symbol: UInt8) -> [SymbolRun] {
    var runs: [SymbolRun] = []
    var index = usable.lowerBound
    while index < usable.upperBound {
      guard symbols[index] == symbol else {
        index += 1
        continue
      }
      let start = index
      while index < usable.upperBound, symbols[index] == symbol { index += 1 }
      // One that touches the end of the range may go on beyond it.
      if start > usable.lowerBound, index < usable.upperBound {
        runs.append(SymbolRun(start: start, length: index - start))
      }
    }
    return runs
  }

  /// The mean over the central two symbols of the runs of a length, and that length: the standard's
  /// (121.8.4) when the pattern has it, else the longest below it.
  func outerLevel(of symbol: UInt8, standardLength: Int) -> (power: Double, length: Int)? {
    let runs = runs(of: symbol)
    guard let longest = runs.map(\.length).max() else { return nil }
    let length = runs.contains { $0.length == standardLength } ? standardLength : longest
    let chosen = runs.filter { $0.length == length }.prefix(64)
    // Shorter runs leave less than two symbols free of their neighbours.
    let width = max(0.1, min(2, Double(length) - 1))
    let points = 32
    var sum = 0.0
    for run in chosen {
      let (half, odd) = (length - 1).quotientAndRemainder(dividingBy: 2)
      let middle = capture.time(of: run.start + half) + Double(odd) / 2 + centre
      for point in 0..<points {
        let offset = (Double(point) + 0.5) / Double(points) - 0.5
        sum += capture.value(at: middle + offset * width)
      }
    }
    return (sum / Double(points * chosen.count), length)
  }

  /// Duration of the mean edge between 20 % and 80 % of the way from one outer level to the other, in
  /// symbols, over the edges between the longest runs of up to three symbols.
  func edge(from: UInt8, to: UInt8, levels: (from: Double, to: Double)) -> Double? {
    for side in [3, 2, 1] {
      var places: [Int] = []
      var before = 0
      var index = usable.lowerBound
      while index < usable.upperBound, places.count < 64 {
        if symbols[index] == from {
          before += 1
        } else {
          if before >= side, symbols[index] == to, index + side <= usable.upperBound,
            symbols[index..<index + side].allSatisfy({ $0 == to })
          {
            places.append(index)
          }
          before = 0
        }
        index += 1
      }
      if !places.isEmpty { return duration(places, levels) }
    }
    return nil
  }

  private func duration(_ places: [Int], _ levels: (from: Double, to: Double)) -> Double? {
    let perSymbol = 64
    let steps = -perSymbol...2 * perSymbol
    let mean = steps.map { step in
      // From the centre of the last symbol before the edge.
      capture.mean(phase: centre - 1 + Double(step) / Double(perSymbol), of: places)
    }
    func reaching(_ share: Double) -> Double? {
      let level = levels.from + share * (levels.to - levels.from)
      let rising = levels.to > levels.from
      // The last time at the level before the middle, so that ripple on the run does not count.
      guard
        let middle = mean.indices.first(where: {
          let half = (levels.from + levels.to) / 2
          return rising ? mean[$0] >= half : mean[$0] <= half
        }), middle > 0
      else { return nil }
      var k = middle
      if share < 0.5 {
        while k > 0, rising ? mean[k - 1] > level : mean[k - 1] < level { k -= 1 }
      } else {
        while k < mean.count, rising ? mean[k] < level : mean[k] > level { k += 1 }
      }
      guard k > 0, k < mean.count, mean[k] != mean[k - 1] else { return nil }
      return Double(k - 1) + (level - mean[k - 1]) / (mean[k] - mean[k - 1])
    }
    guard let start = reaching(0.2), let end = reaching(0.8) else { return nil }
    return (end - start) / Double(perSymbol)
  }

  /// Powers that a share of the samples is above, and below.
  func extremes(hitRatio: Double) -> (lowest: Double, highest: Double) {
    var (least, most) = (Double.infinity, -Double.infinity)
    capture.forEachSample { value in
      least = min(least, value)
      most = max(most, value)
    }
    let bins = 8192
    let scale = Double(bins) / (most - least)
    guard most > least, scale.isFinite else { return (least, most) }
    var counts = [Int](repeating: 0, count: bins)
    capture.forEachSample { value in counts[min(Int((value - least) * scale), bins - 1)] += 1 }
    let wanted = hitRatio * Double(capture.count)
    func edge(_ order: some Sequence<Int>) -> Double {
      var sum = 0.0
      for (steps, bin) in order.enumerated() {
        let here = Double(counts[bin])
        if sum + here >= wanted {
          return Double(steps) + (here > 0 ? min(max((wanted - sum) / here, 0), 1) : 0)
        }
        sum += here
      }
      return Double(bins)
    }
    return (least + edge(0..<bins) / scale, most - edge((0..<bins).reversed()) / scale)
  }
}
