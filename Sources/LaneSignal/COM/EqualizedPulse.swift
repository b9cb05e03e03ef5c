// A pulse behind the receiver's filter, its copies at the transmitter's taps, and where it is sampled.

import LaneChannel
import LaneNumerics

/// A pulse delayed by each of the transmitter's taps. The copies wrap around the end of the record,
/// as the reference program's do.
struct TapPulses {
  /// One copy a tap, from the first precursor to the last postcursor.
  let copies: [[Double]]
  var count: Int { copies.first?.count ?? 0 }

  /// - Parameters:
  ///   - impulse: filtered impulse response
  ///   - cursor: index of the tap that stays in place
  init(impulse: [Double], samplesPerSymbol: Int, taps: Int, cursor: Int) {
    let pulse = Self.pulse(impulse, samplesPerSymbol: samplesPerSymbol)
    let count = pulse.count
    copies = (0..<taps).map { tap in
      guard count > 0 else { return [] }
      let shift = (tap - cursor) * samplesPerSymbol % count
      let split = (count - shift) % count
      return Array(pulse[split...] + pulse[..<split])
    }
  }

  /// The response to a symbol that lasts its whole interval.
  static func pulse(_ impulse: [Double], samplesPerSymbol: Int) -> [Double] {
    var sum = 0.0
    var pulse = impulse
    for index in impulse.indices {
      // Sum anew at times, so that differences do not pile up.
      if index % 64 == 0 {
        sum = impulse[max(0, index - samplesPerSymbol + 1)...index].reduce(0, +)
      } else {
        sum += impulse[index]
        if index >= samplesPerSymbol { sum -= impulse[index - samplesPerSymbol] }
      }
      pulse[index] = sum
    }
    return pulse
  }

  /// The pulse that a set of taps makes.
  func combined(_ taps: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: count)
    for (tap, copy) in zip(taps, copies) where tap != 0 {
      for index in sum.indices { sum[index] += tap * copy[index] }
    }
    return sum
  }
}

/// Where a pulse is sampled (93A-25): the Mueller-Muller phase of a receiver with feedback.
struct SamplingTime {
  let samplesPerSymbol: Int
  /// The largest first feedback tap.
  let firstTap: Double
  /// Samples that the peak is looked for in.
  let window: Range<Int>
  /// Whether a pulse that does not rise as it should is sampled at its peak.
  var takesPeak = false

  struct Place: Equatable {
    var peak: Int
    var cursor: Int
  }

  /// Peak and cursor of a pulse; nil when it does not rise through a hundredth of its peak within
  /// four symbols and is not to be sampled at its peak then.
  @inline(__always)
  func place(sample: (Int) -> Double, peaks: Range<Int>) -> Place? {
    guard var peak = peaks.first else { return nil }
    var highest = sample(peak)
    for index in peaks.dropFirst() {
      let value = sample(index)
      if value > highest {
        highest = value
        peak = index
      }
    }
    let limit = 0.01 * highest
    let earliest = max(0, peak - 4 * samplesPerSymbol)
    var crossing: Int?
    var index = peak - 1
    while index >= earliest {
      let (before, after) = (sample(index) - limit, sample(index + 1) - limit)
      if (before < 0 && after >= 0) || (before == 0 && after > 0) {
        crossing = index
        break
      }
      index -= 1
    }
    guard let start = crossing else {
      return takesPeak ? Place(peak: peak, cursor: peak) : nil
    }
    var cursor = start
    var least = Double.infinity
    for index in start...(start + 2 * samplesPerSymbol) {
      let before = sample(index - samplesPerSymbol)
      let after = sample(index + samplesPerSymbol)
      let balance = abs(before - max(after - firstTap * sample(index), 0))
      if balance < least {
        least = balance
        cursor = index
      }
    }
    return Place(peak: peak, cursor: cursor)
  }

  /// Of a whole record; zero beyond its ends.
  func place(_ pulse: [Double]) -> Place? {
    place(
      sample: { pulse.indices.contains($0) ? pulse[$0] : 0 },
      peaks: window.clamped(to: 0..<pulse.count))
  }
}
