// One setting of the equalisers judged by its figure of merit, term by term (93A-26 to 93A-36).

import Glibc
import LaneNumerics

/// A pulse sampled at its cursor, and what its figure of merit consists of; volts.
struct ComAssessment {
  var place: SamplingTime.Place
  /// The pulse; longer than its record where feedback reaches beyond its end.
  var pulse: [Double]
  var signal: Double
  /// Feedback taps as shares of the cursor, and their limits.
  var taps: [Double]
  var upper: [Double]
  var lower: [Double]
  var floatingPositions: [Int]
  var tailRss: Double
  /// Slope at each symbol, per symbol interval (93A-28).
  var slopes: [Double]
  var transmitterNoise: Double
  var intersymbol: Double
  var jitter: Double
}

extension ComConfiguration {
  /// Everything about a pulse that does not depend on crosstalk and receiver noise.
  func assess(_ record: [Double], at place: SamplingTime.Place, transmitterSnrDb: Double)
    -> ComAssessment
  {
    let m = samplesPerSymbol
    let reach = feedback.reach
    let cursorIndex = place.cursor
    let cursor = record[cursorIndex]
    let signal = levelMismatch * cursor / Double(levels - 1)

    let precursors = stride(from: cursorIndex - m, through: 0, by: -m).map { record[$0] }
    let far = stride(from: cursorIndex + m * (reach + 1), to: record.count, by: m).map {
      record[$0]
    }
    var pulse = record
    // Positions count from 1 in the rule that asks for this many samples.
    let needed = cursorIndex + 1 + m * (reach + 1)
    if pulse.count < needed {
      pulse += [Double](repeating: 0, count: needed - pulse.count)
    }
    let after = (0..<reach).map { pulse[cursorIndex + m * ($0 + 1)] }

    var floating: [Int] = []
    var (upper, lower) = (feedback.upper, feedback.lower)
    if feedback.floats {
      floating = feedback.floatingPositions(after: after, cursor: cursor)
      upper += [Double](repeating: 0, count: max(0, reach - upper.count))
      lower = upper.indices.map { $0 < lower.count ? lower[$0] : 0 }
      for position in floating {
        upper[position - 1] = feedback.groupLimit
        lower[position - 1] = -feedback.groupLimit
      }
    }
    var cancelled = Self.clip(after, cursor, upper, lower)
    var taps = cancelled.map { $0 / cursor }
    var tailRss = 0.0
    if feedback.tailStart > 0, taps.count >= feedback.tailStart {
      let tail = (feedback.tailStart - 1)..<taps.count
      tailRss = norm(taps[tail])
      if tailRss != 0, tailRss >= feedback.tailLimit {
        for index in tail {
          upper[index] = min(tailRss, feedback.tailLimit) * abs(taps[index]) / tailRss
          lower[index] = -upper[index]
        }
      }
      cancelled = Self.clip(after, cursor, upper, lower)
      taps = cancelled.map { $0 / cursor }
    }
    let excess = zip(after, cancelled).map { $0 - $1 }

    let slopes = slopes(pulse, cursor: cursorIndex)
    let deviation = symbolVariance.squareRoot()
    return ComAssessment(
      place: place, pulse: pulse, signal: signal, taps: taps, upper: upper, lower: lower,
      floatingPositions: floating.sorted(), tailRss: tailRss, slopes: slopes,
      transmitterNoise: Double(levels - 1) * signal / levelMismatch
        * pow(10, -transmitterSnrDb / 20),
      intersymbol: deviation * norm(precursors + excess + far),
      jitter: norm([dualDiracJitterUI, randomJitterUI]) * deviation * norm(slopes))
  }

  /// Differences around each sample of the cursor's phase, per symbol interval.
  private func slopes(_ pulse: [Double], cursor: Int) -> [Double] {
    let m = samplesPerSymbol
    // The first sample of this phase that has a neighbour before it.
    var first = cursor % m
    if first < 1 { first += m }
    return stride(from: first, to: pulse.count - 1, by: m).map {
      (pulse[$0 + 1] - pulse[$0 - 1]) / 2 * Double(m)
    }
  }

  /// What feedback takes away: the pulse within its limits times the cursor.
  static func clip(_ values: [Double], _ cursor: Double, _ upper: [Double], _ lower: [Double])
    -> [Double]
  {
    values.indices.map { index in
      let (most, least) = (cursor * upper[index], cursor * lower[index])
      if values[index] < least { return least }
      return values[index] > most ? most : values[index]
    }
  }
}

/// Root of the sum of squares.
func norm<S: Sequence>(_ values: S) -> Double where S.Element == Double {
  values.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
